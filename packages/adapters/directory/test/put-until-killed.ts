/**
 * Puts items of several chunks, places them, drops some, for ever; says after each what was acknowledged. Argument: the
 * directory.
 */
import { writeSync } from "node:fs"
import { ContentRows } from "@parley/core/engine"
import { Effect } from "effect"
import { contentDirectory } from "../src/index.ts"
import { AT, CENTRE, chunkOf, CHUNKS, itemOf } from "./killed-items.ts"

const say = (what: string, n: number): number => writeSync(1, `${what} ${n}\n`)

const begin = Date.now()
const work = Effect.gen(function* () {
  const rows = yield* ContentRows
  for (let n = begin; ; n++) {
    for (let chunk = 1; chunk <= CHUNKS; chunk++)
      yield* rows.putChunk(CENTRE, { id: `item-${n}`, n: chunk, bytes: chunkOf(n, chunk) }, AT)
    yield* rows.put(CENTRE, itemOf(n, ""), AT)
    say("put", n)
    yield* rows.rewrap(CENTRE, `item-${n}`, itemOf(n, "ana", "bob").wraps)
    say("placed", n)
    if (n % 3 !== 0) continue
    yield* rows.drop(CENTRE, [`item-${n}`])
    say("dropped", n)
  }
})

await Effect.runPromise(Effect.provide(work, contentDirectory({ directory: process.argv[2] ?? "" })))
