import type { Boundary, Complaint, Law } from "./law.ts"
import { differenceOf, plainIndexes } from "./plain-state.ts"

/** Indexes that were kept up step by step are those that the facts alone give. */
export const indexes: Law = {
  id: "L8-index",
  says: "Index = rebuilt index.",
  every: 3,
  watch: () => ({ look: outOfStep })
}

function outOfStep({ driver: { centre, state } }: Boundary): Complaint {
  const rebuilt = centre.replay(state, [])
  const difference = differenceOf(
    plainIndexes(state.indexes, state.facts),
    plainIndexes(rebuilt.indexes, rebuilt.facts)
  )
  return difference === null ? null : `kept and rebuilt indexes differ, at ${difference}`
}
