/** Mutants of the law of boards. */
import { Centre, type Gamification } from "@parley/core"
import type { LawsOptions } from "../../src/index.ts"
import { deciding } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

type Board = Gamification.Scoreboard

/** A centre whose boards are rewritten. */
const showing = (rewrite: (board: Board) => Board): LawsOptions => ({
  make: (definition) => {
    const centre = Centre.make(definition)
    const scoreboard: Centre.Views["scoreboard"] = (state, request) => {
      const board = centre.views.scoreboard(state, request)
      return board && rewrite(board)
    }
    return { ...centre, views: { ...centre.views, scoreboard } }
  }
})

export const boards: ReadonlyArray<LawMutant> = [
  [
    "[D7.10b] a group is its best agent",
    "D7.10b",
    showing((board) => ({
      ...board,
      groups: board.groups.map((group) => ({
        ...group,
        points: Math.max(0, ...board.agents.filter((one) => one.group === group.name).map(({ points }) => points))
      }))
    })),
    /^the board shows .* for groups /
  ],
  [
    "[D7.10b] an area counts every group",
    "D7.10b",
    showing((board) => {
      const points = board.groups.reduce((sum, group) => sum + group.points, 0)
      return { ...board, areas: board.areas.map((area) => ({ ...area, points })) }
    }),
    /^the board shows .* for areas /
  ],
  [
    "[D7.10a] points are added up instead of put in place",
    "D7.10b",
    showing((board) => ({ ...board, agents: board.agents.map((one) => ({ ...one, points: one.points * 2 })) })),
    /^the board shows .* for agents /
  ],
  [
    "[D7.10a] what is so already is recorded again",
    "D7.10b",
    {
      make: deciding((events, command) =>
        command._tag === "RecordPoints" && events.length === 0
          ? [{ _tag: "PointsRecorded", entries: command.entries.slice(0, 1) }]
          : events
      )
    },
    / already$/
  ]
]
