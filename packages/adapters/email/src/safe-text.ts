/** Foreign text made harmless for a store, a header and a file system. */

/** Longest file name kept, in characters; the extension survives a cut. Source: our choice, under 255 octets in any script. */
export const FILE_NAME_MAX_CHARS = 80
const EXTENSION_MAX_CHARS = 12
const DISPLAY_NAME_MAX_CHARS = 200

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
// Marks that turn the reading direction: "exe.fdp" would read as "pdf.exe" reversed. Source: Unicode TR 36, 3.
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const RESERVED_NAMES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Text a store accepts: no U+0000, no half of a surrogate pair. Postgres refuses both. */
export const storableText = (text: string): string => text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\ufffd")

/** Text cut to a number of UTF-16 units, never through a pair. */
export const cutText = (text: string, charsMax: number): string => {
  if (text.length <= charsMax) return text
  const last = text.charCodeAt(charsMax - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? charsMax - 1 : charsMax)
}

/** One line: controls and line ends become a blank, so that nothing can open a header of its own. */
export const singleLine = (text: string): string => storableText(text).replace(CONTROLS, " ").trim()

/** A display name on one line, without marks of direction, at most 200 characters. */
export const displayName = (text: string): string =>
  cutText(singleLine(text).replace(DIRECTION_MARKS, ""), DISPLAY_NAME_MAX_CHARS)

/**
 * A file name without folders, controls, marks of direction, reserved characters or names of devices, at most 80 characters.
 * Empty when nothing is left: the caller names it.
 */
export const safeFileName = (name: string): string => {
  const base = storableText(name).split(/[/\\]/).at(-1) ?? ""
  const plain = base
    .replace(CONTROLS, "")
    .replace(DIRECTION_MARKS, "")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "")
  const safe = RESERVED_NAMES.test(plain) ? `_${plain}` : plain
  if (safe.length <= FILE_NAME_MAX_CHARS) return safe
  const dot = safe.lastIndexOf(".")
  const extension = dot > 0 && safe.length - dot <= EXTENSION_MAX_CHARS ? safe.slice(dot) : ""
  return cutText(safe, FILE_NAME_MAX_CHARS - extension.length) + extension
}
