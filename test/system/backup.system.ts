/** Backups as `docs/operating/backup.md` describes them, taken while a centre works, and what a restore of them is. */
import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ContentRows, PrivateRows, type Stores } from "@parley/core/engine"
import { contentDirectory } from "@parley/directory"
import { Database, stores } from "@parley/postgres"
import * as Pg from "@parley/postgres/pg"
import * as Pglite from "@parley/postgres/pglite"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, expect, test } from "vitest"
import { goesOn, isWhole, logUpTo, lookedAt, type Log } from "./backup-checks.ts"
import {
  addContact,
  CENTRE,
  grown,
  heldUpFiles,
  holdAnswers,
  inHouse,
  nothingSeen,
  placed,
  send,
  setUp,
  startTraffic,
  textIn,
  write,
  type House,
  type Seen
} from "./backup-house.ts"
import {
  copyFolder,
  dumpTo,
  emptyDatabase,
  keysFrom,
  keysTo,
  openToolbox,
  plainDump,
  restoreFrom,
  type Toolbox
} from "./backup-tools.ts"

/** Events before a backup is begun, and events that must come while it is taken and after it. */
const BEFORE_EVENTS = 250
const AFTER_EVENTS = 100
/** The same on PGlite, which is slower. */
const PGLITE_EVENTS = 150

let box: Toolbox
let folder: string
beforeAll(async () => {
  box = await openToolbox()
  folder = await mkdtemp(join(tmpdir(), "parley-backup-"))
})
afterAll(async () => {
  await box.server.stop()
  await rm(folder, { recursive: true, force: true })
})

type Everything = Stores | Database

const onPostgres = (url: string) => Layer.provideMerge(stores, Pg.layer({ url: Redacted.make(url) }))
const onPglite = (directory: string) => Layer.provideMerge(stores, Pglite.layer({ directory }))
const withFiles = (url: string, files: Layer.Layer<ContentRows, unknown>) => Layer.merge(onPostgres(url), files)

type Backup = (house: House) => Effect.Effect<unknown, unknown, Stores>

/** A backup in the midst of traffic: what the log was before and after it, and the whole of it afterwards. */
const backedUp = (house: House, backup: Backup) =>
  Effect.gen(function* () {
    const traffic = yield* startTraffic(house, "day")
    yield* grown(house, traffic, BEFORE_EVENTS)
    const { position: before } = yield* house.handle.state
    yield* backup(house)
    const { position: after } = yield* house.handle.state
    yield* grown(house, traffic, AFTER_EVENTS)
    yield* Fiber.interrupt(traffic)
    const log = yield* logUpTo((yield* house.handle.state).position)
    return { before, after, log }
  })

interface Taken {
  readonly before: number
  readonly after: number
  readonly log: Log
}

/** The log that was restored is the one that was, up to a place in the time of the backup. */
function isPrefix(restored: Log, { before, after, log }: Taken): void {
  expect(after).toBeGreaterThan(before)
  expect(restored.length).toBeGreaterThanOrEqual(before)
  expect(restored.length).toBeLessThanOrEqual(after)
  expect(log.length).toBeGreaterThan(after)
  expect(restored).toEqual(log.slice(0, restored.length))
}

/** Messages that were on the wire at the end of a log: nobody knows whether they arrived. */
function submittedIn(log: Log): ReadonlyArray<string> {
  const last = new Map<string, string>()
  for (const { event } of log) if ("messageId" in event) last.set(event.messageId, event._tag)
  return [...last].flatMap(([id, tag]) => (tag === "MessageSubmitted" ? [id] : [])).toSorted()
}

/** Opens what was restored and holds it to what was seen of the centre before; what is seen of it from here on. */
const opened = <RE>(live: Layer.Layer<Everything, RE>, told: { readonly log: Log; readonly seen: Seen }) => {
  const seen = nothingSeen()
  return inHouse(live, { seen, release: null }, (house) =>
    Effect.gen(function* () {
      yield* isWhole(house, told)
      yield* goesOn(house)
      return yield* effectsAfter(house, told.seen)
    })
  )
}

