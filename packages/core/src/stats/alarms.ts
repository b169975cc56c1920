/**
 * Alarms: warning and danger levels on a campaign's figures. Each crossing, either way, is one notice on the live
 * stream, derived from the log and stored nowhere. Two of them cross by time alone: `nextAlarmAt` says when.
 *
 * O(log n) per event; when a local day begins, O(campaigns of its zone).
 */
import type { CampaignEvent } from "../campaign/events.ts"
import type { CampaignName, Instant, InteractionId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, hamtValues, type Hamt } from "../kernel/hamt.ts"
import {
  emptyOrderedSet,
  orderedAdd,
  orderedDelete,
  orderedFirst,
  orderedSize,
  type OrderedSet
} from "../kernel/ordered-set.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { campaignLive } from "./campaign-live.ts"
import { subtractFigures } from "./figures.ts"
import { legBegun, legEnded } from "./legs.ts"
import { compareWaits, noLiveView, today, type LiveView, type WaitKey } from "./live-view.ts"
import type { Projection, StoredEvent } from "./projection.ts"
import { ratiosOf } from "./ratios.ts"

type Alarms = Extract<CampaignEvent, { readonly _tag: "CampaignCreated" }>["settings"]["alarms"]

export const ALARMS = ["waiting", "longestWaitSeconds", "serviceLevel", "abandonRatio", "chatSeconds"] as const
export type AlarmName = (typeof ALARMS)[number]
export type AlarmLevel = "none" | "warning" | "danger"

/** One crossing. `value` is the figure that crossed, in the unit of its level; null when nothing is counted yet. */
export interface AlarmNotice {
  readonly campaign: CampaignName
  readonly alarm: AlarmName
  readonly from: AlarmLevel
  readonly to: AlarmLevel
  readonly value: number | null
  readonly at: Instant
}

type Levels = { readonly [Name in AlarmName]: AlarmLevel }

const noLevels: Levels = {
  waiting: "none",
  longestWaitSeconds: "none",
  serviceLevel: "none",
  abandonRatio: "none",
  chatSeconds: "none"
}

interface Watch {
  readonly campaign: CampaignName
  readonly alarms: Alarms
  readonly levels: Levels
  /** Active interactions by acceptance. */
  readonly chats: OrderedSet<WaitKey>
  /** When a level will be crossed by time alone; null when none will. */
  readonly dueAt: Instant | null
}

interface Due {
  readonly at: Instant
  readonly campaign: CampaignName
}

export interface AlarmsView {
  /** The rows that the alarms look at. */
  readonly live: LiveView
  readonly watches: Hamt<Watch>
  /** By interaction: the campaign and key of an active one. */
  readonly chats: Hamt<{ readonly campaign: CampaignName; readonly key: WaitKey }>
  readonly due: OrderedSet<Due>
  /** What the last event brought about, crossings by time before it included. */
  readonly notices: ReadonlyArray<AlarmNotice>
}

const compareDue = (a: Due, b: Due): number =>
  a.at - b.at || (a.campaign < b.campaign ? -1 : a.campaign > b.campaign ? 1 : 0)

export const alarms: Projection<AlarmsView> = {
  name: "alarms",
  version: 1,
  initial: {
    live: noLiveView,
    watches: emptyHamt(),
    chats: emptyHamt(),
    due: emptyOrderedSet(compareDue),
    notices: []
  },
  orders: { due: compareDue, waits: compareWaits },
  evolve: (view, recorded) => {
    const before = passTime(view, recorded.at)
    const live = campaignLive.evolve(before.live, recorded)
    const next = evolve({ ...before, live }, recorded)
    return touchedBy(next, recorded.event).reduce((now, name) => looked(now, name, recorded.at), next)
  }
}

/** When a level is crossed by time alone, next; null when none will be. */
export const nextAlarmAt = ({ due }: AlarmsView): Instant | null => orderedFirst(due)?.at ?? null

/** Time passes without an event: the crossings up to `now`, each stamped when it happened. */
export function passTime(view: AlarmsView, now: Instant): AlarmsView {
  let next: AlarmsView = { ...view, notices: [] }
  for (;;) {
    const due = orderedFirst(next.due)
    if (due === undefined || due.at > now) return next
    next = looked({ ...next, due: orderedDelete(next.due, due, undefined) }, due.campaign, due.at)
  }
}

const withWatch = (view: AlarmsView, watch: Watch): AlarmsView => ({
  ...view,
  watches: hamtSet(view.watches, watch.campaign, watch, undefined)
})

function evolve(view: AlarmsView, { at, event }: Recorded<StoredEvent>): AlarmsView {
  switch (event._tag) {
    case "CampaignCreated":
    case "CampaignChanged": {
      const { campaign, settings } = event
      const known = hamtGet(view.watches, campaign) ?? {
        campaign,
        levels: noLevels,
        chats: emptyOrderedSet(compareWaits),
        dueAt: null
      }
      return withWatch(view, { ...known, alarms: settings.alarms })
    }
    case "CampaignRemoved": {
      const removed = hamtGet(view.watches, event.campaign)
      if (removed === undefined) return view
      return { ...undue(view, removed), watches: hamtDelete(view.watches, event.campaign, undefined) }
    }
    default:
      return evolveLegs(view, at, event)
  }
}

