/**
 * Access: role × permissions × campaigns, of the users of one centre. A pure decision over the facts; it is asked by
 * whoever speaks for users, and by no command: the engine and the adapters have no user.
 */
import * as Result from "effect/Result"
import type { Role, UserId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { agentById, at as numbered } from "../routing/index.ts"
import { reaches, refusedToSignIn, type Permissions, type User } from "../user/index.ts"
import { ruleOf, type BySupervisor } from "./access-table.ts"
import type { Touched } from "./access-touches.ts"
import type { CentreCommand, CentreRejection } from "./commands.ts"
import type { Facts, State } from "./state.ts"

/** Who asks: a user in the role picked at sign-in. */
export interface Acting {
  readonly userId: UserId
  readonly role: Role
}

/** The same whatever hinders: what lies outside one's permissions looks like what does not exist. */
export interface AccessDenied {
  readonly _tag: "AccessDenied"
  readonly command: CentreCommand["_tag"]
}

/** What hinders, for logs and tests: never told to who asked. */
export type Hindrance =
  | "not-a-user"
  | "not-for-users"
  | "not-in-this-role"
  | "not-an-administrator"
  | "not-oneself"
  | "action-not-given"
  | "out-of-reach"
  | "screen-locked"

/** Refused alike whatever hinders; only one's own locked screen is said, which is no secret to who locked it. */
export function mayDo(
  { facts }: State,
  acting: Acting,
  command: CentreCommand
): Result.Result<null, AccessDenied | Extract<CentreRejection, { _tag: "ScreenLocked" }>> {
  const because = hindrance(facts, acting, command)
  if (because === null) return Result.succeed(null)
  if (because === "screen-locked") return Result.fail({ _tag: "ScreenLocked", agentId: acting.userId })
  return Result.fail({ _tag: "AccessDenied", command: command._tag })
}

/** Why the user may not send the command; null when they may. */
export function hindranceTo({ facts }: State, acting: Acting, command: CentreCommand): Hindrance | null {
  return hindrance(facts, acting, command)
}

function hindrance(facts: Facts, { userId, role }: Acting, command: CentreCommand): Hindrance | null {
  const user = hamtGet(facts.users, userId)
  if (user === undefined || refusedToSignIn(user, role) !== null) return "not-a-user"
  const rule = ruleOf(command)
  switch (rule.who) {
    case "engine":
    case "channel":
      return "not-for-users"
    case "user":
      return lockedScreen(facts, { userId, role })
    case "self":
      if (rule.or?.applies(facts, command) === true)
        return ofSupervisor(facts, { user, role }, { rule: rule.or.rule, command })
      if (rule.as(command) !== userId) return "not-oneself"
      return rule.locked === "unlocked" ? null : lockedScreen(facts, { userId, role })
    case "administrator":
      if (role !== "supervisor") return "not-in-this-role"
      return user.administrator ? null : "not-an-administrator"
    case "own":
      if (rule.or?.isOwn(command) === false) return ofSupervisor(facts, { user, role }, { rule: rule.or.rule, command })
      if (role !== "agent") return "not-in-this-role"
      return rule.as(command) === userId ? null : "not-oneself"
    case "supervisor":
      return ofSupervisor(facts, { user, role }, { rule, command })
  }
}

/** What is `own` the lock itself refuses, whoever asks. */
const lockedScreen = (facts: Facts, { userId, role }: Acting): "screen-locked" | null =>
  role === "agent" && agentById(facts, userId)?.locked === true ? "screen-locked" : null

function ofSupervisor(
  facts: Facts,
  { user, role }: { readonly user: User; readonly role: Role },
  { rule, command }: { readonly rule: BySupervisor<CentreCommand>; readonly command: CentreCommand }
): Hindrance | null {
  if (role !== "supervisor") return "not-in-this-role"
  if (rule.as !== undefined && rule.as(command) !== user.id) return "not-oneself"
  return notGiven(facts, user, { ...rule, touched: rule.touches(facts, command) })
}

/** Why the permissions of a supervisor, as they are now, do not give an action on what it touches; null when they do. */
export function notGiven(
  facts: Facts,
  { administrator, permissions }: User,
  asked: Pick<BySupervisor<CentreCommand>, "action" | "reach"> & { readonly touched: Touched }
): "action-not-given" | "out-of-reach" | null {
  if (administrator) return null
  if (asked.action !== null && !permissions.actions.includes(asked.action)) return "action-not-given"
  return isWithin(facts, { permissions, reach: asked.reach }, asked.touched) ? null : "out-of-reach"
}

interface Reach {
  readonly permissions: Permissions
  readonly reach: "sees" | "changes"
}

function isWithin(facts: Facts, { permissions, reach }: Reach, touched: Touched): boolean {
  const { sees, changes } = permissions
  if (sees === "all" && (reach === "sees" || changes === "all")) return true
  if (touched === null) return false
  if ("agent" in touched) return isInSight(facts, permissions, touched.agent)
  if ("agents" in touched) return touched.agents.every((agentId) => isInSight(facts, permissions, agentId))
  return touched.campaigns.every((name) => reaches(sees, name) && (reach === "sees" || reaches(changes, name)))
}

function isInSight(facts: Facts, { sees }: Permissions, agentId: string): boolean {
  if (sees === "all") return true
  const agent = agentById(facts, agentId)
  return agent !== undefined && agent.campaigns.some((number) => reaches(sees, numbered(facts.campaigns, number).name))
}

/** Whether a campaign is shown to the user: to an agent those they are a member of, to a supervisor those they see. */
export function maySeeCampaign({ facts }: State, { userId, role }: Acting, campaign: string): boolean {
  const user = hamtGet(facts.users, userId)
  if (user === undefined || refusedToSignIn(user, role) !== null) return false
  if (role === "supervisor") return user.administrator || reaches(user.permissions.sees, campaign)
  const agent = agentById(facts, userId)
  return agent !== undefined && agent.campaigns.some((number) => numbered(facts.campaigns, number).name === campaign)
}

/** Whether an agent is shown to the user: oneself, or as a supervisor those of campaigns one sees. */
export function maySeeAgent({ facts }: State, { userId, role }: Acting, agentId: string): boolean {
  const user = hamtGet(facts.users, userId)
  if (user === undefined || refusedToSignIn(user, role) !== null) return false
  if (userId === agentId) return true
  return role === "supervisor" && (user.administrator || isInSight(facts, user.permissions, agentId))
}
