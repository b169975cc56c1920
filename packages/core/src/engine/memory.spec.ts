import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { EventStore, memoryEventStore, memoryStores } from "./index.ts"

const created = (position: number) => ({
  position,
  at: 1_000,
  commandId: `c${position}`,
  index: 0,
  last: true,
  version: 1,
  actor: null,
  correlationId: null,
  causationId: null,
  event: { _tag: "CentreChanged" as const, requeueAfterDisconnectSeconds: position, requireVoiceMembership: false }
})

it.effect("a batch moves the head once, and the same expected head again is told the true one", () =>
  Effect.gen(function* () {
    const store = yield* EventStore
    const batch = {
      expected: { position: 0, epoch: 0 },
      epoch: 1,
      events: [created(1)],
      commands: [],
      rows: [],
      due: null
    }
    yield* store.append("acme", batch)
    expect(yield* store.head("acme")).toEqual({ position: 1, epoch: 1 })
    expect(yield* Effect.flip(store.append("acme", batch))).toMatchObject({ _tag: "HeadMoved", position: 1, epoch: 1 })
    expect(yield* store.read("acme", { after: 0, limit: 10 })).toEqual([created(1)])
    expect(yield* store.centres).toEqual(["acme"])
  }).pipe(Effect.provide(memoryStores))
)

it.effect("who follows a centre is woken at once and after an append", () =>
  Effect.gen(function* () {
    const store = yield* EventStore
    let position = 0
    const followed = store.changes("acme").pipe(
      Stream.mapEffect(() => store.head("acme")),
      Stream.tap((head) => {
        if (head.position === 2) return Effect.void
        const expected = { position: position++, epoch: 0 }
        return store.append("acme", {
          expected,
          epoch: 0,
          events: [created(position)],
          commands: [],
          rows: [],
          due: null
        })
      }),
      Stream.map((head) => head.position),
      Stream.takeUntil((seen) => seen === 2),
      Stream.runCollect
    )
    expect(yield* Effect.orDie(followed)).toEqual([0, 1, 2])
  }).pipe(Effect.provide(memoryEventStore))
)
