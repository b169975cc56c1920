/**
 * What each agent did, from the log: presence, breaks, work held and wrap-ups as stretches of one state after another,
 * and every leg. What is shown of a day (`agent-day.ts`) and of now (`monitor.ts`) is read from it.
 */
import type { AgentId, CampaignName, Instant, InteractionId, SessionId } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { emptyVector, vectorGet, vectorLength, vectorPush, type Vector } from "../kernel/vector.ts"
import { legBegun, legEnded, type LegBegun } from "./legs.ts"
import type { Projection, StoredEvent } from "./projection.ts"
import { asConfigured, sampleOf, type Sample } from "./samples.ts"
import { channelOf, isOutbound, noneWatched, watch, type InteractionChannel, type Watched } from "./watched.ts"

export interface BreakNow {
  readonly name: string
  readonly icon: string | null
  readonly cause: string
  readonly startedAt: Instant
}

/** What an agent does from `from` on, until the next stretch. */
export interface Doing {
  readonly from: Instant
  readonly connected: boolean
  readonly break: BreakNow | null
  /** Owned: voice, and all else. */
  readonly calls: number
  readonly texts: number
  readonly wrapUps: number
}

/** A leg that began or ended. `talkMs` is cut to the agent's logged time; `completes`: the conversation ended with it. */
export interface Work extends InteractionChannel {
  readonly at: Instant
  readonly position: number
  readonly what: "begun" | "ended"
  readonly direction: "in" | "out"
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly talkMs: number
  readonly completes: boolean
}

export interface AgentLog {
  readonly agentId: AgentId
  readonly displayName: string
  readonly sessions: ReadonlyArray<{ readonly sessionId: SessionId; readonly startedAt: Instant }>
  readonly statusSince: Instant
  readonly stretches: Vector<Doing>
  readonly works: Vector<Work>
  /** Channels of what is owned now, one for each interaction. */
  readonly held: ReadonlyArray<
    InteractionChannel & { readonly interactionId: InteractionId; readonly campaign: CampaignName }
  >
}

export interface AgentsView {
  readonly watched: Watched
  readonly agents: Hamt<AgentLog>
  /** Of the centre; "" before it is created. */
  readonly zone: string
}

/** O(log n) per event. */
export const agentLogs: Projection<AgentsView> = {
  name: "agent-logs",
  version: 1,
  initial: { watched: noneWatched, agents: emptyHamt(), zone: "" },
  evolve: (view, recorded) => {
    const sample = sampleOf(view.watched, recorded, asConfigured)
    return evolve({ ...view, watched: watch(view.watched, recorded) }, recorded, sample)
  }
}

const nothing: Doing = { from: 0, connected: false, break: null, calls: 0, texts: 0, wrapUps: 0 }

const newLog = (agentId: AgentId): AgentLog => ({
  agentId,
  displayName: agentId,
  sessions: [],
  statusSince: 0,
  stretches: emptyVector(),
  works: emptyVector(),
  held: []
})

/** What the agent does now. */
export const doingOf = ({ stretches }: AgentLog): Doing => {
  const length = vectorLength(stretches)
  return (length === 0 ? undefined : vectorGet(stretches, length - 1)) ?? nothing
}

export type AgentStatus = "Disconnected" | "Free" | "Busy" | "FreeOnBreak" | "BusyOnBreak"

export function statusOf({ connected, break: onBreak, calls, texts, wrapUps }: Doing): AgentStatus {
  if (!connected) return "Disconnected"
  const busy = calls + texts + wrapUps > 0
  return onBreak === null ? (busy ? "Busy" : "Free") : busy ? "BusyOnBreak" : "FreeOnBreak"
}

/** Whether two stretches are shown alike: the same status, the same break. */
export const looksAlike = (a: Doing, b: Doing): boolean =>
  statusOf(a) === statusOf(b) && a.break?.name === b.break?.name

const withLog = (view: AgentsView, agentId: AgentId, change: (log: AgentLog) => Partial<AgentLog>): AgentsView => {
  const log = hamtGet(view.agents, agentId) ?? newLog(agentId)
  return { ...view, agents: hamtSet(view.agents, agentId, { ...log, ...change(log) }, undefined) }
}

