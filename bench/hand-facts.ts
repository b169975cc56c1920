/** What the fold by hand keeps: records edited in place. */
export interface Member {
  paused: boolean
  missed: number
  active: number
  held: number
  lastEndedAt: number | null
  penalty: number
  position: number
  readonly ordinal: number
}

export interface Campaign {
  enabled: boolean
  settings: unknown
  pointer: number
  connected: number
  emptySince: number | null
  readonly members: Map<string, Member>
}

export interface Agent {
  readonly sessions: Set<string>
  break: string | null
  status: number
  statusSince: number
  requeueAt: number | null
  readonly active: Set<string>
  readonly offered: Set<string>
  readonly wrapUps: Map<string, number>
  readonly campaigns: Set<string>
}

export interface Interaction {
  campaign: string
  stage: string
  leg: number
  offers: number
  offer: { id: string; agentId: string; expiresAt: number | null } | null
  owner: string | null
  acceptedAt: number | null
  endedAt: number | null
  chatLimitAt: number | null
  entry: number
  priority: number
  enteredAt: number
  waitingSince: number
  dropoutAt: number | null
  outcome: boolean
  passedOver: Array<string>
  retryAt: number | null
}

export interface Conversation {
  count: number
  answered: boolean
  readonly participants: Array<ReadonlyArray<string>>
  readonly latest: Array<{ id: string; at: number; contents: unknown }>
}

export interface HandFacts {
  readonly users: Map<string, unknown>
  readonly agents: Map<string, Agent>
  readonly campaigns: Map<string, Campaign>
  readonly interactions: Map<string, Interaction>
  readonly conversations: Map<string, Conversation>
  readonly outgoing: Map<string, { state: string; attempts: number }>
  readonly days: Map<string, number>
  position: number
  at: number
}

export const newAgent = (at: number): Agent => ({
  sessions: new Set(),
  break: null,
  status: 0,
  statusSince: at,
  requeueAt: null,
  active: new Set(),
  offered: new Set(),
  wrapUps: new Map(),
  campaigns: new Set()
})

export const newInteraction = (campaign: string): Interaction => ({
  campaign,
  stage: "arrived",
  leg: 0,
  offers: 0,
  offer: null,
  owner: null,
  acceptedAt: null,
  endedAt: null,
  chatLimitAt: null,
  entry: 0,
  priority: 9_999,
  enteredAt: 0,
  waitingSince: 0,
  dropoutAt: null,
  outcome: false,
  passedOver: [],
  retryAt: null
})
