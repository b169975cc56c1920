export { Disposition } from "./commands-active.ts"
export { InteractionCommand, InteractionRejection } from "./commands.ts"
export { ActiveEvent, DispositionAction, DispositionLevel, TransferMode } from "./events-active.ts"
export { EntryKind, EntryStep, InteractionEvent, Preferred, Requirement } from "./events.ts"
export { evolveActive, legOf, type ActivePart, type Transfer } from "./state-active.ts"
export {
  arrived,
  evolve,
  isQueued,
  isUnoffered,
  offerTo,
  queued,
  started,
  type Entry,
  type Interaction,
  type Offer,
  type Stage
} from "./state.ts"
