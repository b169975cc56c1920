import type { Event } from "./world.ts"

/** What of routing an event shows at work: the rule of an offer, a step, an overflow or its reason not to, a window's end. */
export function seenIn(event: Event): ReadonlyArray<string> {
  switch (event._tag) {
    case "InteractionOffered":
      return [`eligibility ${event.eligibility}`, `delivery ${event.delivery}`]
    case "InteractionQueued":
      return event.preferred === null ? [`entry ${event.kind}`] : [`entry ${event.kind}`, "window opened"]
    case "InteractionTaken":
      return ["taken"]
    case "OfferRescinded":
      return ["rescinded"]
    case "OfferRevoked":
      return [`revoked ${event.reason}`]
    case "EntryRelaxed":
      return [event.overflowTo === null ? "relaxed" : "sent on"]
    case "InteractionOverflowed":
      return ["overflowed"]
    case "OverflowSkipped":
      return [`skipped ${event.reason}`]
    case "PreferredWindowEnded":
      return [`window ${event.reason}`]
    default:
      return []
  }
}
