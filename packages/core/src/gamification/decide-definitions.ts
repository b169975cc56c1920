/** Measures, badges, areas and groups: defined, changed, removed. */
import * as Result from "effect/Result"
import { hamtGet, hamtSize, hamtValues } from "../kernel/hamt.ts"
import { sameValue } from "../kernel/same.ts"
import {
  AGENT_GROUPS_MAX,
  AREAS_MAX,
  BADGES_MAX,
  MEASURES_MAX,
  type GamificationCommand,
  type GamificationRejection
} from "./commands.ts"
import type { GamificationEvent } from "./events.ts"
import type { Gamification } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<GamificationEvent>, GamificationRejection>
export type Definition = Exclude<GamificationCommand, { _tag: "RecordPoints" | "AwardBadge" | "AssignAgentGroup" }>
type DefinitionOf<Kind extends string> = Extract<Definition, { _tag: `${"Define" | "Change" | "Remove"}${Kind}` }>

export function define(state: Gamification, command: Definition): Decision {
  switch (command._tag) {
    case "DefineMeasure":
    case "ChangeMeasure":
    case "RemoveMeasure":
      return measure(state, command)
    case "DefineBadge":
    case "ChangeBadge":
    case "RemoveBadge":
      return badge(state, command)
    case "DefineArea":
    case "ChangeArea":
    case "RemoveArea":
      return area(state, command)
    default:
      return group(state, command)
  }
}

const fail = (rejection: GamificationRejection): Decision => Result.fail(rejection)
const none: Decision = Result.succeed([])

interface Next<Value> {
  readonly value: Value
  readonly isNew: boolean
}

interface Asked<Value> {
  readonly isNew: boolean
  readonly before: object | undefined
  /** What there is afterwards. */
  readonly value: Value
  /** Whether there are as many as there may be. */
  readonly full: boolean
}

/** What the definition comes to; null: it is so already. */
function nextOf<Value extends object>({ isNew, before, value, full }: Asked<Value>): Next<Value> | Hindrance | null {
  if (!isNew && before === undefined) return "unknown"
  if (before !== undefined && sameValue(before, { ...before, ...value })) return null
  if (isNew && before !== undefined) return "exists"
  return isNew && full ? "too-many" : { value, isNew }
}

type Hindrance = "unknown" | "exists" | "too-many"

function measure({ measures: known }: Gamification, command: DefinitionOf<"Measure">): Decision {
  const { name } = command
  if (command._tag === "RemoveMeasure")
    return hamtGet(known, name) === undefined ? none : Result.succeed([{ _tag: "MeasureRemoved", name }])
  const isNew = command._tag === "DefineMeasure"
  const before = hamtGet(known, name)
  const kept = isNew ? undefined : before
  const value = {
    name,
    label: command.label ?? kept?.label ?? name,
    unit: command.unit === undefined ? (kept?.unit ?? null) : command.unit,
    objective: command.objective === undefined ? (kept?.objective ?? null) : command.objective
  }
  const next = nextOf({ isNew, before, value, full: hamtSize(known) >= MEASURES_MAX })
  if (next === null) return none
  if (next === "unknown") return fail({ _tag: "MeasureUnknown", name })
  if (next === "exists") return fail({ _tag: "MeasureExists", name })
  if (next === "too-many") return fail({ _tag: "TooManyMeasures", limit: MEASURES_MAX })
  return Result.succeed([{ _tag: next.isNew ? "MeasureDefined" : "MeasureChanged", ...next.value }])
}

interface Labelled {
  readonly name: string
  readonly label?: string
}

const labelled = ({ name, label }: Labelled, kept: { readonly label: string } | undefined) => ({
  name,
  label: label ?? kept?.label ?? name
})

function badge({ badges: known }: Gamification, command: DefinitionOf<"Badge">): Decision {
  const { name } = command
  if (command._tag === "RemoveBadge")
    return hamtGet(known, name) === undefined ? none : Result.succeed([{ _tag: "BadgeRemoved", name }])
  const isNew = command._tag === "DefineBadge"
  const before = hamtGet(known, name)
  const value = labelled(command, isNew ? undefined : before)
  const next = nextOf({ isNew, before, value, full: hamtSize(known) >= BADGES_MAX })
  if (next === null) return none
  if (next === "unknown") return fail({ _tag: "BadgeUnknown", name })
  if (next === "exists") return fail({ _tag: "BadgeExists", name })
  if (next === "too-many") return fail({ _tag: "TooManyBadges", limit: BADGES_MAX })
  return Result.succeed([{ _tag: next.isNew ? "BadgeDefined" : "BadgeChanged", ...next.value }])
}

/** A removal is O(groups). */
function area({ areas: known, groups }: Gamification, command: DefinitionOf<"Area">): Decision {
  const { name } = command
  if (command._tag === "RemoveArea") {
    if (hamtGet(known, name) === undefined) return none
    const within = [...hamtValues(groups)].filter((one) => one.area === name).length
    return within > 0
      ? fail({ _tag: "AreaHasGroups", name, groups: within })
      : Result.succeed([{ _tag: "AreaRemoved", name }])
  }
  const isNew = command._tag === "DefineArea"
  const before = hamtGet(known, name)
  const value = labelled(command, isNew ? undefined : before)
  const next = nextOf({ isNew, before, value, full: hamtSize(known) >= AREAS_MAX })
  if (next === null) return none
  if (next === "unknown") return fail({ _tag: "AreaUnknown", name })
  if (next === "exists") return fail({ _tag: "AreaExists", name })
  if (next === "too-many") return fail({ _tag: "TooManyAreas", limit: AREAS_MAX })
  return Result.succeed([{ _tag: next.isNew ? "AreaDefined" : "AreaChanged", ...next.value }])
}

/** A removal is O(agents that are in groups). */
function group({ areas, groups: known, groupOf }: Gamification, command: DefinitionOf<"AgentGroup">): Decision {
  const { name } = command
  if (command._tag === "RemoveAgentGroup") {
    if (hamtGet(known, name) === undefined) return none
    const agents = [...hamtValues(groupOf)].filter((one) => one === name).length
    return agents > 0
      ? fail({ _tag: "AgentGroupHasAgents", name, agents })
      : Result.succeed([{ _tag: "AgentGroupRemoved", name }])
  }
  const { area: asked } = command
  if (typeof asked === "string" && hamtGet(areas, asked) === undefined)
    return fail({ _tag: "AreaUnknown", name: asked })
  const isNew = command._tag === "DefineAgentGroup"
  const before = hamtGet(known, name)
  const kept = isNew ? undefined : before
  const value = { ...labelled(command, kept), area: asked === undefined ? (kept?.area ?? null) : asked }
  const next = nextOf({ isNew, before, value, full: hamtSize(known) >= AGENT_GROUPS_MAX })
  if (next === null) return none
  if (next === "unknown") return fail({ _tag: "AgentGroupUnknown", name })
  if (next === "exists") return fail({ _tag: "AgentGroupExists", name })
  if (next === "too-many") return fail({ _tag: "TooManyAgentGroups", limit: AGENT_GROUPS_MAX })
  return Result.succeed([{ _tag: next.isNew ? "AgentGroupDefined" : "AgentGroupChanged", ...next.value }])
}
