import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect, type Layer, Redacted } from "effect"
import type { Stores } from "../../packages/core/src/engine/index.ts"
import { postgres } from "../../packages/adapters/postgres/src/pg.ts"
import { DirectoryInUse, pglite } from "../../packages/adapters/postgres/src/pglite.ts"
import { postgresServer } from "../../packages/adapters/postgres/test/databases.ts"
import { apart } from "../../packages/adapters/postgres/test/stores.ts"
import { takeOver } from "../../packages/adapters/postgres/test/whole-log.ts"

/** Kills, each at another moment after the first acknowledgement. */
const KILLS = 3
const KILL_DELAY_MAX_MS = 250

const CENTRE = "acme"
type Place = readonly [driver: "pg" | "pglite", place: string]

/** A process that writes. `said`: what it found and the positions it had acknowledged, as far as it said so whole. */
function writer(place: Place) {
  const script = join(import.meta.dirname, "append-until-killed.ts")
  const child = spawn(process.execPath, ["--conditions=@parley/source", script, ...place, CENTRE], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const exit = once(child, "exit")
  let text = ""
  const said = (): ReadonlyArray<number> => text.split("\n").slice(0, -1).map(Number)
  const acknowledged = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString()
      if (said().length > 1) resolve()
    })
  })
  /** Resolves when it has had a batch acknowledged, or is gone. */
  return { child, exit, said, writing: Promise.race([acknowledged, exit]) }
}

/** Lets a process write and kills it; returns the position it found and the last one that it had acknowledged. */
const killedWriter = (place: Place) =>
  Effect.promise(async () => {
    const { child, exit, said, writing } = writer(place)
    await writing
    const timer = setTimeout(() => child.kill("SIGKILL"), Math.random() * KILL_DELAY_MAX_MS)
    await exit
    clearTimeout(timer)
    expect(child.signalCode).toBe("SIGKILL")
    return { found: said()[0] ?? -1, acknowledged: said().at(-1) ?? -1 }
  })

/** Each writer checks what the one before it left. */
const survives = (live: Layer.Layer<Stores, unknown>, place: Place) =>
  Effect.gen(function* () {
    let before = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const { found, acknowledged } = yield* killedWriter(place)
      expect(found).toBeGreaterThanOrEqual(before)
      expect(acknowledged).toBeGreaterThan(found)
      before = acknowledged
    }
    expect(yield* apart(live, takeOver(CENTRE))).toBeGreaterThanOrEqual(before)
  })

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "parley-killed-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

it.live("[L8-rows] of writers killed on a PGlite directory all that was acknowledged is there, rows = fold(log)", () =>
  Effect.gen(function* () {
    const path = yield* directory
    const live = pglite({ directory: path })
    yield* survives(live, ["pglite", path])
    const second = yield* apart(live, Effect.flip(apart(live, Effect.void)))
    expect(second).toEqual(new DirectoryInUse({ directory: path }))
  })
)

it.live("[L8-rows] of writers killed on Postgres all that was acknowledged is there, rows = fold(log)", () =>
  Effect.flatMap(postgresServer, ({ url }) => survives(postgres({ url: Redacted.make(url) }), ["pg", url]))
)

it.live(
  "[L8-rows] of a Postgres that crashed under a writer all that was acknowledged is there, rows = fold(log)",
  () =>
    Effect.gen(function* () {
      const { url, stopImmediately, restart } = yield* postgresServer
      const acknowledged = yield* Effect.promise(async () => {
        const { exit, said, writing } = writer(["pg", url])
        await writing
        await stopImmediately()
        await exit
        await restart()
        return said().at(-1)
      })
      expect(yield* apart(postgres({ url: Redacted.make(url) }), takeOver(CENTRE))).toBeGreaterThanOrEqual(
        acknowledged ?? Infinity
      )
    })
)
