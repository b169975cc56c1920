/** When a dialer may send next, and how many at once: what stands in its way first, or the instant. */
import type { Dialer, List } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { limitsOf, roomOf, type Limit, type Pacing } from "./windows.ts"
import type { Rate } from "../dialer/index.ts"

/** Hours in which it may be sent: the dialer's, and its campaign's. */
export interface Hours {
  readonly name: "off-schedule" | "campaign-closed"
  /** The first open instant not before `at`; null = never. */
  readonly nextOpen: (at: Instant) => Instant | null
}

/** All that decides when a dialer may send. */
export interface Situation {
  readonly dialer: Dialer
  /** The list that is active. */
  readonly list: List | null
  readonly campaignEnabled: boolean
  readonly hours: ReadonlyArray<Hours>
  readonly rates: ReadonlyArray<Rate>
  readonly pacing: Pacing
}

/** What stands in the way, in the order in which it is told. */
export type Hindrance =
  | "stopped"
  | "paused"
  | "no-active-list"
  | "campaign-disabled"
  | "list-done"
  | "ended"
  | "not-begun"
  | "off-schedule"
  | "campaign-closed"
  | "busy"
  | "time-between"
  | "rate"
  | "retry-pause"

export interface Slot {
  /** When it may send next; null: not before something else happens. */
  readonly at: Instant | null
  /** Records that may be claimed at that instant; at least 1 where there is one. */
  readonly room: number
  /** What holds until then; null: nothing, it may send now. */
  readonly hindrance: Hindrance | null
}

/** Openings looked through before hours that never meet are called so. */
const OPENINGS_MAX = 1_000

const never = (hindrance: Hindrance): Slot => ({ at: null, room: 0, hindrance })

/** Rates that hold for all of a dialer's records; those per domain depend on the record. */
export const limitsOfDialer = ({ dialer, rates }: Pick<Situation, "dialer" | "rates">): ReadonlyArray<Limit> =>
  limitsOf(rates, { campaign: dialer.campaign, account: dialer.settings.account, domain: null })

/** The earliest instant, not before `at`, at which a record may be claimed. Pure; O(rates + results that leave first). */
export function nextSlot(situation: Situation, at: Instant): Slot {
  const { dialer, list, hours, pacing } = situation
  const { settings, inFlight } = dialer
  const standing = standingHindrance(situation)
  if (standing !== null) return never(standing)
  const concurrencyMax = settings.secondsBetween > 0 ? 1 : settings.concurrencyMax
  if (inFlight >= concurrencyMax) return never("busy")
  const { room, at: rateAt } = roomOf(pacing, limitsOfDialer(situation), at)
  if (rateAt === null) return never("rate")
  const waits: ReadonlyArray<readonly [Hindrance, Instant]> = [
    ["not-begun", settings.startsAt ?? at],
    ["time-between", dialer.endedAt === null ? at : dialer.endedAt + settings.secondsBetween * 1_000],
    ["rate", rateAt],
    ["retry-pause", list !== null && list.counts.fresh === 0 ? (list.retryAt ?? at) : at]
  ]
  let [hindrance, from]: readonly [Hindrance | null, Instant] = [null, at]
  for (const [name, until] of waits) if (until > from) [hindrance, from] = [name, until]
  const opened = firstOpen(hours, from)
  if (opened === null) return never(hours[0]?.name ?? "off-schedule")
  if (opened.at > from) [hindrance, from] = [opened.name, opened.at]
  if (settings.endsAt !== null && from >= settings.endsAt) return never("ended")
  const now = from === at ? Math.min(room, concurrencyMax - inFlight) : 1
  return { at: from, room: now, hindrance }
}

/** What no passing of time removes. */
function standingHindrance({ dialer, list, campaignEnabled }: Situation): Hindrance | null {
  if (dialer.status !== "started") return dialer.status
  if (list === null) return "no-active-list"
  if (!campaignEnabled) return "campaign-disabled"
  return list.counts.fresh + list.counts.retrying === 0 ? "list-done" : null
}

interface Opened {
  readonly at: Instant
  readonly name: Hours["name"]
}

/** The first instant at which all are open, and which of them opened last. */
function firstOpen(hours: ReadonlyArray<Hours>, from: Instant): Opened | null {
  let opened: Opened = { at: from, name: "off-schedule" }
  for (let look = 0, agree = 0; agree < hours.length; look++) {
    const one = hours[look % hours.length]
    if (one === undefined || look >= OPENINGS_MAX) return null
    const next = one.nextOpen(opened.at)
    if (next === null) return null
    agree = next > opened.at ? 1 : agree + 1
    if (next > opened.at) opened = { at: next, name: one.name }
  }
  return opened
}
