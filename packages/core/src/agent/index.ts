export { AgentCommand, AgentRejection } from "./commands.ts"
export {
  breakStarted,
  endBreak,
  endSessions,
  endWrapUps,
  lockScreen,
  SESSIONS_MAX,
  setCapacity,
  setSkills,
  signedOut,
  signIn,
  startBreak,
  unlockScreen,
  type StartingBreak
} from "./decide.ts"
export { AgentEvent, PresenceCause } from "./events.ts"
export {
  ended,
  evolve,
  indicatorOf,
  isBusy,
  isConnected,
  isOnCall,
  isOnHold,
  joined,
  loadOf,
  newAgent,
  occupied,
  offered,
  parted,
  skillLevel,
  statusOf,
  unoffered,
  vacated,
  wrapUpUntil,
  type Agent,
  type Break,
  type Held,
  type Indicator,
  type Status,
  type WrapUp
} from "./state.ts"
