export { BlacklistCommand } from "./commands.ts"
export { decide } from "./decide.ts"
export { BlacklistEvent, BlockReason } from "./events.ts"
