/** Dialers by hand: where each record stands, what the counters say, and how many went out in any window. */
import { Stats, type Dialer } from "@parley/core"
import { hamtGet, hamtValues } from "@parley/core/internal"
import { factsOf, firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import type { Event } from "./world.ts"

type Stand = "planned" | "claimed" | "submitted" | Dialer.Outcome

interface NaiveRecord {
  stand: Stand
  readonly marks: Set<string>
}

/** By list, then row; folded by hand. */
class Ledger {
  readonly lists = new Map<string, Map<number, NaiveRecord>>()
  /** What is still heard of these changes no counter. */
  readonly removed = new Set<string>()

  fold(event: Event): void {
    if (!("listId" in event) || this.removed.has(event.listId)) return
    if (event._tag === "ListRemoved") {
      this.removed.add(event.listId)
      this.lists.delete(event.listId)
      return
    }
    const list = this.lists.get(event.listId) ?? new Map<number, NaiveRecord>()
    this.lists.set(event.listId, list)
    const stands = (row: number, stand: Stand): void => {
      list.set(row, { marks: list.get(row)?.marks ?? new Set(), stand })
    }
    switch (event._tag) {
      case "RecordsImported":
      case "RecordsReturned":
        return event.records.forEach(({ row }) => stands(row, "planned"))
      case "RecordsClaimed":
        return event.records.forEach(({ row }) => stands(row, "claimed"))
      case "RecordsSubmitted":
        return event.rows.forEach((row) => stands(row, "submitted"))
      case "RecordsBlocked":
        return event.records.forEach(({ row }) => stands(row, "failed"))
      case "RecordsResolved":
        return event.records.forEach(({ record, outcome }) => stands(record.row, outcome))
      case "RecordsSettled":
        return event.records.forEach(({ record }) => stands(record.row, event.as === "again" ? "planned" : event.as))
      case "RecordsRespooled":
        return event.records.forEach(({ record }) => list.set(record.row, { stand: "planned", marks: new Set() }))
      case "RecordsMarked":
        return event.records.forEach(({ record }) => list.get(record.row)?.marks.add(event.mark))
      case "RecordsDropped":
        return event.records.forEach(({ row }) => list.delete(row))
      default:
        return
    }
  }
}

/** The counters of a list are what its records come to, and they add up. */
export const dialerCounters: Law = {
  id: "D9.7a",
  says: "Total = processed + not processed; processed = sent + failed + ambiguous.",
  watch: () => {
    const ledger = new Ledger()
    return {
      event: (_world, { event }) => {
        ledger.fold(event)
        return null
      },
      boundary: (boundary) =>
        boundary.step.before === boundary.step.after
          ? null
          : firstOf([
              ...[...ledger.lists].map(([listId, records]) => miscounted(boundary, listId, records)),
              ...[...hamtValues(factsOf(boundary).dialers.lists)].map(({ id }) => left(ledger, id))
            ]),
      end: ({ driver }) => {
        const view = Stats.project(Stats.dialerProgress, driver.log)
        return firstOf([
          ...[...ledger.lists].map(([listId, records]) => misfigured(view, listId, records)),
          ...[...hamtValues(view.lists)].map(({ listId }) => left(ledger, listId))
        ])
      }
    }
  }
}

type Expected = ReturnType<typeof expectedOf>

function expectedOf(records: ReadonlyMap<number, NaiveRecord>) {
  const all = [...records.values()]
  const standing = (stand: Stand): number => all.filter((one) => one.stand === stand).length
  const marked = (mark: string): number => all.filter(({ marks }) => marks.has(mark)).length
  return {
    total: all.length,
    planned: standing("planned"),
    claimed: standing("claimed"),
    submitted: standing("submitted"),
    sent: standing("sent"),
    failed: standing("failed"),
    ambiguous: standing("ambiguous"),
    seen: marked("seen"),
    bounced: marked("bounced"),
    complained: marked("complained"),
    unsubscribed: marked("unsubscribed")
  }
}

function differing(what: string, said: Expected, expected: Expected): Complaint {
  for (const key of Object.keys(expected) as ReadonlyArray<keyof Expected>)
    if (said[key] !== expected[key]) return `${what} says ${said[key]} ${key}, its records ${expected[key]}`
  return null
}

const left = ({ removed }: Ledger, listId: string): Complaint =>
  removed.has(listId) ? `the list ${listId} was removed and is still there` : null

function misfigured(
  view: Stats.DialerProgressView,
  listId: string,
  records: ReadonlyMap<number, NaiveRecord>
): Complaint {
  const { counts } = hamtGet(view.lists, listId) ?? {}
  if (counts === undefined) return `the list ${listId} is in the log and in no figures`
  return differing(`the figures of ${listId}`, counts, expectedOf(records))
}

function miscounted(boundary: Boundary, listId: string, records: ReadonlyMap<number, NaiveRecord>): Complaint {
  const list = hamtGet(factsOf(boundary).dialers.lists, listId)
  if (list === undefined) return `the list ${listId} is in the log and not in the state`
  const { counts } = list
  const expected = expectedOf(records)
  const said = { ...counts, planned: counts.fresh + counts.retrying }
  const otherwise = differing(listId, said, expected)
  if (otherwise !== null) return otherwise
  const processed = counts.sent + counts.failed + counts.ambiguous
  if (said.planned + counts.claimed + counts.submitted + processed !== counts.total) return `${listId} does not add up`
  const unsent = [...records.values()].find(({ stand, marks }) => marks.size > 0 && stand !== "sent")
  return unsent === undefined ? null : `a mark in ${listId} is on a record that was not sent`
}

/** A slot in the windows of a record's scopes, from its claim to a window's length after its result. */
interface Sending {
  readonly dialer: string
  readonly campaign: string
  readonly account: string
  readonly domain: string | null
  readonly record: string
  readonly position: number
  readonly from: number
  /** When its result was known; infinite until then. */
  until: number
}

/** In every window of a rate no more were out than it allows, each from its claim until its result. */
export const slidingWindows: Law = {
  id: "D9.3a",
  says: "In every window of length W at most N, a slot being taken at the claim and freed W after the result.",
  watch: () => {
    const sendings: Array<Sending> = []
    let rates: ReadonlyArray<CountedRate> = []
    return {
      event: (_world, { event, at, position }) => {
        if (event._tag === "RatesSet") rates = event.rates.map((rate) => countedSince(rates, rate, position))
        follow(sendings, event, at)
        return null
      },
      boundary: (boundary) => {
        const claims = claimsOf(boundary)
        for (const claim of claims) sendings.push(claim)
        return firstOf(claims.flatMap((claim) => rates.map((rate) => crowded(sendings, rate, claim))))
      }
    }
  }
}

function claimsOf({ driver, step }: Boundary): ReadonlyArray<Sending> {
  if (step.result._tag === "Failure" || step.result.success.repeated) return []
  return step.result.success.events.flatMap(({ event, at, position }) => {
    if (event._tag !== "RecordsClaimed") return []
    const account = hamtGet(driver.state.facts.dialers.dialers, event.dialer)?.settings.account ?? event.campaign
    return event.records.map((record) => ({
      dialer: event.dialer,
      campaign: event.campaign,
      account,
      domain: record.destinations[record.destination]?.domain ?? null,
      record: `${event.listId}.r${record.row}`,
      position,
      from: at,
      until: Number.POSITIVE_INFINITY
    }))
  })
}

/** A record that comes back untried was never out. */
function follow(sendings: Array<Sending>, event: Event, at: number): void {
  if (event._tag !== "RecordsResolved" && event._tag !== "RecordsReturned") return
  for (const one of event.records) {
    const row = "record" in one ? one.record.row : one.row
    const index = sendings.findLastIndex(({ record }) => record === `${event.listId}.r${row}`)
    const sending = sendings[index]
    if (sending === undefined) continue
    const tried =
      event._tag === "RecordsResolved" || event.cause === "refused-for-now" || event.cause === "next-destination"
    if (tried) sending.until = at
    else sendings.splice(index, 1)
  }
}

/** A rate, and from which position on all that it is about has been counted. */
interface CountedRate extends Dialer.Rate {
  readonly since: number
}

/** What a window no shorter has counted of the same, or of all, is known to the new one. */
function countedSince(before: ReadonlyArray<CountedRate>, rate: Dialer.Rate, position: number): CountedRate {
  const known = before.filter(
    ({ per, name, windowSeconds }) =>
      per === rate.per && (name === null || name === rate.name) && windowSeconds >= rate.windowSeconds
  )
  return { ...rate, since: Math.min(position, ...known.map(({ since }) => since)) }
}

function crowded(
  sendings: ReadonlyArray<Sending>,
  { per, name, limit, windowSeconds, since }: CountedRate,
  claim: Sending
): Complaint {
  const scope = claim[per]
  if (scope === null || (name !== null && name !== scope)) return null
  // What was claimed under no such rate was counted by nobody.
  const out = sendings.filter(
    (one) =>
      one[per] === scope &&
      one.position > since &&
      one.from <= claim.from &&
      one.until + windowSeconds * 1_000 > claim.from
  )
  return out.length <= limit
    ? null
    : `${out.length} to ${per} ${scope} are out within ${windowSeconds} s, ${limit} may be`
}

/** A dialer never has more under way than it may, and one at a time where time is to pass between two. */
export const dialerConcurrency: Law = {
  id: "D9.3b",
  says: "Concurrency.",
  watch: () => ({
    boundary: (boundary) => {
      const { dialers, inFlight } = factsOf(boundary).dialers
      const under = [...hamtValues(inFlight)]
      const claimed = new Set(claimsOf(boundary).map(({ dialer }) => dialer))
      return firstOf(
        [...hamtValues(dialers)].map((dialer) => {
          const count = under.filter((one) => one.dialer === dialer.name).length
          if (count !== dialer.inFlight) return `${dialer.name} says ${dialer.inFlight} are under way, ${count} are`
          const { secondsBetween, concurrencyMax } = dialer.settings
          const limit = secondsBetween > 0 ? 1 : concurrencyMax
          return claimed.has(dialer.name) && count > limit
            ? `${dialer.name} has ${count} under way, ${limit} may be`
            : null
        })
      )
    }
  })
}
