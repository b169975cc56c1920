export { InteractionCommand, InteractionRejection } from "./commands.ts"
export { InteractionEvent } from "./events.ts"
export {
  arrived,
  evolve,
  isQueued,
  isUnoffered,
  queued,
  type Entry,
  type Interaction,
  type Offer,
  type Stage
} from "./state.ts"
