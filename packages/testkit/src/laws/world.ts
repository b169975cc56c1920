/**
 * A centre's log folded by hand, in place, on Maps: the naive model that laws reason over. It shares no code with the
 * core's fold; counts that the core keeps are here found by looking.
 */
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
  readonly kind: "live" | "asynchronous"
  readonly media: "voice" | "text"
  enabled: boolean
  open: boolean
  turnsAt: number | null
  settings: Settings
  readonly members: Map<string, NaiveMember>
  /** Joining numbers given so far. */
  joined: number
  /** The member last offered, as they stand or stood when they left. */
  pointer: { readonly agentId: string; readonly ordinal: number; readonly position: number } | null
  /** Since when no member is connected; null while one is. */
  emptySince: number | null
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
}

export interface NaiveOffer {
  readonly id: string
  readonly agentId: AgentId
  readonly expiresAt: number | null
  readonly eligibility: string
  readonly atOnceMax: number | null
}

/** A transfer that is not answered; `to` is null when it goes out of the centre. */
export interface NaiveTransfer {
  readonly id: string
  readonly from: AgentId
  readonly to: AgentId | null
  readonly expiresAt: number | null
}

export interface NaiveInteraction {
  readonly id: string
  campaign: string
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
}

export interface World {
  /** Now: the instant of the step under way. */
  now: number
  /** The instant of the last event. */
  at: number
  position: number
  requeueAfterDisconnectSeconds: number
  readonly dayEnds: Map<string, number>
  readonly holidays: Map<string, Holiday.Holiday>
  readonly agents: Map<string, NaiveAgent>
  readonly campaigns: Map<string, NaiveCampaign>
  /** Open ones. */
  readonly interactions: Map<string, NaiveInteraction>
}

export const newWorld = (): World => ({
  now: 0,
  at: 0,
  position: 0,
  requeueAfterDisconnectSeconds: 0,
  dayEnds: new Map(),
  holidays: new Map(),
  agents: new Map(),
  campaigns: new Map(),
  interactions: new Map()
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

/** Every deadline there is (DOMAIN 14.2), as the world's facts and settings put it. */
export function* deadlinesOf(world: World): Iterable<{ readonly due: number; readonly what: string }> {
  for (const [zone, due] of world.dayEnds) yield { due, what: `the day of ${zone} ends` }
  for (const { id, wrapUps, requeueAt, breakDue } of world.agents.values()) {
    for (const [interaction, due] of wrapUps) yield { due, what: `${id}'s wrap-up of ${interaction} ends` }
    if (breakDue !== null) yield { due: breakDue, what: `${id}'s break is overdue` }
    if (requeueAt !== null) yield { due: requeueAt, what: `${id} has been away for too long` }
  }
  for (const { id, stage, entry, offers, chatLimitAt, transfer } of world.interactions.values()) {
    if (transfer !== null && transfer.expiresAt !== null)
      yield { due: transfer.expiresAt, what: `the transfer of ${id} expires` }
    for (const { expiresAt } of offers)
      if (expiresAt !== null) yield { due: expiresAt, what: `the offer of ${id} expires` }
    if (stage === "waiting" && entry !== null && entry.retryAt !== null)
      yield { due: entry.retryAt, what: `all are asked again for ${id}` }
    if (entry !== null && entry.dropoutAt !== null && ["backlog", "waiting", "offered"].includes(stage))
      yield { due: entry.dropoutAt, what: `${id} drops out` }
    if (stage === "active" && chatLimitAt !== null) yield { due: chatLimitAt, what: `${id} is over its limit` }
  }
  for (const { name, turnsAt } of world.campaigns.values())
    if (turnsAt !== null) yield { due: turnsAt, what: `the hours of ${name} turn` }
  for (const campaign of world.campaigns.values()) yield* nobodyDeadlines(world, campaign)
}

function* nobodyDeadlines(
  world: World,
  { name, kind, settings, emptySince }: NaiveCampaign
): Iterable<{ readonly due: number; readonly what: string }> {
  const limitMs = settings.leaveWhenEmptySeconds * 1_000
  if (kind !== "live" || limitMs === 0 || emptySince === null) return
  for (const { id, campaign, stage, entry } of world.interactions.values())
    if (campaign === name && entry !== null && (stage === "waiting" || stage === "offered"))
      yield { due: Math.max(entry.waitingSince, emptySince) + limitMs, what: `${id} finds nobody in ${name}` }
}
