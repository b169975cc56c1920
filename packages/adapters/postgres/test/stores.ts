/** The stores that specs run on. */
import { Effect, Layer, Redacted } from "effect"
import type { Stores } from "../../../core/src/engine/index.ts"
import { Database } from "../src/database.ts"
import * as Pg from "../src/pg.ts"
import { stores } from "../src/stores.ts"

/** The stores at an address and the database beneath them. */
export const storesAt = (url: string, config: Omit<Pg.PgConfig, "url"> = {}) =>
  Layer.provideMerge(stores, Pg.layer({ ...config, url: Redacted.make(url) }))

let databases = 0

/** The address of a new, empty database on the same server. */
export const freshDatabase = (url: string) =>
  Effect.gen(function* () {
    const name = `parley_${process.pid}_${++databases}`
    yield* Effect.flatMap(Database, ({ script }) => script(`CREATE DATABASE ${name}`)).pipe(
      Effect.provide(Layer.fresh(Pg.layer({ url: Redacted.make(url) })))
    )
    const fresh = new URL(url)
    fresh.pathname = `/${name}`
    return fresh.href
  })

/** Runs with stores of its own, as another process would, and closes them. */
export const apart = <A, E, R, E2, ROut extends Stores>(
  live: Layer.Layer<ROut, E2>,
  use: Effect.Effect<A, E, R | ROut>
): Effect.Effect<A, E | E2, Exclude<R, ROut>> => Effect.provide(use, Layer.fresh(live))

/** Stores that stay open until the scope closes. */
export const opened = <ROut, E>(live: Layer.Layer<ROut, E>) => Layer.build(Layer.fresh(live))
