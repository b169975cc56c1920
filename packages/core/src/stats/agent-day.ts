/** One agent's local day, in the centre's zone: times, timeline, breaks, chart and interactions. All from the log. */
import type { AgentId, Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { vectorGet, type Vector } from "../kernel/vector.ts"
import { chartOf, interactionsOf, type ChannelRow, type ChartHour } from "./agent-chart.ts"
import { doingOf, looksAlike, statusOf, type AgentLog, type AgentStatus, type AgentsView, type Work } from "./agents.ts"
import { agentTimes, stretchesIn, type AgentTimes, type Cut } from "./agent-times.ts"
import { localDay, stretchesOf, type LocalTimes, type Stretch } from "./local-times.ts"
import { vectorFirst } from "./vector-first.ts"

/** Hours of a local day, at most. */
const HOURS_MAX = 50

export interface TimelineStretch extends Stretch {
  readonly status: AgentStatus
  /** The break's name; null when on none. */
  readonly break: string | null
}

/** One break, cut to the day; `ms` is the logged part of it. `endsAt` is null while it lasts. */
export interface BreakRow {
  readonly name: string
  readonly icon: string | null
  readonly cause: string
  readonly startsAt: Instant
  readonly endsAt: Instant | null
  readonly ms: number
}

export interface AgentDay {
  readonly agentId: AgentId
  readonly displayName: string
  readonly date: string
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly times: AgentTimes
  readonly timeline: ReadonlyArray<TimelineStretch>
  readonly breaks: ReadonlyArray<BreakRow>
  readonly chart: ReadonlyArray<ChartHour>
  readonly channels: ReadonlyArray<ChannelRow>
  readonly completed: number
  /** Talk of the legs that ended ÷ interactions completed: of calls, of interactions in text. */
  readonly averageSpokenMs: number | null
  readonly averageAttendedMs: number | null
}

export interface AgentDayRequest {
  readonly agentId: string
  /** An instant of the day. */
  readonly at: Instant
  /** Until when it is known; the last stretch ends there. */
  readonly now: Instant
}

/** Undefined for who is no user; null for a zone that is not known. O(log n + what happened that day). */
export function agentDay(
  view: AgentsView,
  times: LocalTimes,
  { agentId, at, now }: AgentDayRequest
): AgentDay | null | undefined {
  const log = hamtGet(view.agents, agentId)
  if (log === undefined) return undefined
  const day = localDay(times, view.zone, at)
  if (day === null) return null
  const { startsAt, endsAt, date } = day
  const known = { from: startsAt, to: Math.min(endsAt, now) }
  const hours = stretchesOf(times, { zone: view.zone, step: "hour", from: startsAt, to: endsAt, max: HOURS_MAX })
  const works = worksIn(log.works, startsAt, endsAt)
  return {
    agentId: log.agentId,
    displayName: log.displayName,
    date,
    startsAt,
    endsAt,
    times: agentTimes(log, known),
    timeline: timelineOf(log, known),
    breaks: breaksOf(log, known, now < endsAt),
    chart: chartOf(hours ?? [], works),
    ...interactionsOf(works)
  }
}

/** Neighbours that look alike are one. Before an agent's first event there is nothing. */
function timelineOf(log: AgentLog, window: Stretch): ReadonlyArray<TimelineStretch> {
  const shown: Array<Cut> = []
  for (const cut of stretchesIn(log, window)) {
    const last = shown.at(-1)
    if (last !== undefined && looksAlike(last, cut)) shown[shown.length - 1] = { ...last, to: cut.to }
    else shown.push(cut)
  }
  return shown.map((cut) => ({ from: cut.from, to: cut.to, status: statusOf(cut), break: cut.break?.name ?? null }))
}

function breaksOf(log: AgentLog, window: Stretch, isToday: boolean): ReadonlyArray<BreakRow> {
  const found = new Map<Instant, BreakRow>()
  for (const { break: one, from, to, connected } of stretchesIn(log, window)) {
    if (one === null) continue
    const { name, icon, cause, startedAt } = one
    const known = found.get(startedAt) ?? { name, icon, cause, startsAt: from, ms: 0 }
    found.set(startedAt, { ...known, endsAt: to, ms: known.ms + (connected ? to - from : 0) })
  }
  const lasting = isToday ? doingOf(log).break?.startedAt : undefined
  return [...found].map(([startedAt, row]) => ({
    ...row,
    endsAt: startedAt === lasting ? null : row.endsAt
  }))
}

function worksIn(works: Vector<Work>, from: Instant, to: Instant): ReadonlyArray<Work> {
  const found: Array<Work> = []
  for (let index = vectorFirst(works, ({ at }) => at >= from); ; index++) {
    const work = vectorGet(works, index)
    if (work === undefined || work.at >= to) return found
    found.push(work)
  }
}

export interface DeskHeader {
  readonly agentId: AgentId
  readonly displayName: string
  readonly status: AgentStatus
  readonly break: string | null
  readonly icon: string | null
  readonly statusSince: Instant
  /** Since the sign-in of this session; 0 when it is over. */
  readonly onlineMs: number
}

/** The head of the desk of one session; undefined for who is no user. */
export function deskHeader(
  view: AgentsView,
  { agentId, sessionId, now }: { readonly agentId: string; readonly sessionId: string; readonly now: Instant }
): DeskHeader | undefined {
  const log = hamtGet(view.agents, agentId)
  if (log === undefined) return undefined
  const doing = doingOf(log)
  const session = log.sessions.find((one) => one.sessionId === sessionId)
  return {
    agentId: log.agentId,
    displayName: log.displayName,
    status: statusOf(doing),
    break: doing.break?.name ?? null,
    icon: doing.break?.icon ?? null,
    statusSince: log.statusSince,
    onlineMs: session === undefined ? 0 : now - session.startedAt
  }
}
