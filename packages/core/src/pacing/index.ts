export { choose, FRESH_DEEP_MAX, FRESH_MAX, limitsOfRecord, lookedAt, type Candidates, type Choice } from "./choose.ts"
export { limitsOfDialer, nextSlot, type Hindrance, type Hours, type Situation, type Slot } from "./next-slot.ts"
export { withRates } from "./new-rates.ts"
export { Planner, type PlannedSending, type PlanRequest } from "./plan.ts"
export {
  compareExpiries,
  givenBack,
  limitsOf,
  noPacing,
  released,
  roomIn,
  roomOf,
  taken,
  type Limit,
  type Pacing,
  type Room,
  type Scope
} from "./windows.ts"
