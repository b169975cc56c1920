/**
 * Identity of mail: normal forms of addresses and message ids, and the fingerprint of a mail.
 *
 * These forms are version 1 of what the core's keyed hashes are taken over: a change here is a new key version, because hashes
 * already stored are over the old form.
 */
import { createHash } from "node:crypto"
import { domainToASCII } from "node:url"
import { HEADER_MAX_BYTES, type HeaderField, headerValues, MESSAGE_ID_PATTERN, splitMail } from "./header-fields.ts"

/** Version of the normal forms in this file, stored beside every hash taken over them. */
export const NORMAL_FORM_VERSION = 1

/** Octets of a local part. Source: RFC 5321, 4.5.3.1.1. */
export const LOCAL_PART_MAX_OCTETS = 64

/** Octets of a domain. Source: RFC 5321, 4.5.3.1.2. */
export const DOMAIN_MAX_OCTETS = 255

const ADDRESS_LITERAL = /^\[[0-9A-Fa-f.:]{2,45}\]$|^\[IPv6:[0-9A-Fa-f:.]{2,45}\]$/i
const ASCII_DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?))*$/
// Anything that could end the address, start another one or end the header line: quoted local parts are refused with it.
// oxlint-disable-next-line no-control-regex
const FORBIDDEN_IN_LOCAL_PART = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029<>()[\]\\,;:"@]/

/** ASCII letters only: what `toLowerCase` does to other scripts changes with Unicode's tables. */
export const asciiLowerCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/**
 * A domain in ASCII lower case, other scripts in punycode; null when it is none. A pure ASCII domain never goes through
 * `domainToASCII`, which would read `127.1` as an address and `%41` as a letter.
 */
export const normalDomain = (domain: string): string | null => {
  if (ADDRESS_LITERAL.test(domain)) return asciiLowerCase(domain)
  // oxlint-disable-next-line no-control-regex
  const ascii = /^[\u0000-\u007f]*$/.test(domain) ? asciiLowerCase(domain) : domainToASCII(domain)
  return ascii.length > 0 && ascii.length <= DOMAIN_MAX_OCTETS && ASCII_DOMAIN.test(ascii) ? ascii : null
}

/**
 * The normal form of one bare address: ASCII lower case, domain in punycode. Null for anything that is not exactly one bare address
 * (a display name, two addresses, CR or LF, a quoted local part). Source: RFC 5321, 4.1.2; folding the local part is our rule.
 */
export const normalAddress = (text: string): string | null => {
  const at = text.lastIndexOf("@")
  if (at <= 0) return null
  const local = text.slice(0, at)
  if (FORBIDDEN_IN_LOCAL_PART.test(local) || Buffer.byteLength(local) > LOCAL_PART_MAX_OCTETS) return null
  if (local.startsWith(".") || local.endsWith(".") || local.includes("..")) return null
  const domain = normalDomain(text.slice(at + 1))
  return domain === null ? null : `${asciiLowerCase(local)}@${domain}`
}

/**
 * The normal form of a Message-ID field: its first `<…>`, else its first bare word with an `@`, in angle brackets; null when there is
 * neither. Case is kept: ids compare by case. Source: RFC 5322, 3.6.4.
 */
export const normalMessageId = (value: string): string | null => {
  const bracketed = value.match(MESSAGE_ID_PATTERN)?.[0]
  if (bracketed !== undefined) return bracketed
  const bare = /^[^\s<>()]{1,500}(?=[\s(]|$)/.exec(value.trim())?.[0]
  return bare?.includes("@") === true ? `<${bare}>` : null
}

const SPACE = 0x20
const TAB = 0x09
const CR = 0x0d
const LF = 0x0a

/**
 * The body with every line end as LF, blanks before a line end and blank lines at the end removed: what survives a relay.
 * O(bytes). Source: RFC 6376, 3.4.4, without the folding of blanks inside a line.
 */
export const canonicalBody = (body: Uint8Array): Uint8Array => {
  const out = Buffer.allocUnsafe(body.length)
  let length = 0
  let lineEnd = 0 // end of the current line without its trailing blanks
  let kept = 0 // end of the last line that is not blank
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0
    if (byte === CR && body[index + 1] === LF) continue
    if (byte === LF || byte === CR) {
      length = lineEnd
      if (length > 0 && out[length - 1] !== LF) kept = length
      out[length] = LF
      length += 1
      lineEnd = length
    } else {
      out[length] = byte
      length += 1
      if (byte !== SPACE && byte !== TAB) lineEnd = length
    }
  }
  if (lineEnd > 0 && out[lineEnd - 1] !== LF) kept = lineEnd
  return out.subarray(0, kept)
}

const collapsed = (fields: readonly HeaderField[], name: string): string =>
  headerValues(fields, name)
    .map((value) => value.replace(/\s+/g, " ").trim())
    .join("\n")

/** Fields that each server on the way adds, and that copies of one mail differ in. Source: RFC 5321, 4.4; RFC 8601. */
const TRACE_FIELDS =
  /^(?:received|return-path|delivered-to|x-original-to|envelope-to|authentication-results)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*(?:\r?\n|$)/gim

/** The header block without what servers added on the way. */
const untraced = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString("latin1")
    .replace(TRACE_FIELDS, "")
    .replaceAll("\r\n", "\n")

/**
 * The fingerprint source of a mail: SHA-256, in hex, of Message-ID, Date, From and canonical body. The same mail read twice, from two
 * mailboxes or after a change of UIDVALIDITY, has the same one; two mails that share a Message-ID have two. Of a mail without a
 * Message-ID the rest of the header counts too: From and an empty body alone would make one of many. Taken over the raw bytes, so that
 * no version of a parser changes it. The core keys it again before it is stored. O(bytes).
 */
export const mailFingerprint = (raw: Uint8Array): string => {
  const { fields, body, headEnd } = splitMail(raw)
  const messageId = normalMessageId(headerValues(fields, "message-id")[0] ?? "") ?? ""
  const head = messageId === "" ? untraced(raw.subarray(0, Math.min(headEnd, HEADER_MAX_BYTES))) : ""
  const parts = [messageId, collapsed(fields, "date"), collapsed(fields, "from"), head]
  const hash = createHash("sha256")
  hash.update(`parley/mail/${NORMAL_FORM_VERSION}\n`)
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}\n`)
  hash.update(canonicalBody(body))
  return hash.digest("hex")
}
