/** How columns of Postgres are read, the same by both drivers. */

/** An int8 beyond ±(2^53 − 1): reading it as a number would change it. */
export class UnsafeInteger extends RangeError {
  override readonly name = "UnsafeInteger"

  constructor(text: string) {
    super(`int8 ${text} does not fit a JavaScript number`)
  }
}

/** A whole number from the server's decimal text. Throws `UnsafeInteger`. */
export function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new UnsafeInteger(text)
  return number
}

/** An array of one level, as `{1,NULL,3}`. Throws `UnsafeInteger`. */
function safeIntegers(text: string): ReadonlyArray<number | null> {
  if (text === "{}") return []
  return text
    .slice(1, -1)
    .split(",")
    .map((item) => (item === "NULL" ? null : safeInteger(item)))
}

/** JSON as the server sent it: who reads the row decides whether, and when, it is parsed. */
function verbatim(text: string): string {
  return text
}

/**
 * Parsers by the object ids of the built-in types that are not left to the driver: int8, int8[], json, jsonb.
 * Source: PostgreSQL, `pg_type.dat`.
 */
export const COLUMN_PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [20, safeInteger],
  [1016, safeIntegers],
  [114, verbatim],
  [3802, verbatim]
])
