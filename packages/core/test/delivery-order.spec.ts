/** Delivery by position, by the day's count and by standing: sequences worked out by hand. */
import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, endBreak, finish, reject, startBreak } from "./given.ts"
import { MIDNIGHT, type Setting, type Story } from "./story.ts"

const DAY_MS = 86_400_000
const terms = { offerTimeoutSeconds: 10, retryPauseSeconds: 30, perAgentMax: 100 }
const four = ["a", "b", "c", "d"]

const change = (story: Story, agentId: string, what: { readonly position?: number; readonly penalty?: number }) =>
  story.send({ _tag: "ChangeMember", campaign: "sales", agentId, ...what })
/** Text ignores penalties: b has one all the while. */
const serving = (settings: Setting) => {
  const story = centre(agents(...four), campaign("sales", { ...terms, ...settings }, four)).restarting()
  change(story, "b", { penalty: 50 })
  return story
}
const each = (story: Story, ...ids: ReadonlyArray<string>) => {
  for (const id of ids) {
    arrive(story, id, "sales")
    accept(story, id)
  }
}
const end = (story: Story, ...ids: ReadonlyArray<string>) => {
  for (const id of ids) finish(story, id)
}

describe("linear", () => {
  it("[D4.3-linear] [D4.8c] goes by position, from the top for each new interaction, and on after a refusal", () => {
    const story = serving({ delivery: "linear", perAgentMax: 2 })
    change(story, "a", { penalty: 100 })
    each(story, "01", "02")
    // a has two. b and c refuse.
    arrive(story, "03", "sales")
    reject(story, "03")
    reject(story, "03")
    accept(story, "03")
    each(story, "04")
    end(story, "01")
    arrive(story, "05", "sales")
    story.wait(10)
    accept(story, "05")
    // A new one begins at the top again.
    each(story, "06")
    arrive(story, "07", "sales")
    reject(story, "07")
    accept(story, "07")
    // Only c has room, and refuses: all are asked again after the pause, from the top.
    arrive(story, "08", "sales")
    reject(story, "08")
    expect(story.stage("08")).toBe("waiting")
    story.wait(30)
    accept(story, "08")
    change(story, "d", { position: 1 })
    end(story, "02", "03")
    each(story, "09", "10")
    end(story, "06", "09")
    each(story, "11")
    arrive(story, "12", "sales")
    reject(story, "12")
    accept(story, "12")
    each(story, "13")
    end(story, "04")
    each(story, "14")
    end(story, "10")
    each(story, "15")
    expect(story.offers()).toEqual([
      ...["01→a", "02→a", "03→b", "03→c", "03→d", "04→b"],
      ...["05→a", "05→b", "06→a", "07→c", "07→d"],
      ...["08→c", "08→c"],
      ...["09→a", "10→d"],
      ...["11→a", "12→a", "12→c", "13→a", "14→b", "15→d"]
    ])
  })
})

describe("rrordered", () => {
  it("[D4.3-rrordered] goes round by position, which may be edited, from the member last offered", () => {
    const story = serving({ delivery: "rrordered" })
    for (const [agentId, position] of [
      ["a", 4],
      ["b", 3],
      ["c", 2],
      ["d", 1]
    ] as const)
      change(story, agentId, { position })
    each(story, "01")
    arrive(story, "02", "sales")
    reject(story, "02")
    story.wait(10)
    accept(story, "02")
    each(story, "03")
    arrive(story, "04", "sales")
    for (let refusals = 0; refusals < 4; refusals++) reject(story, "04")
    story.wait(30)
    accept(story, "04")
    // c, who was last, goes to the end: the circle begins anew.
    change(story, "c", { position: 5 })
    each(story, "05")
    change(story, "a", { position: 2 })
    each(story, "06")
    // b leaves with the offer: the pointer stays where b stood.
    arrive(story, "07", "sales")
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["b"] })
    accept(story, "07")
    // b comes back in fifth place, as c is: b by id.
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["b"] })
    each(story, "08", "09", "10", "11", "12")
    startBreak(story, "a")
    each(story, "13", "14")
    endBreak(story, "a")
    each(story, "15", "16")
    expect(story.offers()).toEqual([
      ...["01→d", "02→c", "02→b", "02→a", "03→d"],
      ...["04→c", "04→b", "04→a", "04→d", "04→c"],
      ...["05→d", "06→a", "07→b", "07→c"],
      ...["08→d", "09→a", "10→b", "11→c", "12→d"],
      ...["13→b", "14→c", "15→d", "16→a"]
    ])
  })
})

