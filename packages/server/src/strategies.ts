/** Rules of one's own, from a module that exports `strategies`. */
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Routing } from "@parley/core"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

export class StrategiesUnusable extends Data.TaggedError("StrategiesUnusable")<{
  readonly module: string
  readonly reason: string
}> {}

/** None where no module is named. */
export const strategiesFrom = (module: string | null): Effect.Effect<Partial<Routing.Strategies>, StrategiesUnusable> =>
  module === null ? Effect.succeed({}) : Effect.flatMap(imported(module), (loaded) => named(module, loaded))

const imported = (module: string) =>
  Effect.tryPromise({
    try: (): Promise<{ readonly strategies?: Partial<Routing.Strategies> }> =>
      import(pathToFileURL(resolve(module)).href),
    catch: (error) => new StrategiesUnusable({ module, reason: error instanceof Error ? error.message : String(error) })
  })

const named = (module: string, { strategies }: { readonly strategies?: Partial<Routing.Strategies> }) =>
  strategies === undefined
    ? Effect.fail(new StrategiesUnusable({ module, reason: 'it exports no "strategies"' }))
    : Effect.succeed(strategies)
