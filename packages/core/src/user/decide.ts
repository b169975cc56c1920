import * as Result from "effect/Result"
import type { UserCommand, UserRejection } from "./commands.ts"
import type { UserEvent } from "./events.ts"
import type { User } from "./state.ts"

/** Who is created or changed. The same profile again yields no event. */
export function decide(
  user: User | undefined,
  command: UserCommand
): Result.Result<ReadonlyArray<UserEvent>, UserRejection> {
  const { userId } = command
  if (command._tag === "CreateUser" && user !== undefined) return Result.fail({ _tag: "UserExists", userId })
  if (command._tag === "ChangeUser" && user === undefined) return Result.fail({ _tag: "UserUnknown", userId })
  const profile = {
    userId,
    displayName: command.displayName ?? user?.displayName ?? userId,
    roles: command.roles ?? user?.roles ?? [],
    administrator: command.administrator ?? user?.administrator ?? false
  }
  if (profile.administrator && !profile.roles.includes("supervisor"))
    return Result.fail({ _tag: "AdministratorNeedsSupervisor", userId })
  if (user !== undefined && same(user, profile)) return Result.succeed([])
  return Result.succeed([{ _tag: user === undefined ? "UserCreated" : "UserChanged", ...profile }])
}

const same = (user: User, profile: Omit<User, "id">): boolean =>
  user.displayName === profile.displayName &&
  user.administrator === profile.administrator &&
  user.roles.length === profile.roles.length &&
  user.roles.every((role, index) => role === profile.roles[index])
