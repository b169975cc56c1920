/** What the live rows are read from: per campaign its counts and its queue, and for all agents one bit per status. */
import type { CampaignEvent } from "../campaign/events.ts"
import { bitsClear, bitsSet, emptyBits, type Bits } from "../kernel/bits.ts"
import type {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  Instant,
  InteractionId,
  Media
} from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import { emptyOrderedSet, type OrderedSet } from "../kernel/ordered-set.ts"
import { noFigures, type Figures } from "./figures.ts"
import { noneWatched, type Watched } from "./watched.ts"

/** An entry without an owner. */
export interface LiveEntry {
  readonly campaign: CampaignName
  readonly since: Instant
  readonly place: "queue" | "backlog"
  readonly outcome: boolean
}

/** The queue by the start of its waits. */
export interface WaitKey {
  readonly since: Instant
  readonly id: InteractionId
}

/** By start, then id. */
export const compareWaits = (a: WaitKey, b: WaitKey): number =>
  a.since - b.since || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The statuses a connected agent is in, one at a time. */
export const STATUSES = ["free", "busy", "wrapUp", "paused", "pausedBusy"] as const
export type LiveStatus = (typeof STATUSES)[number]

/** An agent as far as status goes. `number` is dense, from 0, in the order in which the log names agents. */
export interface LiveAgent {
  readonly number: number
  readonly connected: boolean
  readonly onBreak: boolean
  readonly active: number
  /** Calls among the active ones. */
  readonly calls: number
  readonly wrapUps: number
}

/** What is kept of a campaign. `base` and `openAtStart` are its figures when day number `day` of its zone began. */
export interface LiveCampaign {
  readonly campaign: CampaignName
  readonly label: string
  readonly channel: ChannelName
  readonly kind: ChannelKind
  readonly media: Media
  readonly enabled: boolean
  readonly zone: string
  readonly waitingLimit: number
  readonly serviceLevelSeconds: number
  readonly figures: Figures
  readonly day: number
  readonly base: Figures
  /** Of the day: the moving average of the waits of the answered, and the longest wait that ended. */
  readonly holdEmaSeconds: number | null
  readonly longestEndedMs: number | null
  /** Interactions completed today, by agent. */
  readonly completedBy: Hamt<number>
  readonly openAtStart: number
  readonly open: number
  readonly backlog: number
  readonly queue: OrderedSet<WaitKey>
  readonly members: Bits
}

/** A zone's local date, and the number of midnights of it that the log has seen. */
export interface LiveZone {
  readonly date: string
  readonly day: number
}

export interface LiveView {
  readonly watched: Watched
  readonly campaigns: Hamt<LiveCampaign>
  readonly zones: Hamt<LiveZone>
  readonly entries: Hamt<LiveEntry>
  readonly agents: Hamt<LiveAgent>
  readonly logged: Bits
  /** Those of the busy who are on a call. */
  readonly calling: Bits
  readonly status: { readonly [Status in LiveStatus]: Bits }
}

const none = emptyBits()

export const noLiveView: LiveView = {
  watched: noneWatched,
  campaigns: emptyHamt(),
  zones: emptyHamt(),
  entries: emptyHamt(),
  agents: emptyHamt(),
  logged: none,
  calling: none,
  status: { free: none, busy: none, wrapUp: none, paused: none, pausedBusy: none }
}

export const dayNumberOf = (view: LiveView, zone: string): number => hamtGet(view.zones, zone)?.day ?? 0

const fromSettings = ({ settings }: CampaignEvent & { _tag: "CampaignCreated" | "CampaignChanged" }) => ({
  label: settings.label,
  zone: settings.zone,
  waitingLimit: settings.waitingLimit,
  serviceLevelSeconds: settings.serviceLevelSeconds
})

export const newCampaign = (view: LiveView, event: CampaignEvent & { _tag: "CampaignCreated" }): LiveCampaign => ({
  campaign: event.campaign,
  channel: event.channel,
  kind: event.kind,
  media: event.media,
  enabled: event.enabled,
  ...fromSettings(event),
  figures: noFigures,
  day: dayNumberOf(view, event.settings.zone),
  base: noFigures,
  holdEmaSeconds: null,
  longestEndedMs: null,
  completedBy: emptyHamt(),
  openAtStart: 0,
  open: 0,
  backlog: 0,
  queue: emptyOrderedSet(compareWaits),
  members: emptyBits()
})

/** Under a new zone the day's counts go on until that zone's next midnight. */
export function changedCampaign(
  view: LiveView,
  campaign: LiveCampaign,
  event: CampaignEvent & { _tag: "CampaignChanged" }
): LiveCampaign {
  const { zone } = event.settings
  if (zone === campaign.zone) return { ...campaign, ...fromSettings(event) }
  return { ...today(view, campaign), ...fromSettings(event), day: dayNumberOf(view, zone) }
}

/** The campaign with the day that its zone is in: past midnight the figures so far become the base. */
export function today(view: LiveView, campaign: LiveCampaign): LiveCampaign {
  const day = dayNumberOf(view, campaign.zone)
  if (day === campaign.day) return campaign
  const fresh = { holdEmaSeconds: null, longestEndedMs: null, completedBy: emptyHamt<number>() }
  return { ...campaign, ...fresh, day, base: campaign.figures, openAtStart: campaign.open }
}

export const withCampaign = (view: LiveView, campaign: LiveCampaign): LiveView => ({
  ...view,
  campaigns: hamtSet(view.campaigns, campaign.campaign, campaign, undefined)
})

const statusOf = ({ connected, onBreak, active, wrapUps }: LiveAgent): LiveStatus | null => {
  if (!connected) return null
  if (onBreak) return active > 0 || wrapUps > 0 ? "pausedBusy" : "paused"
  if (wrapUps > 0) return "wrapUp"
  return active > 0 ? "busy" : "free"
}

/** The agent's record, made when the log first names the agent. */
export const agentOf = (view: LiveView, id: AgentId): LiveAgent =>
  hamtGet(view.agents, id) ?? {
    number: view.agents.size,
    connected: false,
    onBreak: false,
    active: 0,
    calls: 0,
    wrapUps: 0
  }

/** The agent changed: two bits at most, however many campaigns they are in. */
export function withAgent(view: LiveView, id: AgentId, change: (agent: LiveAgent) => Partial<LiveAgent>): LiveView {
  const before = agentOf(view, id)
  const after = { ...before, ...change(before) }
  const { number } = before
  const was = statusOf(before)
  const is = statusOf(after)
  const agents = hamtSet(view.agents, id, after, undefined)
  const isCalling = is === "busy" && after.calls > 0
  const calling = (isCalling ? bitsSet : bitsClear)(view.calling, number, undefined)
  if (was === is) return { ...view, agents, calling }
  const status = { ...view.status }
  if (was !== null) status[was] = bitsClear(status[was], number, undefined)
  if (is !== null) status[is] = bitsSet(status[is], number, undefined)
  const logged = is === null ? bitsClear(view.logged, number, undefined) : bitsSet(view.logged, number, undefined)
  return { ...view, agents, calling, status, logged }
}
