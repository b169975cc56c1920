export { ContactEvent } from "./events.ts"
