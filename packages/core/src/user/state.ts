import type { Instant, Role, UserId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { Check, Connectivity } from "./connectivity.ts"
import type { UserEvent } from "./events.ts"
import { everything, type Permissions } from "./permissions.ts"
import { preferencesAtFirst, type Preferences } from "./preferences.ts"

export interface User {
  readonly id: UserId
  readonly displayName: string
  readonly roles: ReadonlyArray<Role>
  readonly administrator: boolean
  readonly disabled: boolean
  readonly permissions: Permissions
  /** Whether this agent's screen may be watched. */
  readonly screenMonitoring: boolean
  readonly preferences: Preferences
  /** Whether notifications sound: as the preference stood at the last sign-in. */
  readonly sounding: boolean
  /** A sign-in was recorded and no sign-out since. */
  readonly signedIn: boolean
  readonly connectivity: { readonly at: Instant; readonly results: Connectivity } | null
  readonly stun: { readonly at: Instant; readonly result: Check } | null
}

const newUser = (event: Extract<UserEvent, { _tag: "UserCreated" }>): User => ({
  id: event.userId,
  displayName: event.displayName,
  roles: event.roles,
  administrator: event.administrator,
  disabled: false,
  permissions: everything,
  screenMonitoring: false,
  preferences: preferencesAtFirst,
  sounding: preferencesAtFirst.soundNotifications,
  signedIn: false,
  connectivity: null,
  stun: null
})

/** A session begins: the sounds are as they were last set. */
export const sessionBegan = (user: User): User =>
  user.sounding === user.preferences.soundNotifications
    ? user
    : { ...user, sounding: user.preferences.soundNotifications }

/** `user` is undefined for the first event about them only. */
export function evolve(user: User | undefined, event: UserEvent, at: Instant): User {
  if (event._tag === "UserCreated") return newUser(event)
  if (user === undefined) throw new Error(`the log speaks of user ${event.userId}, who does not exist`)
  switch (event._tag) {
    case "UserChanged": {
      const { displayName, roles, administrator } = event
      return { ...user, displayName, roles, administrator }
    }
    case "UserDisabled":
      return { ...user, disabled: true }
    case "UserEnabled":
      return { ...user, disabled: false }
    case "UserPermissionsChanged":
      return { ...user, permissions: event.permissions }
    case "ScreenMonitoringSet":
      return { ...user, screenMonitoring: event.allowed }
    case "UserPreferencesChanged":
      return { ...user, preferences: event.preferences }
    case "UserSignedIn":
      return sessionBegan({
        ...user,
        signedIn: true,
        preferences: { ...user.preferences, language: event.language }
      })
    case "UserSignedOut":
      return { ...user, signedIn: false }
    case "ConnectivityRecorded":
      return { ...user, connectivity: { at, results: event.results } }
    case "StunRecorded":
      return { ...user, stun: { at, result: event.result } }
    default:
      return unreachable(event)
  }
}
