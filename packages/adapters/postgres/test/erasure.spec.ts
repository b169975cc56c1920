import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect, promisify } from "node:util"
import { expect, it } from "@effect/vitest"
import { Fields, Stats } from "@parley/core"
import { ContentRows, EventStore, fromUtf8, type Stores, Vault } from "@parley/core/engine"
import { Effect, Layer, Redacted } from "effect"
import { importAes, openMasterKey } from "../../../core/src/engine/content/keys.ts"
import { openHead, openChunk } from "../../../core/src/engine/content/chunks.ts"
import { keyIdOf, unwrapKey } from "../../../core/src/engine/content/seal.ts"
import type { PlatformKey } from "../../../core/src/engine/content/platform.ts"
import { installedBinaries } from "../../../testkit/src/servers/postgres-binaries.ts"
import { Database } from "../src/database.ts"
import * as Pg from "../src/pg.ts"
import * as Pglite from "../src/pglite.ts"
import { stores } from "../src/stores.ts"
import { postgresServer } from "./databases.ts"
import { CENTRE, engine, erase, fill, MASTER_KEY, WORDS } from "./two-clients.ts"

const MARKERS = Object.values(WORDS)
/** A word as it is, and as bytea and base64 show it, whatever stands before it. */
const formsOf = (word: string): ReadonlyArray<string> => [
  word,
  Buffer.from(word).toString("hex"),
  ...[0, 1, 2].map((shift) =>
    Buffer.from("x".repeat(shift) + word)
      .toString("base64")
      .slice(4, -4)
  )
]
const found = (bytes: string): ReadonlyArray<string> =>
  MARKERS.filter((word) => formsOf(word).some((form) => bytes.includes(form)))

/** Every key that is still there, to be tried on every wrap: the centre's under the master key, each contact's. */
const keysLeft = Effect.gen(function* () {
  const [{ query }, master] = [yield* Database, yield* Effect.promise(() => openMasterKey(MASTER_KEY))]
  const centre = yield* Effect.promise(() => master.wrapOf(CENTRE))
  const keys: Array<PlatformKey> = [centre]
  for (const row of yield* query("SELECT key, value FROM parley.private WHERE kind = 'contact-key'")) {
    const [name, wrapped] = [String(row["key"]), bytesOf(row["value"])]
    const holder = { name: "centre", key: centre, keyId: master.id }
    const place = { centre: CENTRE, id: `contact-key/${name}` }
    keys.push(yield* Effect.promise(async () => importAes(await unwrapKey(place, wrapped, holder))))
  }
  return keys
})

const bytesOf = (value: unknown): Uint8Array => {
  if (!(value instanceof Uint8Array)) throw new TypeError("no bytes")
  return new Uint8Array(value)
}

/** All that any key opens of all that is stored, as text. */
const openable = Effect.gen(function* () {
  const { query } = yield* Database
  const keys = yield* keysLeft
  const texts: Array<string> = []
  for (const row of yield* query(`SELECT c.id, c.sealed, w.holder, w.wrapped
    FROM parley.content c JOIN parley.content_wraps w ON w.centre = c.centre AND w.id = c.id`)) {
    const [id, name, wrapped] = [String(row["id"]), String(row["holder"]), bytesOf(row["wrapped"])]
    const place = { centre: CENTRE, id }
    const chunks = yield* query("SELECT n, sealed FROM parley.content_chunks WHERE id = $1 ORDER BY n", [id])
    for (const key of keys) {
      const text = yield* Effect.promise(async () => {
        const own = await unwrapKey(place, wrapped, { name, key, keyId: keyIdOf(wrapped) }).catch(() => null)
        if (own === null) return null
        const { cipher, count, first } = await openHead(place, bytesOf(row["sealed"]), own)
        const rest = chunks.map(({ sealed }, at) =>
          openChunk(cipher, { n: at + 1, last: at + 2 === count }, bytesOf(sealed))
        )
        return [first, ...(await Promise.all(rest))].map(fromUtf8).join("")
      })
      if (text !== null) texts.push(text)
    }
  }
  return texts.toSorted()
})

