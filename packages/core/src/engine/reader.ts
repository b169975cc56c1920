/** Following a centre's log without owning the centre: in any process, whoever writes it. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { RecordedEvent } from "../centre/index.ts"
import type { StoreFailure } from "./failures.ts"
import { PAGE_MAX } from "./log.ts"
import type { EventStore } from "./ports.ts"
import type { UnknownEvent } from "./stored.ts"

/**
 * The events after a position, and all that come, without an end. Those of a type or version that this code does not know
 * come as `UnknownEvent`: a newer version may be writing. Fails where the store does; it can be followed again from the
 * last position.
 */
export const followLog = (
  store: EventStore["Service"],
  centre: string,
  after: number
): Stream.Stream<RecordedEvent | UnknownEvent, StoreFailure> => Stream.suspend(() => following(store, centre, after))

function following(store: EventStore["Service"], centre: string, after: number) {
  let position = after
  const page = Effect.tap(
    Effect.suspend(() => store.readAny(centre, { after: position, limit: PAGE_MAX })),
    (events) =>
      Effect.sync(() => {
        position = events.at(-1)?.position ?? position
      })
  )
  const rest = Stream.unfold(true, (more: boolean) =>
    more ? Effect.map(page, (events) => [events, events.length === PAGE_MAX] as const) : Effect.undefined
  )
  // A signal comes at the start, and after each append.
  return Stream.flattenIterable(Stream.flatMap(store.changes(centre), () => rest))
}
