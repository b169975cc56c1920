/** Recorded histories again: every step decided anew from what its events tell, and the whole of it played again. */
import { Centre } from "@parley/core"
import { partingOf, playAgain, recordingOf } from "@parley/core/sim"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { history, historyDefinition, play, type History } from "../src/index.ts"

const HISTORIES = Number(process.env["N"] ?? 120)
const SEED = 11

const definition = historyDefinition()
const onHistories = (holds: (one: History) => void): void =>
  fc.assert(fc.property(history(), holds), { seed: SEED, numRuns: HISTORIES, endOnFailure: true })

describe("a recorded history", () => {
  test("is decided anew, step by step, from what its events tell", () => {
    onHistories((one) => {
      const { log } = play(Centre.make(definition), one)
      expect(partingOf(definition, log)).toBeNull()
    })
  })

  test("played again with nothing changed is the very same log", () => {
    onHistories((one) => {
      const { log } = play(Centre.make(definition), one)
      const { events, refusals, skipped } = playAgain(recordingOf(definition, log), {}, { seed: "other" })
      const recorded = log.map(({ at, event }) => ({ at, event }))
      const differs = recorded.findIndex((was, nth) => JSON.stringify(was) !== JSON.stringify(events[nth]))
      if (differs >= 0 || events.length !== recorded.length) {
        const here = differs < 0 ? recorded.length : differs
        expect(events.slice(here, here + 4)).toEqual(recorded.slice(here, here + 4))
      }
      expect([[...refusals], skipped]).toEqual([[], 0])
    })
  })
})
