/** Text that is safe to write into one line: of a log, a span, a table of figures. */

/** Characters of one value of a log or a span, at most. */
export const VALUE_CHARACTERS_MAX = 300

/** What ends a line, moves a terminal's cursor, or turns what follows around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu

/** The text without what is no plain character, cut off where it is too long. */
export function plain(text: string): string {
  const cut = text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text
  return cut.replaceAll(UNPRINTABLE, "?")
}
