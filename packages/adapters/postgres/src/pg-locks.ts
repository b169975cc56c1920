/**
 * Names that one process at a time holds, as advisory locks of a connection of its own: the server lets go of them when
 * the process is gone, however it went.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { SqlError } from "effect/sql/SqlError"
import { Client, type ClientConfig } from "pg"
import type { Lock, Locks } from "./locks.ts"
import { RECONNECT_PAUSE_MAX_MS, RECONNECT_PAUSE_MIN_MS } from "./pg-listen.ts"
import { sqlError } from "./sql-error.ts"

/** After this the server takes a connection for dead of which nothing is heard: its locks are free then. */
export const LOCK_KEEPALIVE_SECONDS = 10

const TAKE = "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken"
const LET_GO = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"
const KEEPALIVE = `SET tcp_keepalives_idle = ${LOCK_KEEPALIVE_SECONDS};
  SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3`

const retrying = Schedule.min([Schedule.exponential(RECONNECT_PAUSE_MIN_MS), Schedule.spaced(RECONNECT_PAUSE_MAX_MS)])

/** The locks of this process. The connection is opened when the first is asked for, and replaced when it is lost. */
export const makePgLocks = Effect.fnUntraced(function* (
  config: ClientConfig
): Effect.fn.Return<Locks, never, Scope.Scope> {
  const held = new Map<string, Deferred.Deferred<void>>()
  const turn = Semaphore.makeUnsafe(1)
  const losses = yield* Queue.sliding<void>(1)
  const line = lineOf(config, () => Queue.offerUnsafe(losses, undefined))
  yield* Effect.addFinalizer(() => line.close)

  /** What each connection has taken: the server counts, and who takes twice would have to let go twice. */
  const taken = new WeakMap<Client, Set<string>>()
  const take = (name: string): Effect.Effect<boolean, SqlError> =>
    Effect.flatMap(line.open, (connection) => {
      const names = taken.get(connection) ?? new Set<string>()
      taken.set(connection, names)
      if (names.has(name)) return Effect.succeed(true)
      return attempt(async () => {
        const isTaken = (await connection.query<{ taken: boolean }>(TAKE, [name])).rows[0]?.taken === true
        if (isTaken) names.add(name)
        return isTaken
      })
    })
  const letGo = (name: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      held.delete(name)
      const connection = line.current()
      if (connection === null) return Effect.void
      taken.get(connection)?.delete(name)
      // With the connection the lock went too.
      return Effect.ignore(attempt(() => connection.query(LET_GO, [name])))
    })

  /** After the connection was lost: what another process took meanwhile is told to whoever held it. */
  const takeAgain = turn.withPermit(
    Effect.gen(function* () {
      for (const [name, lost] of held) {
        if (yield* take(name)) continue
        held.delete(name)
        yield* Deferred.succeed(lost, undefined)
      }
    })
  )
  yield* Effect.forkScoped(
    Queue.take(losses).pipe(
      Effect.andThen(Effect.retry(takeAgain, retrying)),
      Effect.catch((error) => Effect.logError("locks were not taken again", error.message)),
      Effect.forever
    )
  )
  const acquire = (name: string): Effect.Effect<Lock | null, SqlError> =>
    turn.withPermit(
      Effect.suspend(() => {
        if (held.has(name)) return Effect.succeed(null)
        return Effect.map(take(name), (taken) => {
          if (!taken) return null
          const lost = Deferred.makeUnsafe<void>()
          held.set(name, lost)
          return { lost: Deferred.await(lost) }
        })
      })
    )
  return (name) =>
    Effect.acquireRelease(acquire(name), (lock) => (lock === null ? Effect.void : turn.withPermit(letGo(name))))
})

/** One connection, opened when it is asked for; null while there is none. */
interface Line {
  readonly current: () => Client | null
  readonly open: Effect.Effect<Client, SqlError>
  readonly close: Effect.Effect<void>
}

function lineOf(config: ClientConfig, onLoss: () => void): Line {
  let client: Client | null = null
  const connect = Effect.suspend(() => {
    const fresh = new Client(config)
    const gone = (): void => {
      if (client !== fresh) return
      client = null
      onLoss()
    }
    fresh.on("error", gone)
    fresh.on("end", gone)
    return attempt(async () => {
      await fresh.connect()
      await fresh.query(KEEPALIVE)
      client = fresh
      return fresh
    })
  })
  return {
    current: () => client,
    open: Effect.suspend(() => (client === null ? connect : Effect.succeed(client))),
    close: Effect.suspend(() => {
      const connection = client
      client = null
      return connection === null ? Effect.void : Effect.ignore(attempt(() => connection.end()))
    })
  }
}

const attempt = <A>(act: () => Promise<A>): Effect.Effect<A, SqlError> =>
  Effect.tryPromise({ try: act, catch: (cause) => sqlError(cause, { operation: "lock", connectionLost: true }) })
