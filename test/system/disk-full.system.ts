/** A disk that is full, for real: a typed error, nothing half, nothing lost that was answered, and work that goes on once there is room. */
import { randomBytes } from "node:crypto"
import { readdir } from "node:fs/promises"
import {
  ContentRows,
  Engine,
  engineLayer,
  EventStore,
  StoreUnavailable,
  Vault,
  vaultLayer,
  type CentreHandle,
  type Stores
} from "@parley/core/engine"
import { contentDirectory } from "@parley/directory"
import { Database, stores, verifyLog } from "@parley/postgres"
import * as Pg from "@parley/postgres/pg"
import * as Pglite from "@parley/postgres/pglite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schedule from "effect/Schedule"
import pg from "pg"
import { expect, test } from "vitest"
import { commandOf } from "../../packages/testkit/src/harness.ts"
import { startPostgres } from "../../packages/testkit/src/servers/index.ts"
import { unprivilegedIdentity } from "../../packages/testkit/src/servers/processes.ts"
import { smallDisk, type SmallDisk } from "./small-disk.ts"

const CENTRE = "acme"
const KEY = new Uint8Array(32).fill(5)
/** Commands before the disk is full, and after it has room again. */
const COMMANDS = 50
/** Commands that pages which are there already may take, at most, once the disk is full. */
const LAST_COMMANDS_MAX = 5_000
/** For work to go on once there is room. */
const GOES_ON_WITHIN = "30 seconds"

type Everything = Stores | Database

const onDisk = <A, E, RE>(
  live: Layer.Layer<Everything, RE>,
  use: (handle: CentreHandle) => Effect.Effect<A, E, Everything | Vault>
) =>
  Effect.flatMap(Engine, (engine) => Effect.flatMap(engine.open(CENTRE), use)).pipe(
    Effect.provide(
      engineLayer({ channels: [] }).pipe(Layer.provideMerge(vaultLayer(KEY)), Layer.provideMerge(live), Layer.fresh)
    ),
    Effect.provideService(References.MinimumLogLevel, "None")
  )

const send = (handle: CentreHandle, n: number) =>
  Effect.map(
    handle.send(
      commandOf({
        _tag: "CreateUser",
        userId: `u${n}`,
        displayName: "Somebody with a name of some length",
        roles: ["agent"]
      }),
      { commandId: `c${n}` }
    ),
    (sent) => {
      if (!sent.ok) throw new Error(JSON.stringify(sent.rejection))
      return sent.position
    }
  )

/** Works, is stopped by the full disk, works on; then it is opened anew, and all is there, once. */
const filled = <RE>(live: Layer.Layer<Everything, RE>, disk: SmallDisk) =>
  Effect.gen(function* () {
    const answers = new Map<string, number>()
    const failures: Array<string> = []
    const last = yield* onDisk(live, (handle) =>
      Effect.gen(function* () {
        let n = 0
        const one = Effect.suspend(() => send(handle, n)).pipe(
          Effect.tap((position) => Effect.sync(() => answers.set(`c${n++}`, position)))
        )
        yield* Effect.repeat(one, { times: COMMANDS - 1 })
        yield* Effect.promise(disk.fill)
        const failure = yield* Effect.flip(Effect.repeat(one, { times: LAST_COMMANDS_MAX }))
        expect(failure).toBeInstanceOf(StoreUnavailable)
        failures.push(String("reason" in failure ? failure.reason : ""))
        const put = (yield* Vault).put(CENTRE, { mediaType: "text/plain", bytes: randomBytes(1 << 20) })
        const unput = yield* Effect.flip(put)
        expect(unput).toBeInstanceOf(StoreUnavailable)
        yield* Effect.promise(disk.free)
        yield* Effect.timeout(
          Effect.retry(one, {
            while: ({ _tag }) => _tag === "StoreUnavailable",
            schedule: Schedule.spaced("50 millis")
          }),
          GOES_ON_WITHIN
        )
        yield* Effect.repeat(one, { times: COMMANDS - 1 })
        yield* put
        return n
      })
    )
    expect(answers.size).toBe(last)
    yield* onDisk(live, (handle) =>
      Effect.gen(function* () {
        const { position } = yield* handle.state
        expect(yield* verifyLog(CENTRE)).toMatchObject({ position })
        const users = new Map<string, number>()
        const store = yield* EventStore
        for (let at = 0; at < position;) {
          const page = yield* store.read(CENTRE, { after: at, limit: 1_000 })
          for (const one of page) {
            if (one.event._tag === "UserCreated") {
              expect(users.has(one.commandId)).toBe(false)
              users.set(one.commandId, one.position)
            }
            at = one.position
          }
        }
        expect(users).toEqual(answers)
      })
    )
    return failures
  })

test("Postgres whose tables have no room left", async () => {
  const identity = await unprivilegedIdentity()
  const disk = await smallDisk(64, identity)
  const server = await startPostgres()
  try {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await client.query(`CREATE TABLESPACE small LOCATION '${disk.path}'`)
    await client.query("CREATE DATABASE small TABLESPACE small")
    await client.end()
    const url = new URL(server.url)
    url.pathname = "/small"
    const live = Layer.provideMerge(stores, Pg.layer({ url: Redacted.make(url.href) }))
    const failures = await Effect.runPromise(filled(live, disk))
    expect(failures.join()).toContain("53100")
  } finally {
    await server.stop()
    await disk.unmount()
  }
})

test("PGlite whose directory has no room left", async () => {
  const disk = await smallDisk(160)
  try {
    const live = Layer.provideMerge(stores, Pglite.layer({ directory: `${disk.path}/data` }))
    expect((await Effect.runPromise(filled(live, disk))).join()).toContain("53100")
  } finally {
    await disk.unmount()
  }
})

test("a content directory that has no room left", async () => {
  const disk = await smallDisk(8)
  const items = async (): Promise<ReadonlyArray<string>> =>
    (await readdir(disk.path, { recursive: true })).filter((name) => name.includes("/items/")).toSorted()
  const put = (rows: ContentRows["Service"], id: string, bytes: number) =>
    rows.put(CENTRE, { id, sealed: randomBytes(bytes), wraps: new Map([["", Uint8Array.of(1)]]) }, 0)
  try {
    await Effect.runPromise(
      Effect.gen(function* () {
        const rows = yield* ContentRows
        yield* put(rows, "before", 100_000)
        const before = yield* Effect.promise(items)
        yield* Effect.promise(disk.fill)
        const failure = yield* Effect.flip(put(rows, "refused", 100_000))
        expect(failure).toMatchObject({ _tag: "StoreUnavailable", reason: "ENOSPC" })
        expect((yield* rows.get(CENTRE, "before"))?.sealed.length).toBe(100_000)
        expect(yield* rows.get(CENTRE, "refused")).toBeNull()
        const unchanged = yield* Effect.flip(rows.rewrap(CENTRE, "before", new Map([["mia", randomBytes(5_000)]])))
        expect(unchanged).toMatchObject({ _tag: "StoreUnavailable", reason: "ENOSPC" })
        expect((yield* rows.get(CENTRE, "before"))?.wraps.has("")).toBe(true)
        expect(yield* Effect.promise(items)).toEqual(before)
        yield* Effect.promise(disk.free)
        yield* put(rows, "refused", 100_000)
        expect((yield* rows.get(CENTRE, "refused"))?.sealed.length).toBe(100_000)
        expect((yield* Effect.promise(items)).length).toBeGreaterThan(before.length)
      }).pipe(Effect.provide(contentDirectory({ directory: `${disk.path}/content` })))
    )
  } finally {
    await disk.unmount()
  }
})
