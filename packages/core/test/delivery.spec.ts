import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, endBreak, finish, reject, startBreak } from "./given.ts"
import { Story, type Setting } from "./story.ts"

const ring = { offerTimeoutSeconds: 10, retryPauseSeconds: 30, perAgentMax: 100 }
const four = ["a", "b", "c", "d"]
const serving = (settings: Setting, members: ReadonlyArray<string> = four) =>
  centre(agents(...members), campaign("sales", { ...ring, ...settings }, members)).restarting()

const penalty = (story: Story, agentId: string, value: number) =>
  story.send({ _tag: "ChangeMember", campaign: "sales", agentId, penalty: value })
const position = (story: Story, agentId: string, value: number) =>
  story.send({ _tag: "ChangeMember", campaign: "sales", agentId, position: value })
const each = (story: Story, ids: ReadonlyArray<string>) => {
  for (const id of ids) {
    arrive(story, id, "sales")
    accept(story, id)
  }
}
const expire = (story: Story) => story.wait(10)

describe("rrmemory", () => {
  it("[D4.3-rrmemory] [D4.3c] goes round in joining order from the member last offered, whatever becomes of the offer", () => {
    const story = serving({ delivery: "rrmemory" })
    penalty(story, "b", 50)
    each(story, ["01"])
    arrive(story, "02", "sales")
    reject(story, "02")
    expire(story)
    accept(story, "02")
    arrive(story, "03", "sales")
    for (let refusals = 0; refusals < 4; refusals++) reject(story, "03")
    expect(story.stage("03")).toBe("waiting")
    story.wait(30)
    accept(story, "03")
    arrive(story, "04", "sales")
    // b has the offer and leaves: the pointer stays where b stood.
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["b"] })
    accept(story, "04")
    each(story, ["05", "06"])
    // b comes back with a new joining number, behind all.
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["b"] })
    each(story, ["07", "08", "09", "10"])
    startBreak(story, "a")
    each(story, ["11", "12"])
    endBreak(story, "a")
    each(story, ["13", "14"])
    expect(story.offers()).toEqual([
      ...["01→a"],
      ...["02→b", "02→c", "02→d"],
      ...["03→a", "03→b", "03→c", "03→d", "03→a"],
      ...["04→b", "04→c"],
      ...["05→d", "06→a"],
      ...["07→c", "08→d", "09→b", "10→a"],
      ...["11→c", "12→d"],
      ...["13→b", "14→a"]
    ])
  })

  it("[D4.3-rrmemory] stands where the member last offered stood, also when they left and came back", () => {
    const story = serving({ delivery: "rrmemory" })
    each(story, ["1", "2"])
    for (const _tag of ["RemoveMembers", "AddMembers"] as const)
      story.send({ _tag, campaigns: ["sales"], agents: ["b"] })
    each(story, ["3", "4", "5", "6"])
    expect(story.offers()).toEqual(["1→a", "2→b", "3→c", "4→d", "5→b", "6→a"])
  })

  it("[D4.3-rrmemory] does not read positions", () => {
    const story = serving({ delivery: "rrmemory" })
    position(story, "d", 1)
    each(story, ["1", "2", "3", "4"])
    expect(story.offers()).toEqual(["1→a", "2→b", "3→c", "4→d"])
  })

  it("[D4.3-rrmemory] [L6] gives each of the eligible as many as any other, but for one, without refusals", () => {
    const story = serving({ delivery: "rrmemory" })
    for (let n = 10; n < 33; n++) each(story, [String(n)])
    expect(four.map((id) => story.agent(id).active)).toEqual([6, 6, 6, 5])
  })
})

