/** What a pool of connections tells of itself: how many it has, lends and is asked for, read when somebody looks. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"

export interface PoolFigures {
  /** Connections that somebody works with now. */
  readonly inUse: () => number
  /** Connections that are open and free. */
  readonly idle: () => number
  /** Statements and transactions that wait for a connection. */
  readonly waiting: () => number
  readonly max: number
}

const unused = (): void => undefined

/** Told for as long as the scope is open. Two pools of one name in a process are one figure: the later one's. */
export const tellPool = (pool: string, figures: PoolFigures): Effect.Effect<void, never, Scope.Scope> =>
  Effect.withFiber((fiber) => {
    const gauge = (name: string, description: string, read: () => number, labels: Readonly<Record<string, string>>) =>
      Metric.registerUnsafe(Metric.gauge(name, { description, attributes: { pool, ...labels } }), fiber.context, {
        get: () => ({ value: read() }),
        update: unused,
        modify: unused
      })
    const connections = "Connections to the database, by pool and by whether somebody works with them"
    const registered = [
      gauge("parley_db_connections", connections, figures.inUse, { state: "in-use" }),
      gauge("parley_db_connections", connections, figures.idle, { state: "idle" }),
      gauge("parley_db_connections_max", "Connections that a pool may have", () => figures.max, {}),
      gauge("parley_db_waiting", "Statements and transactions that wait for a connection", figures.waiting, {})
    ]
    return Effect.addFinalizer(() =>
      Effect.sync(() => {
        for (const { remove } of registered) remove()
      })
    )
  })
