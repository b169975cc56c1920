import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { type Stores, Vault, vaultLayer } from "../../../core/src/engine/index.ts"
import { postgres } from "../src/pg.ts"
import { pglite } from "../src/pglite.ts"
import { postgresServer } from "./databases.ts"

const MIB = 1_048_576
const ATTACHMENT_BYTES = 100 * MIB
/** What an attachment may cost beside what was held before it: a few chunks, the driver's buffers. */
const HELD_MAX_BYTES = 8 * MIB
/** 100 MiB in and out, through a real database. */
const STREAM_MS_MAX = 180_000

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const heldBytes = (): number => {
  // Buffers that were let go are freed by the round after.
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The most that is held at any tenth of a stream. */
function gauge() {
  const before = heldBytes()
  let [seen, next, most] = [0, ATTACHMENT_BYTES / 10, 0]
  const watch = (piece: Uint8Array) => {
    seen += piece.length
    if (seen < next) return
    next += ATTACHMENT_BYTES / 10
    most = Math.max(most, heldBytes() - before)
  }
  return { watch, result: () => ({ seen, most }) }
}

const keepsFlat = (live: Layer.Layer<Stores, unknown>) =>
  Effect.gen(function* () {
    const vault = yield* Vault
    const small = yield* vault.put("acme", { mediaType: "text/plain", bytes: Uint8Array.of(1) })
    yield* vault.get("acme", small)
    const written = gauge()
    const pieces = Stream.range(1, 100, 1).pipe(
      Stream.map((n) => new Uint8Array(MIB).fill(n)),
      Stream.tap((piece) => Effect.sync(() => written.watch(piece)))
    )
    const id = yield* vault.putStream("acme", { mediaType: "video/mp4", bytes: pieces })
    const read = gauge()
    let wrong = 0
    const stored = yield* vault.getStream("acme", id)
    yield* Stream.runForEach(stored?.bytes ?? Stream.empty, (piece) =>
      Effect.sync(() => {
        const { seen } = read.result()
        if (!Buffer.alloc(piece.length, 1 + Math.floor(seen / MIB)).equals(piece)) wrong += 1
        read.watch(piece)
      })
    )
    expect([stored?.size, wrong, written.result().seen, read.result().seen]).toEqual([
      ATTACHMENT_BYTES,
      0,
      ATTACHMENT_BYTES,
      ATTACHMENT_BYTES
    ])
    expect(written.result().most).toBeLessThan(HELD_MAX_BYTES)
    expect(read.result().most).toBeLessThan(HELD_MAX_BYTES)
  }).pipe(Effect.provide(vaultLayer(new Uint8Array(32)).pipe(Layer.provide(live))))

it.live(
  "an attachment of 100 MiB goes through a Postgres with no more in memory than a few chunks",
  () => Effect.flatMap(postgresServer, ({ url }) => keepsFlat(postgres({ url: Redacted.make(url) }))),
  STREAM_MS_MAX
)

it.live(
  "an attachment of 100 MiB goes through a PGlite directory with no more beside it than a few chunks",
  () =>
    Effect.gen(function* () {
      const path = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "parley-streams-"))),
        (made) => Effect.promise(() => rm(made, { recursive: true }))
      )
      yield* keepsFlat(pglite({ directory: path }))
    }),
  STREAM_MS_MAX
)