function evolveLegs(view: AlarmsView, at: Instant, event: StoredEvent): AlarmsView {
  const ended = legEnded(event)
  const left = ended === null ? view : withoutChat(view, ended.interactionId)
  const leg = legBegun(event)
  const watch = leg === null ? undefined : hamtGet(left.watches, leg.campaign)
  if (leg === null || watch === undefined) return left
  const { interactionId, campaign } = leg
  const key = { since: at, id: interactionId }
  const next = withWatch(left, { ...watch, chats: orderedAdd(watch.chats, key, undefined) })
  return { ...next, chats: hamtSet(next.chats, interactionId, { campaign, key }, undefined) }
}

function withoutChat(view: AlarmsView, id: InteractionId): AlarmsView {
  const chat = hamtGet(view.chats, id)
  if (chat === undefined) return view
  const watch = hamtGet(view.watches, chat.campaign)
  const chats = hamtDelete(view.chats, id, undefined)
  if (watch === undefined) return { ...view, chats }
  return withWatch({ ...view, chats }, { ...watch, chats: orderedDelete(watch.chats, chat.key, undefined) })
}

/** The campaigns whose figures the event may have changed. */
function touchedBy(view: AlarmsView, event: StoredEvent): ReadonlyArray<CampaignName> {
  if ("campaign" in event) return event.campaign === null ? [] : [event.campaign]
  if (event._tag !== "DayStarted") return []
  return [...hamtValues(view.live.campaigns)]
    .filter(({ zone }) => zone === event.zone)
    .map(({ campaign }) => campaign)
    .sort()
}

/** The figures of one campaign at an instant, in the units of their levels. */
function valuesOf({ live }: AlarmsView, { campaign, chats }: Watch, at: Instant) {
  const known = hamtGet(live.campaigns, campaign)
  if (known === undefined) return null
  const row = today(live, known)
  const ratios = ratiosOf(subtractFigures(row.figures, row.base))
  const age = (first: WaitKey | undefined): number | null => (first === undefined ? null : (at - first.since) / 1_000)
  return {
    waiting: orderedSize(row.queue),
    longestWaitSeconds: age(orderedFirst(row.queue)),
    serviceLevel: ratios.serviceLevel,
    abandonRatio: ratios.abandonRatio,
    chatSeconds: age(orderedFirst(chats))
  }
}

/** A service level is reached from above, all else from below. */
function levelOf(name: AlarmName, alarms: Alarms, value: number | null): AlarmLevel {
  const { warning, danger } = alarms[name]
  const reached = (level: number | null): boolean =>
    value !== null && level !== null && (name === "serviceLevel" ? value < level : value >= level)
  return reached(danger) ? "danger" : reached(warning) ? "warning" : "none"
}

/** Looks at one campaign: notices for what crossed since it was last looked at, and when to look again. */
function looked(view: AlarmsView, name: CampaignName, at: Instant): AlarmsView {
  const watch = hamtGet(view.watches, name)
  const values = watch === undefined ? null : valuesOf(view, watch, at)
  if (watch === undefined || values === null) return view
  const notices: Array<AlarmNotice> = []
  const levels: { -readonly [Name in AlarmName]: AlarmLevel } = { ...watch.levels }
  for (const alarm of ALARMS) {
    const [from, to] = [watch.levels[alarm], levelOf(alarm, watch.alarms, values[alarm])]
    if (from === to) continue
    levels[alarm] = to
    notices.push({ campaign: name, alarm, from, to, value: values[alarm], at })
  }
  const next = { ...undue(view, watch), notices: [...view.notices, ...notices] }
  return due(next, { ...watch, levels }, dueAfter(next, watch, at))
}

/** The first instant after `at` at which an age reaches a level. */
function dueAfter(
  { live }: AlarmsView,
  { campaign, chats, alarms: { longestWaitSeconds, chatSeconds } }: Watch,
  at: Instant
) {
  const queue = hamtGet(live.campaigns, campaign)?.queue
  const oldest = queue === undefined ? undefined : orderedFirst(queue)
  const instants = [...crossings(oldest, longestWaitSeconds), ...crossings(orderedFirst(chats), chatSeconds)].filter(
    (instant) => instant > at
  )
  return instants.length === 0 ? null : Math.min(...instants)
}

const crossings = (first: WaitKey | undefined, { warning, danger }: Alarms["chatSeconds"]): ReadonlyArray<Instant> =>
  first === undefined ? [] : [warning, danger].flatMap((level) => (level === null ? [] : [first.since + level * 1_000]))

const undue = (view: AlarmsView, { campaign, dueAt }: Watch): AlarmsView =>
  dueAt === null ? view : { ...view, due: orderedDelete(view.due, { at: dueAt, campaign }, undefined) }

const due = (view: AlarmsView, watch: Watch, dueAt: Instant | null): AlarmsView => ({
  ...withWatch(view, { ...watch, dueAt }),
  due: dueAt === null ? view.due : orderedAdd(view.due, { at: dueAt, campaign: watch.campaign }, undefined)
})
