/** The laws of figures are first seen to fail: on projections that are broken in one place. */
import { Stats } from "@parley/core"
import { describe, expect, test } from "vitest"
import { findBreach, type Law } from "../src/index.ts"
import { alarmsLaw } from "../src/laws/alarms.ts"
import { agentDayLaw } from "../src/laws/agent-day.ts"
import { intervalsLaw } from "../src/laws/intervals.ts"

type Stored = Stats.StoredEvent

function saidOf(law: Law): string {
  const found = findBreach({ seed: 7, histories: 150, shortens: false, laws: [law] })
  return "story" in found ? `[${found.law}] ${found.complaint}` : `survives ${found.histories} histories`
}

/** The projection, told another event than the one that was. */
const told = <View>(projection: Stats.Projection<View>, other: (event: Stored) => Stored) => ({
  ...projection,
  evolve: (view: View, recorded: Parameters<typeof projection.evolve>[1]) =>
    projection.evolve(view, { ...recorded, event: other(recorded.event) })
})

/** The projection, deaf to these events. */
const deafTo = <View>(projection: Stats.Projection<View>, ...tags: ReadonlyArray<Stored["_tag"]>) =>
  told(projection, (event) => (tags.includes(event._tag) ? { _tag: "OwnershipTaken", epoch: 1 } : event))

const later = (event: Stored): Stored => (event._tag === "WrapUpEnded" ? { ...event, dueAt: null } : event)

describe("the law of intervals", () => {
  test.each<readonly [title: string, projection: Stats.Projection<Stats.IntervalsView>, complaint: RegExp]>([
    [
      "[D6.13a] entries that are withdrawn and not counted",
      deafTo(Stats.intervals, "InteractionWithdrawn"),
      /withdrawn/
    ],
    ["[D6.10j] agents who are logged for ever", deafTo(Stats.intervals, "AgentDisconnected"), /alkMs|rapUpMs/],
    [
      "[D6.3c] a second outcome of one entry",
      told(Stats.intervals, (event) => ("outcome" in event ? { ...event, outcome: true } : event)),
      /answered|abandoned|withdrawn|open/
    ],
    ["[D6.10k] wrap-ups that last until somebody looks", told(Stats.intervals, later), /rapUpMs/],
    [
      "[D6.3d] a quarter that is counted in the next",
      {
        ...Stats.intervals,
        evolve: (view, recorded) => Stats.intervals.evolve(view, { ...recorded, at: recorded.at + 900_000 })
      },
      /by hand/
    ]
  ])("%s", (_title, projection, complaint) => {
    const said = saidOf(intervalsLaw(projection))
    expect(said).toMatch(/^\[D6.13a\] /)
    expect(said).toMatch(complaint)
  })
})

describe("intervals that are read", () => {
  type Row = Stats.Interval
  const reading =
    (other: (row: Row, step: string) => Row): typeof Stats.readIntervals =>
    (view, times, request) => {
      const page = Stats.readIntervals(view, times, request)
      return page && { ...page, rows: page.rows.map((row) => other(row, request.step)) }
    }

  test.each<readonly [title: string, read: typeof Stats.readIntervals, complaint: RegExp]>([
    [
      "[L9-additivity] [D6.3c] as if nothing was open when they began",
      reading((row) => ({ ...row, openAtStart: 0 })),
      /were open and \d+ entered, but/
    ],
    [
      "[L9-additivity] [D6.3d] as days that count more than their parts",
      reading((row, step) =>
        step === "day" ? { ...row, figures: { ...row.figures, legs: row.figures.legs + 1 } } : row
      ),
      /the day of \w+ has \d+ legs, and its parts/
    ]
  ])("%s", (_title, read, complaint) => {
    expect(saidOf(intervalsLaw(Stats.intervals, read))).toMatch(complaint)
  })
})

describe("the law of an agent's day", () => {
  test.each<readonly [title: string, projection: Stats.Projection<Stats.AgentsView>, complaint: RegExp]>([
    ["[L9-day] breaks that never end", deafTo(Stats.agentLogs, "BreakEnded"), /breakMs|freeMs/],
    ["[D7.1b] a supervisor's pause that is no break", told(Stats.agentLogs, unpaused), /breakMs|freeMs/],
    ["[D7.1a] agents who stay connected", deafTo(Stats.agentLogs, "AgentDisconnected"), /loggedMs/],
    ["[D7.1a] work that is not attended", deafTo(Stats.agentLogs, "InteractionTaken", "OfferAccepted"), /attendedMs/],
    ["[D6.10d] wrap-ups that last until somebody looks", told(Stats.agentLogs, later), /occupiedMs/]
  ])("%s", (_title, projection, complaint) => {
    const said = saidOf(agentDayLaw(projection))
    expect(said).toMatch(/^\[L9-day\] /)
    expect(said).toMatch(complaint)
  })
})

describe("the law of alarms", () => {
  test.each<readonly [title: string, projection: Stats.Projection<Stats.AlarmsView>, complaint: RegExp]>([
    [
      "[D3.10g] a wait whose end nobody hears of",
      deafTo(Stats.alarms, "OfferAccepted", "InteractionTaken"),
      /waiting|longestWait|chat/
    ],
    ["[D3.10g] levels that are told again and again", { ...Stats.alarms, evolve: forgetful }, /is said to go from/],
    ["[D3.10g] nothing is crossed by time alone", timeless(Stats.alarms), /longestWaitSeconds|chatSeconds/]
  ])("%s", (_title, projection, complaint) => {
    const said = saidOf(alarmsLaw(projection))
    expect(said).toMatch(/^\[D3.10g\] /)
    expect(said).toMatch(complaint)
  })
})

/** Remembers what it looks at, and not what it said. */
function forgetful(view: Stats.AlarmsView, recorded: Parameters<typeof Stats.alarms.evolve>[1]): Stats.AlarmsView {
  const next = Stats.alarms.evolve(view, recorded)
  return { ...next, watches: view.watches.size < next.watches.size ? next.watches : view.watches }
}

/** Never says that anything is due. */
const timeless = (projection: typeof Stats.alarms): typeof Stats.alarms => ({
  ...projection,
  evolve: (view, recorded) => ({ ...projection.evolve(view, recorded), due: projection.initial.due })
})

function unpaused(event: Stored): Stored {
  if (event._tag !== "BreakStarted" || event.cause === "self") return event
  return { _tag: "AgentConnected", agentId: event.agentId, cause: "self" }
}
