/** Public events of users, agents, breaks and watches. */
import * as Schema from "effect/Schema"
import { PresenceCause } from "../agent/index.ts"
import { BreakDefined } from "../break/index.ts"
import {
  AgentId,
  CampaignName,
  Capacity,
  ConfigName,
  IconName,
  Instant,
  InteractionId,
  Label,
  Role,
  Skills,
  UserId
} from "../kernel/fields.ts"
import { WatchEndReason } from "../supervision/index.ts"
import { Check, Connectivity, Language, Permissions, Preferences } from "../user/index.ts"
import { about } from "./public-about.ts"

const Due = Schema.NullOr(Instant)
const agent = { agentId: AgentId }
const user = { userId: UserId }
const person = { ...user, displayName: Label, roles: Schema.Array(Role), administrator: Schema.Boolean }
const wrapUp = { ...agent, interactionId: InteractionId, campaign: CampaignName }
const { _tag, ...definition } = BreakDefined.fields

export const ofPeople = [
  about("user.created", person),
  about("user.changed", person),
  about("user.disabled", user),
  about("user.enabled", user),
  about("user.permissions-changed", { ...user, permissions: Permissions }),
  about("user.screen-monitoring-set", { ...user, allowed: Schema.Boolean }),
  about("user.preferences-changed", { ...user, preferences: Preferences }),
  about("user.signed-in", { ...user, role: Role, language: Language }),
  about("user.signed-out", user),
  about("user.connectivity-recorded", { ...user, results: Connectivity }),
  about("user.stun-recorded", { ...user, result: Check }),
  about("break.defined", definition),
  about("break.changed", definition),
  about("break.removed", { name: ConfigName }),
  about("spy.started", { ...user, interactionId: InteractionId }),
  about("spy.ended", { ...user, interactionId: InteractionId, reason: WatchEndReason }),
  about("screen.watch-started", { supervisorId: UserId, ...agent }),
  about("screen.watch-ended", { supervisorId: UserId, ...agent, reason: WatchEndReason }),
  about("agent.session-started", agent),
  about("agent.session-ended", { ...agent, cause: PresenceCause }),
  about("agent.connected", { ...agent, cause: PresenceCause }),
  about("agent.disconnected", { ...agent, cause: PresenceCause, requeueAt: Due }),
  about("agent.absence-elapsed", { ...agent, dueAt: Instant }),
  about("agent.break-started", {
    ...agent,
    name: ConfigName,
    icon: Schema.NullOr(IconName),
    overdueAt: Due,
    cause: PresenceCause
  }),
  about("agent.break-overdue", { ...agent, name: ConfigName, dueAt: Instant }),
  about("agent.break-ended", {
    ...agent,
    name: ConfigName,
    cause: Schema.Literals(["self", "supervisor", "signed-out"])
  }),
  about("agent.screen-locked", agent),
  about("agent.screen-unlocked", { ...agent, cause: Schema.Literals(["password", "signed-out"]) }),
  about("agent.wrap-up-started", { ...wrapUp, until: Instant }),
  about("agent.wrap-up-ended", { ...wrapUp, startedAt: Instant, dueAt: Due }),
  about("agent.skills-changed", { ...agent, skills: Skills }),
  about("agent.capacity-changed", { ...agent, capacity: Schema.NullOr(Capacity) })
] as const
