/** Reading a centre: its state, no older than the reader asks for. */
import type { Centre } from "@parley/core"
import type { CentreHandle } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { Config } from "./config.ts"
import { malformedRequest, positionNotReached } from "./problems/kinds.ts"
import { problem, type Problem } from "./problems/problem.ts"
import { RETRY_AFTER_SECONDS } from "./problems/table.ts"
import { Principal, type Asking } from "./principal.ts"
import { answered } from "./schemas.ts"

export interface Reading extends Asking {
  readonly position: number
  readonly state: Centre.State
  readonly views: Centre.Views
}

/** Waits, within the limit, until the centre has come to this position. */
export const reached = Effect.fnUntraced(function* (
  handle: CentreHandle,
  minPosition: number
): Effect.fn.Return<void, Problem, Config> {
  const { limits } = yield* Config
  const { position } = yield* handle.state
  if (position >= minPosition) return
  yield* Effect.timeoutOrElse(handle.reached(minPosition), {
    duration: limits.minPositionWaitMs,
    orElse: () =>
      Effect.fail(
        problem(positionNotReached, { retryAfterSeconds: RETRY_AFTER_SECONDS, facts: { minPosition, position } })
      )
  })
})

/** The state to answer a read from. */
export const reading = Effect.fnUntraced(function* ({
  minPosition = 0
}: {
  readonly minPosition?: number
}): Effect.fn.Return<Reading, Problem, Config | Principal> {
  const asking = yield* Principal
  yield* reached(asking.handle, minPosition)
  const { position, state } = yield* asking.handle.state
  return { ...asking, position, state, views: asking.handle.centre.views }
})

/** The cursor is none of this list. */
export const badCursor = Effect.fail(
  problem(malformedRequest, { errors: [{ pointer: "#/query/cursor", detail: "Expected a cursor of this list" }] })
)

/** A page of the core as a page of the API. */
export const answeredPage = <Item>({ items, next }: Centre.Page<Item>, position: number) =>
  answered({ data: items, nextCursor: next }, { position })
