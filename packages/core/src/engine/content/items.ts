/** Content into the store and out of it, a chunk at a time, whoever holds it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { ContentId } from "../../kernel/fields.ts"
import { ContentTooLarge, ContentUnreadable, type StoreFailure } from "../failures.ts"
import { base64url, hex } from "./bytes.ts"
import { CHUNK_BYTES, newCipher, openChunk, openHead, sealChunk, sealHead, type ChunkCipher } from "./chunks.ts"
import { itemKey, UNPLACED, wrapForCentre } from "./holders.ts"
import { KEY_BYTES } from "./keys.ts"
import { attempt, type Parts } from "./parts.ts"
import { Sha256 } from "./sha256.ts"
import { isOnePiece, openItem, type Content, type Place } from "./seal.ts"

/** Content as it comes, in pieces of any length. */
export interface ContentStream<E, R = never> {
  readonly mediaType: string
  readonly bytes: Stream.Stream<Uint8Array, E, R>
}

/** Stored content: its size is known before it is read. */
export interface StoredContent extends ContentStream<StoreFailure | ContentUnreadable> {
  /** Bytes. */
  readonly size: number
  /** SHA-256 of the bytes, in hexadecimal, as it was when they were stored. */
  readonly sha256: string
}

/** An item that is being written. The first chunk is kept back: it goes with the head. */
class Upload {
  readonly #parts: Parts
  readonly #place: Place
  readonly #cipher: ChunkCipher
  readonly #chunk = new Uint8Array(CHUNK_BYTES)
  /** Null: the hash is known already. */
  readonly #hash: Sha256 | null
  readonly #sha256: string | null
  #filled = 0
  #first: Uint8Array | null = null
  /** Of the chunk that is being filled. */
  n = 0
  size = 0

  constructor(parts: Parts, place: Place, cipher: ChunkCipher, sha256: string | null) {
    this.#sha256 = sha256
    this.#hash = sha256 === null ? new Sha256() : null
    this.#parts = parts
    this.#place = place
    this.#cipher = cipher
  }

