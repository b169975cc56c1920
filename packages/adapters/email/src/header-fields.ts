/**
 * Header fields of a raw mail, read by ourselves: the parser cleans ids and dates in ways that lose or invent them, and what a thread
 * is matched by must come from the bytes that were stored.
 */

/** One field: name in lower case, value unfolded and otherwise as sent (UTF-8 where it is valid, else Latin-1). */
export type HeaderField = { readonly name: string; readonly value: string }

/** A mail cut at its first empty line. `headEnd` is where the header block ends and `bodyStart` where the body begins, in bytes. */
export type SplitMail = {
  readonly fields: readonly HeaderField[]
  readonly body: Uint8Array
  readonly headEnd: number
  readonly hasHugeHeader: boolean
}

/** Header bytes read; what lies behind is ignored and flagged. Source: our choice, half of what the splitter takes (1 MiB). */
export const HEADER_MAX_BYTES = 512 * 1024

/** Fields read of one header block. Source: our choice. */
export const HEADER_MAX_FIELDS = 2_000

/** An id in angle brackets. Source: RFC 5322, 3.6.4, in the loose form real mail needs. */
export const MESSAGE_ID_PATTERN = /<[^<>\s]{1,500}>/g

const LF = 0x0a
const CR = 0x0d

/** Offsets of the end of the header block and the start of the body. A mail without an empty line is all header. */
const findBody = (raw: Uint8Array): { readonly headEnd: number; readonly bodyStart: number } => {
  let lineStart = 0
  while (lineStart < raw.length) {
    const lineEnd = raw.indexOf(LF, lineStart)
    if (lineEnd === -1) return { headEnd: raw.length, bodyStart: raw.length }
    const isEmpty = lineEnd === lineStart || (lineEnd === lineStart + 1 && raw[lineStart] === CR)
    if (isEmpty) return { headEnd: lineStart, bodyStart: lineEnd + 1 }
    lineStart = lineEnd + 1
  }
  return { headEnd: raw.length, bodyStart: raw.length }
}

/** UTF-8 where the bytes are that, else Latin-1: a raw 8-bit header keeps its information either way. */
export const decodeHeaderBytes = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  }
}

const fieldOf = (line: string): HeaderField | null => {
  const match = /^([!-9;-~]{1,200})[ \t]*:/.exec(line)
  const name = match?.[1]
  if (match === null || name === undefined) return null
  return { name: name.toLowerCase(), value: line.slice(match[0].length).trim() }
}

/** The fields of a header block in order of appearance; lines that are none are skipped. Source: RFC 5322, 2.2.3 (unfolding). */
export const parseHeaderFields = (head: Uint8Array): readonly HeaderField[] => {
  const fields: HeaderField[] = []
  let open: string[] = []
  const close = () => {
    const field = open.length === 0 ? null : fieldOf(open.join(""))
    if (field !== null && fields.length < HEADER_MAX_FIELDS) fields.push(field)
    open = []
  }
  for (const line of decodeHeaderBytes(head).split(/\r?\n/)) {
    if (!/^[ \t]/.test(line)) {
      close()
      open = [line]
    } else if (open.length > 0) open.push(line)
  }
  close()
  return fields
}

/** Cuts a raw mail into header fields and body. O(header bytes). */
export const splitMail = (raw: Uint8Array): SplitMail => {
  const { headEnd, bodyStart } = findBody(raw)
  const hasHugeHeader = headEnd > HEADER_MAX_BYTES
  const fields = parseHeaderFields(raw.subarray(0, Math.min(headEnd, HEADER_MAX_BYTES)))
  return { fields, body: raw.subarray(bodyStart), headEnd, hasHugeHeader }
}

/** The values of every field of a name (lower case), in order. */
export const headerValues = (fields: readonly HeaderField[], name: string): readonly string[] =>
  fields.filter((field) => field.name === name).map((field) => field.value)

/** Every id in the fields of a name, in order, with angle brackets and in their own case. */
export const headerIds = (fields: readonly HeaderField[], name: string): readonly string[] =>
  headerValues(fields, name).flatMap((value) => value.match(MESSAGE_ID_PATTERN) ?? [])

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
const ZONE_HOURS: ReadonlyMap<string, number> = new Map([
  ["est", -5],
  ["edt", -4],
  ["cst", -6],
  ["cdt", -5],
  ["mst", -7],
  ["mdt", -6],
  ["pst", -8],
  ["pdt", -7]
])
const DATE_PATTERN =
  /(?:^|[\s,])(\d{1,2})[\s-]+([A-Za-z]{3})[A-Za-z]{0,6}[\s-]+(\d{2,4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([+-])(\d{2})(\d{2})|([A-Za-z]{1,5}))?/

const fullYear = (digits: string): number => {
  const year = Number(digits)
  if (digits.length === 4) return year
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year
}

/**
 * The instant of a Date field, in whole milliseconds since the epoch; null when it is none. Our own, because the platform reads a
 * missing zone as the machine's and the parser puts the present in place of a date it cannot read. An unknown zone counts as UTC.
 * Source: RFC 5322, 3.3 and 4.3.
 */
export const parseMailDate = (value: string): number | null => {
  const match = DATE_PATTERN.exec(value.slice(0, 200))
  if (match === null) return null
  const [
    ,
    day = "",
    month = "",
    year = "",
    hour = "",
    minute = "",
    second = "0",
    sign,
    zoneH = "0",
    zoneM = "0",
    zone = ""
  ] = match
  const monthIndex = MONTHS.indexOf(month.toLowerCase())
  if (monthIndex === -1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  const local = Date.UTC(fullYear(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second))
  if (new Date(local).getUTCDate() !== Number(day) && Number(second) < 60) return null
  const offsetMinutes =
    sign === undefined
      ? (ZONE_HOURS.get(zone.toLowerCase()) ?? 0) * 60
      : (sign === "-" ? -1 : 1) * (Number(zoneH) * 60 + Number(zoneM))
  const at = local - offsetMinutes * 60_000
  return Number.isSafeInteger(at) && at >= 0 ? at : null
}
