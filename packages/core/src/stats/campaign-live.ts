/** The status row of each campaign: what happened today, what waits, and what its members are doing. */
import { bitsClear, bitsCount, bitsSet, countBoth } from "../kernel/bits.ts"
import type { CampaignName, Instant, InteractionId } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet, hamtValues } from "../kernel/hamt.ts"
import { orderedAdd, orderedDelete, orderedFirst, orderedSize } from "../kernel/ordered-set.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { addFigures, figureRatiosOf, longer, subtractFigures, type Figures } from "./figures.ts"
import type { HandlingRatios } from "./handling.ts"
import { legBegun, legEnded } from "./legs.ts"
import {
  agentOf,
  changedCampaign,
  dayNumberOf,
  newCampaign,
  noLiveView,
  today,
  withAgent,
  withCampaign,
  type LiveCampaign,
  type LiveEntry,
  type LiveStatus,
  type LiveView
} from "./live-view.ts"
import type { Projection, StoredEvent } from "./projection.ts"
import type { Ratios } from "./ratios.ts"
import { asConfigured, sampleOf, watch, type Sample } from "./samples.ts"

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

/** O(log waiting) per event; what an agent does costs the same however many campaigns they are in. */
export const campaignLive: Projection<LiveView> = {
  name: "campaign-live",
  version: 1,
  initial: noLiveView,
  evolve
}

function evolve(view: LiveView, recorded: Recorded<StoredEvent>): LiveView {
  const sample = sampleOf(view.watched, recorded, asConfigured)
  const sampled = sample === null ? view : count(view, sample)
  return evolveNow({ ...sampled, watched: watch(view.watched, recorded) }, recorded.event)
}

function evolveNow(view: LiveView, event: StoredEvent): LiveView {
  switch (event._tag) {
    case "DayStarted": {
      const { zone, date, dueAt } = event
      const day = dayNumberOf(view, zone) + (dueAt === null ? 0 : 1)
      return { ...view, zones: hamtSet(view.zones, zone, { date, day }, undefined) }
    }
    case "AgentConnected":
      return withAgent(view, event.agentId, () => ({ connected: true }))
    case "AgentDisconnected":
      return withAgent(view, event.agentId, () => ({ connected: false }))
    case "BreakStarted":
    case "BreakEnded":
      return withAgent(view, event.agentId, () => ({ onBreak: event._tag === "BreakStarted" }))
    case "WrapUpStarted":
      return withAgent(view, event.agentId, ({ wrapUps }) => ({ wrapUps: wrapUps + 1 }))
    case "WrapUpEnded":
      return withAgent(view, event.agentId, ({ wrapUps }) => ({ wrapUps: wrapUps - 1 }))
    default:
      return evolveCampaign(holding(view, event), event)
  }
}

/** Who holds how much. */
function holding(view: LiveView, event: StoredEvent): LiveView {
  const ended = legEnded(event)
  const begun = legBegun(event)
  const left = ended === null ? view : withAgent(view, ended.agentId, ({ active }) => ({ active: active - 1 }))
  return begun === null ? left : withAgent(left, begun.agentId, ({ active }) => ({ active: active + 1 }))
}

function evolveCampaign(view: LiveView, event: StoredEvent): LiveView {
  switch (event._tag) {
    case "CampaignCreated":
      return withCampaign(view, newCampaign(view, event))
    case "CampaignRemoved":
      return { ...view, campaigns: hamtDelete(view.campaigns, event.campaign, undefined) }
    case "CampaignChanged":
      return changing(view, event.campaign, (campaign) => changedCampaign(view, campaign, event))
    case "CampaignEnabled":
    case "CampaignDisabled":
      return changing(view, event.campaign, (campaign) => ({
        ...campaign,
        enabled: event._tag === "CampaignEnabled"
      }))
    case "MemberAdded": {
      const known = withAgent(view, event.agentId, () => ({}))
      const { number } = agentOf(known, event.agentId)
      return changing(known, event.campaign, (campaign) => ({
        ...campaign,
        members: bitsSet(campaign.members, number, undefined)
      }))
    }
    case "MemberRemoved": {
      const { number } = agentOf(view, event.agentId)
      return changing(view, event.campaign, (campaign) => ({
        ...campaign,
        members: bitsClear(campaign.members, number, undefined)
      }))
    }
    default:
      return evolveEntry(view, event)
  }
}

