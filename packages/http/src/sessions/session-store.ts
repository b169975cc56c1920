/** Sessions and one-time links: rows under the SHA-256 of a token that only its holder knows. */
import { createHash, randomBytes, randomUUID } from "node:crypto"
import { Fields } from "@parley/core"
import { fromUtf8, PrivateRows, utf8, type StoreFailure } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

export const SESSION = "session"
export const LINK = "link"
/** Sessions of one centre that are looked through to end those of one user. */
const SESSIONS_LISTED_MAX = 10_000
const TOKEN_BYTES = 32

/** What a session is of. `administrator` is not kept: it is read from the user each time. */
export const Grant = Schema.Struct({
  userId: Fields.UserId,
  role: Fields.Role,
  language: Schema.NullOr(Schema.String)
})
export type Grant = typeof Grant.Type

export const Session = Schema.Struct({ ...Grant.fields, sessionId: Fields.SessionId, expiresAt: Fields.Instant })
export type Session = typeof Session.Type

const decodeSession = Schema.decodeUnknownOption(Schema.fromJsonString(Session))
const decodeGrant = Schema.decodeUnknownOption(Schema.fromJsonString(Grant))

/** Where a token leads: its centre stands before the dot, the secret after it. */
export interface Token {
  readonly centre: string
  readonly key: string
}

const TOKEN = /^([a-z0-9][a-z0-9-]{0,62})\.([A-Za-z0-9_-]{43})$/

/** Null for what is no token. */
export function readToken(token: string): Token | null {
  const [, centre, secret] = TOKEN.exec(token) ?? []
  if (centre === undefined || secret === undefined) return null
  return { centre, key: createHash("sha256").update(secret).digest("hex") }
}

const newToken = (centre: string): string => `${centre}.${randomBytes(TOKEN_BYTES).toString("base64url")}`

/** Writes a value under a new token. */
const putNew = Effect.fnUntraced(function* (centre: string, kind: string, value: unknown, expiresAt: number) {
  const rows = yield* PrivateRows
  const token = newToken(centre)
  const key = readToken(token)?.key ?? ""
  yield* rows.put(centre, kind, key, utf8(JSON.stringify(value)), expiresAt)
  return token
})

/** Begins a session: the token is told once and kept nowhere. */
export const beginSession = Effect.fnUntraced(function* (
  centre: string,
  grant: Grant,
  lifetimeMs: number
): Effect.fn.Return<{ readonly token: string; readonly session: Session }, StoreFailure, PrivateRows> {
  const expiresAt = (yield* Clock.currentTimeMillis) + lifetimeMs
  const session: Session = { ...grant, sessionId: Fields.SessionId.make(randomUUID()), expiresAt }
  return { token: yield* putNew(centre, SESSION, session, expiresAt), session }
})

/** The session of a token; null when it ended, expired or never was. */
export const findSession = Effect.fnUntraced(function* ({
  centre,
  key
}: Token): Effect.fn.Return<Session | null, StoreFailure, PrivateRows> {
  const row = yield* (yield* PrivateRows).get(centre, SESSION, key)
  return row === null ? null : Option.getOrNull(decodeSession(fromUtf8(row)))
})

export const endSession = Effect.fnUntraced(function* ({
  centre,
  key
}: Token): Effect.fn.Return<void, StoreFailure, PrivateRows> {
  yield* (yield* PrivateRows).delete(centre, SESSION, key)
})

/** All sessions of a centre with their keys, at most SESSIONS_LISTED_MAX. */
export const listSessions = Effect.fnUntraced(function* (
  centre: string
): Effect.fn.Return<ReadonlyArray<{ readonly key: string; readonly session: Session }>, StoreFailure, PrivateRows> {
  const rows = yield* (yield* PrivateRows).list(centre, SESSION, SESSIONS_LISTED_MAX)
  return rows.flatMap(({ key, value }) => {
    const session = Option.getOrNull(decodeSession(fromUtf8(value)))
    return session === null ? [] : [{ key, session }]
  })
})

/** Ends the sessions of a user, all or those of one role. */
export const endSessionsOf = Effect.fnUntraced(function* (
  centre: string,
  user: string,
  role: Fields.Role | null
): Effect.fn.Return<void, StoreFailure, PrivateRows> {
  for (const { key, session } of yield* listSessions(centre))
    if (session.userId === user && (role === null || session.role === role)) yield* endSession({ centre, key })
})

/** A token that can be exchanged once for a session of this user and role. */
export const beginLink = Effect.fnUntraced(function* (
  centre: string,
  grant: Grant,
  lifetimeMs: number
): Effect.fn.Return<string, StoreFailure, PrivateRows> {
  return yield* putNew(centre, LINK, grant, (yield* Clock.currentTimeMillis) + lifetimeMs)
})

/** What a link grants, and nothing the second time. The caller lets one at a time in. */
export const takeLink = Effect.fnUntraced(function* ({
  centre,
  key
}: Token): Effect.fn.Return<Grant | null, StoreFailure, PrivateRows> {
  const rows = yield* PrivateRows
  const row = yield* rows.get(centre, LINK, key)
  if (row === null) return null
  yield* rows.delete(centre, LINK, key)
  return Option.getOrNull(decodeGrant(fromUtf8(row)))
})
