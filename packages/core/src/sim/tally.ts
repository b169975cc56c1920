/**
 * Counts what a log says while it goes by: entries and their outcomes, agents and their time, by campaign, by stretch of
 * the day, and in batches. It reads events alone, so that a simulated and a recorded day are measured alike, and checks
 * what must hold on every path: entries are conserved, and the queue integrated over time is the sum of the waits (of those
 * from before, of what was left of them).
 */
import type { CentreEvent } from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { addSums, noSums, type Sums } from "./measures.ts"
import { Staff } from "./staff.ts"

export interface Entry {
  readonly campaign: string
  readonly since: Instant
  /** Where it is counted; null for one outside what is measured. */
  readonly batch: Sums | null
  /** It was there before: it waits, and is counted nowhere. */
  readonly isOld: boolean
}

/** One stretch of the run: what entered in it, and how the queue and the agents stood. */
export interface Stretch extends Sums {
  readonly from: Instant
  waitingMax: number
  /** Entries waiting or offered, integrated over time. */
  waitingMs: number
}

/** What ends the wait of an entry. */
interface Ending {
  readonly interactionId: string
  readonly waitMs: number
  readonly dueAt?: Instant | null
}

export interface FailedStrategy {
  readonly campaign: string
  readonly part: "eligibility" | "delivery" | "order"
}

interface TallyOptions {
  readonly from: Instant
  readonly intervalMs: number
}

/** Most stretches of a run that are kept apart; what comes later is of the last. */
export const INTERVALS_MAX = 100_000

export class Tally {
  readonly staff = new Staff()
  readonly byCampaign = new Map<string, Sums>()
  readonly intervals: Array<Stretch> = []
  readonly open = new Map<string, Entry>()
  /** Strategies that threw or gave no number: the default has taken their place. */
  readonly failed: Array<FailedStrategy> = []
  /** Entries that ended otherwise than answered or abandoned: refused at the door never entered. */
  elsewhere = 0
  refused = 0
  /** Entries without an outcome, and those of them that are counted in a batch. */
  undecided = 0
  undecidedInBatches = 0
  /** Seconds within which an answer is in time, by campaign: as its settings say when the entry ends. */
  private readonly thresholds = new Map<string, number>()
  private readonly options: TallyOptions
  private batch: Sums | null = null
  private last: Instant
  private waiting = 0
  private waitedMs = 0
  private queueMs = 0
  /** Outcomes of entries that never came, and entries that were closed without one. */
  private strays = 0

  constructor(options: TallyOptions) {
    this.options = options
    this.last = options.from
  }

  /** What enters from here on, and agents' time from here on, are counted there as well. */
  countIn(batch: Sums | null, at: Instant): void {
    this.pass(at)
    this.batch = batch
  }

  /** Time passes, and everybody goes on with what they do. */
  pass(to: Instant): void {
    let from = this.last
    if (to <= from) return
    this.last = to
    this.queueMs += this.waiting * (to - from)
    const { occupied, staffed } = this.staff
    if (this.batch !== null) {
      this.batch.occupiedMs += occupied * (to - from)
      this.batch.staffedMs += staffed * (to - from)
    }
    while (from < to) {
      const interval = this.intervalAt(from)
      const ends = interval.from + this.options.intervalMs
      const until = ends > from && ends < to ? ends : to
      interval.occupiedMs += occupied * (until - from)
      interval.staffedMs += staffed * (until - from)
      interval.waitingMs += this.waiting * (until - from)
      interval.waitingMax = Math.max(interval.waitingMax, this.waiting)
      from = until
    }
  }

  thresholdOf(campaign: string): number {
    return this.thresholds.get(campaign) ?? 0
  }

  /** What was before: who is at work, what is in time, and who waits. */
  heardBefore(event: CentreEvent): void {
    this.remembers(event)
    switch (event._tag) {
      case "InteractionQueued":
        this.waiting += this.open.has(event.interactionId) ? 0 : 1
        this.open.set(event.interactionId, {
          campaign: event.campaign,
          since: event.waitingSince,
          batch: null,
          isOld: true
        })
        return
      case "OfferAccepted":
      case "InteractionTaken":
      case "InteractionWithdrawn":
      case "InteractionOverflowed":
      case "InteractionClosed":
        if (this.open.delete(event.interactionId)) this.waiting -= 1
        return
      default:
    }
  }

  private remembers(event: CentreEvent): void {
    if (event._tag === "CampaignCreated" || event._tag === "CampaignChanged")
      this.thresholds.set(event.campaign, event.settings.serviceLevelSeconds)
    this.staff.hears(event)
  }

