/**
 * The format in which content and keys lie in a store. Golden bytes hold it: what was written once is readable for ever.
 *
 *     item  = 0x01 · nonce (12) · AES-256-GCM(item key, AAD = "parley/item/1" centre id) of
 *             header length (4, big endian) · header (JSON: type, sha256) · bytes
 *     wrap  = 0x01 · key id (8) · nonce (12) · AES-256-GCM(holder's key, AAD = "parley/wrap/1" centre id holder)
 *
 * Source: NIST SP 800-38D (GCM). Each item has a key of its own, so a nonce is never used twice under one key; wraps are
 * made under long-lived keys with 96 random bits, far below the bound of 2^32 uses.
 */
import type { PlatformKey } from "./platform.ts"
import { equal, fromUtf8, hex, joined, utf8 } from "./bytes.ts"
import { KEY_BYTES, KEY_ID_BYTES } from "./keys.ts"

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

const aad = (kind: string, ...parts: ReadonlyArray<string>): Uint8Array =>
  utf8([`parley/${kind}/1`, ...parts].map((part) => `${utf8(part).length}:${part}`).join(""))

export const importAes = (bytes: Uint8Array): Promise<PlatformKey> =>
  crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])

/** An item under a key of its own. */
export async function sealItem(
  place: Place,
  content: Content,
  random: Random
): Promise<{ readonly key: Uint8Array; readonly sealed: Uint8Array }> {
  const key = random(KEY_BYTES)
  const iv = random(NONCE_BYTES)
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", content.bytes)))
  const header = utf8(JSON.stringify({ type: content.mediaType, sha256 }))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, header.length)
  const plain = joined(length, header, content.bytes)
  const algorithm = { name: "AES-GCM", iv, additionalData: aad("item", place.centre, place.id) } as const
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, await importAes(key), plain))
  return { key, sealed: joined(Uint8Array.of(FORMAT), iv, sealed) }
}

/** Rejects when the key is another, the bytes were altered, or they belong elsewhere. */
export async function openItem(place: Place, sealed: Uint8Array, key: Uint8Array): Promise<Content> {
  if (sealed[0] !== FORMAT) throw new Error(`content format ${sealed[0]} is not known`)
  const iv = sealed.slice(1, 1 + NONCE_BYTES)
  const algorithm = { name: "AES-GCM", iv, additionalData: aad("item", place.centre, place.id) } as const
  const plain = new Uint8Array(
    await crypto.subtle.decrypt(algorithm, await importAes(key), sealed.slice(1 + NONCE_BYTES))
  )
  const headerEnd = 4 + new DataView(plain.buffer).getUint32(0)
  const header: unknown = JSON.parse(fromUtf8(plain.slice(4, headerEnd)))
  return { mediaType: typeOf(header), bytes: plain.slice(headerEnd) }
}

const typeOf = (header: unknown): string =>
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

export async function unwrapKey(place: Place, wrapped: Uint8Array, holder: Holder): Promise<Uint8Array> {
  if (wrapped[0] !== FORMAT) throw new Error(`wrap format ${wrapped[0]} is not known`)
  const ivAt = 1 + KEY_ID_BYTES
  if (!equal(wrapped.slice(1, ivAt), holder.keyId)) throw new Error("wrapped under another master key")
  const iv = wrapped.slice(ivAt, ivAt + NONCE_BYTES)
  const algorithm = { name: "AES-GCM", iv, additionalData: aad("wrap", place.centre, place.id, holder.name) } as const
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, holder.key, wrapped.slice(ivAt + NONCE_BYTES)))
}
