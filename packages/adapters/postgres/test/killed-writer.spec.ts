import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect, type Layer, Redacted } from "effect"
import { Centre } from "../../../core/src/index.ts"
import { EventStore, type Stores } from "../../../core/src/engine/index.ts"
import { postgres } from "../src/pg.ts"
import { DirectoryInUse, pglite } from "../src/pglite.ts"
import { postgresServer } from "./databases.ts"
import { apart } from "./stores.ts"

/** Kills, each at another moment after the first acknowledgement. */
const KILLS = 3
const KILL_DELAY_MAX_MS = 250
const EVENTS_MAX = 1_000_000

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "parley-killed-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

/** Lets a process write until it is killed; returns the last position that it had acknowledged. */
const killedWriter = (...place: ReadonlyArray<string>) =>
  Effect.promise(async (signal) => {
    const script = join(import.meta.dirname, "append-until-killed.ts")
    const child = spawn(process.execPath, ["--conditions=@parley/source", script, ...place], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const exit = once(child, "exit")
    signal.addEventListener("abort", () => child.kill("SIGKILL"))
    let said = ""
    let timer: NodeJS.Timeout | undefined
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      timer ??= setTimeout(() => child.kill("SIGKILL"), Math.random() * KILL_DELAY_MAX_MS)
    })
    await exit
    clearTimeout(timer)
    expect(child.signalCode).toBe("SIGKILL")
    // What was not yet a whole line was not read as acknowledged by anybody.
    return Number(said.split("\n").at(-2))
  })

/** Takes the centre over, so that nothing of the killed writer can come any more, and compares all that is there. */
const takeOver = (centre: string, epoch: number) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    const takenOver = Effect.gen(function* () {
      const head = yield* store.head(centre)
      yield* store.append(centre, { expected: head, epoch, events: [], commands: [], rows: [] })
      return head
    })
    const head = yield* Effect.retry(takenOver, { while: (failure) => failure._tag === "HeadMoved" })
    const events = yield* store.read(centre, { after: 0, limit: EVENTS_MAX })
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1))
    expect(events.length).toBe(head.position)
    const fold = new Map(events.flatMap(({ event }) => Centre.rowsOf(event).map(({ key, row }) => [key, row])))
    expect(yield* store.rows(centre, [...fold.keys()])).toEqual(fold)
    const recorded = yield* store.commands(
      centre,
      events.map(({ commandId }) => commandId)
    )
    expect(recorded.size).toBe(events.length)
    return head.position
  })

const survives = (live: Layer.Layer<Stores, unknown>, ...place: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    let before = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const acknowledged = yield* killedWriter(...place)
      expect(acknowledged).toBeGreaterThan(before)
      before = yield* apart(live, takeOver("acme", kill))
      expect(before).toBeGreaterThanOrEqual(acknowledged)
    }
  })

it.live("[L8-rows] of a writer killed on a PGlite directory all that was acknowledged is there, rows = fold(log)", () =>
  Effect.gen(function* () {
    const path = yield* directory
    const live = pglite({ directory: path })
    yield* survives(live, "pglite", path, "acme")
    const second = yield* apart(live, Effect.flip(apart(live, Effect.void)))
    expect(second).toEqual(new DirectoryInUse({ directory: path }))
  })
)

it.live("[L8-rows] of a writer killed on Postgres all that was acknowledged is there, rows = fold(log)", () =>
  Effect.flatMap(postgresServer, ({ url }) => survives(postgres({ url: Redacted.make(url) }), "pg", url, "acme"))
)

it.live(
  "[L8-rows] of a Postgres that crashed under a writer all that was acknowledged is there, rows = fold(log)",
  () =>
    Effect.gen(function* () {
      const { url, stopImmediately, restart } = yield* postgresServer
      const live = postgres({ url: Redacted.make(url) })
      const acknowledged = yield* Effect.promise(async () => {
        const script = join(import.meta.dirname, "append-until-killed.ts")
        const child = spawn(process.execPath, ["--conditions=@parley/source", script, "pg", url, "acme"], {
          stdio: ["ignore", "pipe", "ignore"]
        })
        const exit = once(child, "exit")
        let said = ""
        child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()))
        await once(child.stdout, "data")
        await stopImmediately()
        await exit
        await restart()
        return Number(said.split("\n").at(-2))
      })
      expect(yield* apart(live, takeOver("acme", 1))).toBeGreaterThanOrEqual(acknowledged)
    })
)
