import { EventStore, memoryEventStore, StoreUnavailable, type Batch } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { failNth, failNthLayer, type Faulty, type FaultTime } from "../src/index.ts"

const failure = (operation: string) => new StoreUnavailable({ operation, reason: "fault", unknown: true })
const empty: Batch = { expected: { position: 0, epoch: 0 }, epoch: 1, events: [], commands: [], rows: [], due: null }
const times: ReadonlyArray<FaultTime> = ["before", "after"]

/** Writes the epoch and, told that this failed, looks whether it has happened; how often it had to look. */
const careful = Effect.gen(function* () {
  const store = yield* EventStore
  const before = yield* Effect.result(store.head("acme"))
  const written = yield* Effect.result(store.append("acme", empty))
  const { epoch } = yield* Effect.retry(store.head("acme"), { times: 1 })
  return { before: before._tag, written: written._tag, epoch }
})

const run = (n: number, when: FaultTime) => {
  let faulty: Faulty<EventStore["Service"]> | undefined
  const layer = failNthLayer(EventStore, memoryEventStore, { n, when, failure }, (one) => (faulty = one))
  const came = Effect.runSync(Effect.provide(careful, layer))
  return { came, calls: faulty?.calls ?? [], fired: faulty?.fired() ?? false }
}

describe("the n-th call of an Effect service", () => {
  test("fails before it takes effect, or after", () => {
    expect(run(2, "before").came).toEqual({ before: "Success", written: "Failure", epoch: 0 })
    expect(run(2, "after").came).toEqual({ before: "Success", written: "Failure", epoch: 1 })
  })

  test.each(times)("can be any of them, each once, until none is left: %s", (when) => {
    const runs = [1, 2, 3, 4].map((n) => run(n, when))
    expect(runs.map(({ fired }) => fired)).toEqual([true, true, true, false])
    expect(runs.map(({ calls }) => calls.at(-1))).toEqual(["head", "head", "head", "head"])
    expect(runs[2]?.calls).toEqual(["head", "append", "head", "head"])
  })

  test("counts a retry as a call of its own, and only the methods it is told of", () => {
    const calls: Array<number> = []
    const port = { count: (n: number) => Effect.sync(() => calls.push(n)), other: Effect.succeed("other"), size: 3 }
    const faulty = failNth(port, { n: 2, when: "before", failure: (method) => `${method} fails`, of: ["count"] })
    const counted = faulty.port.count(1)
    expect(Effect.runSync(counted)).toBe(1)
    expect(Effect.runSync(faulty.port.other)).toBe("other")
    expect(Effect.runSync(Effect.flip(Effect.asVoid(counted)))).toBe("count fails")
    expect(Effect.runSync(counted)).toBe(2)
    expect([calls, faulty.calls, faulty.port.size]).toEqual([[1, 1], ["count", "count", "count"], 3])
  })
})
