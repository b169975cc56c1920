/** What there is to reach, and whose it is to say: DOMAIN 7.10. */
import { describe, expect, it } from "vitest"
import { AGENT_GROUPS_MAX, MEASURES_MAX } from "../src/gamification/index.ts"
import { award, contest, points } from "./given-game.ts"
import { agents, campaign, centre } from "./given.ts"

describe("what there is to reach", () => {
  it("[D7.10a] [D7.10b] is defined, changed and removed; what is so already yields nothing", () => {
    const story = contest()
    const define = { _tag: "DefineMeasure", name: "smiles" } as const
    expect(story.send(define)).toEqual([])
    expect(story.refused({ ...define, objective: 1 })).toEqual({ _tag: "MeasureExists", name: "smiles" })
    expect(story.send({ _tag: "ChangeMeasure", name: "sales", label: "Contracts" })).toEqual([
      { _tag: "MeasureChanged", name: "sales", label: "Contracts", unit: "contracts", objective: 10 }
    ])
    expect(story.send({ _tag: "ChangeMeasure", name: "sales", label: "Contracts" })).toEqual([])
    expect(story.refused({ _tag: "ChangeMeasure", name: "tears" })).toEqual({ _tag: "MeasureUnknown", name: "tears" })
    expect(story.send({ _tag: "RemoveMeasure", name: "tears" })).toEqual([])
    expect(story.refused({ _tag: "DefineBadge", name: "best" })).toEqual({ _tag: "BadgeExists", name: "best" })
    expect(story.refused({ _tag: "ChangeBadge", name: "worst" })).toEqual({ _tag: "BadgeUnknown", name: "worst" })
    expect(story.refused({ _tag: "DefineArea", name: "land", label: "L" })).toEqual({
      _tag: "AreaExists",
      name: "land"
    })
    expect(story.refused({ _tag: "ChangeArea", name: "sky" })).toEqual({ _tag: "AreaUnknown", name: "sky" })
    const north = { _tag: "DefineAgentGroup", name: "north" } as const
    expect(story.send({ ...north, area: "land" })).toEqual([])
    expect(story.refused(north)).toEqual({ _tag: "AgentGroupExists", name: "north" })
    expect(story.refused({ _tag: "DefineAgentGroup", name: "up", area: "sky" })).toEqual({
      _tag: "AreaUnknown",
      name: "sky"
    })
    expect(story.send({ _tag: "ChangeArea", name: "sea", label: "The Sea" })).toHaveLength(1)
    expect(story.centre.views.gamification(story.state)).toEqual({
      measures: [
        { name: "sales", label: "Contracts", unit: "contracts", objective: 10 },
        { name: "smiles", label: "smiles", unit: null, objective: null }
      ],
      badges: [{ name: "best", label: "The best" }],
      areas: [
        { name: "land", label: "land" },
        { name: "sea", label: "The Sea" }
      ],
      groups: [
        { name: "north", label: "north", area: "land" },
        { name: "reserve", label: "reserve", area: null },
        { name: "south", label: "The South", area: "land" }
      ]
    })
  })

  it("[D7.10b] is removed once nobody is in it", () => {
    const story = contest()
    const removeNorth = { _tag: "RemoveAgentGroup", name: "north" } as const
    expect(story.refused(removeNorth)).toEqual({ _tag: "AgentGroupHasAgents", name: "north", agents: 2 })
    expect(story.refused({ _tag: "RemoveArea", name: "land" })).toEqual({
      _tag: "AreaHasGroups",
      name: "land",
      groups: 2
    })
    story.send({ _tag: "AssignAgentGroup", group: null, agentIds: ["ann", "bob"] })
    expect(story.send(removeNorth)).toEqual([{ _tag: "AgentGroupRemoved", name: "north" }])
    expect(story.send(removeNorth)).toEqual([])
    expect(story.send({ _tag: "RemoveArea", name: "sea" })).toEqual([{ _tag: "AreaRemoved", name: "sea" }])
    const assign = { _tag: "AssignAgentGroup", group: "north", agentIds: ["ann"] } as const
    expect(story.refused(assign)).toEqual({ _tag: "AgentGroupUnknown", name: "north" })
    expect(story.refused({ ...assign, group: "south", agentIds: ["sue"] })).toEqual({
      _tag: "AgentUnknown",
      agentId: "sue"
    })
  })

  it("[D7.10a] [D7.10b] has its limits", () => {
    const story = centre(agents("ann"))
    for (let n = 0; n < MEASURES_MAX; n++) story.send({ _tag: "DefineMeasure", name: `m${n}` })
    const measures = { _tag: "TooManyMeasures", limit: MEASURES_MAX }
    expect(story.refused({ _tag: "DefineMeasure", name: "more" })).toEqual(measures)
    for (let n = 0; n < AGENT_GROUPS_MAX; n++) story.send({ _tag: "DefineAgentGroup", name: `g${n}` })
    const groups = { _tag: "TooManyAgentGroups", limit: AGENT_GROUPS_MAX }
    expect(story.refused({ _tag: "DefineAgentGroup", name: "more" })).toEqual(groups)
  })

  it("[D7.10a] is the administrator's; points and badges are a supervisor's who sees the agents", () => {
    const story = contest()
    campaign("sales", {}, ["ann"])(story)
    const as = (userId: string) => ({ userId, role: "supervisor" }) as const
    const grant = { _tag: "SetPermissions", userId: "sue" } as const
    story.send({ ...grant, permissions: { sees: ["sales"], changes: [], actions: ["gamification"] } })
    expect(story.hindrance(as("sue"), { _tag: "DefineBadge", name: "b" })).toBe("not-an-administrator")
    expect(story.hindrance(as("sue"), points(["ann", "sales", 1]))).toBeNull()
    expect(story.hindrance(as("sue"), points(["ann", "sales", 1], ["bob", "sales", 1]))).toBe("out-of-reach")
    expect(story.hindrance(as("sue"), award("a1", "ann"))).toBeNull()
    expect(story.hindrance(as("sue"), award("a1", "bob"))).toBe("out-of-reach")
    expect(story.hindrance(as("sue"), award("a1", "ann", "best", "ann"))).toBe("not-oneself")
    story.send({ ...grant, permissions: { sees: "all", changes: "all", actions: ["notices"] } })
    expect(story.hindrance(as("sue"), award("a1", "ann"))).toBe("action-not-given")
    expect(story.hindrance({ userId: "ann", role: "agent" }, points(["ann", "sales", 1]))).toBe("not-in-this-role")
  })
})
