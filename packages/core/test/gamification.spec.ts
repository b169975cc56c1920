/** Points, objectives, badges, groups and areas: DOMAIN 7.10. */
import { describe, expect, it } from "vitest"
import { AWARDS_PER_AGENT_MAX, POINT_DAYS_MAX } from "../src/gamification/index.ts"
import { award, board, contest, inDays, listed, points, scoreOf, TODAY, type Row } from "./given-game.ts"

describe("points", () => {
  it("[D7.10a] are of an agent, a measure and a day; a day is told with its objectives", () => {
    const story = contest()
    expect(story.send(points(["ann", "sales", 12], ["ann", "smiles", 3], ["bob", "sales", 9]))).toEqual([
      {
        _tag: "PointsRecorded",
        entries: [
          { agentId: "ann", measure: "sales", date: TODAY, points: 12 },
          { agentId: "ann", measure: "smiles", date: TODAY, points: 3 },
          { agentId: "bob", measure: "sales", date: TODAY, points: 9 }
        ]
      }
    ])
    const smiles = { name: "smiles", label: "smiles", unit: null, objective: null, reached: null }
    const sales = { name: "sales", label: "Sales", unit: "contracts", objective: 10 }
    expect(scoreOf(story, "ann")).toEqual({
      agentId: "ann",
      date: TODAY,
      group: "north",
      area: "land",
      points: 15,
      measures: [
        { ...sales, points: 12, reached: true },
        { ...smiles, points: 3 }
      ],
      badges: []
    })
    expect(scoreOf(story, "bob")?.measures[0]).toEqual({ ...sales, points: 9, reached: false })
    expect(scoreOf(story, "ann", inDays(-1))?.points).toBe(0)
    expect(scoreOf(story, "nobody")).toBeUndefined()
  })

  it("[D7.10a] are the last that was said: a repeat changes nothing, 0 takes back", () => {
    const story = contest()
    const first = points(["ann", "sales", 5], ["bob", "sales", 7], ["ann", "sales", 6])
    expect(story.all("PointsRecorded", story.send(first))[0]?.entries).toEqual([
      { agentId: "ann", measure: "sales", date: TODAY, points: 6 },
      { agentId: "bob", measure: "sales", date: TODAY, points: 7 }
    ])
    expect(story.send(first)).toEqual([])
    expect(story.send(points(["dee", "sales", 0]))).toEqual([])
    expect(
      story.all("PointsRecorded", story.send(points(["ann", "sales", 6], ["bob", "sales", 0])))[0]?.entries
    ).toEqual([{ agentId: "bob", measure: "sales", date: TODAY, points: 0 }])
    expect(listed(story, "agents")).toEqual(["ann 6 #1", "bob 0 #2", "cid 0 #2"])
  })

  it("[D7.10a] are refused as a whole, with the row that is wrong", () => {
    const story = contest()
    const refused = (row: Row) => {
      const [agentId, measure, , date = TODAY] = row
      const rejection = story.refused(points(["ann", "sales", 1], row))
      expect(rejection).toMatchObject({ _tag: "PointsRowRefused", row: 2, agentId, measure, date })
      return rejection._tag === "PointsRowRefused" && rejection.fault
    }
    expect(refused(["nobody", "sales", 1])).toBe("agent-unknown")
    expect(refused(["sue", "sales", 1])).toBe("agent-unknown")
    expect(refused(["ann", "tears", 1])).toBe("measure-unknown")
    expect(refused(["ann", "sales", 1, "2026-02-30"])).toBe("date-unknown")
    expect(refused(["ann", "sales", 1, inDays(2)])).toBe("date-ahead")
    expect(refused(["ann", "sales", 1, inDays(1 - POINT_DAYS_MAX)])).toBe("date-too-old")
    expect(scoreOf(story, "ann")?.points).toBe(0)
    story.send(points(["ann", "sales", 1, inDays(2 - POINT_DAYS_MAX)], ["ann", "sales", 2, inDays(1)]))
  })

  it("[D7.10a] are kept for the latest days, in whatever order they come", () => {
    const story = contest()
    const all = { from: inDays(-POINT_DAYS_MAX), to: inDays(POINT_DAYS_MAX) }
    const oldest = inDays(2 - POINT_DAYS_MAX)
    story.send(points(["ann", "sales", 3]))
    story.send(points(["ann", "sales", 1, oldest], ["ann", "sales", 7, inDays(-3)]))
    story.send(points(["ann", "sales", 2, inDays(1)], ["bob", "sales", 4, oldest], ["bob", "sales", 8]))
    expect(listed(story, "agents", all)).toEqual(["ann 13 #1", "bob 12 #2", "cid 0 #3"])
    expect(listed(story, "agents", { from: oldest, to: inDays(-3) })).toEqual(["ann 8 #1", "bob 4 #2", "cid 0 #3"])
    // Later the oldest is let go by whoever has a new day; a repeat of it is refused.
    story.until(story.now + 40 * 24 * 3_600_000)
    story.send(points(["ann", "sales", 5, inDays(40)]))
    expect(listed(story, "agents", all)).toEqual(["ann 17 #1", "bob 12 #2", "cid 0 #3"])
    expect(story.refused(points(["ann", "sales", 1, oldest]))).toMatchObject({ fault: "date-too-old" })
    // After a long silence nothing of before is left.
    story.until(story.now + 2 * POINT_DAYS_MAX * 24 * 3_600_000)
    const late = inDays(40 + 2 * POINT_DAYS_MAX)
    story.send(points(["ann", "sales", 9, late]))
    expect(listed(story, "agents", { from: "2000-01-01", to: "9999-12-31" })[0]).toBe("bob 12 #1")
    expect(listed(story, "agents", { from: late, to: late })[0]).toBe("ann 9 #1")
    story.restart()
    expect(listed(story, "agents", { from: late, to: late })[0]).toBe("ann 9 #1")
  })

  it("[D7.10a] go with their measure: the same name defined again begins at nothing", () => {
    const story = contest()
    story.send(points(["ann", "sales", 5], ["ann", "smiles", 1]))
    story.send({ _tag: "RemoveMeasure", name: "sales" })
    expect(scoreOf(story, "ann")?.points).toBe(1)
    expect(board(story, { measure: "sales" })).toBeUndefined()
    story.send({ _tag: "DefineMeasure", name: "sales" })
    expect(listed(story, "agents", { measure: "sales" })).toEqual(["ann 0 #1", "bob 0 #1", "cid 0 #1"])
    story.send({ _tag: "ChangeMeasure", name: "smiles", objective: 1 })
    expect(scoreOf(story, "ann")?.measures.map(({ name, points: sum, reached }) => [name, sum, reached])).toEqual([
      ["sales", 0, null],
      ["smiles", 1, true]
    ])
  })
})

