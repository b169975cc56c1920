/** `core.step` and `core.replay`: deciding and folding, without a store. */
import { Centre } from "@parley/core"
import { Driver } from "./centre.ts"
import { runDay } from "./day.ts"
import { foldByHand } from "./hand-fold.ts"
import { best, cpuSeconds, rounded, type Bench } from "./result.ts"

const RUNS = 3
const DAY = { agents: 1_000, campaigns: 100, memberships: 10, seed: 7 }

/** The same commands again, on the production step; only this is timed. */
function again(recorded: Driver): number {
  const fresh = new Driver()
  const { centre } = fresh
  const rows = new Map<string, Centre.Row>()
  const lookUp: Centre.Rows = { get: (key) => rows.get(key) ?? null, range: () => [] }
  let state = centre.initial
  let events = 0
  const seconds = cpuSeconds(() => {
    for (const { at, command } of recorded.commands) {
      const stepped = centre.step(state, lookUp, at, command)
      if (stepped._tag === "Failure") continue
      state = stepped.success.state
      events += stepped.success.events.length
      for (const event of stepped.success.events)
        for (const change of Centre.rowsOf(event))
          if (change.row === null) rows.delete(change.key)
          else rows.set(change.key, change.row)
    }
  })
  if (events !== recorded.log.length) throw new Error("the repeated day differs from the recorded one")
  return seconds
}

export const coreStep: Bench = {
  name: "core.step",
  run: async () => {
    const recorded = runDay({ ...DAY, commands: 200_000 })
    const seconds = best(Array.from({ length: RUNS }, () => again(recorded)))
    const value = recorded.commands.length / seconds
    const accepted = recorded.accepted / recorded.commands.length
    return [
      {
        name: "core.step",
        value: rounded(value),
        unit: "commands per CPU second",
        baseline: "none",
        baselineValue: null,
        ratio: null,
        gate: ">= 60000 and accepted >= 0.6",
        aim: ">= 150000",
        passed: value >= 60_000 && accepted >= 0.6,
        detail: {
          ...DAY,
          commands: recorded.commands.length,
          events: recorded.log.length,
          acceptedRatio: rounded(accepted),
          mix: Object.fromEntries([...recorded.mix].sort(([, a], [, b]) => b - a))
        }
      }
    ]
  }
}

export const coreReplay: Bench = {
  name: "core.replay",
  run: async () => {
    const wanted = 1_000_000
    const recorded = runDay({ ...DAY, commands: 900_000 })
    const log = recorded.log.slice(0, wanted)
    const { centre } = recorded
    const runs = Array.from({ length: RUNS }, () => ({
      hand: cpuSeconds(() => foldByHand(log)),
      ours: cpuSeconds(() => centre.replay(centre.initial, log))
    }))
    const ours = log.length / best(runs.map((run) => run.ours))
    const hand = log.length / best(runs.map((run) => run.hand))
    return [
      {
        name: "core.replay",
        value: rounded(ours),
        unit: "events per CPU second",
        baseline: "the same fold by hand, in place, on Maps",
        baselineValue: rounded(hand),
        ratio: rounded(ours / hand),
        gate: ">= 0.2",
        aim: ">= 0.4",
        passed: ours / hand >= 0.2 && log.length === wanted,
        detail: { ...DAY, events: log.length }
      }
    ]
  }
}
