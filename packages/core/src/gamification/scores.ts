/**
 * What agents, groups and areas reached. A group is the sum of the agents in it and an area of the groups in it, as they
 * are now: who changes groups takes their points along.
 */
import { dayNumberOf } from "../kernel/calendar.ts"
import { hamtEntries, hamtGet, hamtValues, type Hamt } from "../kernel/hamt.ts"
import { vectorValues } from "../kernel/vector.ts"
import type { Area, AgentGroup, Badge, BadgeAward, Gamification, Measure } from "./state.ts"
import { tallyOf } from "./state.ts"
import { pointsOn, sumOver, type Days } from "./tally.ts"

export interface GamificationDefinitions {
  /** Each by name. */
  readonly measures: ReadonlyArray<Omit<Measure, "ordinal">>
  readonly badges: ReadonlyArray<Badge>
  readonly areas: ReadonlyArray<Area>
  readonly groups: ReadonlyArray<AgentGroup>
}

export interface MeasureScore extends Omit<Measure, "ordinal"> {
  readonly points: number
  /** Null: there is no objective. */
  readonly reached: boolean | null
}

/** One agent on one day. */
export interface AgentScore {
  readonly agentId: string
  readonly date: string
  readonly group: string | null
  readonly area: string | null
  /** By all measures. */
  readonly points: number
  /** By name. */
  readonly measures: ReadonlyArray<MeasureScore>
  /** Oldest first, whatever the day. */
  readonly badges: ReadonlyArray<BadgeAward>
}

export interface ScoreboardRequest {
  /** Null: all measures together. */
  readonly measure: string | null
  /** Local dates, both included. */
  readonly from: string
  readonly to: string
}

/** `rank`: 1 for the most points; who has the same shares it. */
interface Ranked {
  readonly points: number
  readonly rank: number
}

/** Each by rank, then by name. */
export interface Scoreboard {
  /** Those who have points or are in a group. */
  readonly agents: ReadonlyArray<Ranked & { readonly agentId: string; readonly group: string | null }>
  readonly groups: ReadonlyArray<Ranked & AgentGroup & { readonly agents: number }>
  readonly areas: ReadonlyArray<Ranked & Area>
}

const byName = <V extends { readonly name: string }>(values: Hamt<V>): ReadonlyArray<V> =>
  [...hamtValues(values)].sort((a, b) => (a.name < b.name ? -1 : 1))

const shown = ({ ordinal: _ordinal, ...measure }: Measure): Omit<Measure, "ordinal"> => measure

export const definitionsOf = ({ measures, badges, areas, groups }: Gamification): GamificationDefinitions => ({
  measures: byName(measures).map(shown),
  badges: byName(badges),
  areas: byName(areas),
  groups: byName(groups)
})

/** O(measures + badges of the agent). */
export function agentScore(
  state: Gamification,
  { agentId, date }: { readonly agentId: string; readonly date: string }
): AgentScore {
  const day = dayNumberOf(date)
  const measures = byName(state.measures).map((measure) => {
    const tally = tallyOf(state, agentId, measure)
    const points = tally === undefined ? 0 : pointsOn(tally, day)
    return { ...shown(measure), points, reached: measure.objective === null ? null : points >= measure.objective }
  })
  const group = hamtGet(state.groupOf, agentId) ?? null
  const awards = hamtGet(state.awarded, agentId)
  return {
    agentId,
    date,
    group,
    area: group === null ? null : (hamtGet(state.groups, group)?.area ?? null),
    points: measures.reduce((sum, { points }) => sum + points, 0),
    measures,
    badges: awards === undefined ? [] : [...vectorValues(awards)]
  }
}

/** Undefined for an unknown measure. O(agents × measures × days asked for). */
export function scoreboard(state: Gamification, { measure, from, to }: ScoreboardRequest): Scoreboard | undefined {
  if (measure !== null && hamtGet(state.measures, measure) === undefined) return undefined
  const ofAgents = agentSums(state, measure, { from: dayNumberOf(from), to: dayNumberOf(to) })
  const ofGroups = new Map<string, { points: number; agents: number }>()
  const ofAreas = new Map<string, number>()
  for (const [agentId, points] of ofAgents) {
    const group = hamtGet(state.groupOf, agentId)
    if (group === undefined) continue
    const before = ofGroups.get(group) ?? { points: 0, agents: 0 }
    ofGroups.set(group, { points: before.points + points, agents: before.agents + 1 })
  }
  const groups = byName(state.groups).map((group) => ({ ...group, ...(ofGroups.get(group.name) ?? EMPTY) }))
  for (const { area, points } of groups) if (area !== null) ofAreas.set(area, (ofAreas.get(area) ?? 0) + points)
  const agents = [...ofAgents]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([agentId, points]) => ({ agentId, group: hamtGet(state.groupOf, agentId) ?? null, points }))
  return {
    agents: ranked(agents),
    groups: ranked(groups),
    areas: ranked(byName(state.areas).map((area) => ({ ...area, points: ofAreas.get(area.name) ?? 0 })))
  }
}

const EMPTY = { points: 0, agents: 0 }

/** By agent, of those who have points or are in a group. */
function agentSums(state: Gamification, measure: string | null, days: Days): ReadonlyMap<string, number> {
  const counted = new Set<number>()
  for (const { name, ordinal } of hamtValues(state.measures))
    if (measure === null || name === measure) counted.add(ordinal)
  const sums = new Map<string, number>()
  for (const [agentId] of hamtEntries(state.groupOf)) sums.set(agentId, 0)
  for (const tally of hamtValues(state.tallies)) {
    if (!counted.has(tally.measure)) continue
    const sum = sumOver(tally, days)
    if (sum > 0) sums.set(tally.agentId, (sums.get(tally.agentId) ?? 0) + sum)
  }
  return sums
}

/** Those with the most points first; who has the same stays in order. */
function ranked<V extends { readonly points: number }>(values: ReadonlyArray<V>): ReadonlyArray<V & Ranked> {
  const sorted = values.toSorted((a, b) => b.points - a.points)
  let rank = 1
  return sorted.map((value, index) => {
    if (value.points !== sorted[index - 1]?.points) rank = index + 1
    return { ...value, rank }
  })
}
