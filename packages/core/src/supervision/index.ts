export { SupervisionCommand, SupervisionRejection } from "./commands.ts"
export { ended, start, stop, WATCHES_MAX } from "./decide.ts"
export { SupervisionEvent, WatchEndReason } from "./events.ts"
export { evolve, type ScreenMonitoring, type Spy, type Supervision, type Watch } from "./state.ts"
