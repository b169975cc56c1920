/**
 * Keys of a centre, derived from one master key: to wrap, and what look-up and token keys first were. A master key never
 * leaves here.
 *
 * Source: RFC 5869 (HKDF) with SHA-256; the info names purpose and centre, so that no two keys are related.
 */
import type { PlatformKey } from "./platform.ts"
import { equal, joined, utf8 } from "./bytes.ts"

/** Length of the master key and of every key derived, in bytes. */
export const KEY_BYTES = 32
/** Length of a key id, in bytes. */
export const KEY_ID_BYTES = 8

/** What a key is for that does not change with the master key. */
export type Purpose = "lookup" | "token"

export interface MasterKey {
  /** Says which master key a wrap was made under. */
  readonly id: Uint8Array
  /** The centre's wrapping key under it: AES-256-GCM. */
  readonly wrapOf: (centre: string) => Promise<PlatformKey>
  /** The bytes that a centre's key of this purpose has until others are drawn. */
  readonly derive: (centre: string, purpose: Purpose) => Promise<Uint8Array>
}

const SALT = utf8("parley/keys/1")

/** The master key, ready to derive. Throws a RangeError unless it has 32 bytes. */
export async function openMasterKey(bytes: Uint8Array): Promise<MasterKey> {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a master key has ${KEY_BYTES} bytes, this one ${bytes.length}`)
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"])
  const derive = async (info: string): Promise<Uint8Array> =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        { name: "HKDF", hash: "SHA-256", salt: SALT, info: utf8(info) },
        key,
        KEY_BYTES * 8
      )
    )
  const id = (await derive("id")).slice(0, KEY_ID_BYTES)
  const known = new Map<string, Promise<PlatformKey>>()
  return {
    id,
    wrapOf: (centre) => {
      const wrap = known.get(centre) ?? derive(`wrap\n${centre}`).then(importAes)
      known.set(centre, wrap)
      return wrap
    },
    derive: (centre, purpose) => derive(`${purpose}\n${centre}`)
  }
}

export const importAes = (bytes: Uint8Array): Promise<PlatformKey> =>
  crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])

export const importHmac = (bytes: Uint8Array): Promise<PlatformKey> =>
  crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])

/** 128 bits of HMAC-SHA-256 over a kind and a normal form. */
export async function lookupHash(key: PlatformKey, kind: string, normal: string): Promise<Uint8Array> {
  const mac = await crypto.subtle.sign("HMAC", key, joined(utf8(kind), utf8("\n"), utf8(normal)))
  return new Uint8Array(mac).slice(0, 16)
}

/** The master keys at hand: what is new is wrapped under the current one, what is old may be under the previous. */
export interface MasterKeys {
  readonly current: MasterKey
  readonly previous: MasterKey | null
}

export const masterKeyOf = ({ current, previous }: MasterKeys, id: Uint8Array): MasterKey | null => {
  if (equal(current.id, id)) return current
  return previous !== null && equal(previous.id, id) ? previous : null
}
