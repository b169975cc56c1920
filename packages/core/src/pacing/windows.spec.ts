import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Rate } from "../dialer/index.ts"
import { limitsOf, givenBack, noPacing, released, roomOf, taken, type Pacing } from "./windows.ts"

const rates: ReadonlyArray<Rate> = [
  { per: "campaign", name: null, limit: 3, windowSeconds: 1 },
  { per: "campaign", name: "sales", limit: 5, windowSeconds: 4 },
  { per: "account", name: null, limit: 4, windowSeconds: 2 },
  { per: "domain", name: null, limit: 2, windowSeconds: 3 }
]

/** One message as its receiver may see it: at some instant from its claim to its result. */
interface Sent {
  readonly scope: { readonly campaign: string; readonly account: string; readonly domain: string }
  readonly from: number
  until: number
}

const scopes = fc.record({
  campaign: fc.constantFrom("sales", "help"),
  account: fc.constantFrom("a1", "a2"),
  domain: fc.constantFrom("d1", "d2", "d3")
})
const steps = fc.array(
  fc.record({ waitMs: fc.nat(1_500), scope: scopes, tookMs: fc.nat(2_500), backMs: fc.option(fc.nat(500)) }),
  { minLength: 20, maxLength: 80 }
)

/** Claims as soon as there is room; each has its result, or is given back, some time later. */
function run(plan: ReadonlyArray<Step>): ReadonlyArray<Sent> {
  let pacing: Pacing = noPacing
  let now = 0
  const sent: Array<Sent> = []
  const pending: Array<{ readonly id: string; readonly at: number; readonly back: boolean; readonly one: Sent }> = []
  const settle = (until: number): void => {
    pending.sort((a, b) => a.at - b.at)
    for (let next = pending[0]; next !== undefined && next.at <= until; next = pending[0]) {
      pending.shift()
      pacing = (next.back ? givenBack : released)(pacing, next.id, next.at, undefined)
      next.one.until = next.back ? Number.NEGATIVE_INFINITY : next.at
    }
  }
  for (const [index, { waitMs, scope, tookMs, backMs }] of plan.entries()) {
    now += waitMs
    settle(now)
    const limits = limitsOf(rates, scope)
    const { room, at } = roomOf(pacing, limits, now)
    expect(room > 0).toBe(at === now)
    if (room <= 0) continue
    pacing = taken(pacing, { id: `r${index}`, limits }, now, undefined)
    const one = { scope, from: now, until: Number.POSITIVE_INFINITY }
    sent.push(one)
    pending.push({ id: `r${index}`, at: now + (backMs ?? tookMs), back: backMs !== null, one })
  }
  settle(Number.POSITIVE_INFINITY)
  return sent.filter(({ until }) => until >= 0)
}

interface Step {
  readonly waitMs: number
  readonly scope: Sent["scope"]
  readonly tookMs: number
  readonly backMs: number | null
}

/** The most that any window of this length can hold, wherever between claim and result each arrived. */
function worst(sent: ReadonlyArray<Sent>, windowMs: number): number {
  // Each arrival as late as it may be, then early: a window that begins with one's latest instant holds all that
  // were claimed in it, and one that was claimed before it and may have arrived in it.
  const count = (begin: number) => sent.filter(({ from, until }) => from < begin + windowMs && until >= begin).length
  return Math.max(0, ...sent.map(({ until }) => count(until)))
}

describe("A rate", () => {
  it("[D9.3a] lets no more than its limit arrive in any window, whenever between claim and result each arrived", () => {
    fc.assert(
      fc.property(steps, (plan) => {
        const sent = run(plan)
        for (const { per, name, limit, windowSeconds } of rates) {
          const names = new Set(sent.map(({ scope }) => scope[per]))
          for (const value of names) {
            if (name !== null && name !== value) continue
            const of = sent.filter(({ scope }) => scope[per] === value)
            expect(worst(of, windowSeconds * 1_000)).toBeLessThanOrEqual(limit)
          }
        }
      }),
      { numRuns: 300 }
    )
  })

  it("[D9.3a] frees a slot exactly one window after the result, and says so before", () => {
    const limits = limitsOf([{ per: "campaign", name: null, limit: 2, windowSeconds: 10 }], scopeOf("sales"))
    let pacing = taken(noPacing, { id: "r1", limits }, 0, undefined)
    pacing = taken(pacing, { id: "r2", limits }, 1_000, undefined)
    expect(roomOf(pacing, limits, 60_000)).toEqual({ room: 0, at: null })
    pacing = released(pacing, "r2", 2_000, undefined)
    expect(roomOf(pacing, limits, 2_000)).toEqual({ room: 0, at: 12_000 })
    pacing = released(pacing, "r1", 5_000, undefined)
    expect(roomOf(pacing, limits, 11_999)).toEqual({ room: 0, at: 12_000 })
    expect(roomOf(pacing, limits, 12_000)).toEqual({ room: 1, at: 12_000 })
    expect(roomOf(pacing, limits, 15_000)).toEqual({ room: 2, at: 15_000 })
  })

  it("[D9.3a] counts per campaign, per account and per domain, each apart", () => {
    const all = limitsOf(rates, { campaign: "sales", account: "a1", domain: "d1" })
    expect(all.map(({ key, limit }) => `${key}=${limit}`)).toEqual([
      "campaign/1/sales=3",
      "campaign/4/sales=5",
      "account/2/a1=4",
      "domain/3/d1=2"
    ])
    let pacing: Pacing = noPacing
    for (const id of ["r1", "r2"]) pacing = taken(pacing, { id, limits: all }, 0, undefined)
    expect(roomOf(pacing, all, 0).room).toBe(0)
    const elsewhere = limitsOf(rates, { campaign: "sales", account: "a1", domain: "d2" })
    expect(roomOf(pacing, elsewhere, 0).room).toBe(1)
    expect(limitsOf(rates, { campaign: "help", account: "a1", domain: null })).toHaveLength(2)
  })

  it("forgets windows in which nothing is any more", () => {
    const limits = limitsOf(rates, { campaign: "sales", account: "a1", domain: "d1" })
    let pacing: Pacing = noPacing
    for (let n = 0; n < 50; n++) {
      const each = limitsOf(rates, { campaign: "sales", account: `a${n}`, domain: `d${n}` })
      pacing = taken(pacing, { id: `r${n}`, limits: each }, n * 10_000, undefined)
      pacing = released(pacing, `r${n}`, n * 10_000 + 1, undefined)
    }
    pacing = taken(pacing, { id: "last", limits }, 1_000_000, undefined)
    expect([pacing.windows.size, pacing.slots.size, pacing.expiries.size]).toEqual([4, 1, 0])
  })
})

const scopeOf = (campaign: string) => ({ campaign, account: "a1", domain: null })