/** What became of the answers that were held when the backup was taken. */
const effectsAfter = (house: House, before: Seen) =>
  Effect.gen(function* () {
    const idOf = (name: "claimed" | "submitted" | "sent-later"): string => before.held.get(name) ?? ""
    const { delivered } = house.seen
    while (!delivered.includes(idOf("claimed")) || !delivered.includes(idOf("sent-later"))) yield* Effect.sleep(5)
    const { state } = yield* house.handle.state
    const left = house.handle.centre.views.outgoing(state)?.items ?? []
    const uncertain = left
      .filter((one) => one.state === "ambiguous")
      .map(({ messageId }) => messageId)
      .toSorted()
    return { uncertain, isSentTwice: before.delivered.includes(idOf("sent-later")) }
  })

/** Runs a centre until its backup is taken, with answers held on their way; lets go what is to leave later, and looks again. */
const lived = <RE>(live: Layer.Layer<Everything, RE>, seen: Seen, backup: Backup) =>
  Effect.gen(function* () {
    const release = yield* Deferred.make<void>()
    return yield* inHouse(live, { seen, release }, (house) =>
      Effect.gen(function* () {
        yield* setUp(house)
        yield* holdAnswers(house)
        const taken = yield* backedUp(house, backup)
        yield* Deferred.succeed(release, undefined)
        while (!seen.delivered.includes(seen.held.get("sent-later") ?? "")) yield* Effect.sleep(5)
        return taken
      })
    )
  })

const PATIENCE = 120_000

test(
  "a dump of Postgres in the midst of traffic is a whole centre up to one batch; effects under way are told apart",
  async () => {
    const [url, restored] = [await emptyDatabase(box), await emptyDatabase(box)]
    const file = join(folder, "traffic.dump")
    const seen = nothingSeen()
    const backup: Backup = () => Effect.promise(() => dumpTo(box, url, file))
    const taken = await Effect.runPromise(lived(onPostgres(url), seen, backup))
    await restoreFrom(box, file, restored)
    const log = await Effect.runPromise(lookedAt(onPostgres(restored)))
    isPrefix(log, taken)
    const effects = await Effect.runPromise(opened(onPostgres(restored), { log, seen }))
    expect(effects).toEqual({ uncertain: submittedIn(log), isSentTwice: true })
    expect(effects.uncertain).toContain(seen.held.get("submitted"))
  },
  PATIENCE
)

test(
  "with content in a directory: the database, then the directory, then the keys that were drawn meanwhile",
  async () => {
    const [url, restored] = [await emptyDatabase(box), await emptyDatabase(box)]
    const at = (name: string): string => join(folder, `files-${name}`)
    const seen = nothingSeen()
    const { files, holdUp } = heldUpFiles(at("content"))
    // The worst that can be: what the dump names is placed, under keys drawn for that, between the dump and the copy.
    const backup: Backup = (house) =>
      Effect.gen(function* () {
        const release = yield* holdUp
        const name = yield* addContact(house, "window")
        yield* Effect.promise(() => dumpTo(box, url, at("dump")))
        yield* release
        yield* placed(name)
        yield* Effect.promise(() => copyFolder(at("content"), at("copy")))
        yield* Effect.promise(() => keysTo(box, url, at("keys")))
      })
    const taken = await Effect.runPromise(lived(withFiles(url, files), seen, backup))
    await restoreFrom(box, at("dump"), restored)
    await keysFrom(box, at("keys"), restored)
    const live = withFiles(restored, contentDirectory({ directory: at("copy") }))
    const log = await Effect.runPromise(lookedAt(live))
    isPrefix(log, taken)
    await Effect.runPromise(opened(live, { log, seen }))
  },
  PATIENCE
)

