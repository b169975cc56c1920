/** What must be remembered of the past to say what an event adds to the figures. O(log open interactions) per event. */
import type { AgentId, ChannelName, Instant, InteractionId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import type { Limits } from "./counts.ts"
import { legBegun } from "./legs.ts"
import type { StoredEvent } from "./projection.ts"

/** The channel of an interaction: it does not change. */
export interface InteractionChannel {
  readonly channel: ChannelName
  readonly kind: "live" | "asynchronous"
  readonly media: "voice" | "text"
}

/** An open interaction as far as figures need it. */
export interface Watch extends InteractionChannel {
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

/** How long the agent was logged until `at`. */
export const clockMs = ({ clocks }: Watched, agentId: AgentId, at: Instant): number => {
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

export const wrapUpKey = (agentId: AgentId, interactionId: InteractionId): string => `${agentId}/${interactionId}`

/** The wrap-up of an agent after an interaction: whether that was outbound, and the logged clock when it began. */
export const wrapUpOf = ({ wrapUps }: Watched, agentId: AgentId, interactionId: InteractionId): WrapUpWatch =>
  hamtGet(wrapUps, wrapUpKey(agentId, interactionId)) ?? { outbound: false, clockMs: 0 }

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
  if (event._tag === "MessagePlanned" && event.agentId !== null)
    return withWatch(watched, event.interactionId, { responded: true })
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
export function heldClockMs(
  watched: Watched,
  { interactionId, agentId }: { readonly interactionId: InteractionId; readonly agentId: AgentId },
  at: Instant
): number {
  const { heldMs, holdClockMs } = hamtGet(watched.interactions, interactionId) ?? newLeg(0)
  return heldMs + (holdClockMs === null ? 0 : clockMs(watched, agentId, at) - holdClockMs)
}
