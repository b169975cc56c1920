export { DispositionCommand, DispositionRejection, DISPOSITIONS_MAX } from "./commands.ts"
export { decide } from "./decide.ts"
export { ActionKind, DISPOSITION_CHANNELS_MAX, DispositionEvent } from "./events.ts"
export {
  evolve,
  hasOutcome,
  hindrance,
  noDispositions,
  nodeOf,
  offeredIn,
  withoutCampaign,
  type DispositionNode,
  type Dispositions,
  type Place
} from "./state.ts"
