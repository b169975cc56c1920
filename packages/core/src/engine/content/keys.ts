/**
 * Keys of a centre, derived from one master key: to wrap, to look up, to sign. The master key never leaves here.
 *
 * Source: RFC 5869 (HKDF) with SHA-256; the info names purpose and centre, so that no two keys are related.
 */
import type { PlatformKey } from "./platform.ts"
import { joined, utf8 } from "./bytes.ts"

/** Length of the master key and of every key derived, in bytes. */
export const KEY_BYTES = 32
/** Length of a key id, in bytes. */
export const KEY_ID_BYTES = 8
/** The version of look-up hashes and of the normal form they are taken of. */
export const LOOKUP_VERSION = 1

export interface CentreKeys {
  /** Says which master key a wrap was made under. */
  readonly id: Uint8Array
  /** AES-256-GCM. */
  readonly wrap: PlatformKey
  /** HMAC-SHA-256. */
  readonly lookup: PlatformKey
  /** Raw, for tokens that leave the house and come back. */
  readonly token: Uint8Array
}

export interface MasterKey {
  readonly id: Uint8Array
  readonly keysOf: (centre: string) => Promise<CentreKeys>
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
  const known = new Map<string, Promise<CentreKeys>>()
  const keysOf = async (centre: string): Promise<CentreKeys> => ({
    id,
    wrap: await crypto.subtle.importKey("raw", await derive(`wrap\n${centre}`), "AES-GCM", false, [
      "encrypt",
      "decrypt"
    ]),
    lookup: await hmacKey(await derive(`lookup\n${centre}`)),
    token: await derive(`token\n${centre}`)
  })
  return {
    id,
    keysOf: (centre) => {
      const keys = known.get(centre) ?? keysOf(centre)
      known.set(centre, keys)
      return keys
    }
  }
}

const hmacKey = (bytes: Uint8Array): Promise<PlatformKey> =>
  crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])

/** 128 bits of HMAC-SHA-256 over a kind and a normal form. */
export async function lookupHash(keys: CentreKeys, kind: string, normal: string): Promise<Uint8Array> {
  const mac = await crypto.subtle.sign("HMAC", keys.lookup, joined(utf8(kind), utf8("\n"), utf8(normal)))
  return new Uint8Array(mac).slice(0, 16)
}
