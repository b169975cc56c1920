export { AgentCommand, AgentRejection } from "./commands.ts"
export {
  endBreak,
  endSessions,
  endWrapUps,
  SESSIONS_MAX,
  setCapacity,
  setSkills,
  signIn,
  startBreak
} from "./decide.ts"
export { AgentEvent, PAUSE, PresenceCause } from "./events.ts"
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
  type Status,
  type WrapUp
} from "./state.ts"
