import type { Boundary, Complaint, Law } from "./law.ts"
import { pictureOfFacts, pictureOfWorld } from "./picture.ts"
import { differenceOf } from "./plain-state.ts"

/** The state says of everybody and everything what the log says when it is folded by hand. */
export const factsOfTheLog: Law = {
  id: "L8-facts",
  says: "The facts of the state are those of the log.",
  watch: () => ({ boundary: (boundary) => otherwise(boundary) })
}

function otherwise({ world, driver, step }: Boundary): Complaint {
  if (step.before === step.after) return null
  const { state, centre } = driver
  const difference = differenceOf(pictureOfFacts(state.facts, centre.nextDeadline(state)), pictureOfWorld(world))
  return difference === null ? null : `the state and its log differ, at ${difference}`
}
