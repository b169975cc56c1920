export { InteractionCommand, InteractionRejection } from "./commands.ts"
export { EntryKind, EntryStep, InteractionEvent, Preferred, Requirement } from "./events.ts"
export {
  arrived,
  evolve,
  isQueued,
  isUnoffered,
  offerTo,
  queued,
  type Entry,
  type Interaction,
  type Offer,
  type Stage
} from "./state.ts"
