/** Acting on a centre's log as it grows. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { RecordedEvent } from "../centre/index.ts"
import { StoreUnavailable, type LogUnreadable, type StoreFailure } from "./failures.ts"
import type { CentreHandle } from "./handle.ts"

/** Between two looks at a store that is away. */
const FOLLOWING_PAUSE_MS = 500

/** Acts on every committed event after a position, in order, until interrupted. A store that is away is waited for, and no event passed over. */
export const runFollowing = <E, R>(
  handle: CentreHandle,
  after: number,
  act: (recorded: RecordedEvent) => Effect.Effect<unknown, E, R>
): Effect.Effect<void, E | StoreFailure | LogUnreadable, R> => {
  let position = after
  const follow = Effect.suspend(() =>
    Stream.runForEach(handle.events(position), (recorded) =>
      Effect.andThen(
        act(recorded),
        Effect.sync(() => {
          position = recorded.position
        })
      )
    )
  )
  return Effect.retry(follow, {
    while: (failure) => failure instanceof StoreUnavailable,
    schedule: Schedule.spaced(FOLLOWING_PAUSE_MS)
  })
}
