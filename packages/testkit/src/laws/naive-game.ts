/** Measures, groups, points and badges as the naive world has them. */
import type { Gamification } from "@parley/core"

export interface NaiveGame {
  readonly measures: Set<string>
  readonly areas: Set<string>
  /** The area of each group. */
  readonly groups: Map<string, string | null>
  readonly groupOf: Map<string, string>
  /** Rows that hold, by agent, measure and day. */
  readonly points: Map<string, NaivePoints>
  /** How many badges each agent has. */
  readonly badges: Map<string, number>
}

export type NaivePoints = Gamification.PointsEntry

export const newGame = (): NaiveGame => ({
  measures: new Set(),
  areas: new Set(),
  groups: new Map(),
  groupOf: new Map(),
  points: new Map(),
  badges: new Map()
})

export const rowKey = ({ agentId, measure, date }: Omit<NaivePoints, "points">): string =>
  `${agentId} ${date} ${measure}`
