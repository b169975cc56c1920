export { RatingCommand, RatingRejection } from "./commands.ts"
export { decide, type Rateable } from "./decide.ts"
export { RatedMail, RatingEvent, RatingValue } from "./events.ts"
