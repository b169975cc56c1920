/**
 * The token that leads an answer home: an interaction's id and a MAC over it, in letters and digits that survive any change of case.
 * It says which interaction is claimed; that the sender takes part in it is the core's to check.
 */
import { createHmac, timingSafeEqual } from "node:crypto"
import { LOCAL_PART_MAX_OCTETS, normalDomain } from "./identity.ts"

const ID_BYTES = 16
/**
 * 96 bits. Sixteen bytes would leave an address's own part 11 of the 64 octets beside the token, too few for `customer-care`; twelve
 * leave 18. Guessing is online, one mail a try. Source: RFC 2104, 5 (at least 80 bits); NIST SP 800-107, 5.3.4.
 */
const MAC_BYTES = 12
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567" // Source: RFC 4648, 6, in lower case.

/** Characters of a token: 28 bytes in base 32 without padding. */
export const REPLY_TOKEN_CHARS = 45

/** Characters of the part that tells the mails of one interaction apart in their Message-IDs. */
export const MAIL_NAME_MAX_CHARS = 60

const KEY_MIN_BYTES = 32
const KEY_PURPOSE = "parley/reply-token/1\n"
const GUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i
const IN_MESSAGE_ID = /^<m\.[a-z0-9-]{1,60}\.([a-z2-7]{45})@[^<>@\s]+>$/i
const IN_ADDRESS = /\+([a-z2-7]{45})@/i

const encode = (bytes: Uint8Array): string => {
  let text = ""
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((held >>> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31)
}

/** Null unless the spare bits are zero: one token has one spelling. */
const decode = (text: string): Buffer | null => {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter)
    if (value === -1) return null
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >>> bits) & 255)
    }
    held &= (1 << bits) - 1
  }
  return held === 0 ? Buffer.from(bytes) : null
}

const macOf = (id: Uint8Array, key: Uint8Array): Buffer =>
  createHmac("sha256", key).update(KEY_PURPOSE).update(id).digest().subarray(0, MAC_BYTES)

/** The token of an interaction, a GUID; null when the id is none. Throws when the key is shorter than 32 bytes: a defect. */
export const makeReplyToken = (interactionId: string, key: Uint8Array): string | null => {
  if (key.length < KEY_MIN_BYTES) throw new RangeError("a reply key has at least 32 bytes")
  const match = GUID.exec(interactionId)
  if (match === null) return null
  const id = Buffer.from(match.slice(1).join(""), "hex")
  return encode(Buffer.concat([id, macOf(id, key)]))
}

/**
 * The interaction a token claims, as a GUID in lower case, when any of the keys made it; null otherwise. Every key is tried and every
 * comparison takes the same time, so that nothing can be learnt from how long a forgery takes.
 */
export const verifyReplyToken = (token: string, keys: readonly Uint8Array[]): string | null => {
  if (token.length !== REPLY_TOKEN_CHARS) return null
  const bytes = decode(token.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  if (bytes === null || bytes.length !== ID_BYTES + MAC_BYTES) return null
  const id = bytes.subarray(0, ID_BYTES)
  let isOurs = false
  for (const key of keys) isOurs = timingSafeEqual(macOf(id, key), bytes.subarray(ID_BYTES)) || isOurs
  return isOurs ? (GUID.exec(id.toString("hex"))?.slice(1).join("-") ?? null) : null
}

/**
 * The Message-ID of one of our mails: `<m.NAME.TOKEN@domain>`. `mailName` is what the mail is named in its interaction, so that a
 * repeat of the same mail has the same id and two mails never share one; anything but ASCII letters and digits becomes a dash. Null for
 * an empty or overlong name or a bad domain.
 */
export const replyMessageId = (parts: {
  readonly token: string
  readonly mailName: string
  readonly domain: string
}): string | null => {
  const name = parts.mailName.toLowerCase().replace(/[^a-z0-9]+/g, "-")
  const domain = normalDomain(parts.domain)
  if (domain === null || name === "" || name.length > MAIL_NAME_MAX_CHARS) return null
  return `<m.${name}.${parts.token}@${domain}>`
}

/** The address with the token after a plus, `user+TOKEN@domain`; null when its own part would pass 64 octets: then the id must do. */
export const plusAddress = (address: string, token: string): string | null => {
  const at = address.lastIndexOf("@")
  const local = `${address.slice(0, at)}+${token}`
  return at > 0 && Buffer.byteLength(local) <= LOCAL_PART_MAX_OCTETS ? `${local}${address.slice(at)}` : null
}

/** The tokens in a mail's ids and addresses, unverified, each once, in order of appearance. */
export const findReplyTokens = (from: {
  readonly messageIds: readonly string[]
  readonly addresses: readonly string[]
}): readonly string[] => {
  const found = [
    ...from.messageIds.map((id) => IN_MESSAGE_ID.exec(id)?.[1]),
    ...from.addresses.map((address) => IN_ADDRESS.exec(address)?.[1])
  ]
  return [...new Set(found.filter((token) => token !== undefined).map((token) => token.toLowerCase()))]
}
