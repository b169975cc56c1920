/** What agents are measured by, what they reached, and who they reach it with. All of it is of staff. */
import * as Schema from "effect/Schema"
import { AgentId, BadgeAwardId, ConfigName, Label, LocalDate, UserId, wholeNumber } from "../kernel/fields.ts"

/** Most points of one agent, measure and day. */
export const POINTS_MAX = 1_000_000
/** Rows of points that one command and one event hold, at most. */
export const POINTS_PER_COMMAND_MAX = 500
/** Agents that one command puts into a group, at most. */
export const AGENTS_PER_COMMAND_MAX = 500

/** Points are whole. None recorded is the same as 0. */
export const Points = wholeNumber(0, POINTS_MAX)

const name = { name: ConfigName }
const named = { ...name, label: Label }
const measure = {
  ...named,
  /** What it counts, as people read it; null = points. */
  unit: Schema.NullOr(Label),
  /** Points a day that an agent is to reach; null = none. */
  objective: Schema.NullOr(Points)
}
const group = {
  ...named,
  /** The area that sums it; null = none. */
  area: Schema.NullOr(ConfigName)
}

/** Points can be recorded for it. */
export const MeasureDefined = Schema.TaggedStruct("MeasureDefined", measure)
/** The measure from here on. */
export const MeasureChanged = Schema.TaggedStruct("MeasureChanged", measure)
/** Its points go with it: the same name defined again begins at nothing. */
export const MeasureRemoved = Schema.TaggedStruct("MeasureRemoved", name)

/** It can be awarded. */
export const BadgeDefined = Schema.TaggedStruct("BadgeDefined", named)
/** The badge from here on. */
export const BadgeChanged = Schema.TaggedStruct("BadgeChanged", named)
/** What was awarded stays awarded. */
export const BadgeRemoved = Schema.TaggedStruct("BadgeRemoved", name)

/** Groups can belong to it. */
export const AreaDefined = Schema.TaggedStruct("AreaDefined", named)
/** The area from here on. */
export const AreaChanged = Schema.TaggedStruct("AreaChanged", named)
/** No group belongs to it. */
export const AreaRemoved = Schema.TaggedStruct("AreaRemoved", name)

/** Agents can be assigned to it. */
export const AgentGroupDefined = Schema.TaggedStruct("AgentGroupDefined", group)
/** The group from here on. */
export const AgentGroupChanged = Schema.TaggedStruct("AgentGroupChanged", group)
/** No agent belongs to it. */
export const AgentGroupRemoved = Schema.TaggedStruct("AgentGroupRemoved", name)
/** These agents are in this group from here on, and in no other; null: in none. */
export const AgentGroupAssigned = Schema.TaggedStruct("AgentGroupAssigned", {
  group: Schema.NullOr(ConfigName),
  agentIds: Schema.Array(AgentId).check(Schema.isBetweenLength(1, AGENTS_PER_COMMAND_MAX))
})

/** What an agent reached by one measure on one day, local to the centre. */
export const PointsEntry = Schema.Struct({
  agentId: AgentId,
  measure: ConfigName,
  date: LocalDate,
  points: Points
})
export type PointsEntry = typeof PointsEntry.Type

/** What changed, each agent, measure and day once. */
export const PointsRecorded = Schema.TaggedStruct("PointsRecorded", {
  entries: Schema.Array(PointsEntry).check(Schema.isBetweenLength(1, POINTS_PER_COMMAND_MAX))
})

/** The agent's notice of it, too: the label is as it was then. */
export const BadgeAwarded = Schema.TaggedStruct("BadgeAwarded", {
  badgeAwardId: BadgeAwardId,
  agentId: AgentId,
  badge: ConfigName,
  label: Label,
  supervisorId: UserId
})

export const GamificationEvent = Schema.Union([
  MeasureDefined,
  MeasureChanged,
  MeasureRemoved,
  BadgeDefined,
  BadgeChanged,
  BadgeRemoved,
  AreaDefined,
  AreaChanged,
  AreaRemoved,
  AgentGroupDefined,
  AgentGroupChanged,
  AgentGroupRemoved,
  AgentGroupAssigned,
  PointsRecorded,
  BadgeAwarded
])
export type GamificationEvent = typeof GamificationEvent.Type
