/** Who follows a centre's log is woken by every append that moves it, whichever process made it. */
import { makeSignals } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as RcRef from "effect/RcRef"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { CHANNEL } from "./append.ts"
import type { DatabaseService } from "./database.ts"

/** How often the heads of followed centres are looked at, should a notification be lost. */
export const POLL_INTERVAL_MS = 1_000

/** The signals of one store. */
export interface LogSignals {
  readonly changes: (centre: string) => Stream.Stream<void>
  /** An append of this process: its followers need not wait for the server's word. */
  readonly moved: (centre: string, position: number) => void
}

const HEADS = "SELECT centre, position FROM parley.heads WHERE centre = ANY ($1)"

/** Listens once for all centres, and polls beside it, while anybody follows one. */
export const makeLogSignals = Effect.fnUntraced(function* (
  database: DatabaseService
): Effect.fn.Return<LogSignals, never, Scope.Scope> {
  const { changes, signal, followed, isFollowed } = makeSignals()
  /** Where the followers of a centre have been told that its log ends. */
  let told = new Map<string, number>()

  const moved = (centre: string, position: number): void => {
    if (!isFollowed(centre) || position <= (told.get(centre) ?? 0)) return
    told.set(centre, position)
    signal(centre)
  }
  const heard = Stream.runForEach(database.listen(CHANNEL), (message) =>
    Effect.sync(() => {
      if (message._tag === "Notified") return moved(...partsOf(message.payload))
      // Whatever happened before went unheard.
      for (const centre of followed()) signal(centre)
    })
  )
  const look = Effect.gen(function* () {
    const centres = followed()
    for (const { centre, position } of yield* database.query(HEADS, [centres])) {
      if (typeof centre === "string" && typeof position === "number") moved(centre, position)
    }
    told = new Map([...told].filter(([centre]) => isFollowed(centre)))
  })
  // While the database is away there is nothing to tell; what happened meanwhile is seen when it is back.
  const polled = Effect.forever(Effect.andThen(Effect.sleep(POLL_INTERVAL_MS), Effect.ignore(look)))

  const watch = yield* RcRef.make({
    acquire: Effect.forkScoped(Effect.all([heard, polled], { concurrency: "unbounded", discard: true }))
  })
  return { changes: (centre) => Stream.unwrap(Effect.as(RcRef.get(watch), changes(centre))), moved }
})

/** A payload is a position, a space and the centre. */
function partsOf(payload: string): readonly [centre: string, position: number] {
  const space = payload.indexOf(" ")
  return [payload.slice(space + 1), Number(payload.slice(0, space))]
}
