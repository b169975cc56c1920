/** From a right password or a link to a session: the role is checked, an agent is connected. */
import { Fields } from "@parley/core"
import { Engine, PrivateRows, type CentreHandle } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { Config } from "../config.ts"
import { Presence } from "../presence.ts"
import { openCentre } from "../principal.ts"
import { orProblem, rejectionProblem } from "../problems/from-core.ts"
import { linkUnknown, roleNeeded, wrongCredentials } from "../problems/kinds.ts"
import { problem, type Problem } from "../problems/problem.ts"
import { isRightPassword } from "./passwords.ts"
import { beginSession, endSession, readToken, takeLink, type Grant, type Session } from "./session-store.ts"
import { countAttempt, forgiveAttempt } from "./throttle.ts"

export interface Credentials {
  readonly centre?: string
  readonly user: string
  readonly password: string
  readonly role?: Fields.Role
  readonly language: string
  /** Where the request comes from. */
  readonly address: string
}

export interface SignedIn {
  readonly token: string
  readonly session: Session
  readonly handle: CentreHandle
}

/** What sign-ins share: the throttle counts one at a time, passwords are hashed a few at a time, links are used once. */
export class Doors extends Context.Service<
  Doors,
  {
    readonly counting: Semaphore.Semaphore
    readonly hashing: Semaphore.Semaphore
    readonly linking: Semaphore.Semaphore
  }
>()("@parley/http/Doors") {}

export const doorsLayer: Layer.Layer<Doors, never, Config> = Layer.effect(
  Doors,
  Effect.gen(function* () {
    const { limits } = yield* Config
    return {
      counting: yield* Semaphore.make(1),
      hashing: yield* Semaphore.make(limits.passwordHashesAtOnceMax),
      linking: yield* Semaphore.make(1)
    }
  })
)

type Services = Engine | PrivateRows | Config | Doors | Presence

const isUserId = Schema.is(Fields.UserId)

/** Whether there is such a centre: opening one would make it. */
const exists = Effect.fnUntraced(function* (centre: string): Effect.fn.Return<boolean, Problem, Engine | Config> {
  if (centre === (yield* Config).centre) return true
  return (yield* orProblem((yield* Engine).centres)).includes(centre)
})

/** A wrong user, password and centre are refused alike; the roles on offer are told only to who knows the password. */
export const signIn = Effect.fnUntraced(function* (
  credentials: Credentials
): Effect.fn.Return<SignedIn, Problem, Services> {
  const { limits, centre: home } = yield* Config
  const doors = yield* Doors
  const { user, password, address, role, language } = credentials
  const wanted = credentials.centre ?? home
  const known = yield* exists(wanted)
  const centre = known ? wanted : home
  const attempt = { centre, user, address }
  yield* orProblem(doors.counting.withPermits(1)(countAttempt(attempt, limits)))
  const asked = { centre, user: known ? user : "", password }
  const right = yield* orProblem(doors.hashing.withPermits(1)(isRightPassword(asked, limits.passwordCost)))
  if (!right || !isUserId(user)) return yield* Effect.fail(problem(wrongCredentials))
  yield* orProblem(doors.counting.withPermits(1)(forgiveAttempt(attempt)))
  return yield* startSession(centre, { userId: user, role: role ?? null, language })
})

/** Exchanges a link's token for a session, once. */
export const followLink = Effect.fnUntraced(function* (text: string): Effect.fn.Return<SignedIn, Problem, Services> {
  const doors = yield* Doors
  const token = readToken(text)
  const grant = token === null ? null : yield* orProblem(doors.linking.withPermits(1)(takeLink(token)))
  if (token === null || grant === null) return yield* Effect.fail(problem(linkUnknown))
  return yield* startSession(token.centre, { ...grant, language: grant.language ?? "en" })
})

interface Wanted {
  readonly userId: Fields.UserId
  readonly role: Fields.Role | null
  readonly language: string
}

const startSession = Effect.fnUntraced(function* (
  centre: string,
  { userId, role, language }: Wanted
): Effect.fn.Return<SignedIn, Problem, Services> {
  const { limits } = yield* Config
  const handle = yield* openCentre(centre)
  const { state } = yield* handle.state
  const user = handle.centre.views.user(state, userId)
  if (user === undefined) return yield* Effect.fail(problem(wrongCredentials))
  if (role === null || !user.roles.includes(role))
    return yield* Effect.fail(problem(roleNeeded, { facts: { roles: [...user.roles] } }))
  const grant: Grant = { userId, role, language }
  const { token, session } = yield* orProblem(beginSession(centre, grant, limits.sessionLifetimeMs))
  const started = { token, session, handle }
  if (role === "agent") yield* connect(started)
  return started
})

/** The agent is connected, or there is no session. */
const connect = Effect.fnUntraced(function* ({
  token,
  session,
  handle
}: SignedIn): Effect.fn.Return<void, Problem, PrivateRows | Presence> {
  const { userId: agentId, sessionId } = session
  const sent = orProblem(handle.send({ _tag: "SignIn", agentId, sessionId }, { actor: agentId }))
  const given = Effect.flatMap(sent, (result) =>
    result.ok ? Effect.void : Effect.fail(rejectionProblem(result.rejection))
  )
  const key = readToken(token)
  yield* Effect.tapError(given, () => (key === null ? Effect.void : orProblem(endSession(key))))
  yield* (yield* Presence).seen(handle, session, true)
})
