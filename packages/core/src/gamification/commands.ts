import * as Schema from "effect/Schema"
import { AgentId, BadgeAwardId, ConfigName, Label, LocalDate, Ordinal, UserId } from "../kernel/fields.ts"
import { AGENTS_PER_COMMAND_MAX, Points, POINTS_PER_COMMAND_MAX, PointsEntry } from "./events.ts"

/** Most of each that a centre defines. */
export const MEASURES_MAX = 50
export const BADGES_MAX = 200
export const AREAS_MAX = 200
export const AGENT_GROUPS_MAX = 2_000
/** Most badges of one agent. */
export const AWARDS_PER_AGENT_MAX = 1_000

const name = { name: ConfigName }
const label = Schema.optionalKey(Label)
const measure = {
  ...name,
  label,
  unit: Schema.optionalKey(Schema.NullOr(Label)),
  objective: Schema.optionalKey(Schema.NullOr(Points))
}
const group = { ...name, label, area: Schema.optionalKey(Schema.NullOr(ConfigName)) }

/** A label left out is the name; of a change, what is left out stays. */
export const DefineMeasure = Schema.TaggedStruct("DefineMeasure", measure)
/** What is left out stays. */
export const ChangeMeasure = Schema.TaggedStruct("ChangeMeasure", measure)
/** Its points go with it: the same name defined again begins at nothing. */
export const RemoveMeasure = Schema.TaggedStruct("RemoveMeasure", name)
/** What supervisors may award. */
export const DefineBadge = Schema.TaggedStruct("DefineBadge", { ...name, label })
/** What is left out stays. */
export const ChangeBadge = Schema.TaggedStruct("ChangeBadge", { ...name, label })
/** It is awarded no more; who has it keeps it. */
export const RemoveBadge = Schema.TaggedStruct("RemoveBadge", name)
/** A part of the house that groups of agents belong to. */
export const DefineArea = Schema.TaggedStruct("DefineArea", { ...name, label })
/** Its label; the name stays. */
export const ChangeArea = Schema.TaggedStruct("ChangeArea", { ...name, label })
/** Refused while a group is in it. */
export const RemoveArea = Schema.TaggedStruct("RemoveArea", name)
/** Agents who compete together, in an area or in none. */
export const DefineAgentGroup = Schema.TaggedStruct("DefineAgentGroup", group)
/** What is left out stays. */
export const ChangeAgentGroup = Schema.TaggedStruct("ChangeAgentGroup", group)
/** Refused while an agent is in it. */
export const RemoveAgentGroup = Schema.TaggedStruct("RemoveAgentGroup", name)

/** Into this group and out of whichever they were in; null: out of any. */
export const AssignAgentGroup = Schema.TaggedStruct("AssignAgentGroup", {
  group: Schema.NullOr(ConfigName),
  agentIds: Schema.Array(AgentId).check(Schema.isBetweenLength(1, AGENTS_PER_COMMAND_MAX))
})

/** All rows or none. Of the same agent, measure and day the last holds; 0 takes points back. */
export const RecordPoints = Schema.TaggedStruct("RecordPoints", {
  entries: Schema.Array(PointsEntry).check(Schema.isBetweenLength(1, POINTS_PER_COMMAND_MAX))
})

/** The id is the supervisor's to give: the same award sent twice is one. */
export const AwardBadge = Schema.TaggedStruct("AwardBadge", {
  badgeAwardId: BadgeAwardId,
  agentId: AgentId,
  badge: ConfigName,
  supervisorId: UserId
})

export const GamificationCommand = Schema.Union([
  DefineMeasure,
  ChangeMeasure,
  RemoveMeasure,
  DefineBadge,
  ChangeBadge,
  RemoveBadge,
  DefineArea,
  ChangeArea,
  RemoveArea,
  DefineAgentGroup,
  ChangeAgentGroup,
  RemoveAgentGroup,
  AssignAgentGroup,
  RecordPoints,
  AwardBadge
])
export type GamificationCommand = typeof GamificationCommand.Type

const limit = { limit: Schema.Int }

export const MeasureExists = Schema.TaggedStruct("MeasureExists", name)
export const MeasureUnknown = Schema.TaggedStruct("MeasureUnknown", name)
export const TooManyMeasures = Schema.TaggedStruct("TooManyMeasures", limit)
export const BadgeExists = Schema.TaggedStruct("BadgeExists", name)
export const BadgeUnknown = Schema.TaggedStruct("BadgeUnknown", name)
export const TooManyBadges = Schema.TaggedStruct("TooManyBadges", limit)
export const AreaExists = Schema.TaggedStruct("AreaExists", name)
export const AreaUnknown = Schema.TaggedStruct("AreaUnknown", name)
export const AreaHasGroups = Schema.TaggedStruct("AreaHasGroups", { ...name, groups: Schema.Int })
export const TooManyAreas = Schema.TaggedStruct("TooManyAreas", limit)
export const AgentGroupExists = Schema.TaggedStruct("AgentGroupExists", name)
export const AgentGroupUnknown = Schema.TaggedStruct("AgentGroupUnknown", name)
export const AgentGroupHasAgents = Schema.TaggedStruct("AgentGroupHasAgents", { ...name, agents: Schema.Int })
export const TooManyAgentGroups = Schema.TaggedStruct("TooManyAgentGroups", limit)
/** `date-unknown`: of no calendar; `date-too-old`: out of the days that are kept; `date-ahead`: after tomorrow. */
export const PointsFault = Schema.Literals([
  "agent-unknown",
  "measure-unknown",
  "date-unknown",
  "date-too-old",
  "date-ahead"
])
export type PointsFault = typeof PointsFault.Type
/** The first row that is wrong, counted from 1; nothing was recorded. */
export const PointsRowRefused = Schema.TaggedStruct("PointsRowRefused", {
  row: Ordinal,
  agentId: AgentId,
  measure: ConfigName,
  date: LocalDate,
  fault: PointsFault
})
/** Another award has this id. */
export const BadgeAwardExists = Schema.TaggedStruct("BadgeAwardExists", { badgeAwardId: BadgeAwardId })
export const TooManyAwards = Schema.TaggedStruct("TooManyAwards", { agentId: AgentId, ...limit })

export const GamificationRejection = Schema.Union([
  MeasureExists,
  MeasureUnknown,
  TooManyMeasures,
  BadgeExists,
  BadgeUnknown,
  TooManyBadges,
  AreaExists,
  AreaUnknown,
  AreaHasGroups,
  TooManyAreas,
  AgentGroupExists,
  AgentGroupUnknown,
  AgentGroupHasAgents,
  TooManyAgentGroups,
  PointsRowRefused,
  BadgeAwardExists,
  TooManyAwards
])
export type GamificationRejection = typeof GamificationRejection.Type
