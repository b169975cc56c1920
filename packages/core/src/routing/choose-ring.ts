/** Everybody who is eligible, by position, as many as may ring at once. */
import { bitsHas, countBoth } from "../kernel/bits.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import type { Choice, Choosing } from "./choose.ts"
import { chosen, isEligible } from "./choose-keyed.ts"
import { RING_MAX } from "./strategy.ts"

/** O(open members) at the most; stops when all candidates, or `RING_MAX` of them, were met. */
export function byRing(choosing: Choosing): ReadonlyArray<Choice> {
  const { index, able } = choosing
  let left = countBoth(able, index.open)
  const ring: Array<Choice> = []
  for (const key of orderedFrom(index.order)) {
    if (left === 0 || ring.length === RING_MAX) break
    if (!bitsHas(able, key.agent)) continue
    left -= 1
    if (isEligible(choosing, key)) ring.push(chosen(key))
  }
  return ring
}
