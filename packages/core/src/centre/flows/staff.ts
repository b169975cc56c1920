/** Breaks, users' own settings and sign-ins: what their commands answer. */
import * as Result from "effect/Result"
import { isConnected } from "../../agent/index.ts"
import { decide as decideBreak } from "../../break/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { sameValue } from "../../kernel/same.ts"
import { agentById } from "../../routing/index.ts"
import { decide as decideUser, type UserCommand } from "../../user/index.ts"
import type { CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"

export const breakDefinitions = (
  context: Context,
  command: CommandOf<"DefineBreak" | "ChangeBreak" | "RemoveBreak">
): Decided => Result.map(decideBreak(context.draft.breaks, command), (events) => emitAll(context, events))

const decided = (context: Context, command: UserCommand): Decided =>
  Result.map(decideUser(hamtGet(context.draft.users, command.userId), command), (events) => emitAll(context, events))

/** Neither the role of agent nor the user can be taken away from somebody who is signed in with it. */
export function user(context: Context, command: CommandOf<"CreateUser" | "ChangeUser" | "DisableUser">): Decided {
  const { userId } = command
  const agent = agentById(context.draft, userId)
  const leaves = command._tag === "DisableUser" || (command.roles !== undefined && !command.roles.includes("agent"))
  if (leaves && agent !== undefined && isConnected(agent))
    return Result.fail({ _tag: "AgentIsConnected", agentId: userId })
  return decided(context, command)
}

type Plain = "EnableUser" | "SetPermissions" | "SetScreenMonitoring" | "RecordConnectivity" | "RecordStun"

export const setting = (context: Context, command: CommandOf<Plain>): Decided => decided(context, command)

/** Work and break that look alike are what the user asked for; the answer warns of it. */
export function changePreferences(context: Context, command: CommandOf<"ChangePreferences">): Decided {
  const result = decided(context, command)
  if (Result.isFailure(result)) return result
  const preferences = hamtGet(context.draft.users, command.userId)?.preferences
  const alike = sameValue(preferences?.background, preferences?.breakBackground)
  return Result.succeed(alike ? { warning: "backgrounds-equal" } : null)
}

export function recordSignIn(context: Context, command: CommandOf<"RecordSignIn">): Decided {
  const result = decided(context, command)
  if (Result.isFailure(result)) return result
  return Result.succeed({ language: hamtGet(context.draft.users, command.userId)?.preferences.language ?? null })
}
