/**
 * The format of content in chunks, for a stream as for what is at hand as a whole. The head is written last.
 *
 *     head    = 0x02 · nonce prefix (7) · number of chunks (4, big endian) · chunk 0
 *     chunk n = AES-256-GCM(item key, nonce = prefix · n (4, big endian) · (1 if it is the last, else 0),
 *               AAD = "parley/chunk/1" centre id) of 64 KiB, the last of what is left
 *     chunk 0 begins with header length (4, big endian) · header (JSON: type, sha256, size), which are not of the 64 KiB
 *
 * The nonce holds each chunk to its place, and the last one to the end: chunks left out, exchanged, doubled or cut off do
 * not open. Source: V. T. Hoang, R. Reyhanitabar, P. Rogaway, D. Vizár, "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance" (CRYPTO 2015), the STREAM construction; NIST SP 800-38D (GCM). Each item has a key of
 * its own, so that no nonce is ever used twice under one key.
 */
import type { PlatformKey } from "./platform.ts"
import { fromUtf8, joined, utf8 } from "./bytes.ts"
import { importAes } from "./keys.ts"
import { aad, typeOf, type Place, type Random } from "./seal.ts"

const FORMAT = 0x02
const PREFIX_BYTES = 7
const HEAD_BYTES = 1 + PREFIX_BYTES + 4
/** Bytes of content in every chunk but the last. */
export const CHUNK_BYTES = 65_536

/** What seals and opens the chunks of one item. */
export interface ChunkCipher {
  readonly key: PlatformKey
  readonly prefix: Uint8Array
  readonly aad: Uint8Array
}

interface ChunkPlace {
  readonly n: number
  readonly last: boolean
}

export const newCipher = async (place: Place, key: Uint8Array, random: Random): Promise<ChunkCipher> =>
  cipherOf(place, key, random(PREFIX_BYTES))

const cipherOf = async (place: Place, key: Uint8Array, prefix: Uint8Array): Promise<ChunkCipher> => ({
  key: await importAes(key),
  prefix,
  aad: aad("chunk", place.centre, place.id)
})

function algorithmOf({ prefix, aad: additionalData }: ChunkCipher, { n, last }: ChunkPlace) {
  const counter = new Uint8Array(5)
  new DataView(counter.buffer).setUint32(0, n)
  counter[4] = last ? 1 : 0
  return { name: "AES-GCM", iv: joined(prefix, counter), additionalData } as const
}

export const sealChunk = async (cipher: ChunkCipher, at: ChunkPlace, plain: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.encrypt(algorithmOf(cipher, at), cipher.key, plain))

/** Rejects when the key is another, the bytes were altered, or the chunk's place is another. */
export const openChunk = async (cipher: ChunkCipher, at: ChunkPlace, sealed: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.decrypt(algorithmOf(cipher, at), cipher.key, sealed))

interface Header {
  readonly mediaType: string
  /** Of the whole content, in hexadecimal. */
  readonly sha256: string
  /** Bytes of the whole content. */
  readonly size: number
}

/** The head, with the first chunk of the content. */
export async function sealHead(
  cipher: ChunkCipher,
  { mediaType, sha256, size }: Header,
  { first, count }: { readonly first: Uint8Array; readonly count: number }
): Promise<Uint8Array> {
  const header = utf8(JSON.stringify({ type: mediaType, sha256, size }))
  const numbers = new Uint8Array(8)
  new DataView(numbers.buffer).setUint32(0, header.length)
  new DataView(numbers.buffer).setUint32(4, count)
  const plain = joined(numbers.subarray(0, 4), header, first)
  const sealed = await sealChunk(cipher, { n: 0, last: count === 1 }, plain)
  return joined(Uint8Array.of(FORMAT), cipher.prefix, numbers.subarray(4), sealed)
}

export interface OpenHead extends Header {
  readonly cipher: ChunkCipher
  readonly count: number
  readonly first: Uint8Array
}

export async function openHead(place: Place, sealed: Uint8Array, key: Uint8Array): Promise<OpenHead> {
  if (sealed[0] !== FORMAT) throw new Error(`content format ${sealed[0]} is not known`)
  const cipher = await cipherOf(place, key, sealed.slice(1, 1 + PREFIX_BYTES))
  const count = new DataView(sealed.buffer, sealed.byteOffset).getUint32(1 + PREFIX_BYTES)
  const plain = await openChunk(cipher, { n: 0, last: count === 1 }, sealed.subarray(HEAD_BYTES))
  const headerEnd = 4 + new DataView(plain.buffer).getUint32(0)
  const header: unknown = JSON.parse(fromUtf8(plain.slice(4, headerEnd)))
  return { cipher, count, mediaType: typeOf(header), ...measuresOf(header), first: plain.slice(headerEnd) }
}

function measuresOf(header: unknown): Pick<Header, "sha256" | "size"> {
  if (typeof header === "object" && header !== null && "size" in header && "sha256" in header) {
    const { size, sha256 } = header
    if (typeof size === "number" && typeof sha256 === "string") return { size, sha256 }
  }
  throw new Error("the header names no size or no hash")
}
