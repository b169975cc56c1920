/** Notifications of a Postgres server. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import { Client, type ClientConfig } from "pg"
import { quotedChannel, type Signal, SIGNALS_WAITING_MAX } from "./database.ts"
import { sqlError } from "./sql-error.ts"

/** The pause before the first reconnection; it doubles with each that fails, up to `RECONNECT_PAUSE_MAX_MS`. */
export const RECONNECT_PAUSE_MIN_MS = 50
export const RECONNECT_PAUSE_MAX_MS = 5_000

/** `listen` of a server: a connection of its own, replaced when it is lost. Each failed attempt is a warning. */
export function pgListen(config: ClientConfig, channel: string): Stream.Stream<Signal> {
  const name = quotedChannel(channel)
  return Stream.callback<Signal>((queue) => listening(config, name, queue), {
    bufferSize: SIGNALS_WAITING_MAX,
    strategy: "sliding"
  })
}

type Signals = Queue.Enqueue<Signal, Cause.Done>

/** Listens for ever. Pauses are halved to doubled at random, so that many nodes do not come back at once. */
function listening(config: ClientConfig, name: string, queue: Signals): Effect.Effect<never> {
  let failures = 0
  const heard = (signal: Signal): void => {
    failures = 0
    Queue.offerUnsafe(queue, signal)
  }
  const pause = Effect.flatMap(Random.nextBetween(0.5, 1), (share) =>
    Effect.sleep(share * Math.min(RECONNECT_PAUSE_MIN_MS * 2 ** failures++, RECONNECT_PAUSE_MAX_MS))
  )
  return Effect.scoped(session(config, name, heard)).pipe(
    Effect.catch((error) => Effect.logWarning(`not listening on ${name}: ${error.message}`)),
    Effect.andThen(pause),
    Effect.forever
  )
}

/** Listens on one connection until it is lost. */
function session(
  config: ClientConfig,
  name: string,
  heard: (signal: Signal) => void
): Effect.Effect<never, SqlError, Scope.Scope> {
  return Effect.gen(function* () {
    const client = new Client(config)
    const lost = Effect.callback<never, SqlError>((resume) => {
      const fail = (error?: Error): void => resume(Effect.fail(failure(error ?? new Error("the connection ended"))))
      client.on("error", fail)
      client.on("end", fail)
    })
    client.on("notification", ({ payload }) => heard({ _tag: "Notified", payload: payload ?? "" }))
    // Ending a client that never came up, or is gone already, is not an error.
    yield* Effect.addFinalizer(() => Effect.ignore(Effect.tryPromise(() => client.end())))
    const listen = Effect.tryPromise({
      try: async () => {
        await client.connect()
        await client.query(`LISTEN ${name}`)
        heard({ _tag: "Listening" })
      },
      catch: failure
    })
    return yield* Effect.raceFirst(Effect.andThen(listen, Effect.never), lost)
  })
}

function failure(cause: unknown): SqlError {
  return sqlError(cause, { operation: "listen", connectionLost: true })
}
