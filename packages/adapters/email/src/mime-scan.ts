/**
 * A cheap look at a mail's structure before a parser sees it: depth and number of parts. The parser returns an empty text for three
 * hundred nested parts without a word and throws at a thousand children, so what is too deep or too wide never reaches it.
 */

/** What a scan found; it stops as soon as a limit is passed, so the numbers are then lower bounds. */
export type MimeShape = {
  readonly depth: number
  readonly parts: number
  readonly verdict: "fine" | "too-deep" | "too-many-parts"
  readonly hasDeliveryStatus: boolean
  readonly hasFeedbackReport: boolean
}

export type MimeLimits = { readonly depthMax: number; readonly partsMax: number }

/** Longest boundary taken for one. Source: RFC 2046, 5.1.1 says 70; real mail goes a little over. */
const BOUNDARY_MAX_CHARS = 200

/** Header bytes of a part looked at for its type. */
const PART_HEAD_MAX_BYTES = 16 * 1024

const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/i
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09

/** A part's Content-Type, unfolded and in its own case; empty when it has none. */
const contentTypeAt = (raw: Buffer, start: number): { readonly type: string; readonly headEnd: number } => {
  const window = raw.subarray(start, start + PART_HEAD_MAX_BYTES)
  let end = window.length
  for (let line = 0; line < window.length;) {
    const next = window.indexOf(LF, line)
    if (next === -1) break
    if (next === line || (next === line + 1 && window[line] === CR)) {
      end = line
      break
    }
    line = next + 1
  }
  const head = window.subarray(0, end).toString("latin1")
  const type = /^content-type[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(head)?.[1] ?? ""
  return { type: type.replace(/\r?\n[ \t]+/g, " ").trim(), headEnd: start + end }
}

/** The line at an offset without its end and the blanks before it; null when longer than any delimiter. */
const delimiterAt = (raw: Buffer, start: number): string | null => {
  const limit = start + BOUNDARY_MAX_CHARS + 8
  const lineEnd = raw.subarray(start, limit).indexOf(LF)
  let end = lineEnd === -1 ? Math.min(raw.length, limit) : start + lineEnd
  if (lineEnd === -1 && raw.length > limit) return null
  while (end > start && [CR, SPACE, TAB].includes(raw[end - 1] ?? 0)) end -= 1
  return raw.toString("latin1", start, end)
}

/** Scans the structure. O(bytes), with native searches between delimiter lines. */
export const scanMime = (bytes: Uint8Array, limits: MimeLimits): MimeShape => {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const open: string[] = []
  const levels = new Map<string, number>()
  const firsts = new Set<number>()
  let depth = 0
  let parts = 0
  let hasDeliveryStatus = false
  let hasFeedbackReport = false
  const found = (verdict: MimeShape["verdict"]): MimeShape => ({
    depth,
    parts,
    verdict,
    hasDeliveryStatus,
    hasFeedbackReport
  })

  /** Enters the part whose header starts at an offset, and the mail inside when it carries one; false when too deep. */
  const enter = (start: number, level: number): boolean => {
    depth = Math.max(depth, level)
    if (level > limits.depthMax) return false
    const { type, headEnd } = contentTypeAt(raw, start)
    if (/^message\/(?:global-)?delivery-status\b/i.test(type)) hasDeliveryStatus = true
    if (/^message\/feedback-report\b/i.test(type)) hasFeedbackReport = true
    const boundary = /^multipart\//i.test(type) ? BOUNDARY.exec(type) : null
    const name = boundary?.[1] ?? boundary?.[2]
    if (name !== undefined) {
      open.push(name)
      levels.set(name, open.length)
      firsts.add(name.charCodeAt(0))
    } else if (/^message\/(?:rfc822|global)\b/i.test(type)) {
      const inner = raw[headEnd] === CR ? headEnd + 2 : headEnd + 1
      return enter(inner, level + 1)
    }
    return true
  }

  if (!enter(0, 0)) return found("too-deep")
  for (let at = raw.indexOf("\n--"); at !== -1 && open.length > 0; at = raw.indexOf("\n--", at + 1)) {
    // Most lines that begin with two dashes are none of ours: told by one byte, so that a mail of nothing else stays cheap.
    if (!firsts.has(raw[at + 3] ?? 0)) continue
    const line = delimiterAt(raw, at + 1)
    if (line === null) continue
    const opened = levels.get(line.slice(2))
    const closed = opened === undefined && line.endsWith("--") ? levels.get(line.slice(2, -2)) : undefined
    const level = opened ?? closed
    if (level === undefined) continue
    for (const gone of open.splice(opened === undefined ? level - 1 : level)) levels.delete(gone)
    if (opened === undefined) continue
    parts += 1
    if (parts > limits.partsMax) return found("too-many-parts")
    const next = raw.indexOf(LF, at + 1)
    if (next !== -1 && !enter(next + 1, level)) return found("too-deep")
  }
  return found("fine")
}
