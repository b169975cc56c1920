/** The core draws once for each penalty; the domain says that every eligible member draws. Held against everyone drawing. */
import { Centre } from "@parley/core"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { allAt, given, type Driver, type PlainCommand } from "../src/index.ts"
import { historyDefinition } from "../src/histories/profiles.ts"
import { actingBy } from "../src/mutants.ts"

const PENALTIES = { ann: 0, bob: 1, cyd: 1, dee: 3 } as const
type Name = keyof typeof PENALTIES
const names: ReadonlyArray<Name> = ["ann", "bob", "cyd", "dee"]

const SEEDS = ["one", "two", "three", "four"] as const
const OFFERS = 1_500
const DRAWS = 300_000
/** Exceeded once in ten thousand times, with three degrees of freedom. Source: the chi-square distribution. */
const CRITICAL = 21.1

interface Drawn {
  readonly agentId: string
  readonly draw: number
}

/** Everyone who is eligible draws r uniform in [0, (1 + penalty) × 1000); the lowest wins. */
function everyoneDraws(eligible: ReadonlyArray<Name>): ReadonlyArray<Drawn> {
  const random = uniform(1)
  return Array.from({ length: DRAWS }, () =>
    eligible
      .map((agentId) => ({ agentId, draw: random() * (1 + PENALTIES[agentId]) * 1_000 }))
      .reduce((least, other) => (other.draw < least.draw ? other : least))
  )
}

/** Uniform fractions that depend on the seed alone. Source: mulberry32, T. Ettinger (public domain). */
function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A centre with the four of them free, for one seed. */
const staffed = (seed: string, make: typeof Centre.make): Driver =>
  given(
    make(historyDefinition()),
    allAt(
      "09:00:00",
      { _tag: "CreateCentre", seed, zone: "UTC" },
      ...names.map((userId) => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }) as const),
      { _tag: "CreateCampaign", campaign: "draw", channel: "email", settings: { delivery: "wrandom" } },
      ...names.map((agent) => {
        const penalty = PENALTIES[agent]
        return { _tag: "AddMembers", campaigns: ["draw"], agents: [agent], penalty } as const
      }),
      ...names.map((agentId) => ({ _tag: "SignIn", agentId, sessionId: "s1" }) as const)
    )
  ).driver

interface Offers {
  readonly first: ReadonlyArray<Drawn>
  /** After ann, who was drawn first, has refused. */
  readonly withoutAnn: ReadonlyArray<Drawn>
}

/** Offers as the core makes them, each to four agents who are free, and once more when ann refuses. */
function offersOf(seed: string, make: typeof Centre.make = Centre.make): Offers {
  const driver = staffed(seed, make)
  const at = driver.now
  const contents = { body: null, raw: null, attachments: [] }
  const drawnBy = (command: PlainCommand): ReadonlyArray<Drawn> => {
    const sent = driver.sendPlain(at, command)
    if (Result.isFailure(sent)) throw new Error(`${command._tag} is refused: ${sent.failure._tag}`)
    return sent.success.events.flatMap(({ event }) =>
      event._tag === "InteractionOffered" ? [{ agentId: event.agentId, draw: event.draw ?? -1 }] : []
    )
  }
  const first: Array<Drawn> = []
  const withoutAnn: Array<Drawn> = []
  for (let n = 1; n <= OFFERS; n++) {
    const interactionId = `i${n}`
    const drawn = drawnBy({ _tag: "ReceiveMessage", interactionId, campaign: "draw", contents })
    first.push(...drawn)
    if (drawn[0]?.agentId === "ann")
      withoutAnn.push(
        ...drawnBy({ _tag: "RejectOffer", interactionId, offerId: `${interactionId}.o1`, agentId: "ann" })
      )
    drawnBy({ _tag: "LeaveInteraction", interactionId })
  }
  return { first, withoutAnn }
}

/** Pearson's statistic of counts in cells against what everyone drawing makes of the same cells. */
function chiSquare(
  drawn: ReadonlyArray<Drawn>,
  everyone: ReadonlyArray<Drawn>,
  cells: ReadonlyArray<(one: Drawn) => boolean>
): number {
  return cells.reduce((sum, isIn) => {
    const expected = (everyone.filter(isIn).length / everyone.length) * drawn.length
    return sum + (drawn.filter(isIn).length - expected) ** 2 / expected
  }, 0)
}

const byAgent = (eligible: ReadonlyArray<Name>) =>
  eligible.map(
    (name) =>
      ({ agentId }: Drawn) =>
        agentId === name
  )

/** Quarters of what everyone draws. */
function byQuarter(everyone: ReadonlyArray<Drawn>) {
  const sorted = everyone.map(({ draw }) => draw).sort((a, b) => a - b)
  const bounds = [0, 1, 2, 3].map((quarter) => (quarter === 0 ? 0 : (sorted[(sorted.length * quarter) / 4] ?? 0)))
  return bounds.map(
    (from, quarter) =>
      ({ draw }: Drawn) =>
        draw >= from && draw < (bounds[quarter + 1] ?? Infinity)
  )
}

describe("a weighted draw", () => {
  const everyone = everyoneDraws(names)

  test.each(SEEDS)("[D4.3-wrandom] [D4.3d] falls on each agent as if everyone drew, and is as low; seed %s", (seed) => {
    const { first } = offersOf(seed)
    expect(first).toHaveLength(OFFERS)
    expect(chiSquare(first, everyone, byAgent(names))).toBeLessThan(CRITICAL)
    expect(chiSquare(first, everyone, byQuarter(everyone))).toBeLessThan(CRITICAL)
  })

  test.each(SEEDS)("[D4.3-wrandom] [D4.8a] is among those who have not refused; seed %s", (seed) => {
    const { withoutAnn } = offersOf(seed)
    const others = names.filter((name) => name !== "ann")
    expect(withoutAnn.length).toBeGreaterThan(OFFERS / 4)
    expect(chiSquare(withoutAnn, everyoneDraws(others), byAgent(others))).toBeLessThan(CRITICAL)
  })

  test("[D4.3-wrandom] that ignores penalties is found out", () => {
    const flat = actingBy("delivery", "wrandom", { name: "flat", kind: "drawn", range: () => 1_000 })
    const { first } = offersOf("one", flat)
    expect(chiSquare(first, everyone, byAgent(names))).toBeGreaterThan(CRITICAL)
  })
})
