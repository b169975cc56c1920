/** Every step of every generated history, decided anew from the command that its events tell of. */
import { partingOf } from "@parley/core/sim"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { history, historyDefinition, play } from "../src/index.ts"
import { Centre } from "@parley/core"

const HISTORIES = Number(process.env["N"] ?? 150)
const SEED = 11

describe("a recorded history", () => {
  test("is decided anew, step by step, from what its events tell", () => {
    const definition = historyDefinition()
    fc.assert(
      fc.property(history(), (one) => {
        const { log } = play(Centre.make(definition), one)
        expect(partingOf(definition, log)).toBeNull()
      }),
      { seed: SEED, numRuns: HISTORIES, endOnFailure: true }
    )
  })
})
