export { choose, limitsOfRecord, type Candidates, type Choice } from "./choose.ts"
export { limitsOfDialer, nextSlot, type Hindrance, type Hours, type Situation, type Slot } from "./next-slot.ts"
export { PLAN_LOOK, Planner, type PlannedSending, type PlanRequest } from "./plan.ts"
export {
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
