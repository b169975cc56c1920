/**
 * A centre's log folded by hand, in place, on Maps: the naive model that laws reason over. It shares no code with the
 * core's fold; counts that the core keeps are here found by looking.
 */
import type { NaiveChat, NaiveNotice, NaiveUser } from "./naive-chats.ts"
import { newGame, type NaiveGame } from "./naive-game.ts"
import type { Campaign, Centre, Fields, Holiday } from "@parley/core"

export type Event = Centre.CentreEvent
export type EventOf<Tag extends Event["_tag"]> = Extract<Event, { readonly _tag: Tag }>
export type Settings = Campaign.Settings

export type AgentId = Fields.AgentId

export interface NaiveAgent {
  readonly id: AgentId
  readonly sessions: Set<string>
  break: string | null
  /** When the break becomes overdue, unless it did. */
  breakDue: number | null
  /** By interaction: when that wrap-up ends. */
  readonly wrapUps: Map<string, number>
  requeueAt: number | null
  /** Levels by skill; most load, null = no limit. */
  skills: ReadonlyMap<string, number>
  capacity: number | null
  /** End of the last interaction of any campaign, and when the status last became Free (in some way anew). */
  lastEndedAt: number | null
  freeSince: number
}

export interface NaiveMember {
  readonly agentId: AgentId
  readonly ordinal: number
  position: number
  penalty: number
  inbound: boolean
  outbound: boolean
  paused: boolean
  lastEndedAt: number | null
  completedToday: number
}

export interface NaiveCampaign {
  readonly name: string
  readonly channel: string
  readonly kind: "live" | "asynchronous"
  readonly media: "voice" | "text"
  /** What one interaction of its channel takes of a capacity. */
  cost: number
  enabled: boolean
  open: boolean
  turnsAt: number | null
  settings: Settings
  readonly members: Map<string, NaiveMember>
  /** Joining numbers given so far. */
  joined: number
  /** The member last offered, as they stand or stood when they left. */
  pointer: { readonly agentId: AgentId; readonly ordinal: number; readonly position: number } | null
  /** Since when no member is connected; null while one is. */
  emptySince: number | null
}

export interface NaiveRequirement {
  /** Least levels by skill. */
  readonly skills: ReadonlyMap<string, number>
  readonly from: number
  readonly to: number
}

export interface NaiveStep {
  readonly dueAt: number
  readonly skills: ReadonlyArray<{ readonly skill: string; readonly level: number }>
  readonly penaltyRange: { readonly from: number; readonly to: number } | null
  readonly overflowTo: string | null
}

export interface NaiveEntry {
  readonly ordinal: number
  readonly kind: "arrival" | "requeued" | "moved" | "transfer" | "overflow"
  readonly priority: number
  readonly enteredAt: number
  readonly waitingSince: number
  dropoutAt: number | null
  /** The first outcome; it stands. */
  outcome: "answered" | "abandoned" | "withdrawn" | "overflowed" | null
  passedOver: Set<string>
  retryAt: number | null
  requirement: NaiveRequirement
  /** Those still to come, the earliest first. */
  steps: ReadonlyArray<NaiveStep>
  /** Where a step that came due sends it. */
  overflowTo: string | null
  /** Who alone may have it, and until when; null while its campaign has not opened. */
  preferred: { readonly agentId: AgentId; readonly until: number | null } | null
}

export interface NaiveOffer {
  readonly id: string
  readonly agentId: AgentId
  readonly expiresAt: number | null
  readonly eligibility: string
  readonly atOnceMax: number | null
  readonly cost: number
}

/** A transfer that is not answered; `to` is null when it goes out of the centre. */
export interface NaiveTransfer {
  readonly id: string
  readonly from: AgentId
  readonly to: AgentId | null
  readonly expiresAt: number | null
  readonly cost: number
}

