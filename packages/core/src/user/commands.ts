import * as Schema from "effect/Schema"
import { Label, Role, UserId } from "../kernel/fields.ts"
import { Check, Connectivity } from "./connectivity.ts"
import { Roles } from "./events.ts"
import { Language, LanguageTag } from "./language.ts"
import { Permissions } from "./permissions.ts"
import { PreferencesChange } from "./preferences.ts"

/** A person who may sign in; in the role of agent they can be a member of campaigns. */
export const CreateUser = Schema.TaggedStruct("CreateUser", {
  userId: UserId,
  displayName: Label,
  roles: Roles,
  administrator: Schema.optionalKey(Schema.Boolean)
})

/** What is left out stays. */
export const ChangeUser = Schema.TaggedStruct("ChangeUser", {
  userId: UserId,
  displayName: Schema.optionalKey(Label),
  roles: Schema.optionalKey(Roles),
  administrator: Schema.optionalKey(Schema.Boolean)
})

/** There is no removal: the log names who did what. Refused while the user is signed in as an agent. */
export const DisableUser = Schema.TaggedStruct("DisableUser", { userId: UserId })
/** They may sign in again, with what they were before. */
export const EnableUser = Schema.TaggedStruct("EnableUser", { userId: UserId })

/** All permissions of a supervisor anew. */
export const SetPermissions = Schema.TaggedStruct("SetPermissions", { userId: UserId, permissions: Permissions })
/** Off until it is allowed. */
export const SetScreenMonitoring = Schema.TaggedStruct("SetScreenMonitoring", {
  userId: UserId,
  allowed: Schema.Boolean
})
/** What is left out stays. Answered with the warning `backgrounds-equal` when break and work look alike. */
export const ChangePreferences = Schema.TaggedStruct("ChangePreferences", {
  userId: UserId,
  preferences: PreferencesChange
})

/** Languages of a browser that are looked at, at most. */
export const BROWSER_LANGUAGES_MAX = 20

/** Sent by who has checked the password, in whatever role; the answer names the language of the session. */
export const RecordSignIn = Schema.TaggedStruct("RecordSignIn", {
  userId: UserId,
  role: Role,
  language: Schema.optionalKey(Language),
  browserLanguages: Schema.optionalKey(Schema.Array(LanguageTag).check(Schema.isMaxLength(BROWSER_LANGUAGES_MAX)))
})
/** The user's last session, of whatever role, is over. */
export const RecordSignOut = Schema.TaggedStruct("RecordSignOut", { userId: UserId })

/** What a test of their equipment and network gave, in place of the last. */
export const RecordConnectivity = Schema.TaggedStruct("RecordConnectivity", { userId: UserId, results: Connectivity })
/** A test of its own: whether media could reach the client. */
export const RecordStun = Schema.TaggedStruct("RecordStun", { userId: UserId, result: Check })

export const UserCommand = Schema.Union([
  CreateUser,
  ChangeUser,
  DisableUser,
  EnableUser,
  SetPermissions,
  SetScreenMonitoring,
  ChangePreferences,
  RecordSignIn,
  RecordSignOut,
  RecordConnectivity,
  RecordStun
])
export type UserCommand = typeof UserCommand.Type

export const UserExists = Schema.TaggedStruct("UserExists", { userId: UserId })
export const UserUnknown = Schema.TaggedStruct("UserUnknown", { userId: UserId })
/** Switched off: nobody signs in as this user. */
export const UserIsDisabled = Schema.TaggedStruct("UserIsDisabled", { userId: UserId })
export const RoleNotHeld = Schema.TaggedStruct("RoleNotHeld", { userId: UserId, role: Role, roles: Roles })
/** `administrator` is a permission of a supervisor; without that role it cannot be given. */
export const AdministratorNeedsSupervisor = Schema.TaggedStruct("AdministratorNeedsSupervisor", { userId: UserId })

export const UserRejection = Schema.Union([
  UserExists,
  UserUnknown,
  UserIsDisabled,
  RoleNotHeld,
  AdministratorNeedsSupervisor
])
export type UserRejection = typeof UserRejection.Type
