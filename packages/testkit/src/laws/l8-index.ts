import type { Boundary, Complaint, Law } from "./law.ts"
import { differenceOf, plainIndexes } from "./plain-state.ts"

/** Rebuilding is dear: it is done at every so many boundaries, and at the end. */
const REBUILT_EVERY = 3

/** Indexes that were kept up step by step are those that the facts alone give. */
export const indexes: Law = {
  id: "L8-index",
  says: "Index = rebuilt index.",
  watch: () => {
    let boundaries = 0
    return {
      boundary: (boundary) => {
        boundaries += 1
        return boundaries % REBUILT_EVERY === 0 ? outOfStep(boundary) : null
      },
      end: outOfStep
    }
  }
}

function outOfStep({ driver: { centre, state } }: Boundary): Complaint {
  const rebuilt = centre.replay(state, [])
  const difference = differenceOf(
    plainIndexes(state.indexes, state.facts),
    plainIndexes(rebuilt.indexes, rebuilt.facts)
  )
  return difference === null ? null : `kept and rebuilt indexes differ, at ${difference}`
}
