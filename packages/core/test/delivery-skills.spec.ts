/** Delivery by proficiency, at random, to all at once, and on voice: sequences worked out by hand. */
import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, finish, leave, phone, reject, skilled, startBreak } from "./given.ts"
import { MIDNIGHT, type Setting, type Story } from "./story.ts"

const terms = { offerTimeoutSeconds: 10, retryPauseSeconds: 30, perAgentMax: 100 }
const four = ["a", "b", "c", "d"]
const serving = (settings: Setting, members: ReadonlyArray<string> = four) =>
  centre(agents(...members), campaign("sales", { ...terms, ...settings }, members)).restarting()
const calling = (settings: Setting, members: ReadonlyArray<string> = four) =>
  centre(agents(...members), campaign("calls", { ...terms, ...settings }, members, phone)).restarting()

const penalty = (story: Story, campaign: string, penalties: { readonly [agentId: string]: number }) => {
  for (const [agentId, value] of Object.entries(penalties))
    story.send({ _tag: "ChangeMember", campaign, agentId, penalty: value })
}
const each = (story: Story, ids: ReadonlyArray<string>, campaign = "sales") => {
  for (const id of ids) {
    arrive(story, id, campaign)
    accept(story, id)
  }
}
const end = (story: Story, ...ids: ReadonlyArray<string>) => {
  for (const id of ids) finish(story, id)
}
/** All that rings for an interaction, in the order of the offers. */
const rings = (story: Story, id: string) => story.offers().filter((offer) => offer.startsWith(`${id}→`))
const offerTo = (story: Story, interactionId: string, agentId: string) => {
  const offered = story.all("InteractionOffered").filter((one) => one.interactionId === interactionId)
  const offerId = offered.findLast((one) => one.agentId === agentId)?.offerId ?? "none"
  return { interactionId, offerId, agentId }
}

describe("bestskill", () => {
  it("[D4.3-bestskill] [D4.1g] goes to the highest proficiency on what is required, ties by position then id", () => {
    const story = serving({ delivery: "bestskill", perAgentMax: 2, skills: [{ skill: "fr", level: 20 }] }, [
      ...four,
      "e"
    ])
    penalty(story, "sales", { b: 50 })
    for (const [agentId, fr] of [
      ["a", 50],
      ["b", 80],
      ["c", 80],
      ["d", 90]
    ] as const)
      skilled(story, agentId, { fr })
    each(story, ["01", "02"])
    arrive(story, "03", "sales")
    reject(story, "03")
    story.wait(10)
    accept(story, "03")
    each(story, ["04", "05", "06"])
    arrive(story, "07", "sales")
    reject(story, "07")
    accept(story, "07")
    each(story, ["08"])
    // Only e, who has no French, is free.
    arrive(story, "09", "sales")
    expect(story.stage("09")).toBe("waiting")
    end(story, "03")
    accept(story, "09")
    skilled(story, "e", { fr: 100 })
    each(story, ["10", "11"])
    arrive(story, "12", "sales")
    skilled(story, "a", { fr: 10 })
    end(story, "07")
    expect(story.stage("12")).toBe("waiting")
    end(story, "01")
    accept(story, "12")
    end(story, "10")
    arrive(story, "13", "sales")
    reject(story, "13")
    story.wait(30)
    accept(story, "13")
    end(story, "02")
    each(story, ["14"])
    end(story, "04")
    each(story, ["15"])
    end(story, "06")
    each(story, ["16"])
    expect(story.offers()).toEqual([
      ...["01→d", "02→d", "03→b", "03→c", "03→a", "04→b", "05→b", "06→c"],
      ...["07→c", "07→a", "08→c", "09→a", "10→e", "11→e", "12→d"],
      ...["13→e", "13→e", "14→d", "15→b", "16→c"]
    ])
  })

  it("[D4.3-bestskill] adds up what several skills are worth, and takes the higher of two levels required", () => {
    const story = serving({ delivery: "bestskill", perAgentMax: 1, skills: [{ skill: "fr", level: 60 }] })
    skilled(story, "a", { fr: 50, de: 100 })
    skilled(story, "b", { fr: 80, de: 10 })
    skilled(story, "c", { fr: 60, de: 60 })
    skilled(story, "d", { fr: 90 })
    const skills = [
      { skill: "de", level: 5 },
      { skill: "fr", level: 10 }
    ]
    arrive(story, "1", "sales", { skills })
    accept(story, "1")
    arrive(story, "2", "sales", { skills })
    accept(story, "2")
    // a has not the campaign's French, d no German.
    arrive(story, "3", "sales", { skills })
    expect([story.offers(), story.stage("3")]).toEqual([["1→c", "2→b"], "waiting"])
    expect(story.all("InteractionQueued")[2]?.requirement.skills).toEqual([
      { skill: "de", level: 5 },
      { skill: "fr", level: 60 }
    ])
  })
})

