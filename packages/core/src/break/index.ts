export { BreakCommand, BreakRejection } from "./commands.ts"
export { BREAKS_MAX, decide } from "./decide.ts"
export { BREAK_MINUTES_MAX, BreakDefined, BreakEvent } from "./events.ts"
export { breakNamed, evolve, PAUSE, type BreakDefinition, type Breaks } from "./state.ts"
