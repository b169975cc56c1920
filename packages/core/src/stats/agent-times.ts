/** How an agent's time went, in any window: read from the stretches of what they did. */
import type { Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { vectorGet } from "../kernel/vector.ts"
import type { AgentLog, AgentsView, Doing } from "./agents.ts"
import { localDay, pageOf, type LocalTimes, type Page, type Step, type Stretch } from "./local-times.ts"
import { fraction } from "./ratios.ts"
import { vectorFirst } from "./vector-first.ts"

/** Most intervals of one page. */
export const AGENT_INTERVALS_MAX = 10_000

/** All of them are cut to the time in which the agent was logged. */
export interface AgentTimes {
  readonly loggedMs: number
  /** With a call, held ones too: who has a client on hold is not free. */
  readonly spokenMs: number
  /** With an interaction in text; it takes nothing from the free time. */
  readonly attendedMs: number
  /** On any break: own, a supervisor's, an autopause. A routing hold is none. */
  readonly breakMs: number
  /** Neither with a call nor on a break. */
  readonly freeMs: number
  /** With a call, an interaction or a wrap-up. */
  readonly occupiedMs: number
  /** On a break without any of these. */
  readonly idleBreakMs: number
  /** occupied ÷ (logged − idle break); null when that is 0. */
  readonly occupancy: number | null
}

export type Cut = Doing & Stretch

/** The stretches of a window, cut to it. */
export function* stretchesIn({ stretches }: AgentLog, { from, to }: Stretch): Iterable<Cut> {
  const first = Math.max(0, vectorFirst(stretches, (one) => one.from > from) - 1)
  for (let index = first; ; index++) {
    const one = vectorGet(stretches, index)
    if (one === undefined || one.from >= to) return
    const end = vectorGet(stretches, index + 1)?.from ?? to
    const cut = { ...one, from: Math.max(one.from, from), to: Math.min(end, to) }
    if (cut.from < cut.to) yield cut
  }
}

/** What an agent did in a window, up to the present. O(log n + stretches of the window). */
export function agentTimes(log: AgentLog, window: Stretch): AgentTimes {
  let [loggedMs, spokenMs, attendedMs, breakMs, freeMs, occupiedMs, idleBreakMs] = [0, 0, 0, 0, 0, 0, 0]
  for (const { from, to, connected, calls, texts, wrapUps, break: onBreak } of stretchesIn(log, window)) {
    if (!connected) continue
    const ms = to - from
    const works = calls + texts + wrapUps > 0
    loggedMs += ms
    if (calls > 0) spokenMs += ms
    if (texts > 0) attendedMs += ms
    if (onBreak !== null) breakMs += ms
    if (calls === 0 && onBreak === null) freeMs += ms
    if (works) occupiedMs += ms
    if (!works && onBreak !== null) idleBreakMs += ms
  }
  const occupancy = fraction(occupiedMs, loggedMs - idleBreakMs)
  return { loggedMs, spokenMs, attendedMs, breakMs, freeMs, occupiedMs, idleBreakMs, occupancy }
}

export interface AgentInterval extends Stretch {
  readonly date: string
  readonly times: AgentTimes
}

/**
 * An agent's times by quarter-hour, hour or day of a zone, cut to the window; they add up to it. What is not known at
 * `now` counts nowhere. A page at a time. Undefined for who is no user; null for an unknown zone.
 */
export function agentIntervals(
  view: AgentsView,
  times: LocalTimes,
  request: Stretch & {
    readonly agentId: string
    readonly step: Step
    readonly zone: string
    /** Or as of any instant. */
    readonly now: Instant
  }
): Page<AgentInterval> | null | undefined {
  const log = hamtGet(view.agents, request.agentId)
  if (log === undefined) return undefined
  return pageOf(times, { ...request, max: AGENT_INTERVALS_MAX }, ({ from, to }) => ({
    from,
    to,
    date: localDay(times, request.zone, from)?.date ?? "",
    times: agentTimes(log, { from, to: Math.min(to, request.now) })
  }))
}
