import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { expect, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { EventStore } from "../../../core/src/engine/index.ts"
import { batchOf, counted, countedBatch, instantOf, START } from "../../../testkit/src/contracts/log-samples.ts"
import { archiveLog } from "../src/archive/archive.ts"
import { ArchiveDirectory } from "../src/archive/directory.ts"
import { verifyLog } from "../src/chain.ts"
import { Database } from "../src/database.ts"
import { stores } from "../src/stores.ts"
import { drivers } from "./databases.ts"

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "parley-archive-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
)
const withDirectory = Layer.effect(ArchiveDirectory, directory)

/** A log of `sizes` events a batch. */
const written = Effect.fnUntraced(function* (sizes: ReadonlyArray<number>) {
  const store = yield* EventStore
  const { script } = yield* Database
  yield* script("TRUNCATE parley.events, parley.heads, parley.commands, parley.rows, parley.archives")
  let position = 0
  for (const size of sizes) {
    yield* store.append("acme", countedBatch({ ...START, position }, size))
    position += size
  }
})

const held = Effect.fnUntraced(function* () {
  const [row] = yield* (yield* Database).query("SELECT count(*) AS n, min(position) AS first FROM parley.events")
  return row
})

const filesOf = (folder: string) => Effect.promise(async () => (await readdir(join(folder, "acme"))).toSorted())

