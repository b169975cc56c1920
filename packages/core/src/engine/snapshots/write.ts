/** Making a snapshot: a committed state, which nobody changes any more, is written piece by piece. */
import * as Effect from "effect/Effect"
import type { Centre, State } from "../../centre/index.ts"
import { StoreRefused, type StoreFailure } from "../failures.ts"
import type { EventStore, Snapshots } from "../ports.ts"
import { digestOf, sectionHash, textOfHead, type Head, type Subject } from "./format.ts"

/** Whole snapshots of a centre that are kept: the newest, and one more should that be unreadable. */
export const SNAPSHOTS_KEPT = 2

export interface Picture {
  readonly name: string
  readonly centre: Centre
  readonly store: EventStore["Service"]
  readonly snapshots: Snapshots["Service"]
  /** At a command boundary. */
  readonly state: State
  readonly epoch: number
  /** Which decision rows there may be: at least those that the log up to the state wrote. */
  readonly rows: Iterable<string>
}

/**
 * Writes a snapshot and drops those that it makes superfluous. The parts it took. Between two parts everything else goes
 * on: nothing here takes longer than encoding one, and the state is not copied.
 */
export const writeSnapshot = Effect.fnUntraced(function* ({
  name,
  centre,
  store,
  snapshots,
  state,
  epoch,
  rows
}: Picture): Effect.fn.Return<number, StoreFailure> {
  const { position, at } = state.facts
  const [last] = yield* store.read(name, { after: position - 1, limit: 1 })
  if (last === undefined)
    return yield* new StoreRefused({ operation: "snapshot", reason: `nothing stands at ${position}` })
  const subject: Subject = { centre: name, position, epoch, at, commandId: last.commandId }
  const place = { position, epoch }
  let nth = 0
  const section = Effect.fnUntraced(function* (
    of: "state" | "rows",
    pieces: Iterable<string>
  ): Effect.fn.Return<Head["state"], StoreFailure> {
    const digests: Array<string> = []
    for (const piece of pieces) {
      digests.push(yield* Effect.promise(() => digestOf(piece)))
      yield* snapshots.putPart(name, place, nth, piece)
      nth += 1
      // A store in memory answers at once.
      yield* Effect.yieldNow
    }
    const hash = yield* Effect.promise(() => sectionHash(of, subject, digests))
    return { parts: digests.length, hash }
  })
  const sections = { state: yield* section("state", centre.pieces(state)), rows: yield* section("rows", rows) }
  yield* snapshots.complete(name, { ...place, head: textOfHead(subject, sections) })
  yield* snapshots.prune(name, SNAPSHOTS_KEPT)
  return nth
})
