/** Each of the first three hundred store calls of the story of durability fails once, before and after it has taken effect. */
import { Effect } from "effect"
import { beforeAll, describe, expect, test } from "vitest"
import { sweptAt, untroubledOutcome } from "../../packages/testkit/src/durability/trouble.ts"
import type { Outcome } from "../../packages/testkit/src/durability/verdict.ts"

const CALLS = 300
/** Calls of one test. */
const CALLS_AT_ONCE = 30

let expected: Outcome
beforeAll(async () => {
  expected = await Effect.runPromise(untroubledOutcome)
})

const parts = Array.from({ length: CALLS / CALLS_AT_ONCE }, (_, index) => CALLS_AT_ONCE * index + 1)

describe("a store call that fails leaves the same outcome as none that does", () => {
  test.each(parts.flatMap((from) => [[from, "before"] as const, [from, "after"] as const]))(
    "calls from number %i on, %s they have taken effect",
    async (from, when) => {
      for (let n = from; n < from + CALLS_AT_ONCE; n++) {
        const { failed, faults } = await Effect.runPromise(sweptAt(expected, n, when))
        expect(failed, `there is no call number ${n}`).not.toBeNull()
        expect(faults, `call number ${n}, ${failed}`).toEqual([])
      }
    }
  )
})