describe("leastrecent", () => {
  it("[D4.3-leastrecent] [D4.3a] goes to who ended longest ago in this campaign, never first, ties by position then id", () => {
    const story = serving({ delivery: "leastrecent" })
    position(story, "d", 1)
    penalty(story, "a", 100)
    // a and d stand first: a by id. What has begun and not ended changes nothing.
    each(story, ["01", "02"])
    story.wait(1)
    finish(story, "01")
    arrive(story, "03", "sales")
    reject(story, "03")
    expire(story)
    accept(story, "03")
    // A refusal does not change d's turn.
    each(story, ["04"])
    story.wait(1)
    finish(story, "04")
    each(story, ["05"])
    story.wait(1)
    finish(story, "05")
    each(story, ["06"])
    story.wait(1)
    finish(story, "06")
    // Ended so far: a, d, b, c.
    arrive(story, "07", "sales")
    for (let refusals = 0; refusals < 3; refusals++) reject(story, "07")
    expire(story)
    story.wait(30)
    accept(story, "07")
    story.wait(1)
    finish(story, "07")
    each(story, ["08", "09"])
    story.wait(1)
    finish(story, "08")
    for (const id of ["10", "11", "12"]) {
      each(story, [id])
      story.wait(1)
      finish(story, id)
    }
    each(story, ["13", "14"])
    finish(story, "13")
    // b and c end at one instant: b stands before c.
    each(story, ["15"])
    startBreak(story, "b")
    each(story, ["16"])
    endBreak(story, "b")
    story.wait(1)
    finish(story, "15")
    finish(story, "16")
    startBreak(story, "a")
    startBreak(story, "d")
    each(story, ["17"])
    expect(story.offers()).toEqual([
      ...["01→a", "02→a"],
      ...["03→d", "03→b", "03→c"],
      ...["04→d", "05→b", "06→c"],
      ...["07→a", "07→d", "07→b", "07→c", "07→a"],
      ...["08→d", "09→d"],
      ...["10→b", "11→c", "12→a"],
      ...["13→d", "14→d"],
      ...["15→b", "16→c", "17→b"]
    ])
  })

  it("[D4.3-leastrecent] counts what ended in this campaign alone", () => {
    const story = centre(
      agents("a", "b"),
      campaign("sales", { ...ring, delivery: "leastrecent" }, ["a", "b"]),
      campaign("other", ring, ["b"])
    ).restarting()
    each(story, ["1"])
    arrive(story, "x", "other")
    accept(story, "x")
    finish(story, "1")
    story.wait(1)
    finish(story, "x")
    each(story, ["2"])
    expect(story.offers()).toEqual(["1→a", "x→b", "2→b"])
  })
})

describe("wrandom", () => {
  const drawn = (story: Story) =>
    story
      .all("InteractionOffered")
      .map(({ interactionId, agentId, draw, among }) => ({ interactionId, agentId, draw: draw ?? -1, among }))

  it("[D4.3-wrandom] draws among all eligible, each in [0, (1 + penalty) × 1000): who refused draws no more", () => {
    const story = serving({ delivery: "wrandom" })
    penalty(story, "c", 4)
    penalty(story, "d", 9)
    for (const id of ["01", "02", "03", "04", "05"]) {
      arrive(story, id, "sales")
      reject(story, id)
      expire(story)
      reject(story, id)
      expire(story)
      expect(story.stage(id)).toBe("waiting")
      story.wait(30)
      accept(story, id)
    }
    const offers = drawn(story)
    expect(offers).toHaveLength(25)
    const limit: { readonly [agent: string]: number } = { a: 1_000, b: 1_000, c: 5_000, d: 10_000 }
    for (const { agentId, draw } of offers) {
      expect(draw).toBeGreaterThanOrEqual(0)
      expect(draw).toBeLessThan(limit[agentId] ?? 0)
    }
    for (let n = 0; n < 25; n += 5) {
      const round = offers.slice(n, n + 5)
      expect(round.map(({ among }) => among)).toEqual([4, 3, 2, 1, 4])
      expect(
        round
          .slice(0, 4)
          .map(({ agentId }) => agentId)
          .sort()
      ).toEqual(four)
    }
  })

  it("[D4.3-wrandom] prefers the lower penalty as often as two such draws would have it", () => {
    // Of draws in [0, 1000) and [0, 2000) the first is lower with probability 3/4.
    const story = centre(
      agents("a", "b"),
      campaign("sales", { ...ring, delivery: "wrandom", perAgentMax: 1_000 }, ["a", "b"])
    )
    penalty(story, "b", 1)
    const arrivals = 800
    for (let n = 0; n < arrivals; n++) {
      arrive(story, `i${n}`, "sales")
      accept(story, `i${n}`)
    }
    const share = story.agent("a").active / arrivals
    // Four standard errors of a binomial share.
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / arrivals))
  })

  it("[D4.3d] [D14.1d] draws from the seed of the log: the same seed the same offers, also after a restart; another seed others", () => {
    const run = (story: Story) => {
      for (const one of [agents(...four), campaign("sales", { ...ring, delivery: "wrandom" }, four)]) one(story)
      for (let n = 10; n < 40; n++) arrive(story, `i${n}`, "sales")
      return drawn(story)
    }
    const once = run(new Story())
    expect(run(new Story().restarting())).toEqual(once)
    const others = run(new Story({}, { seed: "other" }))
    expect(others.filter(({ draw }, n) => draw === once[n]?.draw)).toEqual([])
    expect(others.map(({ agentId }) => agentId)).not.toEqual(once.map(({ agentId }) => agentId))
    expect(new Set(once.map(({ draw }) => draw)).size).toBe(30)
  })

  it("[D14.1d] draws by the name of the offer, so that other offers do not shift it", () => {
    const run = (before: ReadonlyArray<string>) => {
      const story = serving({ delivery: "wrandom" })
      for (const id of before) arrive(story, id, "sales")
      arrive(story, "same", "sales")
      return drawn(story).at(-1)
    }
    expect(run(["x", "y", "z"])).toEqual(run([]))
  })
})

