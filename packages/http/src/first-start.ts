/** What the server's first start does before anyone can sign in. */
import { Fields } from "@parley/core"
import { Engine, PrivateRows, type UseFailure, type SendFailure, type StoreFailure } from "@parley/core/engine"
import type { Centre } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defaultLimits, type PasswordCost } from "./limits.ts"
import { storePassword } from "./sessions/passwords.ts"
import { beginLink, endSessionsOf } from "./sessions/session-store.ts"

/** The centre refused what the helper asked of it. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { reason: Schema.String }) {}

export interface Account {
  readonly centre: string
  readonly user: string
  readonly password: string
  /** Default: that of `defaultLimits`. */
  readonly cost?: PasswordCost
}

/** Makes a supervisor with the permission of an administrator, or gives one who is there this password. */
export const createAdministrator = Effect.fnUntraced(function* (
  account: Account & { readonly displayName?: string; readonly roles?: ReadonlyArray<Fields.Role> }
): Effect.fn.Return<void, UseFailure | SendFailure | Refused, Engine | PrivateRows> {
  const { centre, user, displayName = user, roles = ["supervisor"] } = account
  const handle = yield* (yield* Engine).open(centre)
  const userId = Fields.UserId.make(user)
  const { state } = yield* handle.state
  const profile = { userId, displayName, roles, administrator: true }
  const command: Centre.CentreCommand =
    handle.centre.views.user(state, user) === undefined
      ? { _tag: "CreateUser", ...profile }
      : { _tag: "ChangeUser", ...profile }
  const result = yield* handle.send(command, { actor: "server" })
  if (!result.ok) return yield* new Refused({ reason: result.rejection._tag })
  yield* setPassword(account)
})

/** Gives a user a password; whoever was signed in with the old one is not any more. */
export const setPassword = Effect.fnUntraced(function* ({
  cost = defaultLimits.passwordCost,
  ...account
}: Account): Effect.fn.Return<void, StoreFailure, PrivateRows> {
  yield* storePassword(account, cost)
  yield* endSessionsOf(account.centre, account.user, null)
})

export interface OneTimeLink {
  readonly centre: string
  readonly user: string
  readonly role: Fields.Role
  readonly language?: string
  /** Default: that of `defaultLimits`. */
  readonly lifetimeMs?: number
}

/** The path that signs whoever opens it first in as this user, once, and leads on to `/`. */
export const makeOneTimeLink = Effect.fnUntraced(function* ({
  centre,
  user,
  role,
  language = "en",
  lifetimeMs = defaultLimits.linkLifetimeMs
}: OneTimeLink): Effect.fn.Return<string, StoreFailure, PrivateRows> {
  const token = yield* beginLink(centre, { userId: Fields.UserId.make(user), role, language }, lifetimeMs)
  return `/v1/session/link/${token}`
})