/** A new stretch begins; times that fell due before the last one began, begin with it. */
const doing = (view: AgentsView, agentId: AgentId, at: Instant, change: (now: Doing) => Partial<Doing>): AgentsView =>
  withLog(view, agentId, (log) => {
    const before = doingOf(log)
    const after: Doing = { ...before, ...change(before), from: Math.max(at, before.from) }
    const statusSince = looksAlike(before, after) ? log.statusSince : after.from
    return { stretches: vectorPush(log.stretches, after, undefined), statusSince }
  })

function evolve(view: AgentsView, { position, at, event }: Recorded<StoredEvent>, sample: Sample | null): AgentsView {
  switch (event._tag) {
    case "CentreCreated":
      return { ...view, zone: event.zone }
    case "UserCreated":
    case "UserChanged":
      return withLog(view, event.userId, () => ({ displayName: event.displayName }))
    default:
      return evolveLegs(evolvePresence(view, at, event), { position, at, event }, sample)
  }
}

function evolvePresence(view: AgentsView, at: Instant, event: StoredEvent): AgentsView {
  switch (event._tag) {
    case "AgentSessionStarted": {
      const { agentId, sessionId } = event
      return withLog(view, agentId, ({ sessions }) => ({ sessions: [...sessions, { sessionId, startedAt: at }] }))
    }
    case "AgentSessionEnded":
      return withLog(view, event.agentId, ({ sessions }) => ({
        sessions: sessions.filter(({ sessionId }) => sessionId !== event.sessionId)
      }))
    case "AgentConnected":
    case "AgentDisconnected":
      return doing(view, event.agentId, at, () => ({ connected: event._tag === "AgentConnected" }))
    case "BreakStarted":
      return doing(view, event.agentId, at, () => ({
        break: { name: event.name, icon: event.icon, cause: event.cause, startedAt: at }
      }))
    case "BreakEnded":
      return doing(view, event.agentId, at, () => ({ break: null }))
    case "WrapUpStarted":
      return doing(view, event.agentId, at, ({ wrapUps }) => ({ wrapUps: wrapUps + 1 }))
    case "WrapUpEnded":
      return doing(view, event.agentId, event.dueAt ?? at, ({ wrapUps }) => ({ wrapUps: wrapUps - 1 }))
    default:
      return view
  }
}

type Placed = Pick<Recorded<StoredEvent>, "position" | "at" | "event">

function evolveLegs(view: AgentsView, placed: Placed, sample: Sample | null): AgentsView {
  const left = legLeft(view, placed, sample)
  const leg = legBegun(placed.event)
  return leg === null ? left : legEntered(left, placed, leg)
}

const holdsMore =
  ({ media }: InteractionChannel, by: 1 | -1) =>
  ({ calls, texts }: Doing): Partial<Doing> =>
    media === "voice" ? { calls: calls + by } : { texts: texts + by }

const directionOf = (view: AgentsView, interactionId: InteractionId): Work["direction"] =>
  isOutbound(view.watched, interactionId) ? "out" : "in"

function legEntered(view: AgentsView, { position, at }: Placed, leg: LegBegun): AgentsView {
  const { interactionId, campaign, agentId } = leg
  const channel = channelOf(view.watched, interactionId)
  if (channel === undefined) return view
  const direction = directionOf(view, interactionId)
  const work: Work = {
    ...channel,
    at,
    position,
    what: "begun",
    direction,
    interactionId,
    campaign,
    talkMs: 0,
    completes: false
  }
  return withLog(doing(view, agentId, at, holdsMore(channel, 1)), agentId, ({ works, held }) => ({
    works: vectorPush(works, work, undefined),
    held: [...held, { ...channel, interactionId, campaign }]
  }))
}

function legLeft(view: AgentsView, { position, at, event }: Placed, sample: Sample | null): AgentsView {
  const leg = legEnded(event)
  if (leg === null) return view
  const { interactionId, campaign, agentId, isLast: completes } = leg
  const one = hamtGet(view.agents, agentId)?.held.find((held) => held.interactionId === interactionId)
  if (one === undefined) return view
  const { channel, kind, media } = one
  const talkMs = sample?.agentAdds.talkMs ?? sample?.agentAdds.outboundTalkMs ?? 0
  const direction = directionOf(view, interactionId)
  const work = {
    channel,
    kind,
    media,
    at,
    position,
    what: "ended",
    direction,
    interactionId,
    campaign,
    talkMs,
    completes
  } as const
  return withLog(doing(view, agentId, at, holdsMore(one, -1)), agentId, ({ works, held }) => ({
    works: vectorPush(works, work, undefined),
    held: held.filter((other) => other !== one)
  }))
}
