import type { Centre, Gamification } from "@parley/core"
import { rowKey, type NaiveGame } from "./naive-game.ts"
import { firstOf, type Complaint, type Law } from "./law.ts"
import type { EventOf, World } from "./world.ts"

const ALWAYS = { from: "0001-01-01", to: "9999-12-31" }

type Sums = { readonly [name: string]: number }

/** What the boards show is what the rows of the log add up to. */
export const boards: Law = {
  id: "D7.10b",
  says: "Points are the last that was said of agent, measure and day; groups sum agents, areas sum groups.",
  watch: ({ centre }) => ({
    event: (world, { event }) => (event._tag === "PointsRecorded" ? otherRows(world, event) : null),
    boundary: ({ world, step: { before, after } }) =>
      before.facts.gamification === after.facts.gamification ? null : otherBoards(world, centre, after)
  })
}

/** Each row says something new, of a measure that there is. */
function otherRows({ game }: World, { entries }: EventOf<"PointsRecorded">): Complaint {
  if (new Set(entries.map(rowKey)).size < entries.length) return "of one agent, measure and day two rows are recorded"
  return firstOf(
    entries.map((entry) => {
      const { agentId, measure, date, points } = entry
      if (!game.measures.has(measure)) return `points of ${measure}, which is no measure, are recorded`
      const before = game.points.get(rowKey(entry))?.points ?? 0
      return before === points ? `${agentId} has ${points} ${measure} on ${date} already` : null
    })
  )
}

function otherBoards({ game, agents }: World, { views }: Centre.Centre, state: Centre.State): Complaint {
  const dates = [...new Set([...game.points.values()].map(({ date }) => date))].sort()
  const ranges = [ALWAYS, ...dates.map((date) => ({ from: date, to: date }))]
  for (const measure of [null, ...game.measures])
    for (const range of ranges) {
      const board = views.scoreboard(state, { measure, ...range })
      if (board === undefined) return `there is no board of ${measure ?? "all measures"}`
      const complaint = otherSums(game, board, { measure, ...range })
      if (complaint !== null) return complaint
    }
  return firstOf(
    [...agents.keys()].map((agentId) => {
      const score = views.agentScore(state, { agentId, date: dates.at(-1) ?? ALWAYS.from })
      const [shown, given] = [score?.badges.length, game.badges.get(agentId) ?? 0]
      return shown === given ? null : `${agentId} is shown ${shown} badges, and was given ${given}`
    })
  )
}

function otherSums(game: NaiveGame, board: Gamification.Scoreboard, asked: Gamification.ScoreboardRequest): Complaint {
  const { measure, from, to } = asked
  const rows = [...game.points.values()].filter(
    (row) => (measure === null || row.measure === measure) && from <= row.date && row.date <= to
  )
  const sumOf = (agentIds: ReadonlyArray<string>): number =>
    rows.filter(({ agentId }) => agentIds.includes(agentId)).reduce((sum, { points }) => sum + points, 0)
  const within = (isIn: (group: string) => boolean): number =>
    sumOf([...game.groupOf].filter(([, group]) => isIn(group)).map(([agentId]) => agentId))
  const agents = new Set([...game.groupOf.keys(), ...rows.filter(({ points }) => points > 0).map((row) => row.agentId)])
  const words = `of ${measure ?? "all measures"} from ${from} to ${to}`
  return firstOf([
    otherwise(`agents ${words}`, {
      shown: board.agents.map(({ agentId, points }) => [agentId, points]),
      counted: [...agents].map((agentId) => [agentId, sumOf([agentId])])
    }),
    otherwise(`groups ${words}`, {
      shown: board.groups.map(({ name, points }) => [name, points]),
      counted: [...game.groups.keys()].map((name) => [name, within((group) => group === name)])
    }),
    otherwise(`areas ${words}`, {
      shown: board.areas.map(({ name, points }) => [name, points]),
      counted: [...game.areas].map((name) => [name, within((group) => game.groups.get(group) === name)])
    })
  ])
}

type Listed = ReadonlyArray<readonly [name: string, points: number]>

function otherwise(what: string, { shown, counted }: { readonly shown: Listed; readonly counted: Listed }): Complaint {
  const [a, b] = [inOrder(shown), inOrder(counted)]
  return JSON.stringify(a) === JSON.stringify(b)
    ? null
    : `the board shows ${JSON.stringify(a)} for ${what}, and the log adds up to ${JSON.stringify(b)}`
}

const inOrder = (sums: Listed): Sums => Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
