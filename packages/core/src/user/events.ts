/** The people of a centre. What they prove themselves with is elsewhere, in a store of its own. */
import * as Schema from "effect/Schema"
import { Label, Role, UserId } from "../kernel/fields.ts"
import { Check, Connectivity } from "./connectivity.ts"
import { Language } from "./language.ts"
import { Permissions } from "./permissions.ts"
import { Preferences } from "./preferences.ts"

export const Roles = Schema.Array(Role).check(Schema.isBetweenLength(1, 2))

const profile = {
  userId: UserId,
  displayName: Label,
  roles: Roles,
  /** A permission of a supervisor. */
  administrator: Schema.Boolean
}

/** A user of these roles. */
export const UserCreated = Schema.TaggedStruct("UserCreated", profile)
/** Name and roles from here on. */
export const UserChanged = Schema.TaggedStruct("UserChanged", profile)
/** The user may sign in no more; what they did stays theirs. */
export const UserDisabled = Schema.TaggedStruct("UserDisabled", { userId: UserId })
/** They may sign in again. */
export const UserEnabled = Schema.TaggedStruct("UserEnabled", { userId: UserId })

/** What a supervisor sees, changes and does from here on. */
export const UserPermissionsChanged = Schema.TaggedStruct("UserPermissionsChanged", {
  userId: UserId,
  permissions: Permissions
})
/** Whether the screen of this agent may be watched. */
export const ScreenMonitoringSet = Schema.TaggedStruct("ScreenMonitoringSet", {
  userId: UserId,
  allowed: Schema.Boolean
})
/** All of a user's preferences from here on. */
export const UserPreferencesChanged = Schema.TaggedStruct("UserPreferencesChanged", {
  userId: UserId,
  preferences: Preferences
})

/** A session of a role other than agent began, in this language. */
export const UserSignedIn = Schema.TaggedStruct("UserSignedIn", { userId: UserId, role: Role, language: Language })
/** The last session of the user ended, in whatever role. */
export const UserSignedOut = Schema.TaggedStruct("UserSignedOut", { userId: UserId })

/** What a test of their equipment and network gave. */
export const ConnectivityRecorded = Schema.TaggedStruct("ConnectivityRecorded", {
  userId: UserId,
  results: Connectivity
})
/** What a test against a STUN server gave. */
export const StunRecorded = Schema.TaggedStruct("StunRecorded", { userId: UserId, result: Check })

export const UserEvent = Schema.Union([
  UserCreated,
  UserChanged,
  UserDisabled,
  UserEnabled,
  UserPermissionsChanged,
  ScreenMonitoringSet,
  UserPreferencesChanged,
  UserSignedIn,
  UserSignedOut,
  ConnectivityRecorded,
  StunRecorded
])
export type UserEvent = typeof UserEvent.Type
