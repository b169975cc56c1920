/** The engine: the centres of this process over one set of stores. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { make, type Centre, type CentreDefinition } from "../centre/index.ts"
import { runPlacement } from "./content/placement.ts"
import { Vault } from "./content/vault.ts"
import { CentreClosed, StoreRefused } from "./failures.ts"
import { openCentre, type CentreHandle, type OpenFailure } from "./handle.ts"
import { intlZones } from "./intl-zones.ts"
import { runHousekeeping } from "./housekeeping.ts"
import { ContentRows, EventStore, PrivateRows } from "./ports.ts"

/** What a centre may be called: it names keys and rows. */
const CENTRE_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/
/** The zone of a new centre unless said otherwise. */
export const ZONE_DEFAULT = "UTC"

export type EngineDefinition = Omit<CentreDefinition, "zones"> & Partial<Pick<CentreDefinition, "zones">>

export interface CentreOptions {
  /** The zone of a centre that does not exist yet. */
  readonly zone?: string
}

export interface EngineService {
  readonly centre: Centre
  /** The centre of this name, opened (and created) at first use; the same handle until it ends. */
  readonly open: (name: string, options?: CentreOptions) => Effect.Effect<CentreHandle, OpenFailure | CentreClosed>
  readonly centres: EventStore["Service"]["centres"]
  /** Closes every centre, after what was taken up is written; from then on none opens. */
  readonly stop: Effect.Effect<void>
}

export class Engine extends Context.Service<Engine, EngineService>()("@parley/core/Engine") {}

/** The engine over the stores and the vault in context. Closing it finishes what is being written. */
export const engineLayer = (
  definition: EngineDefinition
): Layer.Layer<Engine, never, EventStore | ContentRows | PrivateRows | Vault> =>
  Layer.effect(
    Engine,
    Effect.gen(function* () {
      const store = yield* EventStore
      const services = yield* Effect.context<EventStore | ContentRows | PrivateRows | Vault>()
      const scope = yield* Effect.scope
      const centre = make({ ...definition, zones: definition.zones ?? intlZones() })
      const open = new Map<string, { readonly handle: CentreHandle; readonly scope: Scope.Closeable }>()
      const oneAtATime = yield* Semaphore.make(1)
      let isStopped = false

      const start = Effect.fnUntraced(function* (name: string, { zone = ZONE_DEFAULT }: CentreOptions) {
        if (!CENTRE_NAME.test(name))
          return yield* new StoreRefused({
            operation: "open",
            reason: `"${name}" is no name for a centre (a-z, 0-9, -)`
          })
        const own = yield* Scope.fork(scope)
        const opening = { name, centre, store, newId: () => crypto.randomUUID(), create: { zone } }
        const handle = yield* Scope.provide(openCentre(opening), own).pipe(
          Effect.onError((cause) => Scope.close(own, Exit.failCause(cause)))
        )
        yield* Effect.forkIn(Effect.provide(placing(handle), services), own)
        yield* Effect.forkIn(Effect.provide(runHousekeeping(name), services), own)
        open.set(name, { handle, scope: own })
        yield* Effect.forkIn(
          Effect.andThen(
            handle.ended,
            Effect.sync(() => {
              if (open.get(name)?.handle === handle) open.delete(name)
            })
          ),
          own
        )
        return handle
      })

      return {
        centre,
        centres: store.centres,
        open: (name, options = {}) =>
          oneAtATime.withPermits(1)(
            Effect.suspend((): Effect.Effect<CentreHandle, OpenFailure | CentreClosed> => {
              const known = open.get(name)
              if (isStopped) return Effect.fail(new CentreClosed({ centre: name }))
              return known === undefined ? start(name, options) : Effect.succeed(known.handle)
            })
          ),
        stop: oneAtATime.withPermits(1)(
          Effect.suspend(() => {
            isStopped = true
            return Effect.forEach([...open.values()], ({ scope: own }) => Scope.close(own, Exit.void), {
              concurrency: "unbounded",
              discard: true
            })
          })
        )
      }
    })
  )

/** Placement goes on after a failure of the store, with growing pauses; what cannot be read is left to the next start. */
const placing = (handle: CentreHandle) =>
  Effect.catchCause(
    Effect.retry(runPlacement(handle), {
      while: (failure) => failure._tag === "StoreUnavailable",
      schedule: Schedule.exponential("100 millis")
    }),
    (cause) => Effect.logError("content placement stopped", cause)
  )
