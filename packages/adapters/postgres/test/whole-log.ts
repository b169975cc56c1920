/** What must hold of a log whatever befell its writers. */
import { deepEqual, equal } from "node:assert/strict"
import { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
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
        store.append(centre, { expected, epoch: expected.epoch + 1, events: [], commands: [], rows: [] }),
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
  const fold = new Map(events.flatMap(({ event }) => Centre.rowsOf(event).map(({ key, row }) => [key, row])))
  deepEqual(yield* store.rows(centre, [...fold.keys()]), fold)
  const recorded = yield* store.commands(
    centre,
    events.map(({ commandId }) => commandId)
  )
  equal(recorded.size, events.length)
  return head.position
})