for (const [driver, database] of drivers)
  layer(Layer.provideMerge(stores, Layer.mergeAll(database, withDirectory)), { excludeTestServices: true })(
    `an archived log on ${driver}`,
    (it) => {
      it.effect("is read as before, over any page, and its chain holds", () =>
        Effect.gen(function* () {
          yield* written([1, 2, 3, 1, 4])
          const store = yield* EventStore
          const whole = yield* verifyLog("acme")
          const pages = Effect.forEach([0, 1, 2, 5, 6, 7, 10, 11, 12], (after) =>
            Effect.forEach([1, 2, 4, 100, 1_000_000], (limit) => store.read("acme", { after, limit }))
          )
          const before = yield* pages
          const told: Array<readonly [number, number]> = []
          const onProgress = (position: number, of: number) => void told.push([position, of])
          // The batch of 4, 5 and 6 ends after the instant: it stays.
          const first = yield* archiveLog("acme", { before: instantOf(6), onProgress })
          expect(first).toMatchObject({ centre: "acme", position: 3, events: 3, files: 1 })
          expect(yield* held()).toEqual({ n: 8, first: 4 })
          expect(yield* pages).toEqual(before)
          const second = yield* archiveLog("acme", { before: instantOf(8), onProgress })
          expect(second).toMatchObject({ position: 7, events: 4, files: 1 })
          expect(yield* pages).toEqual(before)
          expect(told).toEqual([
            [3, 11],
            [7, 11]
          ])
          expect(yield* archiveLog("acme", { before: instantOf(8) })).toMatchObject({
            position: 7,
            events: 0,
            files: 0
          })
          expect(yield* verifyLog("acme")).toEqual(whole)
          expect(yield* archiveLog("acme", { before: instantOf(100) })).toMatchObject({
            position: 11,
            events: 4,
            chain: whole.chain
          })
          expect(yield* held()).toEqual({ n: 0, first: null })
          expect(yield* pages).toEqual(before)
          expect(yield* verifyLog("acme")).toEqual(whole)
          yield* store.append("acme", countedBatch({ ...START, position: 11 }, 2))
          expect((yield* store.readAny("acme", { after: 10, limit: 5 })).map(({ position }) => position)).toEqual([
            11, 12, 13
          ])
          expect(yield* verifyLog("acme")).toMatchObject({ position: 13, batches: 6 })
          expect(yield* archiveLog("nobody", { before: 1 })).toMatchObject({ position: 0, events: 0, chain: "" })
        })
      )

      it.effect("lies in lines of JSON that any tool reads, letter for letter", () =>
        Effect.gen(function* () {
          yield* written([2, 1])
          const folder = (yield* ArchiveDirectory) ?? ""
          yield* archiveLog("acme", { before: instantOf(100) })
          const { chain } = yield* verifyLog("acme")
          const file = join(folder, "acme", `0000000000000001-0000000000000003-${chain.slice(0, 16)}.jsonl.gz`)
          const lines = gunzipSync(yield* Effect.promise(() => readFile(file)))
            .toString()
            .split("\n")
          expect(lines).toHaveLength(5)
          expect(JSON.parse(lines[0] ?? "")).toMatchObject({
            parley: "log",
            format: 1,
            centre: "acme",
            first: 1,
            last: 3
          })
          expect(JSON.parse(lines[2] ?? "")).toMatchObject({
            position: 2,
            at: instantOf(2),
            type: "CentreChanged",
            actor: "maria",
            data: counted(2)
          })
          expect(lines[2]).toContain(`,"data":${JSON.stringify(counted(2))}}`)
        })
      )

      it.effect("is many files where it is long, and a follower reads across all of them", () =>
        Effect.gen(function* () {
          const [size, fileEvents, batches] = [100, 1_000, 23]
          yield* written(Array.from({ length: batches }, () => size))
          const whole = yield* verifyLog("acme")
          const end = batches * size
          const archived = yield* archiveLog("acme", { before: instantOf(end - 50), fileEvents })
          expect(archived).toMatchObject({ files: 3, position: end - size })
          const store = yield* EventStore
          const read = yield* Stream.paginate(0, (after) =>
            Effect.map(store.read("acme", { after, limit: 370 }), (events) => [
              events.map(({ position }) => position),
              events.length === 0 ? Option.none() : Option.some(after + events.length)
            ])
          ).pipe(Stream.runCollect)
          expect(read).toEqual(Array.from({ length: end }, (_, index) => index + 1))
          expect(yield* verifyLog("acme")).toEqual(whole)
        })
      )

      it.effect("does not lose an event whose file was written and not yet told of", () =>
        Effect.gen(function* () {
          yield* written([2, 3])
          const { script } = yield* Database
          const whole = yield* verifyLog("acme")
          // The database refuses at the last moment, as at a kill between file and transaction.
          yield* script("ALTER TABLE parley.archives ADD CONSTRAINT refuse CHECK (last < 0)")
          expect(yield* Effect.flip(archiveLog("acme", { before: instantOf(9) }))).toMatchObject({
            _tag: "StoreRefused"
          })
          expect(yield* held()).toEqual({ n: 5, first: 1 })
          yield* script("ALTER TABLE parley.archives DROP CONSTRAINT refuse")
          expect(yield* archiveLog("acme", { before: instantOf(9) })).toMatchObject({ position: 5 })
          expect(yield* verifyLog("acme")).toEqual(whole)
        })
      )

      it.effect("is not made of a log that was altered", () =>
        Effect.gen(function* () {
          yield* written([2, 3, 1])
          const { script } = yield* Database
          yield* script("UPDATE parley.events SET actor = 'eve' WHERE position = 4")
          expect(yield* Effect.flip(archiveLog("acme", { before: instantOf(9) }))).toMatchObject({
            _tag: "LogAltered",
            after: 2
          })
          expect(yield* held()).toEqual({ n: 6, first: 1 })
        })
      )

      it.effect("is refused, and named, where its file is missing, altered or exchanged", () =>
        Effect.gen(function* () {
          yield* written([2, 3, 1])
          const folder = (yield* ArchiveDirectory) ?? ""
          yield* archiveLog("acme", { before: instantOf(3) })
          yield* archiveLog("acme", { before: instantOf(9) })
          const { query } = yield* Database
          const [one = "", two = ""] = (yield* query("SELECT file FROM parley.archives ORDER BY first")).map(
            ({ file }) => String(file).slice("acme/".length)
          )
          const path = join(folder, "acme", one)
          const bytes = yield* Effect.promise(() => readFile(path))
          const put = (content: Uint8Array) => Effect.promise(() => writeFile(path, content))
          // A layer of its own each time: files that were read are kept in memory.
          const read = Effect.flatMap(EventStore, (store) => store.read("acme", { after: 0, limit: 10 })).pipe(
            Effect.provide(Layer.fresh(stores))
          )
          const other = yield* Effect.promise(() => readFile(join(folder, "acme", two)))
          const edited = gzipSync(gunzipSync(bytes).toString().replace(`"actor":null`, `"actor":"eve"`))
          for (const content of [bytes.subarray(0, 100), other, edited, new Uint8Array(0)]) {
            yield* put(content)
            expect(yield* Effect.flip(read)).toMatchObject({
              _tag: "StoreRefused",
              reason: expect.stringMatching(/events 1 to 2 of acme are archived in acme\/.*SHA-256/)
            })
            expect(yield* Effect.flip(verifyLog("acme"))).toMatchObject({ _tag: "LogAltered", after: 0, position: 2 })
          }
          // Whoever alters the database too is found by the chain.
          yield* put(edited)
          yield* query("UPDATE parley.archives SET sha256 = sha256($1) WHERE first = 1", [edited])
          expect(yield* Effect.flip(verifyLog("acme"))).toMatchObject({ _tag: "LogAltered", after: 0, position: 2 })
          yield* query("UPDATE parley.archives SET sha256 = sha256($1) WHERE first = 1", [bytes])
          yield* Effect.promise(() => rm(path))
          expect(yield* Effect.flip(read)).toMatchObject({ reason: expect.stringContaining("ENOENT") })
          const none = Effect.provideService(read, ArchiveDirectory, null)
          expect(yield* Effect.flip(none)).toMatchObject({
            reason: expect.stringContaining("no directory of archives is configured")
          })
          yield* put(bytes)
          expect(yield* read).toHaveLength(6)
        })
      )

      it.effect("is not made without a directory, into one that cannot be written, or on other tables", () =>
        Effect.gen(function* () {
          yield* written([2])
          const { script } = yield* Database
          const refused = (reason: string) => ({ _tag: "StoreRefused", reason: expect.stringContaining(reason) })
          const archive = archiveLog("acme", { before: instantOf(9) })
          expect(yield* Effect.flip(Effect.provideService(archive, ArchiveDirectory, null))).toMatchObject(
            refused("no directory of archives")
          )
          expect(yield* Effect.flip(Effect.provideService(archive, ArchiveDirectory, "/dev/null/none"))).toMatchObject(
            refused("a file cannot be written")
          )
          yield* script("UPDATE parley.version SET version = 5")
          expect(yield* Effect.flip(archive)).toMatchObject(
            refused("has version 5 of the tables, this code works on 6")
          )
          yield* script("UPDATE parley.version SET version = 6")
          expect(yield* held()).toEqual({ n: 2, first: 1 })
        })
      )

      it.effect("grows beside a writer and readers, who miss nothing", () =>
        Effect.gen(function* () {
          yield* written([1])
          const store = yield* EventStore
          const batches = 150
          const write = Effect.forEach(
            Array.from({ length: batches }, (_, index) => 1 + index),
            (position) => store.append("acme", batchOf({ ...START, position }, [counted(position + 1)])),
            { discard: true }
          )
          const archive = Effect.forever(
            Effect.andThen(archiveLog("acme", { before: instantOf(1_000) }), Effect.sleep(3))
          )
          const follow = Effect.gen(function* () {
            const seen: Array<number> = []
            while (seen.length <= batches) {
              for (const { position } of yield* store.read("acme", { after: seen.length, limit: 7 }))
                seen.push(position)
              yield* Effect.yieldNow
            }
            return seen
          })
          const archiving = yield* Effect.forkChild(archive)
          const [, ...seen] = yield* Effect.all([write, follow, follow], { concurrency: "unbounded" })
          yield* Fiber.interrupt(archiving)
          const all = Array.from({ length: batches + 1 }, (_, index) => index + 1)
          expect(seen).toEqual([all, all])
          expect((yield* filesOf((yield* ArchiveDirectory) ?? "")).length).toBeGreaterThan(3)
          expect(yield* verifyLog("acme")).toMatchObject({ position: batches + 1, batches: batches + 1 })
        })
      )

      it.effect("never lies over that of another history in the same directory", () =>
        Effect.gen(function* () {
          const folder = (yield* ArchiveDirectory) ?? ""
          yield* written([4])
          yield* archiveLog("acme", { before: instantOf(9) })
          const before = yield* filesOf(folder)
          // As long, and otherwise: of another database, or after a restore.
          yield* written([1, 3])
          yield* archiveLog("acme", { before: instantOf(9) })
          const after = yield* filesOf(folder)
          expect(after).toEqual(expect.arrayContaining([...before]))
          expect(after).toHaveLength(before.length + 1)
          expect(yield* verifyLog("acme")).toMatchObject({ position: 4, batches: 2 })
        })
      )

      it.effect("is made by one at a time", () =>
        Effect.gen(function* () {
          yield* written([1])
          const database = yield* Database
          yield* database.lock("archive acme")
          expect(yield* Effect.flip(archiveLog("acme", { before: instantOf(9) }))).toMatchObject({
            reason: "acme is being archived already"
          })
        }).pipe(Effect.scoped)
      )
    }
  )
