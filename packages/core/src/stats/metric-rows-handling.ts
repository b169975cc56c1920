/** What is defined of each metric of the work on interactions. */
import type { Row } from "./metric-rows.ts"

const HOUSE = "docs/domain.md 6.10"
const LEG = "legs of inbound interactions, when each ends; of an agent the logged time only"
const OUT = "interactions an agent started; in no other figure but completed"
const RATED = "agents' and dialers' mails, when each is rated; one rating a mail"
const LAST = "for the agent and campaign of the last leg"

/** Means, in milliseconds. */
export const handlingMeanRows: ReadonlyArray<Row> = [
  ["talked", "Talked", "Σ talk ÷ ended", "inbound only", HOUSE],
  ["handle", "AHT", "Σ (talk + hold + wrap-up) ÷ ended", "inbound only; all agents who had a leg", HOUSE],
  ["afterWork", "ACW", "Σ wrap-up ÷ ended", "inbound only", HOUSE],
  [
    "firstResponse",
    "First response",
    "Σ (first agent message − entered-at) ÷ first responses",
    "from the first entry; inbound only, automatic replies excluded",
    HOUSE
  ],
  ["resolution", "Resolution", "Σ (ended − created) ÷ ended", "over all legs; inbound only", HOUSE],
  ["outboundTalked", "Talked, outbound", "Σ talk ÷ ended, outbound", OUT, HOUSE],
  ["outboundHandle", "AHT, outbound", "Σ (talk + hold + wrap-up) ÷ ended, outbound", OUT, HOUSE]
]

export const handlingCountRows: ReadonlyArray<Row> = [
  ["legs", "Legs", "legs that ended", LEG, HOUSE],
  ["wrapUps", "Wrap-ups", "wrap-ups that ended", "after inbound legs", HOUSE],
  ["ended", "Ended", "inbound interactions whose conversation ended with an agent", LAST, HOUSE],
  ["firstResponses", "First responses", "inbound interactions answered by an agent for the first time", "text", HOUSE],
  ["completed", "Completed", "interactions ended with an agent, in and out", LAST, HOUSE],
  ["outboundStarted", "Started", "interactions an agent started", OUT, HOUSE],
  ["outboundLegs", "Legs, outbound", "legs of outbound interactions that ended", OUT, HOUSE],
  ["outboundWrapUps", "Wrap-ups, outbound", "wrap-ups that ended after outbound legs", OUT, HOUSE],
  ["outboundEnded", "Ended, outbound", "outbound interactions whose conversation ended", `${LAST}; ${OUT}`, HOUSE],
  ["ratings", "Ratings", "ratings of mails", RATED, HOUSE],
  ["ratingsGood", "Good ratings", "ratings ≥ 4 of 5", RATED, HOUSE]
]

export const handlingRatioRows: ReadonlyArray<Row> = [["csatRatio", "CSAT", "ratings ≥ 4 ÷ ratings", RATED, HOUSE]]

/** Times, in milliseconds. */
export const handlingTimeRows: ReadonlyArray<Row> = [
  ["talkMs", "Talk", "Σ (end − acceptance or start − hold)", LEG, HOUSE],
  ["holdMs", "On hold by agents", "Σ time the owner held the client", LEG, HOUSE],
  ["wrapUpMs", "Wrap-up time", "Σ (end of wrap-up − its start)", "when each ends, after inbound legs", HOUSE],
  ["resolutionsMs", "Resolutions", "Σ (ended − created)", "over all legs; when the conversation ends", HOUSE],
  ["firstResponsesMs", "Waits for a first response", "Σ (first agent message − entered-at)", "text; inbound", HOUSE],
  ["outboundTalkMs", "Talk, outbound", "Σ (end − start − hold)", OUT, HOUSE],
  ["outboundHoldMs", "On hold by agents, outbound", "Σ time the owner held the client", OUT, HOUSE],
  ["outboundWrapUpMs", "Wrap-up time, outbound", "Σ (end of wrap-up − its start)", OUT, HOUSE]
]
