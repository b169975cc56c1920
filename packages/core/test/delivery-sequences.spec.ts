/** Ringing for all, who served the client last, the uniform draw, the lowest load: longer sequences, worked out by hand. */
import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  capacity,
  centre,
  endBreak,
  finish,
  hash,
  reject,
  startBreak
} from "./given.ts"
import type { Setting, Story } from "./story.ts"

const terms = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const four = ["a", "b", "c", "d"]
const serving = (settings: Setting, members: ReadonlyArray<string>) => {
  const story = centre(agents(...members), campaign("sales", { ...terms, ...settings }, members))
  // Text ignores penalties.
  story.send({ _tag: "ChangeMember", campaign: "sales", agentId: members[1] ?? "nobody", penalty: 50 })
  return story
}
const expire = (story: Story) => story.wait(10)
const pause = (story: Story) => story.wait(30)
const each = (story: Story, ids: ReadonlyArray<string>) => {
  for (const id of ids) {
    arrive(story, id, "sales")
    accept(story, id)
  }
}
const end = (story: Story, ...ids: ReadonlyArray<string>) => {
  for (const id of ids) finish(story, id)
}
/** The answer of one of those for whom it rings. */
const answer = (story: Story, _tag: "AcceptOffer" | "RejectOffer", interactionId: string, agentId: string) => {
  const offered = story.all("InteractionOffered").filter((one) => one.interactionId === interactionId)
  const offerId = offered.findLast((one) => one.agentId === agentId)?.offerId ?? "none"
  story.send({ _tag, interactionId, offerId, agentId })
}

describe("ringall", () => {
  it("[D4.3-ringall] rings for whoever is free, again for who comes free, and after the pause for all", () => {
    const story = serving({ delivery: "ringall", perAgentMax: 1 }, four).restarting()
    arrive(story, "01", "sales")
    answer(story, "AcceptOffer", "01", "c")
    arrive(story, "02", "sales")
    answer(story, "RejectOffer", "02", "a")
    expire(story)
    expect(story.stage("02")).toBe("waiting")
    // c has not been asked: they come free.
    finish(story, "01")
    answer(story, "RejectOffer", "02", "c")
    pause(story)
    answer(story, "AcceptOffer", "02", "d")
    arrive(story, "03", "sales")
    answer(story, "AcceptOffer", "03", "b")
    arrive(story, "04", "sales")
    answer(story, "RejectOffer", "04", "a")
    answer(story, "AcceptOffer", "04", "c")
    arrive(story, "05", "sales")
    expire(story)
    finish(story, "02")
    answer(story, "AcceptOffer", "05", "d")
    finish(story, "04")
    arrive(story, "06", "sales")
    answer(story, "AcceptOffer", "06", "a")
    expect(story.offers()).toEqual([
      ...["01→a", "01→b", "01→c", "01→d"],
      ...["02→a", "02→b", "02→d", "02→c", "02→a", "02→b", "02→c", "02→d"],
      ...["03→a", "03→b", "03→c"],
      ...["04→a", "04→c"],
      ...["05→a", "05→d"],
      ...["06→a", "06→c"]
    ])
  })
})

describe("preferred", () => {
  const three = ["ann", "bob", "cid"]
  const from = (story: Story, id: string, client: string) => arrive(story, id, "sales", { from: hash(client) })

  it("[D4.3-preferred] [D4.11a] [D4.11c] goes to who served the client last, and else by the rule behind", () => {
    const settings = { delivery: "preferred+linear", preferredAgentSeconds: 20, perAgentMax: 2 }
    const story = serving(settings, three).restarting()
    startBreak(story, "ann")
    from(story, "k0", "kim")
    accept(story, "k0")
    finish(story, "k0")
    startBreak(story, "bob")
    from(story, "l0", "lee")
    accept(story, "l0")
    finish(story, "l0")
    endBreak(story, "ann")
    endBreak(story, "bob")
    // kim is bob's, lee is cid's.
    from(story, "01", "kim")
    reject(story, "01")
    accept(story, "01")
    from(story, "02", "lee")
    expire(story)
    expire(story)
    accept(story, "02")
    from(story, "03", "stranger")
    accept(story, "03")
    from(story, "04", "kim")
    accept(story, "04")
    // bob has two: for twenty seconds it is kept for him.
    from(story, "05", "kim")
    story.wait(19)
    expect(story.stage("05")).toBe("waiting")
    story.wait(1)
    accept(story, "05")
    from(story, "06", "lee")
    accept(story, "06")
    // ann ends what she had of kim's: kim is hers.
    finish(story, "01")
    from(story, "07", "kim")
    reject(story, "07")
    finish(story, "02")
    accept(story, "07")
    // lee is bob's since 02: it is kept until he has room.
    from(story, "08", "lee")
    finish(story, "04")
    accept(story, "08")
    from(story, "09", "other")
    expire(story)
    pause(story)
    accept(story, "09")
    finish(story, "05")
    from(story, "10", "kim")
    reject(story, "10")
    pause(story)
    accept(story, "10")
    finish(story, "06")
    startBreak(story, "cid")
    from(story, "11", "lee")
    endBreak(story, "cid")
    accept(story, "11")
    finish(story, "03")
    from(story, "12", "another")
    accept(story, "12")
    finish(story, "07")
    from(story, "13", "kim")
    accept(story, "13")
    expect(story.offers()).toEqual([
      ...["k0→bob", "l0→cid"],
      ...["01→bob", "01→ann"],
      ...["02→cid", "02→ann", "02→bob"],
      ...["03→ann", "04→bob", "05→cid", "06→cid"],
      ...["07→ann", "07→bob"],
      ...["08→bob"],
      ...["09→ann", "09→ann"],
      ...["10→cid", "10→cid"],
      ...["11→cid", "12→ann", "13→bob"]
    ])
  })
})