  /** Takes a piece; fails as soon as there is too much. */
  take(piece: Uint8Array): Effect.Effect<void, StoreFailure | ContentTooLarge> {
    return Effect.gen({ self: this }, function* () {
      this.size += piece.length
      const { bytesMax } = this.#parts
      if (this.size > bytesMax) return yield* new ContentTooLarge({ limit: bytesMax })
      this.#hash?.update(piece)
      for (let at = 0; at < piece.length;) {
        // A full chunk is written only when more follows: the last one is sealed as such.
        if (this.#filled === CHUNK_BYTES) yield* this.#flush(false)
        const part = piece.subarray(at, at + CHUNK_BYTES - this.#filled)
        this.#chunk.set(part, this.#filled)
        this.#filled += part.length
        at += part.length
      }
    })
  }

  #flush(last: boolean): Effect.Effect<void, StoreFailure> {
    return Effect.gen({ self: this }, function* () {
      const [n, plain] = [this.n, this.#chunk.subarray(0, this.#filled)]
      this.n += 1
      this.#filled = 0
      if (n === 0) {
        this.#first = plain.slice()
        return
      }
      const bytes = yield* Effect.promise(() => sealChunk(this.#cipher, { n, last }, plain))
      const { centre, id } = this.#place
      yield* this.#parts.contents.putChunk(centre, { id, n, bytes }, yield* Clock.currentTimeMillis)
    })
  }

  /** Writes what is left; the head. */
  finish(mediaType: string): Effect.Effect<Uint8Array, StoreFailure> {
    return Effect.gen({ self: this }, function* () {
      yield* this.#flush(true)
      const [first, header] = [
        this.#first ?? new Uint8Array(),
        { mediaType, sha256: this.#sha256 ?? hex(this.#hash?.digest() ?? new Uint8Array()), size: this.size }
      ]
      return yield* Effect.promise(() => sealHead(this.#cipher, header, { first, count: this.n }))
    })
  }
}

/** Stores what `feed` gives under a new random id. Where that fails or is interrupted, nothing of it stays. */
const store = Effect.fnUntraced(function* <E, R>(
  parts: Parts,
  centre: string,
  { mediaType, sha256 }: { readonly mediaType: string; readonly sha256: string | null },
  feed: (upload: Upload) => Effect.Effect<void, E, R>
): Effect.fn.Return<ContentId, E | StoreFailure, R> {
  const { contents, random } = parts
  const id = ContentId.make(base64url(random(18)).replaceAll("_", ".").replace(/^[.-]/, "0"))
  const place = { centre, id }
  const key = random(KEY_BYTES)
  const upload = new Upload(parts, place, yield* Effect.promise(() => newCipher(place, key, random)), sha256)
  const written = Effect.gen(function* () {
    yield* feed(upload)
    const sealed = yield* upload.finish(mediaType)
    const wraps = new Map([[UNPLACED, yield* wrapForCentre(parts, place, UNPLACED, key)]])
    yield* contents.put(centre, { id, sealed, wraps }, yield* Clock.currentTimeMillis)
    return id
  })
  return yield* Effect.onExit(written, (exit) => {
    if (Exit.isSuccess(exit) || upload.n <= 1) return Effect.void
    // What cannot be taken away now is swept later.
    return contents
      .abandon(centre, id)
      .pipe(Effect.catch(({ _tag }) => Effect.logWarning("chunks of a broken-off upload were left to be swept", _tag)))
  })
})

export const putContent = (
  parts: Parts,
  centre: string,
  { mediaType, bytes }: Content
): Effect.Effect<ContentId, StoreFailure | ContentTooLarge> =>
  bytes.length > parts.bytesMax
    ? Effect.fail(new ContentTooLarge({ limit: parts.bytesMax }))
    : Effect.flatMap(
        Effect.promise(() => crypto.subtle.digest("SHA-256", bytes)),
        (digest) =>
          store(parts, centre, { mediaType, sha256: hex(new Uint8Array(digest)) }, (upload) => upload.take(bytes))
      )

export const putStreamed = <E, R>(
  parts: Parts,
  centre: string,
  { mediaType, bytes }: ContentStream<E, R>
): Effect.Effect<ContentId, E | StoreFailure | ContentTooLarge, R> =>
  store(parts, centre, { mediaType, sha256: null }, (upload) => Stream.runForEach(bytes, (piece) => upload.take(piece)))

/** Null when there is none, or nobody is left whose it is. */
export const getStreamed = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  id: string
): Effect.fn.Return<StoredContent | null, StoreFailure | ContentUnreadable> {
  const place = { centre, id }
  const item = yield* parts.contents.get(centre, id)
  if (item === null) return null
  const key = yield* itemKey(parts, place, item.wraps)
  if (key === null) return null
  if (isOnePiece(item.sealed)) {
    const { mediaType, bytes } = yield* attempt(id, () => openItem(place, item.sealed, key))
    const sha256 = hex(new Sha256().update(bytes).digest())
    return { mediaType, size: bytes.length, sha256, bytes: Stream.succeed(bytes) }
  }
  const { mediaType, size, sha256, cipher, count, first } = yield* attempt(id, () => openHead(place, item.sealed, key))
  const chunk = Effect.fnUntraced(function* (n: number) {
    const sealed = yield* parts.contents.chunk(centre, id, n)
    if (sealed === null) return yield* new ContentUnreadable({ contentId: id, reason: `chunk ${n} is not there` })
    return yield* attempt(id, () => openChunk(cipher, { n, last: n === count - 1 }, sealed))
  })
  const further = count > 1 ? Stream.mapEffect(Stream.range(1, count - 1), chunk) : Stream.empty
  return { mediaType, size, sha256, bytes: Stream.concat(Stream.succeed(first), further) }
})

export const getContent = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  id: string
): Effect.fn.Return<Content | null, StoreFailure | ContentUnreadable> {
  const stored = yield* getStreamed(parts, centre, id)
  if (stored === null) return null
  const { mediaType, size, bytes } = stored
  const whole = new Uint8Array(size)
  let at = 0
  yield* Stream.runForEach(bytes, (piece) =>
    Effect.sync(() => {
      whole.set(piece, at)
      at += piece.length
    })
  )
  return { mediaType, bytes: whole }
})
