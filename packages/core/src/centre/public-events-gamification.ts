/** Public events of measures, points, groups and badges. */
import * as Schema from "effect/Schema"
import { MeasureDefined, PointsEntry } from "../gamification/index.ts"
import { AgentId, BadgeAwardId, ConfigName, Label, UserId } from "../kernel/fields.ts"
import { about } from "./public-about.ts"

const { _tag, ...measure } = MeasureDefined.fields
const name = { name: ConfigName }
const named = { ...name, label: Label }
const group = { ...named, area: Schema.NullOr(ConfigName) }

export const ofGamification = [
  about("measure.defined", measure),
  about("measure.changed", measure),
  about("measure.removed", name),
  about("badge.defined", named),
  about("badge.changed", named),
  about("badge.removed", name),
  about("badge.awarded", {
    badgeAwardId: BadgeAwardId,
    agentId: AgentId,
    badge: ConfigName,
    label: Label,
    supervisorId: UserId
  }),
  about("area.defined", named),
  about("area.changed", named),
  about("area.removed", name),
  about("group.defined", group),
  about("group.changed", group),
  about("group.removed", name),
  about("group.assigned", { group: Schema.NullOr(ConfigName), agentIds: Schema.Array(AgentId) }),
  about("points.recorded", { entries: Schema.Array(PointsEntry) })
] as const
