/** Measures, badges, areas and groups by name; the group, the points and the badges of each agent. */
import { dayNumberOf } from "../kernel/calendar.ts"
import type { AgentId, Instant, UserId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { unreachable } from "../kernel/unreachable.ts"
import { emptyVector, vectorPush, type Vector } from "../kernel/vector.ts"
import type { GamificationEvent, PointsEntry } from "./events.ts"
import { pointsOn, withPoints, type Tally } from "./tally.ts"

export interface Badge {
  readonly name: string
  readonly label: string
}
export type Area = Badge

export interface Measure extends Badge {
  readonly unit: string | null
  readonly objective: number | null
  /** Points are under it: the same name defined again is another measure. */
  readonly ordinal: number
}

export interface AgentGroup extends Badge {
  readonly area: string | null
}

export interface BadgeAward {
  readonly badgeAwardId: string
  readonly agentId: AgentId
  readonly badge: string
  readonly label: string
  readonly supervisorId: UserId
  readonly at: Instant
}

export interface Gamification {
  readonly measures: Hamt<Measure>
  /** Measures ever defined. */
  readonly ordinals: number
  readonly badges: Hamt<Badge>
  readonly areas: Hamt<Area>
  readonly groups: Hamt<AgentGroup>
  /** The name of the group, by agent. */
  readonly groupOf: Hamt<string>
  /** By agent and measure; of measures that are removed, too: nobody reads them. */
  readonly tallies: Hamt<Tally>
  readonly awards: Hamt<BadgeAward>
  /** The awards of each agent, oldest first. */
  readonly awarded: Hamt<Vector<BadgeAward>>
}

export const noGamification: Gamification = {
  measures: emptyHamt(),
  ordinals: 0,
  badges: emptyHamt(),
  areas: emptyHamt(),
  groups: emptyHamt(),
  groupOf: emptyHamt(),
  tallies: emptyHamt(),
  awards: emptyHamt(),
  awarded: emptyHamt()
}

const tallyKey = (agentId: string, ordinal: number): string => `${agentId}/${ordinal}`

export const tallyOf = ({ tallies }: Gamification, agentId: string, { ordinal }: Measure): Tally | undefined =>
  hamtGet(tallies, tallyKey(agentId, ordinal))

/** What is recorded of the agent, measure and day of an entry; 0 for what is not known. O(1). */
export function recordedOf(state: Gamification, { agentId, measure, date }: Omit<PointsEntry, "points">): number {
  const known = hamtGet(state.measures, measure)
  const tally = known && tallyOf(state, agentId, known)
  return tally === undefined ? 0 : pointsOn(tally, dayNumberOf(date))
}

interface Moment {
  readonly at: Instant
  readonly owner: Owner
}

/** O(log n), times the entries of the event. */
export function evolve(state: Gamification, event: GamificationEvent, moment: Moment): Gamification {
  const { owner } = moment
  switch (event._tag) {
    case "MeasureDefined":
    case "MeasureChanged": {
      const { name, label, unit, objective } = event
      const known = hamtGet(state.measures, name)
      const ordinal = known?.ordinal ?? state.ordinals
      const measures = hamtSet(state.measures, name, { name, label, unit, objective, ordinal }, owner)
      return { ...state, measures, ordinals: known === undefined ? state.ordinals + 1 : state.ordinals }
    }
    case "MeasureRemoved":
      return { ...state, measures: hamtDelete(state.measures, event.name, owner) }
    case "BadgeDefined":
    case "BadgeChanged":
      return { ...state, badges: hamtSet(state.badges, event.name, namedOf(event), owner) }
    case "BadgeRemoved":
      return { ...state, badges: hamtDelete(state.badges, event.name, owner) }
    case "AreaDefined":
    case "AreaChanged":
      return { ...state, areas: hamtSet(state.areas, event.name, namedOf(event), owner) }
    case "AreaRemoved":
      return { ...state, areas: hamtDelete(state.areas, event.name, owner) }
    case "AgentGroupDefined":
    case "AgentGroupChanged":
      return {
        ...state,
        groups: hamtSet(state.groups, event.name, { ...namedOf(event), area: event.area }, owner)
      }
    case "AgentGroupRemoved":
      return { ...state, groups: hamtDelete(state.groups, event.name, owner) }
    case "AgentGroupAssigned":
      return { ...state, groupOf: assigned(state.groupOf, event, owner) }
    case "PointsRecorded":
      return { ...state, tallies: recorded(state, event.entries, owner) }
    case "BadgeAwarded":
      return awarded(state, event, moment)
    default:
      return unreachable(event)
  }
}

const namedOf = ({ name, label }: Badge): Badge => ({ name, label })

type EventOf<Tag extends GamificationEvent["_tag"]> = Extract<GamificationEvent, { readonly _tag: Tag }>

function assigned(groupOf: Hamt<string>, event: EventOf<"AgentGroupAssigned">, owner: Owner): Hamt<string> {
  const { group, agentIds } = event
  return agentIds.reduce(
    (after, agentId) => (group === null ? hamtDelete(after, agentId, owner) : hamtSet(after, agentId, group, owner)),
    groupOf
  )
}

function recorded(state: Gamification, entries: ReadonlyArray<PointsEntry>, owner: Owner): Hamt<Tally> {
  let { tallies } = state
  for (const { agentId, measure: name, date, points } of entries) {
    const measure = hamtGet(state.measures, name)
    if (measure === undefined) continue
    const { ordinal } = measure
    const key = tallyKey(agentId, ordinal)
    const day = dayNumberOf(date)
    const before = hamtGet(tallies, key) ?? { agentId, measure: ordinal, firstBlock: 0, blocks: [] }
    tallies = hamtSet(tallies, key, withPoints(before, day, points), owner)
  }
  return tallies
}

function awarded(state: Gamification, event: EventOf<"BadgeAwarded">, { at, owner }: Moment): Gamification {
  const { badgeAwardId, agentId, badge, label, supervisorId } = event
  const award = { badgeAwardId, agentId, badge, label, supervisorId, at }
  const before = hamtGet(state.awarded, agentId) ?? emptyVector<BadgeAward>()
  return {
    ...state,
    awards: hamtSet(state.awards, badgeAwardId, award, owner),
    awarded: hamtSet(state.awarded, agentId, vectorPush(before, award, owner), owner)
  }
}
