import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { contentDirectory } from "../../packages/adapters/directory/src/index.ts"
import { memoryPrivateRows, type Stores, vaultLayer } from "../../packages/core/src/engine/index.ts"
import { flatStreams } from "../../packages/testkit/src/contracts/index.ts"
import { postgres } from "../../packages/adapters/postgres/src/pg.ts"
import { pglite } from "../../packages/adapters/postgres/src/pglite.ts"
import { postgresServer } from "../../packages/adapters/postgres/test/databases.ts"

/** 100 MiB in and out, through a real database. */
const STREAM_MS_MAX = 180_000

const temporary = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "parley-streams-"))),
  (made) => Effect.promise(() => rm(made, { recursive: true }))
)

const on = (live: Layer.Layer<Stores, unknown>) =>
  Effect.provide(flatStreams.check, vaultLayer(new Uint8Array(32)).pipe(Layer.provide(live)))

it.live(
  `${flatStreams.title}, on Postgres`,
  () => Effect.flatMap(postgresServer, ({ url }) => on(postgres({ url: Redacted.make(url) }))),
  STREAM_MS_MAX
)

it.live(
  `${flatStreams.title}, in a content directory`,
  () =>
    Effect.gen(function* () {
      const path = yield* temporary
      const content = contentDirectory({ directory: path })
      yield* Effect.provide(
        flatStreams.check,
        vaultLayer(new Uint8Array(32)).pipe(Layer.provide([content, memoryPrivateRows]))
      )
    }),
  STREAM_MS_MAX
)

it.live(
  `${flatStreams.title}, on a PGlite directory`,
  () =>
    Effect.gen(function* () {
      const path = yield* temporary
      yield* on(pglite({ directory: path }))
    }),
  STREAM_MS_MAX
)
