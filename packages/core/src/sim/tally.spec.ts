import { describe, expect, it } from "vitest"
import type { CentreEvent } from "../centre/index.ts"
import { poisson } from "./arrivals.ts"
import { exponential } from "./distributions.ts"
import { simulate } from "./simulate.ts"
import { Tally } from "./tally.ts"

const zones = {
  offsetAt: () => ({ offsetMs: 0, until: null }),
  dayOf: (_zone: string, at: number) => ({ date: "2026-03-02", endsAt: at + 86_400_000 })
}

/** What a simulated hour says, event by event. */
const heard: Array<{ readonly at: number; readonly event: CentreEvent }> = []
simulate(
  {
    definition: { channels: [{ name: "chat", kind: "live", media: "text" }], zones },
    campaigns: [{ name: "c", channel: "chat", settings: { perAgentMax: 1 } }],
    streams: [{ campaign: "c", arrivals: poisson(120), handling: exponential(90), patience: exponential(60) }],
    teams: [{ name: "a", agents: 2, campaigns: ["c"] }]
  },
  { seed: "tally", seconds: 3_600, listener: (at, event) => heard.push({ at, event }) }
)
const from = heard[0]?.at ?? 0

/** What does not add up when the events are told otherwise; null when all does. */
function imbalanceOf(
  told: (event: CentreEvent, nth: number, at: number) => CentreEvent | null,
  counted = from
): string | null {
  const tally = new Tally({ from: counted, intervalMs: 900_000 })
  for (const [nth, { at, event }] of heard.entries()) {
    const one = told(event, nth, at)
    if (one !== null && at < counted) tally.heardBefore(one)
    else if (one !== null) tally.hears(at, one)
  }
  return tally.imbalance(heard.at(-1)?.at ?? 0)
}

const LITTLE = /^the queue integrated over time is \d+ ms, the waits are \d+ ms$/

const nthOf = (tag: CentreEvent["_tag"], which: number): number =>
  heard.map(({ event }, nth) => (event._tag === tag ? nth : -1)).filter((nth) => nth >= 0)[which] ?? -1

describe("what must add up on every path", () => {
  it("does for what the core says", () => {
    expect(imbalanceOf((event) => event)).toBeNull()
    expect(heard.filter(({ event }) => event._tag === "InteractionAbandoned").length).toBeGreaterThan(5)
  })

  it("does not where an entry is answered that never came", () => {
    const lost = nthOf("InteractionQueued", 7)
    expect(imbalanceOf((event, nth) => (nth === lost ? null : event))).not.toBeNull()
  })

  it("does not where an answer is kept silent, or a wait is told as another: Little's law", () => {
    const silent = nthOf("OfferAccepted", 9)
    expect(imbalanceOf((event, nth) => (nth === silent ? null : event))).not.toBeNull()
    const longer = (event: CentreEvent): CentreEvent =>
      event._tag === "OfferAccepted" ? { ...event, waitMs: event.waitMs + 1 } : event
    const told = imbalanceOf((event, nth) => (nth === silent ? longer(event) : event))
    expect(told).toMatch(LITTLE)
  })

  it("does from the middle on, with those who waited then, and not where the wait of one of them is told as another", () => {
    const last = nthOf("InteractionAbandoned", 5)
    const who = heard[last]?.event
    const since = (heard[last]?.at ?? 0) - (who?._tag === "InteractionAbandoned" ? who.waitMs : 0)
    const middle = since + 1
    expect(imbalanceOf((event) => event, middle)).toBeNull()
    const told = (event: CentreEvent, nth: number): CentreEvent =>
      nth === last && event._tag === "InteractionAbandoned" ? { ...event, waitMs: event.waitMs + 1 } : event
    expect(imbalanceOf(told, middle)).toMatch(LITTLE)
  })

  it("does where the end of a wait is told late, and not where it was due at another time", () => {
    const late = nthOf("InteractionAbandoned", 3)
    const toldLate = (lessMs: number) => (event: CentreEvent, nth: number, at: number) =>
      nth === late && event._tag === "InteractionAbandoned"
        ? { ...event, waitMs: event.waitMs - lessMs, dueAt: at - 1 }
        : event
    expect(imbalanceOf(toldLate(1))).toBeNull()
    expect(imbalanceOf(toldLate(0))).toMatch(LITTLE)
  })
})
