/** What the windows of new rates know when they are set. */
import type { Rate } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { hamtEntries, hamtGet, hamtSet } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { keyOf, resultsOf, windowWith, withWindow, type Pacing } from "./windows.ts"

/** What was counted of one campaign, account or domain, in windows of whatever length. */
interface Subject {
  readonly per: string
  readonly value: string
  /** Results by instant. */
  readonly ended: Map<Instant, number>
  /** Records under way. */
  readonly held: Array<string>
}

/**
 * Windows over something that was counted before begin with all that is known of it, under whichever rates: rates that
 * change forget nothing that was sent. What was sent under no rate at all nobody counted. O(windows + results in them +
 * records under way): rates are set rarely.
 */
export function withRates(pacing: Pacing, rates: ReadonlyArray<Rate>, at: Instant, owner: Owner): Pacing {
  let next = pacing
  let { slots } = pacing
  for (const { per, value, ended, held } of subjectsOf(pacing)) {
    const its = rates.filter((rate) => rate.per === per && (rate.name === null || rate.name === value))
    const keys = new Map(its.map(({ windowSeconds }) => [keyOf({ per, windowSeconds }, value), windowSeconds * 1_000]))
    const results = [...ended].map(([when, count]) => ({ at: when, count })).sort((a, b) => a.at - b.at)
    for (const [key, windowMs] of keys)
      next = withWindow(next, key, windowWith({ windowMs, held: held.length, results }, at, owner), owner)
    for (const id of held) slots = hamtSet(slots, id, [...new Set([...keysIn(slots, id), ...keys.keys()])], owner)
  }
  return { ...next, slots }
}

const keysIn = (slots: Pacing["slots"], id: string): ReadonlyArray<string> => hamtGet(slots, id) ?? []

/** A result is counted at one instant in every window that it belongs to: the most that one of them says is what was. */
function subjectsOf({ windows, slots }: Pacing): Iterable<Subject> {
  const subjects = new Map<string, Subject>()
  const subjectOf = (key: string): Subject => {
    const [per = "", , ...rest] = key.split("/")
    const value = rest.join("/")
    const known = subjects.get(`${per}/${value}`) ?? { per, value, ended: new Map(), held: [] }
    subjects.set(`${per}/${value}`, known)
    return known
  }
  for (const [key, window] of hamtEntries(windows)) {
    const { ended } = subjectOf(key)
    for (const { at, count } of resultsOf(window)) ended.set(at, Math.max(count, ended.get(at) ?? 0))
  }
  for (const [id, keys] of hamtEntries(slots)) for (const subject of new Set(keys.map(subjectOf))) subject.held.push(id)
  return subjects.values()
}
