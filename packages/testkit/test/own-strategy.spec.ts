/** A strategy of one's own: wrong at first, caught with its story, kept as a fixture, then right. */
import type { Routing } from "@parley/core"
import { describe, expect, test } from "vitest"
import {
  findBreach,
  fixtureJson,
  lawsFor,
  LawsBroken,
  LawsRefused,
  readFixture,
  replayFixture,
  tellFixture,
  type Breach,
  type Law,
  type LawsOptions,
  type Profile
} from "../src/index.ts"

/** Meant to go round: but who has ended nothing yet is always first. */
const wrong: Routing.Delivery = {
  name: "turns",
  kind: "keyed",
  from: "first",
  key: ({ lastEndedAt }) => lastEndedAt ?? -1
}
const right: Routing.Delivery = {
  name: "turns",
  kind: "keyed",
  from: "after-last-offered",
  key: ({ ordinal }) => ordinal
}

const desk: Profile = {
  name: "desk",
  channel: "email",
  settings: (variant) => ({
    delivery: "turns",
    perAgentMax: 3,
    offerTimeoutSeconds: 1 + (variant % 2),
    retryPauseSeconds: 1
  })
}
const options: Omit<LawsOptions, "strategies" | "profiles"> = { histories: 40, promises: { fair: ["turns"] } }

function breachOf(delivery: Routing.Delivery): Breach {
  try {
    lawsFor({ delivery: [delivery] }, [desk], options)
  } catch (error) {
    if (error instanceof LawsBroken) return error.breach
    throw error
  }
  throw new Error("no law is broken")
}

describe("a strategy that promises to leave nobody out", () => {
  const breach = breachOf(wrong)

  test("[L6] is caught by the law of round robins when it does, in few steps at plain times", () => {
    expect(breach.law).toBe("L6")
    expect(breach.story).toMatch(/^\[L6\] Between two consecutive offers/)
    expect(breach.story).toMatch(
      /\nBut \w+ of desk is offered i\d+, before member \d+ has had one|\nBut members that could/
    )
    expect(breach.script.length).toBeLessThan(16)
    const start = breach.script[0]?.at ?? 0
    for (const { at } of breach.script) expect((at - start) % 250).toBe(0)
    const agents = breach.script.filter(({ command }) => command._tag === "CreateUser").length
    expect(agents).toBeLessThanOrEqual(3)
  })

  test("leaves a fixture that breaks the law whenever it is replayed, and holds once the rule is right", () => {
    const fixture = readFixture(fixtureJson(breach))
    const held = (delivery: Routing.Delivery) => replayFixture(fixture, { strategies: { delivery: [delivery] } })
    expect(held(wrong)).toBe(`[L6] ${breach.complaint}`)
    expect(held(right)).toBeNull()
    expect(fixture.strategies).toEqual(["turns"])
    const told = tellFixture(fixture, { strategies: { delivery: [wrong] } })
    expect(breach.story).toContain(told.join("\n"))
  })

  test("holds when it is right; where it promises less is said", () => {
    const { terms } = lawsFor({ delivery: [right] }, [desk], options)
    expect(terms).toEqual([
      { part: "delivery", strategy: "turns", law: "L6", holds: "held", because: "it promises to leave nobody out" }
    ])
    const lesser = lawsFor({ delivery: [wrong] }, [desk], { histories: 20 }).terms
    expect(lesser.map(({ law, holds }) => [law, holds])).toEqual([["L6", "not-promised"]])
  })

  test("needs its strategies and its law to be replayed, and a fixture to be one", () => {
    expect(() => replayFixture(readFixture(fixtureJson(breach)))).toThrow("needs the strategies turns")
    const mine: Law = {
      id: "dee-first",
      says: "Dee is offered work first.",
      watch: () => ({
        event: (_, { event }) =>
          event._tag === "InteractionOffered" && event.agentId !== "dee" ? `${event.agentId} was` : null
      })
    }
    const found = findBreach({ strategies: { delivery: [right] }, profiles: [desk], laws: [mine] })
    if (!("law" in found)) throw new Error("none was found")
    const own = readFixture(fixtureJson(found))
    const strategies = { delivery: [right] }
    expect(() => replayFixture(own, { strategies })).toThrow("broke the law dee-first, which was not given")
    expect(replayFixture(own, { strategies, laws: [mine] })).toBe(`[dee-first] ${found.complaint}`)
    expect(() => readFixture("{}")).toThrow("format")
  })
})

