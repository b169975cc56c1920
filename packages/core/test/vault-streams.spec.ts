import { createHash } from "node:crypto"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { CHUNK_BYTES } from "../src/engine/content/chunks.ts"
import {
  ContentRows,
  memoryPrivateRows,
  memoryStores,
  Vault,
  vaultLayer,
  type SealedItem
} from "../src/engine/index.ts"
import { ContactId, type ContentId } from "../src/kernel/fields.ts"

const CENTRE = "acme"
const BYTES_MAX = 5 * CHUNK_BYTES
const live = vaultLayer(new Uint8Array(32), { bytesMax: BYTES_MAX }).pipe(Layer.provideMerge(memoryStores))
const run = <A, E>(effect: Effect.Effect<A, E, Vault | ContentRows>) => Effect.runPromise(Effect.provide(effect, live))

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, n) => (n * 7 + (n >> 8)) % 251)

/** In pieces of any lengths, empty ones among them. */
const inPieces = (bytes: Uint8Array, ...lengths: ReadonlyArray<number>) => {
  const pieces: Array<Uint8Array> = []
  for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    pieces.push(bytes.slice(at, at + length))
    at += length
  }
  return Stream.fromIterable(pieces)
}

const collected = Effect.fnUntraced(function* (id: ContentId) {
  const stored = yield* (yield* Vault).getStream(CENTRE, id)
  if (stored === null) return null
  const pieces = yield* Stream.runCollect(stored.bytes)
  const bytes = new Uint8Array(Buffer.concat(pieces))
  expect(stored.sha256).toBe(createHash("sha256").update(bytes).digest("hex"))
  return { mediaType: stored.mediaType, size: stored.size, bytes }
})

/** Numbers of chunks that the store has of an id. */
const chunksOf = Effect.fnUntraced(function* (id: string) {
  const rows = yield* ContentRows
  return yield* Effect.filter([1, 2, 3, 4, 5, 6], (n) => Effect.map(rows.chunk(CENTRE, id, n), (one) => one !== null))
})

describe("content in streams", () => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, BYTES_MAX - 9])(
    "of %i bytes comes back as it went in, put whole or in pieces, read whole or in chunks",
    (length) =>
      run(
        Effect.gen(function* () {
          const vault = yield* Vault
          const content = { mediaType: "application/pdf", bytes: bytesOf(length) }
          const pieces = inPieces(content.bytes, 1_000, 0, 70_001, 3)
          const ids = [yield* vault.put(CENTRE, content), yield* vault.putStream(CENTRE, { ...content, bytes: pieces })]
          for (const id of ids) {
            expect(yield* collected(id)).toEqual({ ...content, size: length })
            expect(yield* vault.get(CENTRE, id)).toEqual(content)
            expect(yield* chunksOf(id)).toHaveLength(Math.max(0, Math.ceil(length / CHUNK_BYTES) - 1))
          }
        })
      )
  )

  test("[L13] [D11.3b] are erased with their contact, all chunks of them", () =>
    run(
      Effect.gen(function* () {
        const vault = yield* Vault
        const id = yield* vault.put(CENTRE, { mediaType: "a/b", bytes: bytesOf(3 * CHUNK_BYTES) })
        const ann = ContactId.make("ann.c")
        yield* vault.place(CENTRE, [id], [ann])
        expect((yield* vault.get(CENTRE, id))?.bytes).toHaveLength(3 * CHUNK_BYTES)
        yield* vault.erase(CENTRE, ann)
        expect([yield* collected(id), yield* chunksOf(id)]).toEqual([null, []])
      })
    ))
})

/** The ids that are put, and chunks put, while an effect runs. */
const watched = Effect.gen(function* () {
  const rows = yield* ContentRows
  const ids = new Set<string>()
  const spying = ContentRows.of({
    ...rows,
    put: (centre, item, at) =>
      Effect.andThen(
        Effect.sync(() => ids.add(item.id)),
        rows.put(centre, item, at)
      ),
    putChunk: (centre, chunk, at) =>
      Effect.andThen(
        Effect.sync(() => ids.add(chunk.id)),
        rows.putChunk(centre, chunk, at)
      )
  })
  const stores = Context.add(yield* Effect.context<ContentRows>(), ContentRows, spying)
  return { ids, stores }
})

