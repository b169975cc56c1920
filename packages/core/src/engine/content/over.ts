/** One content store before another: what is new lies in the first, what was there before stays in the second. */
import * as Effect from "effect/Effect"
import type { StoreFailure } from "../failures.ts"
import { byCode } from "./memory.ts"
import type { ContentRows, HeldItem } from "./ports.ts"

type Rows = ContentRows["Service"]

/** The first store that has it; what is changed or dropped is so in both. */
export const contentRowsOver = (first: Rows, second: Rows): Rows => {
  const found = <A>(
    ask: (rows: Rows) => Effect.Effect<A | null, StoreFailure>
  ): Effect.Effect<A | null, StoreFailure> =>
    Effect.flatMap(ask(first), (one) => (one === null ? ask(second) : Effect.succeed(one)))
  const both = <A>(act: (rows: Rows) => Effect.Effect<A, StoreFailure>): Effect.Effect<[A, A], StoreFailure> =>
    Effect.all([act(first), act(second)])
  const sum = (act: (rows: Rows) => Effect.Effect<number, StoreFailure>) => Effect.map(both(act), ([a, b]) => a + b)
  return {
    put: first.put,
    putChunk: first.putChunk,
    abandon: first.abandon,
    get: (centre, id) => found((rows) => rows.get(centre, id)),
    chunk: (centre, id, n) => found((rows) => rows.chunk(centre, id, n)),
    rewrap: (centre, id, wraps) => Effect.asVoid(both((rows) => rows.rewrap(centre, id, wraps))),
    held: (centre, holder, page) =>
      Effect.map(
        both((rows) => rows.held(centre, holder, page)),
        ([a, b]) => [...a, ...b].toSorted(byId).slice(0, page.limit)
      ),
    changeWraps: (centre, holder, changes) => Effect.asVoid(both((rows) => rows.changeWraps(centre, holder, changes))),
    dropHolder: (centre, holder) =>
      Effect.map(
        both((rows) => rows.dropHolder(centre, holder)),
        ([a, b]) => [...a, ...b].toSorted(byCode)
      ),
    drop: (centre, ids) => sum((rows) => rows.drop(centre, ids)),
    sweep: (centre, before) => sum((rows) => rows.sweep(centre, before))
  }
}

const byId = (a: HeldItem, b: HeldItem): number => byCode(a.id, b.id)