describe("random", () => {
  it("[D4.3-random] is uniform over the eligible, and the same again from the same log", () => {
    const story = centre(agents(...four), campaign("sales", { ...terms, delivery: "random" }, four))
    penalty(story, "sales", { b: 100 })
    const rounds = 2_000
    for (let n = 0; n < rounds; n++) {
      arrive(story, `i${n}`, "sales")
      if (n % 4 === 0) reject(story, `i${n}`)
      accept(story, `i${n}`)
      finish(story, `i${n}`)
    }
    const offers = story.all("InteractionOffered")
    const first = offers.filter(({ offerId }) => offerId.endsWith(".o1"))
    const share = (agentId: string) => first.filter((offer) => offer.agentId === agentId).length / rounds
    // Four standard errors of a share of a quarter.
    for (const agentId of four) expect(share(agentId)).toBeCloseTo(0.25, 1)
    const deviation = 4 * Math.sqrt((0.25 * 0.75) / rounds)
    expect(four.filter((agentId) => Math.abs(share(agentId) - 0.25) > deviation)).toEqual([])
    // Who refused is not drawn again.
    const again = offers.filter(({ offerId }) => offerId.endsWith(".o2"))
    expect(again.every(({ among }) => among === 3)).toBe(true)
    expect(again.length).toBe(rounds / 4)
  })
})

describe("ringall, as a delivery rule", () => {
  it("[D4.3-ringall] [D4.8h] offers to all at once; the first to accept has it, the others are rescinded and miss nothing", () => {
    const story = serving({ delivery: "ringall", perAgentMax: 1, autopauseAfter: 2 })
    startBreak(story, "d")
    arrive(story, "01", "sales")
    const [, second, third] = story.all("InteractionOffered")
    expect(new Set(story.all("InteractionOffered").map(({ expiresAt }) => expiresAt)).size).toBe(1)
    const events = story.send({ _tag: "AcceptOffer", ...offerTo(story, "01", "b") })
    expect(story.all("OfferRescinded", events).map(({ agentId }) => agentId)).toEqual(["a", "c"])
    expect(story.interaction("01")).toMatchObject({ stage: "active", ownerId: "b", offer: null })
    expect(story.refused({ _tag: "AcceptOffer", ...offerTo(story, "01", "c") })).toEqual({
      _tag: "OfferUnknown",
      offerId: third?.offerId,
      ownerId: "b"
    })
    expect(second?.offerId).toBe("01.o2")
    expect(four.map((agentId) => story.agent(agentId).offered)).toEqual([0, 0, 0, 0])
    // Whoever was rescinded rings again for the next, and misses it for the first time: nobody is paused.
    arrive(story, "02", "sales")
    expect(rings(story, "02")).toEqual(["02→a", "02→c"])
    story.wait(10)
    expect([story.all("OfferExpired").length, story.all("MemberPaused")]).toEqual([2, []])
  })

  it("[D4.3-ringall] is un-offered again when the last has refused or expired; later members join the next ring", () => {
    const story = serving({ delivery: "ringall", perAgentMax: 1 })
    startBreak(story, "d")
    arrive(story, "01", "sales")
    story.send({ _tag: "RejectOffer", ...offerTo(story, "01", "a") })
    expect(story.stage("01")).toBe("offered")
    story.send({ _tag: "EndBreak", agentId: "d" })
    // The group is fixed: d does not join it.
    expect(rings(story, "01")).toEqual(["01→a", "01→b", "01→c"])
    story.send({ _tag: "RejectOffer", ...offerTo(story, "01", "b") })
    story.wait(10)
    // The last has missed it: it is offered to whom it was not, and after the pause to all.
    expect(rings(story, "01").slice(3)).toEqual(["01→d"])
    story.wait(10)
    expect(story.stage("01")).toBe("waiting")
    story.wait(30)
    expect(rings(story, "01").slice(4)).toEqual(["01→a", "01→b", "01→c", "01→d"])
    expect(leave(story, "01").filter(({ _tag }) => _tag === "OfferRevoked")).toHaveLength(4)
  })

  it("[D4.3-ringall] rings for 64 at most, and without a timeout the first has it", () => {
    const many = Array.from({ length: 70 }, (_, n) => `m${String(n).padStart(2, "0")}`)
    const story = centre(agents(...many), campaign("sales", { ...terms, delivery: "ringall", perAgentMax: 1 }, many))
    arrive(story, "1", "sales")
    expect(rings(story, "1")).toEqual(many.slice(0, 64).map((id) => `1→${id}`))
    arrive(story, "2", "sales")
    expect(rings(story, "2")).toEqual(many.slice(64).map((id) => `2→${id}`))
    const atOnce = serving({ delivery: "ringall", offerTimeoutSeconds: 0 })
    atOnce.send({ _tag: "ChangeMember", campaign: "sales", agentId: "c", position: 1 })
    atOnce.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["a"] })
    arrive(atOnce, "1", "sales")
    expect([atOnce.offers(), atOnce.interaction("1")?.ownerId]).toEqual([["1→c"], "c"])
  })
})

