/**
 * What each event adds to the figures, and for whom: the one reading of the log that intervals, drills and tables
 * share. Pure, O(log open interactions) per event; what it must remember of the past is `Watched`.
 */
import type { AgentId, CampaignName, ChannelName, Instant, InteractionId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { countedOf, type Limits } from "./counts.ts"
import type { Figures } from "./figures.ts"
import { legBegun, legEnded, type LegEnded } from "./legs.ts"
import type { StoredEvent } from "./projection.ts"

/** How figures are defined where the definition may be chosen; null: as the campaign had it at that instant. */
export interface Definition {
  readonly serviceLevelSeconds: number | null
  readonly shortAbandonSeconds: number | null
}

export const asConfigured: Definition = { serviceLevelSeconds: null, shortAbandonSeconds: null }

/** One event's addition to a campaign's figures and, where an agent brought it about, to the agent's. */
export interface Sample {
  readonly position: number
  readonly at: Instant
  readonly campaign: CampaignName
  readonly adds: Partial<Figures>
  /** A wait that ended, for the longest. */
  readonly waitMs: number | null
  readonly agentId: AgentId | null
  /** The same for the agent: times are cut to those in which the agent was logged. */
  readonly agentAdds: Partial<Figures>
}

/** The channel of an interaction: it does not change. */
export interface InteractionChannel {
  readonly channel: ChannelName
  readonly kind: "live" | "asynchronous"
  readonly media: "voice" | "text"
}

/** An open interaction as far as figures need it. */
interface Watch extends InteractionChannel {
  readonly outbound: boolean
  readonly createdAt: Instant
  /** Of the first entry, or the start. */
  readonly enteredAt: Instant | null
  readonly responded: boolean
  /** The agent's logged clock when the leg under way began, and when its hold under way did. */
  readonly legClockMs: number
  readonly holdClockMs: number | null
  /** Of the leg's holds that ended, the logged time. */
  readonly heldMs: number
}

/** How long an agent was logged until `since`, and whether the clock runs on from there. */
interface Clock {
  readonly loggedMs: number
  readonly since: Instant | null
}

interface WrapUpWatch {
  readonly outbound: boolean
  readonly clockMs: number
}

export interface Watched {
  readonly campaigns: Hamt<Limits>
  readonly interactions: Hamt<Watch>
  readonly clocks: Hamt<Clock>
  readonly wrapUps: Hamt<WrapUpWatch>
}

export const noneWatched: Watched = {
  campaigns: emptyHamt(),
  interactions: emptyHamt(),
  clocks: emptyHamt(),
  wrapUps: emptyHamt()
}

const clockMs = ({ clocks }: Watched, agentId: AgentId, at: Instant): number => {
  const { loggedMs, since } = hamtGet(clocks, agentId) ?? { loggedMs: 0, since: null }
  return loggedMs + (since === null ? 0 : at - since)
}

const withClock = (watched: Watched, agentId: AgentId, at: Instant, runs: boolean): Watched => {
  const clock = { loggedMs: clockMs(watched, agentId, at), since: runs ? at : null }
  return { ...watched, clocks: hamtSet(watched.clocks, agentId, clock, undefined) }
}

const withWatch = (watched: Watched, id: InteractionId, change: Partial<Watch>): Watched => {
  const watch = hamtGet(watched.interactions, id)
  if (watch === undefined) return watched
  return { ...watched, interactions: hamtSet(watched.interactions, id, { ...watch, ...change }, undefined) }
}

const newLeg = (legClockMs: number) => ({ legClockMs, holdClockMs: null, heldMs: 0 })

const begun = (
  watched: Watched,
  id: InteractionId,
  fresh: Pick<Watch, "channel" | "kind" | "media" | "outbound" | "createdAt">
): Watched => {
  const watch: Watch = { ...fresh, ...newLeg(0), enteredAt: null, responded: false }
  return { ...watched, interactions: hamtSet(watched.interactions, id, watch, undefined) }
}

/** The channel of an open interaction. */
export function channelOf({ interactions }: Watched, id: InteractionId): InteractionChannel | undefined {
  const watch = hamtGet(interactions, id)
  if (watch === undefined) return undefined
  const { channel, kind, media } = watch
  return { channel, kind, media }
}

/** Whether an open interaction was started by an agent. */
export const isOutbound = ({ interactions }: Watched, id: InteractionId): boolean =>
  hamtGet(interactions, id)?.outbound === true

const wrapUpKey = (agentId: AgentId, interactionId: InteractionId): string => `${agentId}/${interactionId}`

/** What is remembered after one more event. */
export function watch(watched: Watched, { at, event }: Recorded<StoredEvent>): Watched {
  switch (event._tag) {
    case "CampaignCreated":
    case "CampaignChanged": {
      const { serviceLevelSeconds, shortAbandonSeconds } = event.settings
      const limits = { serviceLevelSeconds, shortAbandonSeconds }
      return { ...watched, campaigns: hamtSet(watched.campaigns, event.campaign, limits, undefined) }
    }
    case "CampaignRemoved":
      return { ...watched, campaigns: hamtDelete(watched.campaigns, event.campaign, undefined) }
    case "AgentConnected":
    case "AgentDisconnected":
      return withClock(watched, event.agentId, at, event._tag === "AgentConnected")
    case "WrapUpStarted": {
      const { agentId, interactionId } = event
      const outbound = hamtGet(watched.interactions, interactionId)?.outbound ?? false
      const wrapUp = { outbound, clockMs: clockMs(watched, agentId, at) }
      return { ...watched, wrapUps: hamtSet(watched.wrapUps, wrapUpKey(agentId, interactionId), wrapUp, undefined) }
    }
    case "WrapUpEnded":
      return {
        ...watched,
        wrapUps: hamtDelete(watched.wrapUps, wrapUpKey(event.agentId, event.interactionId), undefined)
      }
    case "InteractionArrived":
    case "InteractionStarted": {
      const { interactionId, channel, kind, media } = event
      const outbound = event._tag === "InteractionStarted"
      const open = begun(watched, interactionId, { channel, kind, media, outbound, createdAt: at })
      return watchOne(open, at, event)
    }
    case "InteractionClosed":
      return { ...watched, interactions: hamtDelete(watched.interactions, event.interactionId, undefined) }
    default:
      return watchOne(watched, at, event)
  }
}

function watchOne(watched: Watched, at: Instant, event: StoredEvent): Watched {
  if (event._tag === "InteractionQueued") {
    const known = hamtGet(watched.interactions, event.interactionId)
    return known?.enteredAt === null ? withWatch(watched, event.interactionId, { enteredAt: event.enteredAt }) : watched
  }
  if (event._tag === "MessagePlanned") return withWatch(watched, event.interactionId, { responded: true })
  if (event._tag === "InteractionHeld")
    return withWatch(watched, event.interactionId, { holdClockMs: clockMs(watched, event.agentId, at) })
  if (event._tag === "InteractionResumed") {
    const heldMs = heldClockMs(watched, event, at)
    return withWatch(watched, event.interactionId, { heldMs, holdClockMs: null })
  }
  const leg = legBegun(event)
  return leg === null ? watched : withWatch(watched, leg.interactionId, newLeg(clockMs(watched, leg.agentId, at)))
}

/** How much of a leg its agent was logged and had it on hold. */
function heldClockMs(
  watched: Watched,
  { interactionId, agentId }: { readonly interactionId: InteractionId; readonly agentId: AgentId },
  at: Instant
): number {
  const { heldMs, holdClockMs } = hamtGet(watched.interactions, interactionId) ?? newLeg(0)
  return heldMs + (holdClockMs === null ? 0 : clockMs(watched, agentId, at) - holdClockMs)
}

type Added = Pick<Sample, "campaign" | "adds"> & Partial<Pick<Sample, "waitMs" | "agentId" | "agentAdds">>

/** What the event adds; null when it adds nothing. `watched` is what was remembered before it. */
export function sampleOf(
  watched: Watched,
  { position, at, event }: Recorded<StoredEvent>,
  definition: Definition
): Sample | null {
  const added = addedBy(watched, at, event, definition)
  if (added === null) return null
  return { position, at, waitMs: null, agentId: null, agentAdds: added.adds, ...added }
}

function addedBy(watched: Watched, at: Instant, event: StoredEvent, definition: Definition): Added | null {
  switch (event._tag) {
    case "InteractionArrived":
    case "InteractionRefused":
    case "InteractionQueued":
      return { campaign: event.campaign, adds: countedOf(event, limitsOf(watched, event.campaign, definition)) ?? {} }
    case "InteractionAbandoned":
    case "InteractionOverflowed":
    case "InteractionWithdrawn": {
      const adds = countedOf(event, limitsOf(watched, event.campaign, definition)) ?? {}
      return { campaign: event.campaign, adds, waitMs: event.waitMs }
    }
    case "OfferAccepted":
    case "InteractionTaken": {
      const adds = countedOf(event, limitsOf(watched, event.campaign, definition)) ?? {}
      return { campaign: event.campaign, adds, waitMs: event.waitMs, agentId: event.agentId }
    }
    case "InteractionStarted":
      return { campaign: event.campaign, adds: { outboundStarted: 1 }, agentId: event.agentId }
    case "WrapUpEnded":
      return wrappedUp(watched, at, event)
    case "MessagePlanned":
      return responded(watched, at, event)
    default: {
      const leg = legEnded(event)
      return leg === null ? null : handled(watched, at, leg)
    }
  }
}

function limitsOf({ campaigns }: Watched, campaign: CampaignName, definition: Definition): Limits {
  const { serviceLevelSeconds, shortAbandonSeconds } = hamtGet(campaigns, campaign) ?? {
    serviceLevelSeconds: 0,
    shortAbandonSeconds: 0
  }
  return {
    serviceLevelSeconds: definition.serviceLevelSeconds ?? serviceLevelSeconds,
    shortAbandonSeconds: definition.shortAbandonSeconds ?? shortAbandonSeconds
  }
}

function wrappedUp(watched: Watched, at: Instant, event: StoredEvent & { _tag: "WrapUpEnded" }): Added {
  const { agentId, interactionId, campaign, startedAt, dueAt } = event
  const { outbound, clockMs: from } = hamtGet(watched.wrapUps, wrapUpKey(agentId, interactionId)) ?? {
    outbound: false,
    clockMs: 0
  }
  const add = (ms: number): Partial<Figures> =>
    outbound ? { outboundWrapUps: 1, outboundWrapUpMs: ms } : { wrapUps: 1, wrapUpMs: ms }
  const logged = clockMs(watched, agentId, dueAt ?? at) - from
  return { campaign, adds: add((dueAt ?? at) - startedAt), agentId, agentAdds: add(logged) }
}

/** The first message of an agent; answers to nobody's question, of outbound interactions, are none. */
function responded(watched: Watched, at: Instant, event: StoredEvent & { _tag: "MessagePlanned" }): Added | null {
  const { interactionId, campaign, agentId } = event
  const one = hamtGet(watched.interactions, interactionId)
  if (one === undefined || one.outbound || one.responded) return null
  return {
    campaign,
    adds: { firstResponses: 1, firstResponsesMs: at - (one.enteredAt ?? one.createdAt) },
    agentId
  }
}

function handled(watched: Watched, at: Instant, leg: LegEnded): Added {
  const { campaign, agentId, interactionId } = leg
  const one = hamtGet(watched.interactions, interactionId)
  const loggedMs = clockMs(watched, agentId, at) - (one?.legClockMs ?? 0)
  const holdMs = Math.min(leg.holdMs, heldClockMs(watched, leg, at))
  const ofAgent = { ...leg, talkMs: Math.min(leg.talkMs, loggedMs - holdMs), holdMs }
  return { campaign, adds: legAdds(one, at, leg), agentId, agentAdds: legAdds(one, at, ofAgent) }
}

function legAdds(one: Watch | undefined, at: Instant, { talkMs, holdMs, isLast }: LegEnded): Partial<Figures> {
  if (one?.outbound === true) {
    const leg = { outboundLegs: 1, outboundTalkMs: talkMs, outboundHoldMs: holdMs }
    return isLast ? { ...leg, outboundEnded: 1, completed: 1 } : leg
  }
  const leg = { legs: 1, talkMs, holdMs }
  return isLast ? { ...leg, ended: 1, completed: 1, resolutionsMs: at - (one?.createdAt ?? at) } : leg
}