describe("fewestcalls", () => {
  it("[D4.3-fewestcalls] goes to who completed fewest today in this campaign, counted when one ends", () => {
    const story = serving({ delivery: "fewestcalls" })
    change(story, "a", { penalty: 100 })
    each(story, "01", "02")
    end(story, "01")
    each(story, "03")
    arrive(story, "04", "sales")
    reject(story, "04")
    story.wait(10)
    accept(story, "04")
    each(story, "05")
    end(story, "03", "04")
    each(story, "06")
    end(story, "06")
    // One each.
    each(story, "07")
    end(story, "02", "07")
    each(story, "08")
    end(story, "05")
    arrive(story, "09", "sales")
    reject(story, "09")
    accept(story, "09")
    end(story, "08", "09")
    each(story, "10")
    end(story, "10")
    // a 3, b 3, c 2, d 2.
    each(story, "11")
    change(story, "d", { position: 1 })
    each(story, "12")
    end(story, "11")
    each(story, "13")
    end(story, "12", "13")
    each(story, "14", "15")
    startBreak(story, "a")
    each(story, "16")
    // Midnight: nobody has completed anything of the day.
    story.until(MIDNIGHT + DAY_MS)
    each(story, "17")
    end(story, "17")
    each(story, "18")
    end(story, "14")
    endBreak(story, "a")
    each(story, "19")
    end(story, "18", "19")
    each(story, "20")
    end(story, "20")
    each(story, "21")
    expect(story.offers()).toEqual([
      ...["01→a", "02→a", "03→b", "04→b", "04→c", "04→d", "05→b", "06→c"],
      ...["07→a", "08→b", "09→c", "09→d", "10→c", "11→c", "12→d", "13→d"],
      ...["14→a", "15→a", "16→b"],
      ...["17→d", "18→b", "19→b", "20→c", "21→a"]
    ])
  })
})

describe("mostidle", () => {
  it("[D4.3-mostidle] goes to who has been idle longest, by the later of the last end and becoming free", () => {
    const story = serving({ delivery: "mostidle", eligibility: "interaction" })
    each(story, "01")
    story.wait(1)
    each(story, "02")
    arrive(story, "03", "sales")
    reject(story, "03")
    story.wait(10)
    // a becomes free and is offered it at once.
    end(story, "01")
    accept(story, "03")
    each(story, "04")
    story.wait(1)
    end(story, "02", "03")
    each(story, "05", "06")
    arrive(story, "07", "sales")
    reject(story, "07")
    end(story, "04")
    accept(story, "07")
    story.wait(1)
    end(story, "05")
    each(story, "08", "09")
    story.wait(2)
    end(story, "08")
    story.wait(1)
    end(story, "06")
    story.wait(1)
    end(story, "09", "07")
    each(story, "10", "11", "12", "13")
    story.wait(1)
    end(story, "13")
    story.wait(1)
    end(story, "12")
    // A break: free again from its end.
    startBreak(story, "d")
    story.wait(1)
    endBreak(story, "d")
    each(story, "14", "15")
    story.wait(1)
    end(story, "10", "11")
    change(story, "b", { position: 1 })
    each(story, "16", "17")
    story.wait(1)
    end(story, "15")
    story.wait(1)
    end(story, "14")
    each(story, "18", "19")
    expect(story.offers()).toEqual([
      ...["01→a", "02→b", "03→c", "03→d", "03→a", "04→c"],
      ...["05→d", "06→a", "07→b", "07→c", "08→b", "09→d"],
      ...["10→b", "11→a", "12→c", "13→d"],
      ...["14→c", "15→d", "16→a", "17→b", "18→d", "19→c"]
    ])
  })

  it("[D4.3-mostidle] counts the end of an interaction of any campaign, also of one who is busy still", () => {
    const story = serving({ delivery: "mostidle" })
    campaign("other", { perAgentMax: 2 }, ["a"])(story)
    for (const id of ["o1", "o2"]) {
      arrive(story, id, "other")
      accept(story, id)
    }
    story.wait(3)
    startBreak(story, "b")
    endBreak(story, "b")
    for (const id of ["c", "d"]) startBreak(story, id)
    story.wait(2)
    end(story, "o1")
    // a ended one two seconds after b became free.
    each(story, "1")
    expect(story.offers()).toEqual(["o1→a", "o2→a", "1→b"])
  })
})
