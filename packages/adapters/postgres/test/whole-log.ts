/** What must hold of a log whatever befell its writers. */
import { deepEqual, equal } from "node:assert/strict"
import { Centre } from "@parley/core"
import { EventStore, RowTable } from "@parley/core/engine"
import { Effect } from "effect"

const EVENTS_MAX = 1_000_000

/**
 * Takes the centre over, so that nothing of an earlier writer can come any more, and checks that its log has no gap,
 * that its rows are the fold of it and that each of its commands is recorded. Returns its position.
 */
export const takeOver = Effect.fnUntraced(function* (centre: string) {
  const store = yield* EventStore
  const head = yield* Effect.retry(
    Effect.flatMap(store.head(centre), (expected) =>
      Effect.as(
        store.append(centre, { expected, epoch: expected.epoch + 1, events: [], commands: [], rows: [], due: null }),
        expected
      )
    ),
    { while: (failure) => failure._tag === "HeadMoved" }
  )
  const events = yield* store.read(centre, { after: 0, limit: EVENTS_MAX })
  deepEqual(
    events.map(({ position }) => position),
    Array.from({ length: head.position }, (_, index) => index + 1)
  )
  const fold = new RowTable()
  for (const { event } of events) for (const change of Centre.rowsOf(event)) fold.write(change)
  deepEqual(yield* store.range(centre, { prefix: "", limit: EVENTS_MAX }), fold.all())
  const recorded = yield* store.commands(
    centre,
    events.map(({ commandId }) => commandId)
  )
  equal(recorded.size, events.length)
  return head.position
})