describe("a proof of nothing", () => {
  const refused = (options: LawsOptions) => {
    const all = { strategies: { delivery: [right] }, profiles: [desk], histories: 5, ...options }
    expect(() => findBreach(all)).toThrow(LawsRefused)
    return expect(() => findBreach(all))
  }

  test("is refused: no histories, promises of nobody, a strategy that no campaign uses", () => {
    refused({ histories: 0 }).toThrow("histories: 0 is not a whole number from 1 on")
    refused({ histories: Number.NaN }).toThrow("histories: NaN")
    refused({ histories: 1.5 }).toThrow("histories: 1.5")
    refused({ actsMax: -1 }).toThrow("actsMax: -1")
    refused({ promises: { fair: ["turn"] } }).toThrow("no delivery strategy is given by the name turn")
    const other: Profile = { ...desk, settings: () => ({ delivery: "rrmemory" }) }
    refused({ profiles: [other] }).toThrow("no campaign of the 5 histories uses turns")
    const after: Profile = { ...desk, settings: () => ({ delivery: "preferred+turns" }) }
    expect(findBreach({ strategies: { delivery: [right] }, profiles: [after], histories: 5 })).toHaveProperty(
      "histories",
      5
    )
  })

  test("is no fixture whose campaign can be created no more", () => {
    const json = fixtureJson(breachOf(wrong)).replaceAll('"channel":"email"', '"channel":"fax"')
    const strategies = { delivery: [wrong] }
    expect(() => replayFixture(readFixture(json), { strategies })).toThrow(
      /campaign desk cannot be created any more: .*fax/
    )
  })
})

describe("a strategy that throws, and campaigns that cannot be", () => {
  test("are found out, each for what it is", () => {
    const throwing: Routing.Delivery = {
      ...wrong,
      key: () => {
        throw new Error("no")
      }
    }
    const breach = breachOf(throwing)
    expect(breach.law).toBe("own-rules")
    expect(breach.complaint).toMatch(/^the delivery strategy turns of desk threw or gave none/)
    const none: Profile = { ...desk, settings: () => ({ delivery: "nearest" }) }
    expect(() => lawsFor({}, [none], { histories: 5 })).toThrow(LawsRefused)
    expect(() => lawsFor({}, [none], { histories: 5 })).toThrow("StrategyUnknown")
    const broken: Profile = {
      ...desk,
      settings: () => {
        throw new Error("no settings")
      }
    }
    expect(() => lawsFor({ delivery: [right] }, [broken], { histories: 5 })).toThrow("no settings")
  })
})

describe("channels of one's own", () => {
  const pager = { name: "pager", kind: "live", media: "text", cost: 2 } as const

  test("are held to the laws as well", () => {
    const paged: Profile = { ...desk, name: "paged", channel: "pager", settings: () => ({ dropoutSeconds: 3 }) }
    const { kinds } = lawsFor({}, [paged, { ...desk, settings: () => ({}) }], { histories: 40, channels: [pager] })
    expect(kinds.get("AcceptOffer")?.accepted).toBeGreaterThan(10)
  })
})

describe("terms", () => {
  test("say where rules that pick, or look at a few, promise less", () => {
    const near: Routing.Delivery = { name: "near", kind: "scored", scan: 3, score: ({ position }) => position }
    const free: Routing.Eligibility = {
      name: "free",
      mode: "pull",
      media: "text",
      atOnce: "unlimited",
      mayReceive: () => true
    }
    const offered: Profile = { ...desk, settings: () => ({ delivery: "near" }) }
    const picked: Profile = { ...desk, name: "picked", settings: () => ({ eligibility: "free" }) }
    const { terms } = lawsFor({ delivery: [near], eligibility: [free] }, [offered, picked], { histories: 20 })
    expect(terms.map(({ strategy, law, holds }) => `${strategy} ${law} ${holds}`)).toEqual([
      "free L4 not-promised",
      "free L5 not-promised",
      "near L6 not-promised",
      "near D4.3a within"
    ])
  })
})