  hears(at: Instant, event: CentreEvent): void {
    this.pass(at)
    switch (event._tag) {
      case "InteractionQueued":
        return this.enters(event.interactionId, event.campaign, event.waitingSince)
      case "InteractionRefused":
        this.refused += 1
        return
      case "StrategyFailed":
        this.failed.push({ campaign: event.campaign, part: event.part })
        return
      case "OfferAccepted":
      case "InteractionTaken":
        if (event.outcome) this.ends(event.interactionId, "answered", event.waitMs)
        this.leaves(at, event)
        break
      case "InteractionAbandoned":
        if (event.outcome) this.ends(event.interactionId, "abandoned", event.waitMs)
        if (event.leaves) this.leaves(at, event)
        return
      case "InteractionClosed":
        if (this.open.has(event.interactionId)) this.strays += 1
        return
      case "InteractionWithdrawn":
      case "InteractionOverflowed":
        if (event.outcome) this.decided(this.open.get(event.interactionId), "elsewhere")
        return this.leaves(at, event)
      default:
    }
    this.remembers(event)
  }

  /** Throws where what must hold does not. */
  mustAddUp(now: Instant): void {
    const wrong = this.imbalance(now)
    if (wrong !== null) throw new Error(`the figures do not add up: ${wrong}`)
  }

  /** What does not add up, in words; null when all does. Entries with an outcome, and those without that still wait. */
  imbalance(now: Instant): string | null {
    this.pass(now)
    const total = noSums()
    for (const sums of this.byCampaign.values()) addSums(total, sums)
    let stillMs = 0
    for (const { since } of this.open.values()) stillMs += now - this.seenFrom(since)
    const accounted = total.answered + total.abandoned + this.elsewhere + this.undecided
    if (this.strays > 0) return `${this.strays} entries ended that never came, or closed without an end`
    if (total.entered !== accounted) return `${total.entered} entered, ${accounted} are accounted for`
    if (this.queueMs !== this.waitedMs + stillMs)
      return `the queue integrated over time is ${this.queueMs} ms, the waits are ${this.waitedMs + stillMs} ms`
    return null
  }

  private enters(id: string, campaign: string, since: Instant): void {
    this.open.set(id, { campaign, since, batch: this.batch, isOld: false })
    this.waiting += 1
    this.undecided += 1
    if (this.batch !== null) this.undecidedInBatches += 1
    for (const sums of this.countedIn(campaign, since, this.batch)) sums.entered += 1
    const interval = this.intervalAt(since)
    interval.waitingMax = Math.max(interval.waitingMax, this.waiting)
  }

  private ends(id: string, how: "answered" | "abandoned", waitMs: number): void {
    const entry = this.open.get(id)
    if (entry === undefined) this.strays += 1
    if (entry === undefined || entry.isOld) return
    const within = waitMs <= this.thresholdOf(entry.campaign) * 1_000
    this.decided(entry, how)
    for (const sums of this.countedIn(entry.campaign, entry.since, entry.batch)) {
      sums[how] += 1
      sums.waitMs += waitMs
      if (within) sums[how === "answered" ? "answeredWithin" : "abandonedWithin"] += 1
    }
  }

  private decided(entry: Entry | undefined, how: "answered" | "abandoned" | "elsewhere"): void {
    if (entry?.isOld === true) return
    this.undecided -= 1
    if (how === "elsewhere") this.elsewhere += 1
    if (entry?.batch !== null && entry?.batch !== undefined) this.undecidedInBatches -= 1
  }

  private leaves(at: Instant, ending: Ending): void {
    const { interactionId, waitMs, dueAt = null } = ending
    const entry = this.open.get(interactionId)
    if (entry === undefined) return
    this.open.delete(interactionId)
    this.waiting -= 1
    const seenFrom = this.seenFrom(entry.since)
    this.waitedMs += Math.max(0, entry.since + waitMs - seenFrom)
    // A wait ends when its end is due, however late that is told.
    this.queueMs -= at - Math.max(seenFrom, dueAt ?? at)
  }

  /** Of a wait that began before, what is of the run. */
  private seenFrom(since: Instant): Instant {
    return Math.max(since, this.options.from)
  }

  private *countedIn(campaign: string, since: Instant, batch: Sums | null): Iterable<Sums> {
    let sums = this.byCampaign.get(campaign)
    if (sums === undefined) this.byCampaign.set(campaign, (sums = noSums()))
    yield sums
    yield this.intervalAt(since)
    if (batch !== null) yield batch
  }

  private intervalAt(at: Instant): Stretch {
    const { from, intervalMs } = this.options
    const nth = Math.max(0, Math.min(INTERVALS_MAX - 1, Math.floor((at - from) / intervalMs)))
    for (let next = this.intervals.length; next <= nth; next++)
      this.intervals.push({ ...noSums(), from: from + next * intervalMs, waitingMax: 0, waitingMs: 0 })
    const interval = this.intervals[nth]
    if (interval === undefined) throw new Error(`no interval ${nth}`)
    return interval
  }
}
