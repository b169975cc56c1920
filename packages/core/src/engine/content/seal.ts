/**
 * The formats in which content of one piece and keys lie in a store. Golden bytes hold them: what was written once is
 * readable for ever. New content is written in chunks (`chunks.ts`).
 *
 *     item  = 0x01 · nonce (12) · AES-256-GCM(item key, AAD = "parley/item/1" centre id) of
 *             header length (4, big endian) · header (JSON: type, sha256) · bytes
 *     wrap  = 0x01 · key id (8) · nonce (12) · AES-256-GCM(holder's key, AAD = "parley/wrap/1" centre id holder)
 *
 * Source: NIST SP 800-38D (GCM). Each item has a key of its own, so a nonce is never used twice under one key; wraps are
 * made under long-lived keys with 96 random bits, far below the bound of 2^32 uses.
 */
import type { PlatformKey } from "./platform.ts"
import { equal, fromUtf8, joined, utf8 } from "./bytes.ts"
import { importAes, KEY_ID_BYTES } from "./keys.ts"

const FORMAT = 0x01
const NONCE_BYTES = 12

export interface Content {
  /** A media type, such as `message/rfc822` or `application/json`. */
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** Random bytes: given by the platform, or by a test that holds golden bytes. */
export type Random = (length: number) => Uint8Array

export const platformRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length))

/** Where something sealed belongs: it opens nowhere else. */
export interface Place {
  readonly centre: string
  readonly id: string
}

/** What is authenticated with a ciphertext of a kind; no two lists of parts give the same bytes. */
export const aad = (kind: string, ...parts: ReadonlyArray<string>): Uint8Array =>
  utf8([`parley/${kind}/1`, ...parts].map((part) => `${utf8(part).length}:${part}`).join(""))

/** Whether an item is of one piece. */
export const isOnePiece = (sealed: Uint8Array): boolean => sealed[0] === FORMAT

/** Rejects when the key is another, the bytes were altered, or they belong elsewhere. */
export async function openItem(place: Place, sealed: Uint8Array, key: Uint8Array): Promise<Content> {
  if (!isOnePiece(sealed)) throw new Error(`content format ${sealed[0]} is not known`)
  const iv = sealed.slice(1, 1 + NONCE_BYTES)
  const algorithm = { name: "AES-GCM", iv, additionalData: aad("item", place.centre, place.id) } as const
  const plain = new Uint8Array(
    await crypto.subtle.decrypt(algorithm, await importAes(key), sealed.subarray(1 + NONCE_BYTES))
  )
  const headerEnd = 4 + new DataView(plain.buffer).getUint32(0)
  const header: unknown = JSON.parse(fromUtf8(plain.slice(4, headerEnd)))
  return { mediaType: typeOf(header), bytes: plain.slice(headerEnd) }
}

/** The media type that a header names. */
export const typeOf = (header: unknown): string =>
  typeof header === "object" && header !== null && "type" in header && typeof header.type === "string"
    ? header.type
    : "application/octet-stream"

export interface Holder {
  /** A contact's id, or what names the centre. */
  readonly name: string
  readonly key: PlatformKey
  /** Of the master key that protects the holder's key. */
  readonly keyId: Uint8Array
}

/** A key, wrapped for one holder. */
export async function wrapKey(place: Place, key: Uint8Array, holder: Holder, random: Random): Promise<Uint8Array> {
  const iv = random(NONCE_BYTES)
  const algorithm = { name: "AES-GCM", iv, additionalData: aad("wrap", place.centre, place.id, holder.name) } as const
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(algorithm, holder.key, key))
  return joined(Uint8Array.of(FORMAT), holder.keyId, iv, wrapped)
}

/** The master key that a wrap names: for the centre's own wraps the one to open it with. */
export const keyIdOf = (wrapped: Uint8Array): Uint8Array => wrapped.slice(1, 1 + KEY_ID_BYTES)

export async function unwrapKey(place: Place, wrapped: Uint8Array, holder: Holder): Promise<Uint8Array> {
  if (wrapped[0] !== FORMAT) throw new Error(`wrap format ${wrapped[0]} is not known`)
  const ivAt = 1 + KEY_ID_BYTES
  if (!equal(keyIdOf(wrapped), holder.keyId)) throw new Error("wrapped under another master key")
  const iv = wrapped.slice(ivAt, ivAt + NONCE_BYTES)
  const algorithm = { name: "AES-GCM", iv, additionalData: aad("wrap", place.centre, place.id, holder.name) } as const
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, holder.key, wrapped.slice(ivAt + NONCE_BYTES)))
}