describe("an upload", () => {
  const left = Effect.fnUntraced(function* (ids: ReadonlySet<string>) {
    const rows = yield* ContentRows
    return yield* Effect.filter([...ids], (id) =>
      Effect.map(
        Effect.all([rows.get(CENTRE, id), chunksOf(id)]),
        ([item, chunks]) => item !== null || chunks.length > 0
      )
    )
  })
  const vaultOver = (stores: Context.Context<ContentRows>) =>
    Effect.provide(
      Vault,
      Layer.provide(Layer.fresh(vaultLayer(new Uint8Array(32), { bytesMax: BYTES_MAX })), [
        Layer.succeedContext(stores),
        memoryPrivateRows
      ])
    )

  test("of too much is refused as soon as it is, and leaves nothing", () =>
    run(
      Effect.gen(function* () {
        const { ids, stores } = yield* watched
        const vault = yield* vaultOver(stores)
        let taken = 0
        const endless = Stream.forever(
          Stream.fromEffect(
            Effect.sync(() => {
              taken += CHUNK_BYTES
              return bytesOf(CHUNK_BYTES)
            })
          )
        )
        const failure = yield* Effect.flip(vault.putStream(CENTRE, { mediaType: "a/b", bytes: endless }))
        expect(failure).toMatchObject({ _tag: "ContentTooLarge", limit: BYTES_MAX })
        expect(taken).toBe(BYTES_MAX + CHUNK_BYTES)
        const whole = vault.put(CENTRE, { mediaType: "a/b", bytes: bytesOf(BYTES_MAX + 1) })
        expect((yield* Effect.flip(whole))._tag).toBe("ContentTooLarge")
        expect(ids.size).toBe(1)
        expect(yield* left(ids)).toEqual([])
        yield* vault.put(CENTRE, { mediaType: "a/b", bytes: bytesOf(BYTES_MAX) })
      })
    ))

  test("that fails, or is broken off, leaves nothing", () =>
    run(
      Effect.gen(function* () {
        const { ids, stores } = yield* watched
        const vault = yield* vaultOver(stores)
        const three = Stream.succeed(bytesOf(3 * CHUNK_BYTES))
        const failing = Stream.concat(three, Stream.fail("the line is down"))
        expect(yield* Effect.flip(vault.putStream(CENTRE, { mediaType: "a/b", bytes: failing }))).toBe(
          "the line is down"
        )
        const reached = yield* Deferred.make<void>()
        const waiting = Stream.concat(
          three,
          Stream.fromEffect(Effect.andThen(Deferred.succeed(reached, undefined), Effect.never))
        )
        const upload = yield* Effect.forkChild(vault.putStream(CENTRE, { mediaType: "a/b", bytes: waiting }))
        yield* Deferred.await(reached)
        yield* Fiber.interrupt(upload)
        expect(ids.size).toBe(2)
        expect(yield* left(ids)).toEqual([])
      })
    ))
})

/** A store whose reads are altered. */
const reading = (read: {
  readonly item?: (item: SealedItem) => SealedItem
  readonly chunk?: (
    n: number,
    chunk: (n: number) => Effect.Effect<Uint8Array | null, unknown>
  ) => Effect.Effect<Uint8Array | null, unknown>
}) =>
  Effect.gen(function* () {
    const rows = yield* ContentRows
    const { item = (one: SealedItem) => one, chunk } = read
    return ContentRows.of({
      ...rows,
      get: (centre, id) => Effect.map(rows.get(centre, id), (one) => (one === null ? null : item(one))),
      chunk: (centre, id, n) =>
        Effect.orDie((chunk ?? ((number, of) => of(number)))(n, (number) => rows.chunk(centre, id, number)))
    })
  })

describe("chunks in a store", () => {
  const count = (item: SealedItem, chunks: number): SealedItem => {
    const sealed = item.sealed.slice()
    new DataView(sealed.buffer).setUint32(8, chunks)
    return { ...item, sealed }
  }
  test.each<[name: string, read: Parameters<typeof reading>[0]]>([
    ["a chunk left out at the end", { item: (item) => count(item, 3) }],
    ["all but the first left out", { item: (item) => count(item, 1) }],
    ["a chunk added at the end", { item: (item) => count(item, 5), chunk: (n, of) => of(Math.min(n, 3)) }],
    ["two chunks exchanged", { chunk: (n, of) => of(n === 1 ? 2 : n === 2 ? 1 : n) }],
    ["a chunk doubled", { chunk: (n, of) => of(n === 2 ? 1 : n) }],
    ["a chunk missing", { chunk: (n, of) => (n === 2 ? Effect.succeed(null) : of(n)) }],
    [
      "a byte altered",
      { chunk: (n, of) => Effect.map(of(n), (one) => (n === 3 && one !== null ? one.with(9, (one[9] ?? 0) ^ 1) : one)) }
    ]
  ])("%s are not taken for the content", (_, read) =>
    run(
      Effect.gen(function* () {
        const vault = yield* Vault
        const id = yield* vault.put(CENTRE, { mediaType: "a/b", bytes: bytesOf(3 * CHUNK_BYTES + 5) })
        expect((yield* vault.get(CENTRE, id))?.bytes).toHaveLength(3 * CHUNK_BYTES + 5)
        const altered = Layer.succeed(ContentRows, yield* reading(read))
        const outcome = yield* Effect.flatMap(Vault, (other) => Effect.exit(other.get(CENTRE, id))).pipe(
          Effect.provide(Layer.fresh(vaultLayer(new Uint8Array(32)).pipe(Layer.provide([altered, memoryPrivateRows]))))
        )
        expect(outcome._tag).toBe("Failure")
        if (outcome._tag === "Failure")
          expect(Cause.squash(outcome.cause)).toMatchObject({ _tag: "ContentUnreadable", contentId: id })
      })
    )
  )
})

test("what was altered is told where it is: the chunks before it have come, nothing of it or after it", () =>
  run(
    Effect.gen(function* () {
      const vault = yield* Vault
      const id = yield* vault.put(CENTRE, { mediaType: "a/b", bytes: bytesOf(3 * CHUNK_BYTES) })
      const rows = yield* reading({ chunk: (n, of) => of(n === 2 ? 1 : n) })
      const other = yield* Effect.provide(
        Vault,
        Layer.fresh(
          vaultLayer(new Uint8Array(32)).pipe(Layer.provide([Layer.succeed(ContentRows, rows), memoryPrivateRows]))
        )
      )
      let came = 0
      const stored = yield* other.getStream(CENTRE, id)
      const failure = yield* Effect.flip(
        Stream.runForEach(stored?.bytes ?? Stream.empty, (piece) =>
          Effect.sync(() => {
            came += piece.length
          })
        )
      )
      expect([failure._tag, came]).toEqual(["ContentUnreadable", 2 * CHUNK_BYTES])
    })
  ))
