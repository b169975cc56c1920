/**
 * Which agents' sessions are alive: each request and each open stream is a sign of life. One that has fallen silent is
 * lost to the core (break and work stay) and taken up again by its next request; one that was ended is not.
 */
import type { CentreHandle } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Config } from "./config.ts"
import { rejectionProblem } from "./problems/from-core.ts"
import { orProblem } from "./problems/from-core.ts"
import type { Problem } from "./problems/problem.ts"
import type { Session } from "./sessions/session-store.ts"

export interface PresenceService {
  /**
   * Notes a sign of life. `connected`: whether the core knows the session. Returns whether the session still counts:
   * false for one that was ended.
   */
  readonly seen: (handle: CentreHandle, session: Session, connected: boolean) => Effect.Effect<boolean, Problem>
  /** Holds the session alive until the scope closes. */
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

/** Looked at so many times within the time of silence. */
const LOOKS = 4

export const presenceLayer: Layer.Layer<Presence, never, Config> = Layer.effect(
  Presence,
  Effect.gen(function* () {
    const { limits } = yield* Config
    const lives = new Map<string, Life>()

    const sweep = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      for (const life of lives.values()) {
        const silent = life.streams === 0 && now - life.seenAt >= limits.agentSilenceMs
        const expired = life.session.expiresAt <= now
        if (!life.lost && (silent || expired)) yield* lose(life)
        if (expired) lives.delete(life.session.sessionId)
      }
    })
    yield* Effect.forkScoped(Effect.forever(Effect.delay(sweep, limits.agentSilenceMs / LOOKS)))

    return {
      seen: Effect.fnUntraced(function* (handle, session, connected) {
        const seenAt = yield* Clock.currentTimeMillis
        const known = lives.get(session.sessionId)
        if (connected) {
          lives.set(session.sessionId, { handle, session, seenAt, streams: known?.streams ?? 0, lost: false })
          return true
        }
        if (known?.lost !== true) return false
        yield* signInAgain(handle, session)
        known.lost = false
        known.seenAt = seenAt
        return true
      }),
      held: (session) => Effect.sync(() => addStreams(lives, session, 1)),
      released: (session) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          addStreams(lives, session, -1)
          const life = lives.get(session.sessionId)
          if (life !== undefined) life.seenAt = now
        }),
      ended: (session) => Effect.sync(() => lives.delete(session.sessionId))
    }
  })
)

function addStreams(lives: Map<string, Life>, { sessionId }: Session, more: 1 | -1): void {
  const life = lives.get(sessionId)
  if (life !== undefined) life.streams += more
}

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
  orProblem(handle.send({ _tag: "SignIn", agentId: userId, sessionId }, { actor: userId })).pipe(
    Effect.flatMap((result) => (result.ok ? Effect.void : Effect.fail(rejectionProblem(result.rejection))))
  )
