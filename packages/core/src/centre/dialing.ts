/** When dialers may send, over the facts of a centre: their own, their campaign's, and the rates of all. */
import type { Dialer } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { nextSlot, type Hours, type Situation, type Slot } from "../pacing/index.ts"
import { at as numbered, type RoutingFacts } from "../routing/index.ts"
import type { Campaign } from "../campaign/index.ts"
import type { Zones } from "./definitions.ts"
import type { Facts } from "./state.ts"

export type DialingFacts = RoutingFacts & Pick<Facts, "dialers" | "pacing">

/** The campaign of a dialer; undefined once it was removed: another of its name is not its. */
export function campaignOfDialer(facts: RoutingFacts, { campaign, campaignNumber }: Dialer): Campaign | undefined {
  return hamtGet(facts.campaignNumbers, campaign) === campaignNumber
    ? numbered(facts.campaigns, campaignNumber)
    : undefined
}

export function situationOf(facts: DialingFacts, _zones: Zones, dialer: Dialer): Situation {
  const { dialers, pacing } = facts
  const campaign = campaignOfDialer(facts, dialer)
  const hours: ReadonlyArray<Hours> = []
  return {
    dialer,
    list: dialer.active === null ? null : (hamtGet(dialers.lists, dialer.active) ?? null),
    campaignEnabled: campaign?.enabled ?? false,
    hours,
    rates: dialers.rates,
    pacing
  }
}

/** When a dialer may claim its next record. */
export const slotOf = (facts: DialingFacts, zones: Zones, dialer: Dialer, at: Instant): Slot =>
  nextSlot(situationOf(facts, zones, dialer), at)
