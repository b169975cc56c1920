/** Text as every store can hold it: Postgres has no U+0000, and UTF-8 no lone surrogates. */

const SURROGATE = /[\ud800-\udfff]/
const LONE_SURROGATE = /\p{Surrogate}/gu
const NUL = "\u0000"

/** The text without U+0000, each lone surrogate replaced by U+FFFD; the same text where there is none. */
export function storableText(text: string): string {
  const visible = text.includes(NUL) ? text.replaceAll(NUL, "") : text
  return SURROGATE.test(visible) ? visible.replace(LONE_SURROGATE, "\ufffd") : visible
}

/** The same for all texts and keys in a plain value. Returns the very value where nothing had to change. O(size). */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) {
    const items: ReadonlyArray<unknown> = value
    const clean = items.map(storable)
    return clean.every((item, index) => item === items[index]) ? value : clean
  }
  const clean: Array<readonly [string, unknown]> = []
  let same = true
  for (const [key, field] of Object.entries(value)) {
    const entry = [storableText(key), storable(field)] as const
    same &&= entry[0] === key && entry[1] === field
    clean.push(entry)
  }
  return same ? value : Object.fromEntries(clean)
}
