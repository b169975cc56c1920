/**
 * What is counted of the work on interactions: legs, wrap-ups, ends, first answers. Whole numbers that only grow; the
 * means and ratios are computed from them. Outbound interactions are kept apart from all of them.
 */
import { fraction } from "./ratios.ts"

export interface Handling {
  /** Inbound legs that ended: their talk (less hold) and hold together. */
  readonly legs: number
  readonly talkMs: number
  readonly holdMs: number
  /** Wrap-ups that ended after inbound legs, and their time. */
  readonly wrapUps: number
  readonly wrapUpMs: number
  /** Inbound interactions whose conversation ended with an agent, and the time from creation to end over all legs. */
  readonly ended: number
  readonly resolutionsMs: number
  /** Inbound interactions an agent answered for the first time, and the time from their first entry to that. */
  readonly firstResponses: number
  readonly firstResponsesMs: number
  /** Interactions ended with an agent, in and out. */
  readonly completed: number
  readonly outboundStarted: number
  readonly outboundLegs: number
  readonly outboundTalkMs: number
  readonly outboundHoldMs: number
  readonly outboundWrapUps: number
  readonly outboundWrapUpMs: number
  readonly outboundEnded: number
  /** Ratings of agents' and dialers' mails, and those of 4 or 5. */
  readonly ratings: number
  readonly ratingsGood: number
}

export const noHandling: Handling = {
  legs: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUps: 0,
  wrapUpMs: 0,
  ended: 0,
  resolutionsMs: 0,
  firstResponses: 0,
  firstResponsesMs: 0,
  completed: 0,
  outboundStarted: 0,
  outboundLegs: 0,
  outboundTalkMs: 0,
  outboundHoldMs: 0,
  outboundWrapUps: 0,
  outboundWrapUpMs: 0,
  outboundEnded: 0,
  ratings: 0,
  ratingsGood: 0
}

/** Means and ratios of the work; null where their denominator is 0. */
export interface HandlingRatios {
  readonly talkedMs: number | null
  readonly handleMs: number | null
  readonly afterWorkMs: number | null
  readonly firstResponseMs: number | null
  readonly resolutionMs: number | null
  readonly outboundTalkedMs: number | null
  readonly outboundHandleMs: number | null
  readonly csatRatio: number | null
}

export const handlingRatiosOf = (sums: Handling): HandlingRatios => ({
  talkedMs: fraction(sums.talkMs, sums.ended),
  handleMs: fraction(sums.talkMs + sums.holdMs + sums.wrapUpMs, sums.ended),
  afterWorkMs: fraction(sums.wrapUpMs, sums.ended),
  firstResponseMs: fraction(sums.firstResponsesMs, sums.firstResponses),
  resolutionMs: fraction(sums.resolutionsMs, sums.ended),
  outboundTalkedMs: fraction(sums.outboundTalkMs, sums.outboundEnded),
  outboundHandleMs: fraction(sums.outboundTalkMs + sums.outboundHoldMs + sums.outboundWrapUpMs, sums.outboundEnded),
  csatRatio: fraction(sums.ratingsGood, sums.ratings)
})

/** The sums that each of them is made of: what it is drilled to. */
export const HANDLING_PARTS: { readonly [Ratio in keyof HandlingRatios]: ReadonlyArray<keyof Handling> } = {
  talkedMs: ["legs", "ended"],
  handleMs: ["legs", "wrapUps", "ended"],
  afterWorkMs: ["wrapUps", "ended"],
  firstResponseMs: ["firstResponses"],
  resolutionMs: ["ended"],
  outboundTalkedMs: ["outboundLegs", "outboundEnded"],
  outboundHandleMs: ["outboundLegs", "outboundWrapUps", "outboundEnded"],
  csatRatio: ["ratings"]
}