test(
  "a PGlite that is closed in the midst of traffic is copied as a folder, and both go on",
  async () => {
    const at = (name: string): string => join(folder, `pglite-${name}`)
    const seen = nothingSeen()
    const end = await Effect.runPromise(
      inHouse(onPglite(at("data")), { seen, release: await Effect.runPromise(Deferred.make<void>()) }, (house) =>
        Effect.gen(function* () {
          yield* setUp(house)
          yield* holdAnswers(house)
          const traffic = yield* startTraffic(house, "day")
          yield* Effect.forkDetach(Effect.ignore(Fiber.join(traffic)))
          return yield* grown(house, traffic, PGLITE_EVENTS)
        })
      )
    )
    await cp(at("data"), at("copy"), { recursive: true })
    for (const name of ["data", "copy"]) {
      const log = await Effect.runPromise(lookedAt(onPglite(at(name))))
      expect(log.length).toBeGreaterThanOrEqual(end)
      expect(Math.max(...seen.acknowledged.values())).toBeLessThanOrEqual(log.length)
      await Effect.runPromise(opened(onPglite(at(name)), { log, seen }))
    }
  },
  PATIENCE
)

/** What of a contact lies in the stores: the wrapped key, and the sealed bytes of their items, as a dump shows them. */
const tracesOf = (contactId: string, ids: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const [contents, keys] = [yield* ContentRows, yield* PrivateRows]
    const traces: Array<Uint8Array | null> = [yield* keys.get(CENTRE, "contact-key", contactId)]
    for (const id of ids) traces.push((yield* contents.get(CENTRE, id))?.sealed ?? null)
    return traces.map((bytes) => (bytes === null ? "nothing" : Buffer.from(bytes).toString("hex")))
  })

test(
  "an erased contact is in no dump made afterwards, nor in what is restored from it; one made before still opens",
  async () => {
    const [url, old, fresh] = [await emptyDatabase(box), await emptyDatabase(box), await emptyDatabase(box)]
    const seen = nothingSeen()
    const { ids, dumps, traces } = await Effect.runPromise(
      inHouse(onPostgres(url), { seen, release: null }, (house) =>
        Effect.gen(function* () {
          yield* setUp(house)
          const name = yield* addContact(house, "mia")
          const ids = [name, yield* write(house, "mia", "mia-talk")]
          yield* addContact(house, "lee")
          const contents = yield* ContentRows
          yield* placed(ids[1] ?? "")
          const traces = yield* tracesOf("mia", ids)
          const before = yield* Effect.promise(() => plainDump(box, url))
          yield* Effect.promise(() => dumpTo(box, url, join(folder, "before.dump")))
          yield* send(house, "erase", { _tag: "EraseContact", contactId: "mia" })
          while ((yield* contents.get(CENTRE, name)) !== null) yield* Effect.sleep(5)
          const after = yield* Effect.promise(() => plainDump(box, url))
          yield* Effect.promise(() => dumpTo(box, url, join(folder, "after.dump")))
          return { ids, dumps: { before, after }, traces }
        })
      )
    )
    const texts = ids.map((id) => seen.texts.get(id)?.text ?? "")
    for (const trace of traces) expect(dumps.before.includes(trace)).toBe(true)
    for (const trace of [...traces, ...texts]) expect(dumps.after.includes(trace)).toBe(false)
    for (const text of texts) expect(dumps.before.includes(text)).toBe(false)
    const readable = async (file: string, database: string) => {
      await restoreFrom(box, join(folder, file), database)
      return Effect.runPromise(
        inHouse(onPostgres(database), { seen: nothingSeen(), release: null }, ({ vault }) =>
          Effect.forEach(ids, (id) => textIn(vault, id))
        )
      )
    }
    expect(await readable("before.dump", old)).toEqual(texts)
    expect(await readable("after.dump", fresh)).toEqual([null, null])
  },
  PATIENCE
)