describe("random", () => {
  const drawn = (story: Story) => {
    for (const id of ["01", "02", "03", "04", "05"]) {
      arrive(story, id, "sales")
      reject(story, id)
      expire(story)
      reject(story, id)
      expire(story)
      expect(story.stage(id)).toBe("waiting")
      pause(story)
      accept(story, id)
    }
    return story
      .all("InteractionOffered")
      .map(({ interactionId, agentId, among }) => ({ interactionId, agentId, among }))
  }

  it("[D4.3-random] [D4.3d] asks each once before any is asked again, and the same after each restart", () => {
    const settings = { delivery: "random", perAgentMax: 100 }
    const offers = drawn(serving(settings, four).restarting())
    expect(offers).toHaveLength(25)
    for (let n = 0; n < 25; n += 5) {
      const round = offers.slice(n, n + 5)
      expect(round.map(({ among }) => among)).toEqual([4, 3, 2, 1, 4])
      const asked = round.slice(0, 4).map(({ agentId }) => agentId)
      expect([...asked].sort()).toEqual(four)
    }
    expect(new Set(offers.filter((_, n) => n % 5 === 0).map(({ agentId }) => agentId)).size).toBeGreaterThan(1)
    expect(drawn(serving(settings, four))).toEqual(offers)
  })
})

describe("leastoccupied", () => {
  it("[D4.3-leastoccupied] stays in place when somebody can bear nothing", () => {
    const story = serving({ delivery: "leastoccupied", perAgentMax: 100 }, four).restarting()
    expect(capacity(story, "a", 0).map(({ _tag }) => _tag)).toEqual(["AgentCapacityChanged"])
    each(story, ["01", "02"])
    expect(story.offers()).toEqual(["01→b", "02→c"])
  })

  it("[D4.3-leastoccupied] [D2.12b] goes to the lowest load for the capacity, compared exactly", () => {
    const story = serving({ delivery: "leastoccupied", perAgentMax: 4 }, four).restarting()
    capacity(story, "a", 4)
    capacity(story, "b", 2)
    capacity(story, "d", 10)
    each(story, ["01", "02"])
    // c and d have nothing yet; both let it go.
    arrive(story, "03", "sales")
    reject(story, "03")
    story.wait(10)
    accept(story, "03")
    each(story, ["04", "05", "06", "07", "08", "09"])
    // a 2 of 4, b 1 of 2, c 2 of the campaign's 4: alike to the last digit. d holds four, the most.
    arrive(story, "10", "sales")
    reject(story, "10")
    reject(story, "10")
    accept(story, "10")
    each(story, ["11", "12", "13", "14"])
    // Nobody has room for another.
    arrive(story, "15", "sales")
    expect(story.stage("15")).toBe("waiting")
    end(story, "05")
    accept(story, "15")
    end(story, "01")
    each(story, ["16"])
    end(story, "02", "04")
    each(story, ["17", "18"])
    capacity(story, "c", 20)
    end(story, "08")
    each(story, ["19"])
    end(story, "03", "10")
    each(story, ["20"])
    expect(story.offers()).toEqual([
      ...["01→a", "02→b", "03→c", "03→d", "03→a"],
      ...["04→c", "05→d", "06→d", "07→d", "08→c", "09→d"],
      ...["10→a", "10→b", "10→c"],
      ...["11→a", "12→b", "13→a", "14→c", "15→d"],
      ...["16→a", "17→b", "18→c", "19→c", "20→c"]
    ])
  })
})
