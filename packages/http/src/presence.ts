/**
 * Which agents' sessions are alive: each request and each open stream is a sign of life. One that has fallen silent is
 * lost to the core (break and work stay) and taken up again by its next request; one that was ended is not.
 */
import { Engine, PrivateRows, type CentreHandle } from "@parley/core/engine"
import { Routing } from "@parley/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Config } from "./config.ts"
import { orProblem, rejectionProblem } from "./problems/from-core.ts"
import type { Problem } from "./problems/problem.ts"
import { listSessions, type Session } from "./sessions/session-store.ts"

export interface PresenceService {
  /**
   * Notes a sign of life. `connected`: whether the core knows the session. Returns whether the session still counts:
   * false for one that was ended.
   */
  readonly seen: (handle: CentreHandle, session: Session, connected: boolean) => Effect.Effect<boolean, Problem>
  /** An open stream of the session: alive until it is released. */
  readonly held: (session: Session) => Effect.Effect<void>
  readonly released: (session: Session) => Effect.Effect<void>
  /** Forgets a session that was ended on purpose. */
  readonly ended: (session: Session) => Effect.Effect<void>
}

export class Presence extends Context.Service<Presence, PresenceService>()("@parley/http/Presence") {}

interface Life {
  readonly handle: CentreHandle
  readonly session: Session
  seenAt: number
  streams: number
  lost: boolean
}
type Lives = Map<string, Life>

/** Looked at so many times within the time of silence. */
const LOOKS = 4

export const presenceLayer: Layer.Layer<Presence, never, Config | Engine | PrivateRows> = Layer.effect(
  Presence,
  Effect.gen(function* () {
    const { limits } = yield* Config
    const lives: Lives = new Map()
    yield* Effect.forkScoped(
      Effect.andThen(adopt(lives), Effect.forever(Effect.delay(sweep(lives), limits.agentSilenceMs / LOOKS)))
    )
    return {
      seen: (handle, session, connected) => seen(lives, handle, session, connected),
      held: (session) => Effect.sync(() => void addStreams(lives, session, 1)),
      released: (session) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const life = addStreams(lives, session, -1)
          if (life !== undefined) life.seenAt = now
        }),
      ended: ({ sessionId }) => Effect.sync(() => lives.delete(sessionId))
    }
  })
)

const seen = Effect.fnUntraced(function* (
  lives: Lives,
  handle: CentreHandle,
  session: Session,
  connected: boolean
): Effect.fn.Return<boolean, Problem> {
  const seenAt = yield* Clock.currentTimeMillis
  const known = lives.get(session.sessionId)
  if (!connected && known?.lost !== true) return false
  if (!connected) yield* signInAgain(handle, session)
  if (known === undefined) lives.set(session.sessionId, { handle, session, seenAt, streams: 0, lost: false })
  else Object.assign(known, { seenAt, lost: false })
  return true
})

function addStreams(lives: Lives, { sessionId }: Session, more: 1 | -1): Life | undefined {
  const life = lives.get(sessionId)
  if (life !== undefined) life.streams += more
  return life
}

/** Loses those that are silent and those that have expired. */
const sweep = Effect.fnUntraced(function* (lives: Lives) {
  const { limits } = yield* Config
  const now = yield* Clock.currentTimeMillis
  for (const life of lives.values()) {
    const expired = life.session.expiresAt <= now
    const silent = life.streams === 0 && now - life.seenAt >= limits.agentSilenceMs
    if (!life.lost && (silent || expired)) yield* lose(life)
    if (expired && life.lost) lives.delete(life.session.sessionId)
  }
})

const lose = (life: Life): Effect.Effect<void> => {
  const { userId: agentId, sessionId } = life.session
  return life.handle.send({ _tag: "LoseSession", agentId, sessionId }, { actor: "http" }).pipe(
    Effect.map(() => {
      life.lost = true
    }),
    Effect.catch((failure) => Effect.logWarning("a silent session is still connected", failure))
  )
}

const signInAgain = (handle: CentreHandle, { userId, sessionId }: Session): Effect.Effect<void, Problem> =>
  Effect.flatMap(orProblem(handle.send({ _tag: "SignIn", agentId: userId, sessionId }, { actor: userId })), (result) =>
    result.ok ? Effect.void : Effect.fail(rejectionProblem(result.rejection))
  )

/** After a start: agents who were connected when the process ended are silent from now on, until they are heard. */
const adopt = (lives: Lives) =>
  Effect.gen(function* () {
    const engine = yield* Engine
    for (const centre of yield* engine.centres) {
      const sessions = (yield* listSessions(centre)).filter(({ session }) => session.role === "agent")
      if (sessions.length === 0) continue
      const handle = yield* engine.open(centre)
      const { state } = yield* handle.state
      for (const { session } of sessions)
        if (Routing.agentById(state.facts, session.userId)?.sessions.includes(session.sessionId) === true)
          yield* seen(lives, handle, session, true)
    }
  }).pipe(Effect.catch((failure) => Effect.logWarning("agents connected before are not watched", failure)))
