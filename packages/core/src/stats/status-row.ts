/** The status row of a campaign, read from the live view: today's figures, what waits, and what its members are doing. */
import { bitsCount, countBoth } from "../kernel/bits.ts"
import type { CampaignName, Instant } from "../kernel/fields.ts"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import { orderedFirst, orderedSize } from "../kernel/ordered-set.ts"
import { figureRatiosOf, longer, subtractFigures, type Figures } from "./figures.ts"
import type { HandlingRatios } from "./handling.ts"
import { today, type LiveCampaign, type LiveStatus, type LiveView } from "./live-view.ts"
import type { Ratios } from "./ratios.ts"

/** Of the waits that ended today; null before the first. */
export interface Waits {
  /** (3 · old + new) ÷ 4 over the waits of the answered, each floored to whole seconds. */
  readonly averageHoldEmaSeconds: number | null
  /** Of those answered, abandoned or withdrawn. */
  readonly longestWaitEndedMs: number | null
}

/** One campaign's row. Counts of `today` run from local midnight of the campaign's zone; all else is of now. */
export interface StatusRow {
  readonly campaign: CampaignName
  readonly label: string
  readonly channel: string
  readonly kind: "live" | "asynchronous"
  readonly enabled: boolean
  readonly zone: string
  /** The local date that `today` is. */
  readonly date: string | null
  readonly serviceLevelSeconds: number
  /** A count shown with the ACD; 0 = none. */
  readonly waitingLimit: number
  readonly today: Figures & Ratios & HandlingRatios & Waits
  /** Since the campaign was created: entered = answered + abandoned + overflowed + withdrawn + open. */
  readonly sinceCreated: Figures
  /** Entries without an outcome, now and when the day began. */
  readonly open: number
  readonly openAtDayStart: number
  /** Waiting or offered; not the backlog, which is shown after it. */
  readonly acd: number
  readonly backlog: number
  /** Since when the longest waiting of the ACD waits; null when none does. */
  readonly longestWaitSince: Instant | null
  readonly members: number
  readonly logged: number
  readonly free: number
  readonly busy: number
  readonly wrapUp: number
  readonly paused: number
  readonly pausedBusy: number
}

/** The longest wait of the day, of those that ended and of those that wait now; null when there is none. */
export function longestWaitTodayMs({ today: { longestWaitEndedMs }, longestWaitSince }: StatusRow, now: Instant) {
  const open = longestWaitSince === null ? null : now - longestWaitSince
  return longer(longestWaitEndedMs, open)
}

/** One campaign's row; undefined when there is no such campaign. O(agents ÷ 32). */
export function rowOf(view: LiveView, name: string): StatusRow | undefined {
  const campaign = hamtGet(view.campaigns, name)
  return campaign === undefined ? undefined : row(view, today(view, campaign))
}

/** All rows, by campaign name. */
export const rows = (view: LiveView): ReadonlyArray<StatusRow> =>
  [...hamtValues(view.campaigns)]
    .sort((a, b) => (a.campaign < b.campaign ? -1 : 1))
    .map((campaign) => row(view, today(view, campaign)))

function row(view: LiveView, campaign: LiveCampaign): StatusRow {
  const day = subtractFigures(campaign.figures, campaign.base)
  const of = (status: LiveStatus): number => countBoth(campaign.members, view.status[status])
  // In a voice campaign who has other work but no call is free.
  const busy = campaign.media === "voice" ? countBoth(campaign.members, view.calling) : of("busy")
  return {
    campaign: campaign.campaign,
    label: campaign.label,
    channel: campaign.channel,
    kind: campaign.kind,
    enabled: campaign.enabled,
    zone: campaign.zone,
    date: hamtGet(view.zones, campaign.zone)?.date ?? null,
    serviceLevelSeconds: campaign.serviceLevelSeconds,
    waitingLimit: campaign.waitingLimit,
    today: {
      ...day,
      ...figureRatiosOf(day),
      averageHoldEmaSeconds: campaign.holdEmaSeconds,
      longestWaitEndedMs: campaign.longestEndedMs
    },
    sinceCreated: campaign.figures,
    open: campaign.open,
    openAtDayStart: campaign.openAtStart,
    acd: orderedSize(campaign.queue),
    backlog: campaign.backlog,
    longestWaitSince: orderedFirst(campaign.queue)?.since ?? null,
    members: bitsCount(campaign.members),
    logged: countBoth(campaign.members, view.logged),
    free: of("free") + of("busy") - busy,
    busy,
    wrapUp: of("wrapUp"),
    paused: of("paused"),
    pausedBusy: of("pausedBusy")
  }
}
