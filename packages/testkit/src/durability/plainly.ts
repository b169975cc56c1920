/** Values as text that may be compared: of what is drawn anew in each run, only that it is there. */
import type { Journal } from "./journal.ts"

/** Instants of the centre: whole milliseconds since the epoch, of this century. */
const INSTANT_MIN = 1_000_000_000_000
/** A hash under a look-up key that was drawn. */
const DRAWN_HASH = /^[2-9]\d*:/

/** As canonical text: the same values are the same text, whatever the order of their fields. */
export const plainly = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => inOrder(one))

/** The same, where content ids go by the name under which they were noted, and times, durations and epochs are left out. */
export function timelessly(value: unknown, journal: Journal): string {
  const names = new Map<string, string>()
  for (const line of journal.lines()) if (line._tag === "Noted") names.set(line.id, line.name)
  return JSON.stringify(value, (key, one: unknown) => {
    if (key === "epoch" || key.endsWith("Ms")) return key
    if (typeof one === "number") return one > INSTANT_MIN ? "instant" : one
    if (typeof one !== "string") return inOrder(one)
    return names.get(one) ?? (DRAWN_HASH.test(one) ? "hash" : one)
  })
}

const inOrder = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value
