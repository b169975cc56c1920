/** The first administrator: made at the first start with a password that is printed once. */
import { randomBytes } from "node:crypto"
import { fromUtf8, PrivateRows, utf8, type CentreHandle } from "@parley/core/engine"
import { createAdministrator, makeOneTimeLink } from "@parley/http"
import * as Effect from "effect/Effect"

export const ADMINISTRATOR = "admin"
/** Random bytes in the first password. */
const PASSWORD_BYTES = 15

/** How far the first start came: a start that is cut off before the password was told makes another. */
const KIND = "server"
const KEY = "first-administrator"
const TELLING = utf8("telling")
const TOLD = utf8("told")

/** Makes the administrator unless there was one before, and tells the password once. */
export const firstAdministrator = Effect.fnUntraced(function* (
  handle: CentreHandle,
  tell: (account: { readonly user: string; readonly password: string }) => void
) {
  const rows = yield* PrivateRows
  const centre = handle.name
  const begun = yield* rows.get(centre, KIND, KEY)
  const { state } = yield* handle.state
  const present = handle.centre.views.user(state, ADMINISTRATOR) !== undefined
  if (begun === null ? present : fromUtf8(begun) !== fromUtf8(TELLING)) return
  yield* rows.put(centre, KIND, KEY, TELLING, null)
  const password = randomBytes(PASSWORD_BYTES).toString("base64url")
  yield* createAdministrator({ centre, user: ADMINISTRATOR, displayName: "Administrator", password })
  tell({ user: ADMINISTRATOR, password })
  yield* rows.put(centre, KIND, KEY, TOLD, null)
})

/** The path that opens the board once: as the first administrator while they are one. The bare board otherwise. */
export const boardPath = Effect.fnUntraced(function* (handle: CentreHandle) {
  const { state } = yield* handle.state
  const user = handle.centre.views.user(state, ADMINISTRATOR)
  if (user?.administrator !== true) return "/"
  return yield* makeOneTimeLink({ centre: handle.name, user: ADMINISTRATOR, role: "supervisor" })
})
