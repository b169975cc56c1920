/** When dialers may send, over the facts of a centre: their own, their campaign's, and the rates of all. */
import type { Dialer, DialerRecord } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { nextOpen } from "../kernel/schedule.ts"
import { nextSlot, Planner, type Hours, type Situation, type Slot } from "../pacing/index.ts"
import { at as numbered, type RoutingFacts } from "../routing/index.ts"
import type { Campaign } from "../campaign/index.ts"
import type { Zones } from "./definitions.ts"
import type { Facts } from "./state.ts"
import { campaignHours, offsetsIn } from "./wall-clock.ts"

export type DialingFacts = RoutingFacts & Pick<Facts, "dialers" | "holidays" | "pacing">

/** The campaign of a dialer; undefined once it was removed: another of its name is not its. */
export function campaignOfDialer(facts: RoutingFacts, { campaign, campaignNumber }: Dialer): Campaign | undefined {
  return hamtGet(facts.campaignNumbers, campaign) === campaignNumber
    ? numbered(facts.campaigns, campaignNumber)
    : undefined
}

export function situationOf(facts: DialingFacts, zones: Zones, dialer: Dialer): Situation {
  const { dialers, pacing } = facts
  const campaign = campaignOfDialer(facts, dialer)
  return {
    dialer,
    list: dialer.active === null ? null : (hamtGet(dialers.lists, dialer.active) ?? null),
    campaignEnabled: campaign?.enabled ?? false,
    hours: campaign === undefined ? [] : hoursOf(facts, zones, dialer, campaign),
    rates: dialers.rates,
    pacing
  }
}

/** The dialer's own, by the clock of its campaign, and the campaign's, with its holidays. */
function hoursOf(facts: DialingFacts, zones: Zones, { settings }: Dialer, campaign: Campaign): ReadonlyArray<Hours> {
  const { schedule } = settings
  const own = { schedule, daysOff: [], offsetAt: offsetsIn(zones, campaign.settings.zone) }
  const its = campaignHours(facts.holidays, zones, campaign)
  return [
    ...(schedule === null ? [] : [{ name: "off-schedule" as const, nextOpen: (at: Instant) => nextOpen(own, at) }]),
    {
      name: "campaign-closed",
      nextOpen: (at) => (campaign.open && (campaign.turnsAt === null || at < campaign.turnsAt) ? at : nextOpen(its, at))
    }
  ]
}

/** Whether the hours of a dialer and of its campaign are open; where its campaign was removed they are not. */
export function isOnSchedule(facts: DialingFacts, zones: Zones, dialer: Dialer, at: Instant): boolean {
  const campaign = campaignOfDialer(facts, dialer)
  return campaign !== undefined && hoursOf(facts, zones, dialer, campaign).every((one) => one.nextOpen(at) === at)
}

/** When a dialer may claim its next record. */
export const slotOf = (facts: DialingFacts, zones: Zones, dialer: Dialer, at: Instant): Slot =>
  nextSlot(situationOf(facts, zones, dialer), at)

/** What a plan is asked with: how long a submission takes, and what of the list is to be tried again. */
export interface PlanOptions {
  readonly sendMs: number
  readonly retries: ReadonlyArray<DialerRecord>
  readonly isBlocked?: (record: DialerRecord) => boolean
}

/** A dry run of a list, as if its dialer were started with it; undefined when there is no such list. */
export function plannerOf(
  facts: DialingFacts,
  zones: Zones,
  { listId, at, ...options }: PlanOptions & { readonly listId: string; readonly at: Instant }
): Planner | undefined {
  const list = hamtGet(facts.dialers.lists, listId)
  const dialer = list === undefined ? undefined : hamtGet(facts.dialers.dialers, list.dialer)
  if (list === undefined || dialer === undefined) return undefined
  const played: Dialer = { ...dialer, status: "started", active: list.id }
  return new Planner({ ...options, at, situation: { ...situationOf(facts, zones, played), list } })
}
