import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, layer, it } from "@effect/vitest"
import { ContentRows } from "@parley/core/engine"
import { Context, Effect, Layer } from "effect"
import { contentRowsContract } from "../../../testkit/src/contracts/index.ts"
import { contentDirectory, ContentDirectoryInUse } from "../src/index.ts"

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "parley-content-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

const onDisk = Layer.unwrap(Effect.map(directory, (path) => contentDirectory({ directory: path })))

describe("content rows in a directory", () => {
  layer(onDisk, { excludeTestServices: true })((test) => {
    for (const { title, check } of contentRowsContract) test.effect(title, () => check)
  })
})

const files = (path: string) =>
  Effect.promise(async () => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
  })

/** What stands for the directory: SQLite has a journal beside its file. */
const locks = ["parley-content.lock", "parley-content.lock-journal"]

const item = (id: string, ...holders: ReadonlyArray<string>) => ({
  id,
  sealed: new TextEncoder().encode(`sealed ${id}`),
  wraps: new Map(holders.map((holder) => [holder, new TextEncoder().encode(`for ${holder}`)]))
})

const opened = (path: string) =>
  Effect.map(Layer.build(Layer.fresh(contentDirectory({ directory: path }))), (context) =>
    Context.get(context, ContentRows)
  )

it.live("no name leads out of the directory, and names that differ in case alone are told apart", () =>
  Effect.gen(function* () {
    const path = yield* directory
    const inside = join(path, "in")
    const store = yield* opened(inside)
    const names = ["../../outside", "/etc/passwd", "..", ".", "a/b", "A", "a", "con", "x\\y", "%2e%2e"]
    for (const name of names) {
      yield* store.put(name, item(name, name, "Ana", "ana"), 1)
      yield* store.putChunk(name, { id: `${name}+`, n: 1, bytes: Uint8Array.of(1) }, 1)
    }
    for (const name of names) {
      expect(yield* store.get(name, name)).toEqual(item(name, name, "Ana", "ana"))
      expect(yield* store.held(name, name, { after: "", limit: 9 })).toHaveLength(1)
    }
    expect((yield* files(path)).filter((file) => !file.startsWith("in/"))).toEqual([])
    for (const name of names) {
      expect(yield* store.dropHolder(name, "ana")).toEqual([])
      expect(yield* store.drop(name, [name])).toBe(1)
      yield* store.abandon(name, `${name}+`)
    }
    expect(yield* files(inside)).toEqual(locks)
    expect((yield* Effect.flip(store.put("acme", item("x".repeat(200), "ana"), 1)))._tag).toBe("StoreRefused")
  })
)

it.live("a second process is refused while the first has the directory, and finds all afterwards", () =>
  Effect.gen(function* () {
    const path = yield* directory
    yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* opened(path)
        yield* store.put("acme", item("one", "ana"), 1)
        expect(yield* Effect.flip(opened(path))).toEqual(new ContentDirectoryInUse({ directory: path }))
      })
    )
    expect(yield* (yield* opened(path)).get("acme", "one")).toEqual(item("one", "ana"))
  })
)

it.live("what was left of a deletion goes at the next start, and a file that is no item is told", () =>
  Effect.gen(function* () {
    const path = yield* directory
    yield* Effect.scoped(Effect.flatMap(opened(path), (store) => store.put("acme", item("one", "ana"), 1)))
    yield* Effect.promise(async () => {
      await mkdir(join(path, "acme", "trash", "abc"), { recursive: true })
      await writeFile(join(path, "acme", "trash", "abc", "1"), "left")
    })
    const store = yield* opened(path)
    expect((yield* files(path)).filter((file) => file.includes("trash"))).toEqual([])
    const head = (yield* files(path)).find((file) => file.endsWith("head")) ?? ""
    const bytes = yield* Effect.promise(() => readFile(join(path, head)))
    yield* Effect.promise(() => writeFile(join(path, head), bytes.subarray(0, 30)))
    expect(yield* Effect.flip(store.get("acme", "one"))).toMatchObject({ _tag: "StoreRefused", operation: "get" })
  })
)
