/** Views of the core's projections, saved and read again in the middle of generated histories. */
import { Centre, Stats } from "@parley/core"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { makePersisted } from "../../core/src/kernel/persisted.ts"
import { history, historyDefinition, play, SEED_DEFAULT } from "../src/index.ts"

const HISTORIES = 40
const seed = Number(process.env["PARLEY_SEED"] ?? SEED_DEFAULT)

const logs = fc
  .sample(history({ actsMax: 150 }), { seed, numRuns: HISTORIES })
  .map((one) => play(Centre.make(historyDefinition()), one).log)

const projections: ReadonlyArray<Stats.Projection<unknown>> = [
  Stats.agentLogs,
  Stats.alarms,
  Stats.audit,
  Stats.campaignLive,
  Stats.dialerProgress,
  Stats.dialled,
  Stats.undisposed
]

describe.each(projections.map((one) => [one.name, one] as const))("the view of %s", (_, projection) => {
  test("goes on after it was saved and read as if it had never been", () => {
    const { persist, restore, canonical } = makePersisted(projection.orders)
    for (const [n, log] of logs.entries()) {
      const middle = Math.floor((log.length * (n + 1)) / (HISTORIES + 1))
      const half = Stats.project(projection, log.slice(0, middle))
      const whole = Stats.project(projection, log.slice(middle), restore(persist(half)))
      expect([...canonical(whole)]).toEqual([...canonical(Stats.project(projection, log))])
    }
  })
})
