export { AgentCommand, AgentRejection } from "./commands.ts"
export { endBreak, endSessions, endWrapUps, SESSIONS_MAX, signIn, startBreak } from "./decide.ts"
export { AgentEvent, PAUSE, PresenceCause } from "./events.ts"
export {
  evolve,
  indicatorOf,
  isBusy,
  isConnected,
  joined,
  newAgent,
  occupied,
  offered,
  parted,
  statusOf,
  unoffered,
  vacated,
  wrapUpUntil,
  type Agent,
  type Break,
  type Held,
  type Status,
  type WrapUp
} from "./state.ts"
