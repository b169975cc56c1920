export { UserCommand, UserRejection } from "./commands.ts"
export { UserEvent } from "./events.ts"
export { decide } from "./decide.ts"
export { evolve, type User } from "./state.ts"
