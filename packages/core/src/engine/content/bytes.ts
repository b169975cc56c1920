/** Bytes and text, the little of it that sealing needs. */

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true })

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

export function joined(...parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")

/** The bytes that a text of two hexadecimal digits each stands for. */
export const fromHex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))

/** Code units that are made into a text at once: a call takes no more arguments than that. */
const CHARACTERS_MAX = 8_192

/** Base64 of any length. Source: RFC 4648, section 4. */
export function base64(bytes: Uint8Array): string {
  let text = ""
  for (let from = 0; from < bytes.length; from += CHARACTERS_MAX)
    text += String.fromCharCode(...bytes.subarray(from, from + CHARACTERS_MAX))
  return btoa(text)
}

/** The bytes of a base64 text. Throws where it is none. */
export const bytesOfBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (one) => one.charCodeAt(0))

/** Base64 for URLs, without padding. Source: RFC 4648, section 5. */
export const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
