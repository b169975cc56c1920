/** The law of boards is first seen to fail. */
import { Centre, type Gamification } from "@parley/core"
import { describe, expect, test } from "vitest"
import { allLaws, findBreach, type LawsOptions } from "../src/index.ts"
import { deciding } from "../src/mutants.ts"

function saidOf(mutant: LawsOptions): string {
  const laws = allLaws.filter(({ id }) => id === "D7.10b")
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: 7, histories: 300, shortens: false, ...mutant, laws })
  return "story" in found ? found.complaint : `survives ${found.histories} histories`
}

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

describe("the law of boards", () => {
  test.each<readonly [title: string, mutant: LawsOptions, complaint: RegExp]>([
    [
      "[D7.10b] fails where a group is its best agent",
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
      "[D7.10b] fails where an area counts every group",
      showing((board) => {
        const points = board.groups.reduce((sum, group) => sum + group.points, 0)
        return { ...board, areas: board.areas.map((area) => ({ ...area, points })) }
      }),
      /^the board shows .* for areas /
    ],
    [
      "[D7.10a] fails where points are added up instead of put in place",
      showing((board) => ({ ...board, agents: board.agents.map((one) => ({ ...one, points: one.points * 2 })) })),
      /^the board shows .* for agents /
    ],
    [
      "[D7.10a] fails where what is so already is recorded again",
      {
        make: deciding((events, command) =>
          command._tag === "RecordPoints" && events.length === 0
            ? [{ _tag: "PointsRecorded", entries: command.entries.slice(0, 1) }]
            : events
        )
      },
      / already$/
    ]
  ])("%s", (_title, mutant, complaint) => {
    expect(saidOf(mutant)).toMatch(complaint)
  })
})