export interface NaiveInteraction {
  readonly id: string
  campaign: string
  contactId: string | null
  /** Required by the arrival itself, and the ended interaction that it goes on from. */
  readonly skills: ReadonlyArray<{ readonly skill: string; readonly level: number }>
  readonly linkedTo: string | null
  /** Overflows so far. */
  moves: number
  /** What it takes of its owner's capacity, and whether it puts them on routing hold. */
  cost: number
  hold: boolean
  endedAt: number | null
  stage: "arrived" | "backlog" | "waiting" | "offered" | "active" | "wrapUp"
  entry: NaiveEntry | null
  offers: ReadonlyArray<NaiveOffer>
  owner: AgentId | null
  acceptedAt: number | null
  chatLimitAt: number | null
  transfer: NaiveTransfer | null
  /** Since when a call is on hold, and how long it was before in this leg. */
  heldSince: number | null
  holdMs: number
  /** Messages of the client's since an owner last opened or answered it. */
  unread: number
}

/** An interaction that is over, as far as a later one may ask. */
export interface NaivePast {
  readonly agentId: AgentId | null
  readonly endedAt: number
}

export interface World {
  /** Now: the instant of the step under way. */
  now: number
  /** The instant of the last event. */
  at: number
  position: number
  requeueAfterDisconnectSeconds: number
  requireVoiceMembership: boolean
  /** Costs of channels that were set. */
  readonly costs: Map<string, number>
  readonly dayEnds: Map<string, number>
  readonly holidays: Map<string, Holiday.Holiday>
  readonly game: NaiveGame
  readonly users: Map<string, NaiveUser>
  readonly chats: Map<string, NaiveChat>
  readonly notices: Array<NaiveNotice>
  readonly agents: Map<string, NaiveAgent>
  readonly campaigns: Map<string, NaiveCampaign>
  /** Open ones. */
  readonly interactions: Map<string, NaiveInteraction>
  /** Closed ones, and by campaign and client who had the last of them. */
  readonly past: Map<string, NaivePast>
  readonly served: Map<string, NaiveServed>
}

export interface NaiveServed {
  readonly agentId: AgentId
  readonly endedAt: number
}

export const newWorld = (): World => ({
  now: 0,
  at: 0,
  position: 0,
  requeueAfterDisconnectSeconds: 0,
  requireVoiceMembership: false,
  costs: new Map(),
  dayEnds: new Map(),
  holidays: new Map(),
  game: newGame(),
  users: new Map(),
  chats: new Map(),
  notices: [],
  agents: new Map(),
  campaigns: new Map(),
  interactions: new Map(),
  past: new Map(),
  served: new Map()
})

/** What must be there; its absence is a fault of the log, and told. */
export function found<V>(map: ReadonlyMap<string, V>, id: string, what: string): V {
  const value = map.get(id)
  if (value === undefined) throw new Error(`the log speaks of the ${what} ${id}, which is not there`)
  return value
}

/** Some fields of a record anew. */
export function change<T extends object>(record: T, fields: Partial<T>): void {
  Object.assign(record, fields)
}

export const isConnected = (agent: NaiveAgent): boolean => agent.sessions.size > 0

/** Interactions that the agent owns, those in wrap-up excepted. */
export const activeOf = (world: World, agentId: string): ReadonlyArray<NaiveInteraction> =>
  [...world.interactions.values()].filter(({ stage, owner }) => stage === "active" && owner === agentId)

/** What is proposed to the agent: by the queue, or by another agent. */
export const offeredTo = (world: World, agentId: string): ReadonlyArray<NaiveInteraction> =>
  [...world.interactions.values()].filter(
    ({ offers, transfer }) => transfer?.to === agentId || offers.some((offer) => offer.agentId === agentId)
  )

export const connectedMembers = (world: World, campaign: NaiveCampaign): ReadonlyArray<NaiveMember> =>
  [...campaign.members.values()].filter(({ agentId }) => isConnected(found(world.agents, agentId, "agent")))

export type Status = "Disconnected" | "Free" | "Busy" | "FreeOnBreak" | "BusyOnBreak"

/** DOMAIN 2.2: busy = an active interaction, or in wrap-up. */
export function statusOf(world: World, agent: NaiveAgent): Status {
  if (!isConnected(agent)) return "Disconnected"
  const busy = agent.wrapUps.size > 0 || activeOf(world, agent.id).length > 0
  if (agent.break !== null) return busy ? "BusyOnBreak" : "FreeOnBreak"
  return busy ? "Busy" : "Free"
}
