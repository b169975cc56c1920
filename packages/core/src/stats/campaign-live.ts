/** The live view folded: what happened today, what waits, and what the members of each campaign are doing. */
import { bitsClear, bitsSet } from "../kernel/bits.ts"
import type { CampaignName, InteractionId } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet } from "../kernel/hamt.ts"
import { orderedAdd, orderedDelete } from "../kernel/ordered-set.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { addFigures } from "./figures.ts"
import { legBegun, legEnded, type LegBegun } from "./legs.ts"
import {
  compareWaits,
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
  type LiveView
} from "./live-view.ts"
import type { Projection, StoredEvent } from "./projection.ts"
import { asConfigured, sampleOf, type Sample } from "./samples.ts"
import { channelOf, watch } from "./watched.ts"

/** O(log waiting) per event; what an agent does costs the same however many campaigns they are in. */
export const campaignLive: Projection<LiveView> = {
  name: "campaign-live",
  version: 1,
  initial: noLiveView,
  orders: { waits: compareWaits },
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
  const held = (before: LiveView, { agentId, interactionId }: LegBegun, by: 1 | -1): LiveView => {
    const call = channelOf(before.watched, interactionId)?.media === "voice" ? by : 0
    return withAgent(before, agentId, ({ active, calls }) => ({ active: active + by, calls: calls + call }))
  }
  const ended = legEnded(event)
  const begun = legBegun(event)
  const left = ended === null ? view : held(view, ended, -1)
  return begun === null ? left : held(left, begun, 1)
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