describe("on voice", () => {
  it("[D4.3b] [D4.2-voice] penalty comes first, then the rule's own measure, position and id", () => {
    const story = calling({ delivery: "rrmemory" })
    penalty(story, "calls", { a: 10, d: 5 })
    each(story, ["01", "02", "03", "04"], "calls")
    end(story, "02", "01")
    // The round robin stands at a, who was last offered: next in the lowest penalty is b.
    each(story, ["05", "06"], "calls")
    end(story, "03")
    arrive(story, "07", "calls")
    reject(story, "07")
    end(story, "05")
    story.send({ _tag: "RejectOffer", ...story.offerOf("07") })
    end(story, "06")
    accept(story, "07")
    expect(story.offers()).toEqual([...["01→b", "02→c", "03→d", "04→a", "05→b", "06→c"], ...["07→d", "07→b", "07→c"]])
  })

  it("[D4.3b] ringall rings the best penalty alone, then the next when it has refused", () => {
    const story = calling({ delivery: "ringall" })
    penalty(story, "calls", { a: 3, c: 1, d: 1, b: 3 })
    arrive(story, "1", "calls")
    expect(rings(story, "1")).toEqual(["1→c", "1→d"])
    story.send({ _tag: "RejectOffer", ...offerTo(story, "1", "c") })
    story.send({ _tag: "RejectOffer", ...offerTo(story, "1", "d") })
    expect(rings(story, "1").slice(2)).toEqual(["1→a", "1→b"])
  })

  it("[D4.3b] fewestcalls counts within a penalty, and wrandom weighs it instead", () => {
    const story = calling({ delivery: "fewestcalls" })
    penalty(story, "calls", { a: 0, b: 0, c: 7, d: 7 })
    for (const id of ["1", "2", "3"]) {
      each(story, [id], "calls")
      end(story, id)
    }
    startBreak(story, "a")
    startBreak(story, "b")
    each(story, ["4"], "calls")
    expect(story.offers()).toEqual(["1→a", "2→b", "3→a", "4→c"])
    const drawn = centre(agents(...four), campaign("calls", { ...terms, delivery: "wrandom" }, four, phone))
    penalty(drawn, "calls", { a: 0, b: 1, c: 1, d: 1 })
    for (let n = 0; n < 200; n++) {
      each(drawn, [`i${n}`], "calls")
      end(drawn, `i${n}`)
    }
    const chosen = new Set(drawn.all("InteractionOffered").map(({ agentId }) => agentId))
    expect([...chosen].sort()).toEqual(four)
    expect(drawn.now).toBeGreaterThan(MIDNIGHT)
  })
})