/** Every row of every table, as the server writes it. */
const allRows = Effect.gen(function* () {
  const { query } = yield* Database
  const tables = yield* query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'parley'")
  expect(tables.length).toBeGreaterThan(6)
  const lines: Array<string> = []
  for (const table of tables)
    for (const row of yield* query(`SELECT t::text AS line FROM parley."${String(table["table_name"])}" t`))
      lines.push(String(row["line"]))
  return lines.join("\n")
})

/** What statistics tell of the log: counts of the campaign now, and of each quarter of an hour. */
const figures = Effect.gen(function* () {
  const log = yield* (yield* EventStore).read(CENTRE, { after: 0, limit: 10_000 })
  const live = Stats.project(Stats.campaignLive, log)
  const quarters = new Map<string, unknown>()
  for (const recorded of log)
    for (const [key, document] of Stats.intervals.evolve((known) => quarters.get(known) as never, recorded))
      if (!key.startsWith("watched/")) quarters.set(key, document)
  expect(Stats.rows(live)).toMatchObject([{ campaign: "sales" }])
  return inspect([Stats.rows(live), quarters], { depth: Infinity, sorted: true })
})

const checked = (dump: Effect.Effect<string, unknown, never>) =>
  Effect.gen(function* () {
    const filled = yield* fill
    const before = yield* openable
    for (const word of MARKERS) expect(before.filter((text) => text.includes(word)).length).toBeGreaterThanOrEqual(11)
    const told = yield* figures
    const { position } = yield* filled.handle.state
    yield* erase(filled)
    // Of the erased nothing is left to be opened; all of the other is, and what was imported afterwards.
    const after = yield* openable
    const keptBefore = before.filter((text) => !text.includes(WORDS.erased))
    expect(after.filter((text) => text.includes(WORDS.erased))).toEqual([])
    expect(after).toEqual([...keptBefore, `${WORDS.kept} list row 3`].toSorted())
    const vault = yield* Vault
    const items = yield* (yield* ContentRows).held(CENTRE, "centre", { after: "", limit: 1_000 })
    for (const { id } of items) expect(yield* vault.get(CENTRE, Fields.ContentId.make(id))).not.toBeNull()
    // Nothing that can be read lies anywhere.
    expect(found(yield* allRows)).toEqual([])
    expect(found(yield* dump)).toEqual([])
    // The log goes on, and tells what it told.
    const log = yield* (yield* EventStore).read(CENTRE, { after: 0, limit: 10_000 })
    expect(log.slice(position).map(({ event }) => event._tag)).toEqual(["ContactErased", "RecordsImported"])
    expect(yield* figures).toBe(told)
    expect(found(JSON.stringify(log))).toEqual([])
  }).pipe(Effect.scoped)

const run = promisify(execFile)

/** What a backup made now would hold. Plain text, every value in it. */
const pgDump = (url: string) =>
  Effect.promise(async () => {
    const folder = (await installedBinaries())?.folder ?? ""
    expect(existsSync(join(folder, "pg_dump")), "pg_dump is installed with the server that tests run").toBe(true)
    const { stdout } = await run(join(folder, "pg_dump"), ["--inserts", url], { maxBuffer: 64 * 1_048_576 })
    expect(stdout).toContain("INSERT INTO parley.content_wraps")
    return stdout
  })

const every = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
}

/** Every byte of every file. */
const files = (folder: string) =>
  Effect.promise(async () => {
    const texts = await Promise.all((await every(folder)).map((file) => readFile(file, "latin1")))
    expect(texts.join("").length).toBeGreaterThan(1_000_000)
    return texts.join("\n")
  })

const on = <E>(database: Layer.Layer<Database, E>) => {
  const live: Layer.Layer<Stores | Database, unknown> = Layer.provideMerge(stores, database)
  return Layer.provideMerge(engine, live)
}

it.live("[D11.3b] [L13] of an erased contact no row, no event, no key and no dump of Postgres shows anything", () =>
  Effect.flatMap(postgresServer, ({ url }) =>
    Effect.provide(checked(pgDump(url)), on(Pg.layer({ url: Redacted.make(url) })))
  )
)

it.live("[D11.3b] [L13] of an erased contact no row, no event, no key and no file of PGlite shows anything", () =>
  Effect.gen(function* () {
    const path = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "parley-erased-"))),
      (made) => Effect.promise(() => rm(made, { recursive: true }))
    )
    yield* Effect.provide(checked(files(path)), on(Pglite.layer({ directory: path })))
  })
)
