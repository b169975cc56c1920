/** What is defined of each metric of an agent's day. */
import type { Row } from "./metric-rows.ts"

const HOUSE = "docs/domain.md 7.1"
const LOGGED = "cut to logged time"

export const agentTimeRows: ReadonlyArray<Row> = [
  ["loggedMs", "Logged", "time connected", "all of it, of the local day of the centre's zone", HOUSE],
  ["spokenMs", "Spoken", "time with a call", `held calls too; ${LOGGED}`, HOUSE],
  ["attendedMs", "Attended", "time with an interaction in text", `one or several at once; ${LOGGED}`, HOUSE],
  ["breakMs", "Break", "time on a break", `supervisor's pauses and autopause too, no routing hold; ${LOGGED}`, HOUSE],
  [
    "freeMs",
    "Free",
    "logged time outside (spoken ∪ break)",
    "logged − (spoken + break) where they do not overlap",
    HOUSE
  ],
  ["occupiedMs", "Occupied", "time with a call, interaction or wrap-up", LOGGED, "docs/domain.md 6.10"],
  ["idleBreakMs", "Idle break", "time on a break without work or wrap-up", LOGGED, "docs/domain.md 6.10"]
]

export const occupancyRow: Row = [
  "occupancy",
  "Occupancy",
  "occupied ÷ (logged − idle break)",
  LOGGED,
  "docs/domain.md 6.10"
]

export const agentCountRows: ReadonlyArray<Row> = [
  ["completed", "Completed", "interactions ended with this agent, in and out", "last legs", "docs/domain.md 7.4"]
]

export const agentAverageRows: ReadonlyArray<Row> = [
  ["averageSpoken", "Average spoken", "Σ talk of calls ÷ calls completed", LOGGED, "docs/domain.md 7.4"],
  ["averageAttended", "Average attended", "Σ talk in text ÷ completed in text", LOGGED, "docs/domain.md 7.4"]
]