describe("a strategy of one's own", () => {
  it("is named in a campaign's settings and asked like a built-in one", () => {
    const strategies = {
      delivery: [
        {
          name: "last-joined",
          kind: "keyed",
          from: "first",
          key: ({ ordinal }: { readonly ordinal: number }) => -ordinal
        } as const
      ],
      order: [{ name: "newest", rank: ({ enteredAt }: { readonly enteredAt: number }) => -enteredAt }]
    }
    const story = new Story({ strategies })
    for (const one of [agents("a", "b"), campaign("sales", { delivery: "last-joined", order: "newest" })]) one(story)
    for (const id of ["1", "2", "3"]) {
      arrive(story, id, "sales")
      story.wait(1)
    }
    const events = story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["a"] })
    expect(story.offers(events)).toEqual(["3→a", "2→a", "1→a"])
  })

  it("[D4.3a] that throws is replaced where it is still asked, and not in a campaign that was removed", () => {
    let broken = false
    const key = ({ ordinal }: { readonly ordinal: number }) => {
      if (broken) throw new Error("not now")
      return ordinal
    }
    const story = new Story({ strategies: { delivery: [{ name: "shy", kind: "keyed", from: "first", key }] } })
    for (const one of [agents("a"), campaign("old", { delivery: "shy" }), campaign("new", { delivery: "shy" })])
      one(story)
    story.send({ _tag: "RemoveCampaign", campaign: "old" })
    broken = true
    const events = story.send({ _tag: "AddMembers", campaigns: ["new"], agents: ["a"] })
    expect(story.all("StrategyFailed", events)).toMatchObject([{ campaign: "new", part: "delivery" }])
  })

  it("[L11] that fails on a reader's question changes nothing that is decided", () => {
    let asking = false
    const key = ({ ordinal }: { readonly ordinal: number }) => {
      if (asking) throw new Error("not now")
      return ordinal
    }
    const story = new Story({ strategies: { delivery: [{ name: "shy", kind: "keyed", from: "first", key }] } })
    for (const one of [agents("a", "b"), campaign("sales", { delivery: "shy" }, ["a", "b"])]) one(story)
    arrive(story, "1", "sales")
    asking = true
    expect(story.centre.explain(story.state, "1")?.members).toHaveLength(2)
    asking = false
    arrive(story, "2", "sales")
    expect(story.all("StrategyFailed")).toEqual([])
  })
})
