/**
 * A dry run: when each planned record of a list would go out, and when the list would end, by the very rules that pace it.
 *
 * Records come in pages, in the order in which they are planned; what is certain goes out at once, so that a plan of any
 * length is made in the memory of one look. It says what would be if nothing else happened: no failures, no other
 * dialer on the same campaign or account, each submission as long as it is said to take.
 */
import type { DialerRecord, List } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { hamtEntries } from "../kernel/hamt.ts"
import { newOwner } from "../kernel/owner.ts"
import { choose, FRESH_DEEP_MAX, FRESH_MAX, limitsOfRecord, lookedAt } from "./choose.ts"
import { nextSlot, type Hindrance, type Situation } from "./next-slot.ts"
import { released, taken, type Pacing } from "./windows.ts"

export interface PlanRequest {
  /** As it is now, or as it would be: started, with the list active. */
  readonly situation: Situation & { readonly list: List }
  readonly at: Instant
  /** How long a submission takes. */
  readonly sendMs: number
  /** Records of the list to be tried again, by when they may be. */
  readonly retries: ReadonlyArray<DialerRecord>
  readonly isBlocked?: (record: DialerRecord) => boolean
}

export interface PlannedSending {
  readonly row: number
  /** When it would be claimed; null: not at all. */
  readonly at: Instant | null
  /** Why not. */
  readonly hindrance: Hindrance | "blacklisted" | null
}

interface UnderWay {
  readonly id: string
  readonly endsAt: Instant
}

/** Feed it pages of records, then `end`. */
export class Planner {
  private readonly request: PlanRequest
  private readonly owner = newOwner()
  private pacing: Pacing
  private retries: Array<DialerRecord>
  private fresh: Array<DialerRecord> = []
  private now: Instant
  private endedAt: Instant | null
  /** In the order in which they end: all take equally long. */
  private underWay: Array<UnderWay> = []
  private others: number
  /** Records under way that hold slots of rates. */
  private held: ReadonlyArray<string>
  private lastAt: Instant | null = null
  private planned = 0

  constructor(request: PlanRequest) {
    this.request = request
    const { dialer, pacing } = request.situation
    this.pacing = pacing
    this.retries = [...request.retries]
    this.now = request.at
    this.endedAt = dialer.endedAt
    // What is under way now, of this dialer and of others, ends as a submission that begins now would.
    this.others = dialer.inFlight
    this.held = [...hamtEntries(pacing.slots)].map(([id]) => id)
  }

  /** Records planned so far: how far the plan is. */
  get progress(): number {
    return this.planned
  }

  push(records: ReadonlyArray<DialerRecord>): ReadonlyArray<PlannedSending> {
    this.fresh.push(...records)
    return this.run(false)
  }

  /** The rest; and when the last record would have its result, null when not all would go out. */
  end(): { readonly sendings: ReadonlyArray<PlannedSending>; readonly endsAt: Instant | null } {
    const sendings = this.run(true)
    const whole = sendings.every(({ at, hindrance }) => at !== null || hindrance === "blacklisted")
    return { sendings, endsAt: whole && this.lastAt !== null ? this.lastAt + this.request.sendMs : null }
  }

  private run(final: boolean): ReadonlyArray<PlannedSending> {
    const sendings: Array<PlannedSending> = []
    while (this.retries.length + this.fresh.length > 0 && (final || this.fresh.length >= FRESH_DEEP_MAX)) {
      const { at, hindrance, room } = nextSlot(this.situation(), this.now)
      const next = at === this.now ? this.take(room, sendings) : at
      if (next === this.now) continue
      if (!this.advance(next)) {
        sendings.push(...this.rest(hindrance))
        break
      }
    }
    this.planned += sendings.length
    return sendings
  }

  private situation(): Situation {
    const { situation } = this.request
    const { dialer, list } = situation
    const [fresh, retrying] = [this.fresh.length, this.retries.length]
    return {
      ...situation,
      pacing: this.pacing,
      dialer: { ...dialer, inFlight: this.underWay.length + this.others, endedAt: this.endedAt },
      list: { ...list, counts: { ...list.counts, fresh, retrying }, retryAt: this.retries[0]?.notBefore ?? null }
    }
  }

  /** What goes out now. The instant to go on from: this one, or when one that is held back may go. */
  private take(room: number, sendings: Array<PlannedSending>): Instant | null {
    const { situation, sendMs, isBlocked = () => false } = this.request
    const { dialer, list, rates } = situation
    const about = { dialer, rates, pacing: this.pacing }
    const pages = { first: this.fresh.slice(0, FRESH_MAX), deep: () => this.fresh.slice(0, FRESH_DEEP_MAX) }
    const fresh = lookedAt(about, pages, this.now) ?? pages.first
    const chosen = choose({ ...about, retries: this.retries.slice(0, FRESH_MAX), fresh, isBlocked }, room, this.now)
    for (const { row } of chosen.blocked) sendings.push({ row, at: null, hindrance: "blacklisted" })
    for (const record of chosen.taken) {
      const id = `${list.id}.r${record.row}`
      const limits = limitsOfRecord(dialer, rates, record)
      this.pacing = taken(this.pacing, { id, limits }, this.now, this.owner)
      this.underWay.push({ id, endsAt: this.now + sendMs })
      sendings.push({ row: record.row, at: this.now, hindrance: null })
      this.lastAt = this.now
    }
    const gone = new Set([...chosen.taken, ...chosen.blocked])
    this.retries = this.retries.filter((record) => !gone.has(record))
    this.fresh = this.fresh.filter((record) => !gone.has(record))
    return gone.size > 0 ? this.now : chosen.heldUntil
  }

  /** To an instant, or to the next result if that comes before; false when neither will come. */
  private advance(to: Instant | null): boolean {
    const result =
      this.others > 0 || this.held.length > 0 ? this.request.at + this.request.sendMs : this.underWay[0]?.endsAt
    if (result === undefined || (to !== null && to < result)) {
      if (to === null) return false
      this.now = to
      return true
    }
    this.now = Math.max(this.now, result)
    if (this.others === 0 && this.held.length === 0) {
      const [first] = this.underWay.splice(0, 1)
      if (first !== undefined) this.pacing = released(this.pacing, first.id, this.now, this.owner)
    } else for (const id of this.held) this.pacing = released(this.pacing, id, this.now, this.owner)
    // Time between messages runs from results of this dialer alone.
    if (this.others > 0 || this.held.length === 0) this.endedAt = this.now
    this.others = 0
    this.held = []
    return true
  }

  /** All that is left goes out never, or not that one can say. */
  private rest(hindrance: Hindrance | null): ReadonlyArray<PlannedSending> {
    const left = [...this.retries, ...this.fresh].map(({ row }) => ({ row, at: null, hindrance: hindrance ?? "rate" }))
    this.retries = []
    this.fresh = []
    return left
  }
}