const changing = (view: LiveView, name: CampaignName, change: (campaign: LiveCampaign) => LiveCampaign): LiveView => {
  const campaign = hamtGet(view.campaigns, name)
  return campaign === undefined ? view : withCampaign(view, change(campaign))
}

function evolveEntry(view: LiveView, event: StoredEvent): LiveView {
  switch (event._tag) {
    case "InteractionQueued": {
      const { interactionId, campaign, place, waitingSince } = event
      return withEntry(view, interactionId, { campaign, since: waitingSince, place, outcome: false })
    }
    case "InteractionAdmitted": {
      const entry = hamtGet(view.entries, event.interactionId)
      return entry === undefined ? view : withEntry(view, event.interactionId, { ...entry, place: "queue" })
    }
    case "InteractionAbandoned": {
      const entry = hamtGet(view.entries, event.interactionId)
      const next = event.leaves || entry === undefined ? undefined : { ...entry, outcome: true }
      return withEntry(view, event.interactionId, next)
    }
    case "InteractionWithdrawn":
    case "InteractionOverflowed":
    case "OfferAccepted":
    case "InteractionTaken":
      return withEntry(view, event.interactionId, undefined)
    default:
      return view
  }
}

const count = (view: LiveView, { campaign: name, adds, waitMs, agentId }: Sample): LiveView =>
  changing(view, name, (campaign) => {
    const current = today(view, campaign)
    const { completedBy } = current
    return {
      ...current,
      figures: addFigures(current.figures, adds),
      holdEmaSeconds: adds.answered === 1 ? movedHold(current.holdEmaSeconds, waitMs ?? 0) : current.holdEmaSeconds,
      longestEndedMs: waitMs === null ? current.longestEndedMs : Math.max(waitMs, current.longestEndedMs ?? 0),
      completedBy:
        agentId === null || adds.completed === undefined
          ? completedBy
          : hamtSet(completedBy, agentId, (hamtGet(completedBy, agentId) ?? 0) + adds.completed, undefined)
    }
  })

/** Source: the queue engine of this field: `(3 · old + new) ÷ 4` in whole seconds, the first sample as it is. */
function movedHold(old: number | null, waitMs: number): number {
  const seconds = Math.floor(waitMs / 1_000)
  return old === null ? seconds : Math.floor((3 * old + seconds) / 4)
}

/** Sets, moves or (undefined) takes out an un-owned entry; its campaign's queue, backlog and open entries follow. */
function withEntry(view: LiveView, id: InteractionId, after: LiveEntry | undefined): LiveView {
  const before = hamtGet(view.entries, id)
  const name = (after ?? before)?.campaign
  if (name === undefined) return view
  const entries =
    after === undefined ? hamtDelete(view.entries, id, undefined) : hamtSet(view.entries, id, after, undefined)
  return changing({ ...view, entries }, name, (campaign) => {
    const current = today(view, campaign)
    return {
      ...current,
      queue: requeued(current.queue, id, before, after),
      backlog: current.backlog + inBacklog(after) - inBacklog(before),
      open: current.open + isOpen(after) - isOpen(before)
    }
  })
}

const inBacklog = (entry: LiveEntry | undefined): number => (entry?.place === "backlog" ? 1 : 0)
const isOpen = (entry: LiveEntry | undefined): number => (entry?.outcome === false ? 1 : 0)

function requeued(
  queue: LiveCampaign["queue"],
  id: InteractionId,
  before: LiveEntry | undefined,
  after: LiveEntry | undefined
): LiveCampaign["queue"] {
  const left = before?.place === "queue" ? orderedDelete(queue, { since: before.since, id }, undefined) : queue
  return after?.place === "queue" ? orderedAdd(left, { since: after.since, id }, undefined) : left
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
    free: of("free"),
    busy: of("busy"),
    wrapUp: of("wrapUp"),
    paused: of("paused"),
    pausedBusy: of("pausedBusy")
  }
}
