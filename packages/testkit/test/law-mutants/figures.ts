/** Mutants of the laws of figures: projections that are broken in one place. */
import { Stats } from "@parley/core"
import { agentDayLaw } from "../../src/laws/agent-day.ts"
import { alarmsLaw } from "../../src/laws/alarms.ts"
import { intervalsLaw } from "../../src/laws/intervals.ts"
import type { LawMutant } from "./law-mutant.ts"

type Stored = Stats.StoredEvent

/** The projection, told another event than the one that was. */
const told = <View>(projection: Stats.Projection<View>, other: (event: Stored) => Stored) => ({
  ...projection,
  evolve: (view: View, recorded: Parameters<typeof projection.evolve>[1]) =>
    projection.evolve(view, { ...recorded, event: other(recorded.event) })
})

const deaf =
  (...tags: ReadonlyArray<Stored["_tag"]>) =>
  (event: Stored): Stored =>
    tags.includes(event._tag) ? { _tag: "OwnershipTaken", epoch: 1 } : event

/** The projection, deaf to these events. */
const deafTo = <View>(projection: Stats.Projection<View>, ...tags: ReadonlyArray<Stored["_tag"]>) =>
  told(projection, deaf(...tags))

type Recorded = Parameters<typeof Stats.intervals.needs>[0]

/** The intervals, told of something else than what was. */
const intervalsOf = (other: (recorded: Recorded) => Recorded): typeof Stats.intervals => ({
  ...Stats.intervals,
  needs: (recorded) => Stats.intervals.needs(other(recorded)),
  evolve: (documents, recorded) => Stats.intervals.evolve(documents, other(recorded))
})
const intervalsTold = (other: (event: Stored) => Stored) =>
  intervalsOf((recorded) => ({ ...recorded, event: other(recorded.event) }))

const later = (event: Stored): Stored => (event._tag === "WrapUpEnded" ? { ...event, dueAt: null } : event)

type Row = Stats.Interval
const reading =
  (other: (row: Row, step: string) => Row): typeof Stats.readIntervals =>
  (times, request) =>
    function* () {
      const page = yield* Stats.readIntervals(times, request)()
      return page && { ...page, rows: page.rows.map((row) => other(row, request.step)) }
    }

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

export const figures: ReadonlyArray<LawMutant> = [
  [
    "[D6.13a] entries that are withdrawn and not counted",
    "D6.13a",
    { watchedBy: intervalsLaw(intervalsTold(deaf("InteractionWithdrawn"))) },
    /withdrawn/
  ],
  [
    "[D6.10j] agents who are logged for ever",
    "D6.13a",
    { watchedBy: intervalsLaw(intervalsTold(deaf("AgentDisconnected"))) },
    /alkMs|rapUpMs/
  ],
  [
    "[D6.3c] a second outcome of one entry",
    "D6.13a",
    {
      watchedBy: intervalsLaw(intervalsTold((event) => ("outcome" in event ? { ...event, outcome: true } : event)))
    },
    /answered|abandoned|withdrawn|open/
  ],
  [
    "[D6.10k] wrap-ups that last until somebody looks",
    "D6.13a",
    { watchedBy: intervalsLaw(intervalsTold(later)) },
    /rapUpMs/
  ],
  [
    "[D6.3d] a quarter that is counted in the next",
    "D6.13a",
    {
      watchedBy: intervalsLaw(intervalsOf((recorded) => ({ ...recorded, at: recorded.at + 900_000 })))
    },
    /by hand/
  ],
  [
    "[L9-additivity] [D6.3c] as if nothing was open when they began",
    "D6.13a",
    {
      watchedBy: intervalsLaw(
        Stats.intervals,
        reading((row) => ({ ...row, openAtStart: 0 }))
      )
    },
    /were open and \d+ entered, but/
  ],
  [
    "[L9-additivity] [D6.3d] as days that count more than their parts",
    "D6.13a",
    {
      watchedBy: intervalsLaw(
        Stats.intervals,
        reading((row, step) =>
          step === "day" ? { ...row, figures: { ...row.figures, legs: row.figures.legs + 1 } } : row
        )
      )
    },
    /the day of \w+ has \d+ legs, and its parts/
  ],
  [
    "[L9-day] breaks that never end",
    "L9-day",
    { watchedBy: agentDayLaw(deafTo(Stats.agentLogs, "BreakEnded")) },
    /breakMs|freeMs/
  ],
  [
    "[D7.1b] a supervisor's pause that is no break",
    "L9-day",
    { watchedBy: agentDayLaw(told(Stats.agentLogs, unpaused)) },
    /breakMs|freeMs/
  ],
  [
    "[D7.1a] agents who stay connected",
    "L9-day",
    { watchedBy: agentDayLaw(deafTo(Stats.agentLogs, "AgentDisconnected")) },
    /loggedMs/
  ],
  [
    "[D7.1a] work that is not attended",
    "L9-day",
    { watchedBy: agentDayLaw(deafTo(Stats.agentLogs, "InteractionTaken", "OfferAccepted")) },
    /attendedMs/
  ],
  [
    "[D6.10d] wrap-ups that last until somebody looks",
    "L9-day",
    { watchedBy: agentDayLaw(told(Stats.agentLogs, later)) },
    /occupiedMs/
  ],
  [
    "[D3.10g] a wait whose end nobody hears of",
    "D3.10g",
    { watchedBy: alarmsLaw(deafTo(Stats.alarms, "OfferAccepted", "InteractionTaken")) },
    /waiting|longestWait|chat/
  ],
  [
    "[D3.10g] levels that are told again and again",
    "D3.10g",
    { watchedBy: alarmsLaw({ ...Stats.alarms, evolve: forgetful }) },
    /is said to go from/
  ],
  [
    "[D3.10g] nothing is crossed by time alone",
    "D3.10g",
    { watchedBy: alarmsLaw(timeless(Stats.alarms)) },
    /longestWaitSeconds|chatSeconds/
  ]
]
