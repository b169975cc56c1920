/**
 * Sealed content in a directory of files, for one process at a time: bodies on a disk of their own while the log is in a
 * database. What is acknowledged outlives kill -9 and, on a disk that keeps what it flushed, a loss of power.
 */
import { rename } from "node:fs/promises"
import { join } from "node:path"
import { ContentRows, type SealedItem, storableText, type StoreFailure, StoreRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { lockDirectory, type DirectoryFailure } from "./directory-lock.ts"
import { storeFailure, unheld, taken, unreadable } from "./failures.ts"
import { entriesOf, flushFolder, isThere, makeFolder, readOrNull, removeFolder, writeNew, writeOver } from "./files.ts"
import { decodeHead, encodeHead, type ItemHead } from "./head-file.ts"
import { heldBy, markersOf, removeMarkers, writeMarkers } from "./holders.ts"
import { centreFolder, ID_BYTES_MAX, idOf, isName, nameOf, type CentreFolder } from "./layout.ts"

export interface ContentDirectoryOptions {
  readonly directory: string
}

type Rows = ContentRows["Service"]

const HEAD = "head"
const UPLOAD_AT = "at"
/** Items are changed one after another in as many groups. */
const LANES = 64
/** Items whose files are looked at side by side. */
const AT_ONCE = 16

/** One operation on an item at a time, none of them left half way by an interruption. */
export interface Turns {
  readonly turn: <A, E>(name: string, effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

const makeTurns = (): Turns => {
  const lanes = Array.from({ length: LANES }, () => Semaphore.makeUnsafe(1))
  return {
    turn: (name, effect) => {
      const lane = lanes[Buffer.from(name.slice(-2), "hex").readUInt8(0) % LANES]
      return lane === undefined ? effect : lane.withPermit(Effect.uninterruptible(effect))
    }
  }
}

/** The directory as content store. It is made where it is missing, for its owner's eyes only. */
export const contentDirectory = ({
  directory
}: ContentDirectoryOptions): Layer.Layer<ContentRows, StoreFailure | DirectoryFailure> =>
  Layer.effect(
    ContentRows,
    Effect.gen(function* () {
      yield* lockDirectory(directory)
      yield* acting("open", () => emptyTrash(directory))
      const turns = makeTurns()
      const folderOf = (centre: string) => centreFolder(directory, centre)
      return ContentRows.of({
        ...bytesIn(folderOf, turns),
        ...wrapsIn(folderOf, turns),
        ...droppingIn(folderOf, turns)
      })
    })
  )

type FolderOf = (centre: string) => CentreFolder

const acting = <A>(operation: string, act: () => Promise<A>): Effect.Effect<A, StoreFailure> =>
  Effect.tryPromise({ try: act, catch: (error) => storeFailure(operation, error) })

/** What was being deleted when the last process ended. */
async function emptyTrash(directory: string): Promise<void> {
  for (const centre of await entriesOf(directory)) {
    const trash = join(directory, centre, "trash")
    for (const entry of await entriesOf(trash)) await removeFolder(join(trash, entry), trash)
  }
}

/** Null where there is no such item. Throws where its file cannot be read. */
async function readHead(folder: CentreFolder, name: string): Promise<ItemHead | null> {
  const bytes = await readOrNull(join(folder.item(name), HEAD))
  if (bytes === null) return null
  const head = decodeHead(bytes)
  if (head === null) throw unreadable(name)
  return head
}

const writeHead = (folder: CentreFolder, name: string, head: ItemHead): Promise<void> =>
  writeOver(join(folder.item(name), HEAD), encodeHead(head))

const bytesIn = (
  folderOf: FolderOf,
  { turn }: Turns
): Pick<Rows, "put" | "putChunk" | "get" | "chunk" | "abandon"> => ({
  put: (centre, item, at) => {
    const [folder, name] = [folderOf(centre), nameOf(item.id)]
    if (item.wraps.size === 0) return Effect.fail(unheld("put"))
    if (name.length > 2 * ID_BYTES_MAX)
      return Effect.fail(new StoreRefused({ operation: "put", reason: "the id is too long" }))
    return turn(
      name,
      acting("put", () => put(folder, name, item, at))
    )
  },
  putChunk: (centre, { id, n, bytes }, at) => {
    const [folder, name] = [folderOf(centre), nameOf(id)]
    return turn(
      name,
      acting("putChunk", async () => {
        const upload = folder.upload(name)
        if (!(await isThere(upload))) {
          await makeFolder(upload)
          await writeNew(join(upload, UPLOAD_AT), [Buffer.from(String(at))])
        }
        await writeNew(join(upload, String(n)), [bytes])
      })
    )
  },
  get: (centre, id) =>
    acting("get", async () => {
      const head = await readHead(folderOf(centre), nameOf(id))
      return head === null ? null : { id: head.id, sealed: head.sealed, wraps: head.wraps }
    }),
  chunk: (centre, id, n) =>
    acting("chunk", async () => {
      const [folder, name] = [folderOf(centre), nameOf(id)]
      const chunk =
        (await readOrNull(join(folder.item(name), String(n)))) ??
        (await readOrNull(join(folder.upload(name), String(n))))
      return chunk === null ? null : new Uint8Array(chunk)
    }),
  abandon: (centre, id) => {
    const [folder, name] = [folderOf(centre), nameOf(id)]
    return turn(
      name,
      acting("abandon", async () => {
        await removeFolder(folder.upload(name), folder.trash)
      })
    )
  }
})

/** The folder is made whole among the uploads and then moved: that is the moment in which the item is there. */
async function put(folder: CentreFolder, name: string, item: SealedItem, at: number): Promise<void> {
  const [upload, place] = [folder.upload(name), folder.item(name)]
  if (await isThere(place)) throw taken("put")
  await makeFolder(upload)
  const wraps = new Map([...item.wraps].map(([holder, wrapped]) => [storableText(holder), wrapped]))
  await writeOver(join(upload, HEAD), encodeHead({ id: storableText(item.id), at, wraps, sealed: item.sealed }))
  await writeMarkers(folder, name, [...wraps.keys()])
  await makeFolder(join(place, ".."))
  await rename(upload, place)
  await flushFolder(join(place, ".."))
  await flushFolder(folder.uploads)
}

/** Replaces the wraps of an item that is there; `change` returns null to leave it alone. */
const changeHead = async (
  folder: CentreFolder,
  name: string,
  change: (head: ItemHead) => ReadonlyMap<string, Uint8Array> | null
): Promise<void> => {
  const head = await readHead(folder, name)
  const wraps = head === null ? null : change(head)
  if (head === null || wraps === null) return
  // Where they are looked for first: one marker too many is found out, one too few would not be.
  await writeMarkers(
    folder,
    name,
    [...wraps.keys()].filter((holder) => !head.wraps.has(holder))
  )
  await writeHead(folder, name, { ...head, wraps })
  await removeMarkers(
    folder,
    name,
    [...head.wraps.keys()].filter((holder) => !wraps.has(holder))
  )
}

const wrapsIn = (folderOf: FolderOf, { turn }: Turns): Pick<Rows, "rewrap" | "held" | "changeWraps"> => ({
  rewrap: (centre, id, wraps) => {
    if (wraps.size === 0) return Effect.fail(unheld("rewrap"))
    const [folder, name] = [folderOf(centre), nameOf(id)]
    const fresh = new Map([...wraps].map(([holder, wrapped]) => [storableText(holder), wrapped]))
    return turn(
      name,
      acting("rewrap", () => changeHead(folder, name, () => fresh))
    )
  },
  held: (centre, holder, page) => acting("held", () => heldBy(folderOf(centre), storableText(holder), page, readHead)),
  changeWraps: (centre, holder, changes) => {
    const [folder, own] = [folderOf(centre), storableText(holder)]
    const changed = ({ id, from, to }: (typeof changes)[number]) =>
      turn(
        nameOf(id),
        acting("changeWraps", () =>
          changeHead(folder, nameOf(id), ({ wraps }) => {
            const wrapped = wraps.get(own)
            return wrapped === undefined || !Buffer.from(wrapped).equals(from) ? null : new Map([...wraps, [own, to]])
          })
        )
      )
    return Effect.forEach(changes, changed, { concurrency: AT_ONCE, discard: true })
  }
})

/** Deletes an item; its markers after it. */
async function removeItem(folder: CentreFolder, name: string, head: ItemHead): Promise<void> {
  await removeFolder(folder.item(name), folder.trash)
  await removeMarkers(folder, name, [...head.wraps.keys()])
}

const droppingIn = (folderOf: FolderOf, { turn }: Turns): Pick<Rows, "dropHolder" | "drop" | "sweep"> => {
  /** Of these names those of which `act` says that they went. */
  const each = (operation: string, names: ReadonlyArray<string>, act: (name: string) => Promise<boolean>) =>
    Effect.filter(
      names,
      (name) =>
        turn(
          name,
          acting(operation, () => act(name))
        ),
      { concurrency: AT_ONCE }
    )
  return {
    dropHolder: Effect.fnUntraced(function* (centre, holder) {
      const [folder, own] = [folderOf(centre), storableText(holder)]
      const names = yield* acting("dropHolder", () => markersOf(folder, own))
      const gone = yield* each("dropHolder", names, async (name) => {
        const head = await readHead(folder, name)
        const isLast = head !== null && head.wraps.size === 1 && head.wraps.has(own)
        if (isLast) await removeItem(folder, name, head)
        else await changeHead(folder, name, ({ wraps }) => (wraps.has(own) ? without(wraps, own) : null))
        // One that was left by a killed process.
        await removeMarkers(folder, name, [own])
        return isLast
      })
      return gone.map(idOf).toSorted((a, b) => (a < b ? -1 : 1))
    }),
    drop: Effect.fnUntraced(function* (centre, ids) {
      const folder = folderOf(centre)
      const gone = yield* each("drop", [...new Set(ids.map(nameOf))], async (name) => {
        const head = await readHead(folder, name)
        if (head !== null) await removeItem(folder, name, head)
        return head !== null
      })
      return gone.length
    }),
    sweep: Effect.fnUntraced(function* (centre, before) {
      const folder = folderOf(centre)
      const orphans = yield* acting("sweep", () => markersOf(folder, ""))
      const items = yield* each("sweep", orphans, async (name) => {
        const head = await readHead(folder, name)
        const isOrphan = head !== null && head.at < before && head.wraps.size === 1 && head.wraps.has("")
        if (isOrphan) await removeItem(folder, name, head)
        // A marker that was left by a killed process.
        else if (head?.wraps.has("") !== true) await removeMarkers(folder, name, [""])
        return isOrphan
      })
      const uploads = yield* acting("sweep", () => entriesOf(folder.uploads))
      const unfinished = yield* each("sweep", uploads.filter(isName), async (name) => {
        const at = await readOrNull(join(folder.upload(name), UPLOAD_AT))
        return at !== null && Number(at.toString()) < before && removeFolder(folder.upload(name), folder.trash)
      })
      return items.length + unfinished.length
    })
  }
}

const without = (wraps: ReadonlyMap<string, Uint8Array>, holder: string): ReadonlyMap<string, Uint8Array> =>
  new Map([...wraps].filter(([name]) => name !== holder))
