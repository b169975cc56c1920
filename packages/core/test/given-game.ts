/** A contest: measures, badges, areas and groups of four agents, and what the boards say of them. */
import type { ScoreboardRequest } from "../src/gamification/index.ts"
import { dateOf, dayNumberOf } from "../src/kernel/calendar.ts"
import { agents, centre, user } from "./given.ts"
import type { Plain, Story } from "./story.ts"

/** The local date of the stories, and its neighbours. */
export const TODAY = "2026-03-02"
export const inDays = (days: number): string => dateOf(dayNumberOf(TODAY) + days)

export type Row = readonly [agentId: string, measure: string, points: number, date?: string]

export const points = (...rows: ReadonlyArray<Row>): Plain => ({
  _tag: "RecordPoints",
  entries: rows.map(([agentId, measure, count, date = TODAY]) => ({ agentId, measure, date, points: count }))
})

export const award = (badgeAwardId: string, agentId: string, badge = "best", supervisorId = "sue") =>
  ({ _tag: "AwardBadge", badgeAwardId, agentId, badge, supervisorId }) as const

/** Two measures, sales with an objective; ann and bob are in the north, cid in the south, dee in no group. */
export function contest(): Story {
  const story = centre(agents("ann", "bob", "cid", "dee"), user("sue", ["supervisor"]))
  story.send({ _tag: "DefineMeasure", name: "sales", label: "Sales", unit: "contracts", objective: 10 })
  story.send({ _tag: "DefineMeasure", name: "smiles" })
  story.send({ _tag: "DefineBadge", name: "best", label: "The best" })
  story.send({ _tag: "DefineArea", name: "land" })
  story.send({ _tag: "DefineArea", name: "sea" })
  story.send({ _tag: "DefineAgentGroup", name: "north", area: "land" })
  story.send({ _tag: "DefineAgentGroup", name: "south", label: "The South", area: "land" })
  story.send({ _tag: "DefineAgentGroup", name: "reserve" })
  story.send({ _tag: "AssignAgentGroup", group: "north", agentIds: ["ann", "bob"] })
  story.send({ _tag: "AssignAgentGroup", group: "south", agentIds: ["cid"] })
  return story
}

export const scoreOf = (story: Story, agentId: string, date = TODAY) =>
  story.centre.views.agentScore(story.state, { agentId, date })

export const board = (story: Story, request: Partial<ScoreboardRequest> = {}) =>
  story.centre.views.scoreboard(story.state, { measure: null, from: TODAY, to: TODAY, ...request })

/** `ann 12 #1`, in order. */
export function listed(story: Story, of: "agents" | "groups" | "areas", request: Partial<ScoreboardRequest> = {}) {
  const found = board(story, request)
  if (found === undefined) throw new Error("no such measure")
  const lines =
    of === "agents"
      ? found.agents.map(({ agentId, points: sum, rank }) => [agentId, sum, rank])
      : found[of].map(({ name, points: sum, rank }) => [name, sum, rank])
  return lines.map(([name, sum, rank]) => `${name} ${sum} #${rank}`)
}