describe("badges", () => {
  it("[D7.10a] are given by supervisors to agents, once an award, and stay when they are no longer given", () => {
    const story = contest()
    expect(story.send(award("a1", "ann"))).toEqual([
      {
        _tag: "BadgeAwarded",
        badgeAwardId: "a1",
        agentId: "ann",
        badge: "best",
        label: "The best",
        supervisorId: "sue"
      }
    ])
    expect(story.send(award("a1", "ann"))).toEqual([])
    expect(story.refused(award("a1", "bob"))).toEqual({ _tag: "BadgeAwardExists", badgeAwardId: "a1" })
    expect(story.refused(award("a2", "ann", "worst"))).toEqual({ _tag: "BadgeUnknown", name: "worst" })
    expect(story.refused(award("a2", "nobody"))).toEqual({ _tag: "AgentUnknown", agentId: "nobody" })
    expect(story.refused(award("a2", "ann", "best", "bob"))).toMatchObject({ _tag: "RoleNotHeld", userId: "bob" })
    story.send({ _tag: "RemoveBadge", name: "best" })
    story.send({ _tag: "DefineBadge", name: "best", label: "Another" })
    story.send(award("a2", "ann"))
    const [first, second] = scoreOf(story, "ann")?.badges ?? []
    expect(first).toEqual({ ...award("a1", "ann"), _tag: undefined, label: "The best", at: story.now })
    expect(second).toMatchObject({ badgeAwardId: "a2", label: "Another" })
    for (let n = 3; n <= AWARDS_PER_AGENT_MAX; n++) story.send(award(`a${n}`, "ann"))
    const refused = { _tag: "TooManyAwards", agentId: "ann", limit: AWARDS_PER_AGENT_MAX }
    expect(story.refused(award("more", "ann"))).toEqual(refused)
  })
})

describe("a scoreboard", () => {
  it("[D7.10b] has the groups as sums of agents and the areas as sums of groups", () => {
    const story = contest()
    story.send(points(["ann", "sales", 4], ["bob", "sales", 3], ["cid", "sales", 5], ["dee", "sales", 20]))
    story.send(points(["bob", "smiles", 6], ["ann", "sales", 1, inDays(-1)]))
    expect(listed(story, "agents")).toEqual(["dee 20 #1", "bob 9 #2", "cid 5 #3", "ann 4 #4"])
    expect(listed(story, "groups")).toEqual(["north 13 #1", "south 5 #2", "reserve 0 #3"])
    expect(listed(story, "areas")).toEqual(["land 18 #1", "sea 0 #2"])
    const sales = { measure: "sales", from: inDays(-1) }
    expect(listed(story, "agents", sales)).toEqual(["dee 20 #1", "ann 5 #2", "cid 5 #2", "bob 3 #4"])
    expect(listed(story, "groups", sales)).toEqual(["north 8 #1", "south 5 #2", "reserve 0 #3"])
    expect(listed(story, "areas", sales)).toEqual(["land 13 #1", "sea 0 #2"])
    expect(board(story)?.groups.map(({ name, agents: count }) => [name, count])).toEqual([
      ["north", 2],
      ["south", 1],
      ["reserve", 0]
    ])
  })

  it("[D7.10b] goes by who is in which group now: who changes groups takes their points along", () => {
    const story = contest()
    story.send(points(["ann", "sales", 4], ["bob", "sales", 3], ["cid", "sales", 5]))
    expect(story.send({ _tag: "AssignAgentGroup", group: "south", agentIds: ["ann", "cid", "ann"] })).toEqual([
      { _tag: "AgentGroupAssigned", group: "south", agentIds: ["ann"] }
    ])
    expect(listed(story, "groups")).toEqual(["south 9 #1", "north 3 #2", "reserve 0 #3"])
    story.send({ _tag: "ChangeAgentGroup", name: "south", area: "sea" })
    expect(listed(story, "areas")).toEqual(["sea 9 #1", "land 3 #2"])
    story.send({ _tag: "AssignAgentGroup", group: null, agentIds: ["ann"] })
    expect(scoreOf(story, "ann")).toMatchObject({ group: null, area: null, points: 4 })
    expect(listed(story, "areas")).toEqual(["sea 5 #1", "land 3 #2"])
  })
})
