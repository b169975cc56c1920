import * as Result from "effect/Result"
import type { UserId } from "../kernel/fields.ts"
import { sameValue } from "../kernel/same.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { ChangeUser, CreateUser, UserCommand, UserRejection } from "./commands.ts"
import type { UserEvent } from "./events.ts"
import { languageOf } from "./language.ts"
import { orderly } from "./permissions.ts"
import { changed } from "./preferences.ts"
import type { User } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<UserEvent>, UserRejection>
type ProfileCommand = typeof CreateUser.Type | typeof ChangeUser.Type

/** What becomes of a user. What is so already yields no event. */
export function decide(user: User | undefined, command: UserCommand): Decision {
  if (command._tag === "CreateUser" || command._tag === "ChangeUser") return decideProfile(user, command)
  if (user === undefined) return Result.fail({ _tag: "UserUnknown", userId: command.userId })
  return command._tag === "RecordSignIn" ? signIn(user, command) : Result.succeed(changesOf(user, command))
}

/** Who is created or changed. */
function decideProfile(user: User | undefined, command: ProfileCommand): Decision {
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
  if (user !== undefined && isSame(user, profile)) return Result.succeed([])
  return Result.succeed([{ _tag: user === undefined ? "UserCreated" : "UserChanged", ...profile }])
}

const isSame = (user: User, profile: Pick<User, "displayName" | "roles" | "administrator">): boolean =>
  user.displayName === profile.displayName &&
  user.administrator === profile.administrator &&
  sameValue(user.roles, profile.roles)

function signIn(user: User, command: Extract<UserCommand, { _tag: "RecordSignIn" }>): Decision {
  const { userId, role, language: chosen, browserLanguages: browser } = command
  const refused = refusedToSignIn(user, role)
  if (refused !== null) return Result.fail(refused)
  const language = languageOf({ chosen, browser, last: user.preferences.language })
  return Result.succeed([{ _tag: "UserSignedIn", userId, role, language }])
}

/** Why the user may not sign in in this role; null when they may. */
export function refusedToSignIn({ id: userId, disabled, roles }: User, role: User["roles"][number]) {
  if (disabled) return { _tag: "UserIsDisabled", userId } as const
  return roles.includes(role) ? null : ({ _tag: "RoleNotHeld", userId, role, roles } as const)
}

type Change = Exclude<UserCommand, ProfileCommand | { _tag: "RecordSignIn" }>

const whenOther = (is: unknown, next: unknown, event: UserEvent): ReadonlyArray<UserEvent> =>
  sameValue(is, next) ? [] : [event]

function changesOf(user: User, command: Change): ReadonlyArray<UserEvent> {
  const userId: UserId = user.id
  switch (command._tag) {
    case "DisableUser":
      return user.disabled ? [] : [{ _tag: "UserDisabled", userId }]
    case "EnableUser":
      return user.disabled ? [{ _tag: "UserEnabled", userId }] : []
    case "SetPermissions": {
      const permissions = orderly(command.permissions)
      return whenOther(user.permissions, permissions, { _tag: "UserPermissionsChanged", userId, permissions })
    }
    case "SetScreenMonitoring": {
      const { allowed } = command
      return whenOther(user.screenMonitoring, allowed, { _tag: "ScreenMonitoringSet", userId, allowed })
    }
    case "ChangePreferences": {
      const preferences = changed(user.preferences, command.preferences)
      return whenOther(user.preferences, preferences, { _tag: "UserPreferencesChanged", userId, preferences })
    }
    case "RecordSignOut":
      return user.signedIn ? [{ _tag: "UserSignedOut", userId }] : []
    case "RecordConnectivity":
      return [{ _tag: "ConnectivityRecorded", userId, results: command.results }]
    case "RecordStun":
      return [{ _tag: "StunRecorded", userId, result: command.result }]
    default:
      return unreachable(command)
  }
}
