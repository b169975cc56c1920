/** The engine: the centres of this process over one set of stores, loaded when somebody asks for them. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as References from "effect/References"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { make, type Centre, type CentreDefinition } from "../centre/index.ts"
import { runPlacement } from "./content/placement.ts"
import { Vault } from "./content/vault.ts"
import { CentreClosed, CentreTaken, NameTaken, OwnershipLost, StoreRefused } from "./failures.ts"
import { openCentre, type CentreHandle, type OpenFailure } from "./handle.ts"
import type { Ear } from "./send.ts"
import { runHousekeeping } from "./housekeeping.ts"
import { intlZones } from "./intl-zones.ts"
import { makeLoaded } from "./loaded.ts"
import { nameTwice, type Registered } from "./models.ts"
import { waitingForStore } from "./patience.ts"
import {
  ContentRows,
  EventStore,
  Ownership,
  PrivateRows,
  ReadModels,
  Snapshots,
  type DueCentre,
  type Stores
} from "./ports.ts"
import { Progress } from "./progress.ts"
import { Figures } from "./telemetry/figures.ts"
import { observedLoad, observedStore } from "./telemetry/observed.ts"

/** What a centre may be called: it names keys and rows. */
const CENTRE_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/
/** The zone of a new centre unless said otherwise. */
export const ZONE_DEFAULT = "UTC"
/** A centre that nobody has used for so long is put away. */
export const IDLE_MS_DEFAULT = 300_000
/** How often at least it is asked in which centres that are put away something is due, for another process may be gone. */
export const WAKE_EVERY_MS = 300_000
/** Centres that are woken at a time. */
export const WAKING_MAX = 4
/** How long an opening waits for a centre that another process has, and how often it asks. */
export const CLAIM_WAIT_MS = 10_000
export const CLAIM_EVERY_MS = 250

/** What the centres of an engine are made of, and what each of them runs. */
export interface EngineDefinition
  extends Omit<CentreDefinition, "zones">, Partial<Pick<CentreDefinition, "zones">>, Registered {
  /** After how long without use a centre is put away; `IDLE_MS_DEFAULT`. */
  readonly idleMs?: number
}

export interface CentreOptions {
  /** The zone of a centre that does not exist yet. */
  readonly zone?: string
}

export type UseFailure = OpenFailure | CentreTaken | CentreClosed

export interface EngineService {
  readonly centre: Centre
  /**
   * The centre of this name, loaded (and created) where it is not, and held for as long as the scope is open. When nobody
   * holds it and it has not been used for a while it is put away, and loaded again when something in it is due.
   */
  readonly use: (name: string, options?: CentreOptions) => Effect.Effect<CentreHandle, UseFailure, Scope.Scope>
  /** The same, held until the engine closes: the same handle until it ends. */
  readonly open: (name: string, options?: CentreOptions) => Effect.Effect<CentreHandle, UseFailure>
  readonly centres: EventStore["Service"]["centres"]
  /** The centres that are loaded now. */
  readonly loaded: Effect.Effect<ReadonlyArray<string>>
  /** Closes every centre, after what was taken up is written; from then on none opens. */
  readonly stop: Effect.Effect<void>
}

export class Engine extends Context.Service<Engine, EngineService>()("@parley/core/Engine") {}

type Ports = Stores | Vault

/**
 * The engine over the stores and the vault in context. Closing it finishes what is being written. Two read models or
 * projections of one name are a mistake in the code: `NameTaken`, as a defect.
 */
export const engineLayer = ({
  idleMs = IDLE_MS_DEFAULT,
  ...definition
}: EngineDefinition): Layer.Layer<Engine, never, Ports> =>
  Layer.effect(
    Engine,
    Effect.gen(function* () {
      const twice = nameTwice(definition)
      if (twice !== null) return yield* Effect.die(new NameTaken({ name: twice }))
      const figures = new Figures(yield* Effect.context())
      const store = observedStore(yield* EventStore, figures)
      // No more than these: the scope of the engine is not that of a centre.
      const ports = Context.pick(
        EventStore,
        ContentRows,
        PrivateRows,
        Ownership,
        Snapshots,
        ReadModels,
        Vault
      )(yield* Effect.context<Ports>())
      const scope = yield* Effect.scope
      const centre = make({ ...definition, zones: definition.zones ?? intlZones() })
      /** Zones of centres that are being opened and may have to be created. */
      const zones = new Map<string, string>()
      const running = yield* Scope.fork(scope)
      const asleep = yield* Queue.sliding<void>(1)
      const centres = yield* Scope.provide(
        makeLoaded({
          load: (name) => {
            const loading = { centre, store, registered: definition, name, zone: zones.get(name) ?? ZONE_DEFAULT }
            return Effect.provide(load(loading, figures), ports)
          },
          ended: (handle) => handle.ended,
          isOver: (handle) => handle.isOver(),
          onPutAway: () => Queue.offerUnsafe(asleep, undefined),
          idleMs
        }),
        running
      )
      yield* Effect.forkIn(Effect.provide(changingMasterKey, ports), running)
      let isStopped = false

      const use: EngineService["use"] = (name, { zone } = {}) =>
        Effect.suspend(() => {
          if (isStopped) return Effect.fail(new CentreClosed({ centre: name }))
          if (zone !== undefined) zones.set(name, zone)
          return centres.use(name)
        })
      const pinned = yield* Scope.fork(running)
      const service: EngineService = {
        centre,
        centres: store.centres,
        loaded: Effect.sync(centres.names),
        use,
        open: (name, options) => Scope.provide(use(name, options), pinned),
        stop: Effect.suspend(() => {
          isStopped = true
          return Scope.close(running, Exit.void)
        })
      }
      yield* Effect.forkIn(wakeCentres(service, store, asleep), running)
      return service
    })
  )

/** What is loaded, and what runs in it. */
interface Loading {
  readonly centre: Centre
  readonly store: EventStore["Service"]
  readonly registered: Registered
  readonly name: string
  readonly zone: string
}

/** One centre, claimed and loaded, with what runs beside it. */
const load = (loading: Loading, figures: Figures): Effect.Effect<CentreHandle, UseFailure, Ports | Scope.Scope> =>
  Effect.gen(function* () {
    const handle = yield* observedLoad(loading.name, figures, (ear) => claimAndOpen(loading, ear))
    for (const projection of loading.registered.projections ?? []) yield* handle.project(projection)
    for (const model of loading.registered.readModels ?? []) yield* handle.model(model)
    const placed = new Progress()
    yield* Effect.forkScoped(placing(handle, placed))
    yield* Effect.forkScoped(runHousekeeping(handle, placed))
    return handle
    // What runs beside it outlives the request that loaded it, and is none of its business.
  }).pipe(Effect.provideService(References.CurrentLogAnnotations, { centre: loading.name }))

const claimAndOpen = Effect.fnUntraced(function* (
  { centre, store, name, zone }: Loading,
  ear: Ear
): Effect.fn.Return<CentreHandle, UseFailure, Ports | Scope.Scope> {
  if (!CENTRE_NAME.test(name)) {
    const reason = `"${name}" is no name for a centre (a-z, 0-9, -)`
    return yield* new StoreRefused({ operation: "open", reason })
  }
  const claimed = yield* (yield* Ownership).claim(name).pipe(
    Effect.retry({
      while: (failure) => failure._tag === "CentreTaken",
      times: CLAIM_WAIT_MS / CLAIM_EVERY_MS,
      schedule: Schedule.spaced(CLAIM_EVERY_MS)
    })
  )
  const [snapshots, readModels] = [yield* Snapshots, yield* ReadModels]
  const opening = { name, centre, store, snapshots, readModels, newId: () => crypto.randomUUID(), create: { zone } }
  const lost = Effect.andThen(claimed.lost, Effect.fail(new OwnershipLost({ centre: name, epoch: null })))
  return yield* openCentre({ ...opening, lost, ear })
})

/** Loads whatever is put away and due: to load a centre is to let it do what is due. */
const wakeCentres = (
  engine: EngineService,
  store: EventStore["Service"],
  asleep: Queue.Dequeue<void>
): Effect.Effect<never> => {
  /** Until when a centre that could not be loaded is left alone: that it was put away is no reason to try it again. */
  const leftUntil = new Map<string, number>()
  const wake = ({ centre }: DueCentre) =>
    Effect.scoped(engine.use(centre)).pipe(
      Effect.tap(() => Effect.sync(() => leftUntil.delete(centre))),
      Effect.tapError(() => Effect.map(Clock.currentTimeMillis, (now) => leftUntil.set(centre, now + WAKE_EVERY_MS))),
      // Who has it will do it.
      Effect.catchTag("CentreTaken", () => Effect.void),
      Effect.catch((failure) => Effect.logWarning("a centre was not woken", failure._tag)),
      Effect.annotateLogs({ centre })
    )
  /** Wakes what is due, and tells for how long nothing will be. */
  const wakeAll = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const soon = yield* store.due(now + WAKE_EVERY_MS)
    const loaded = new Set(yield* engine.loaded)
    const sleeping = soon.filter(({ centre }) => !loaded.has(centre))
    const due = sleeping.filter((one) => one.due <= now)
    const triable = due.filter(({ centre }) => (leftUntil.get(centre) ?? now) <= now)
    yield* Effect.forEach(triable, wake, { concurrency: WAKING_MAX, discard: true })
    const retries = due.flatMap(({ centre }) => leftUntil.get(centre) ?? [])
    return Math.max(Math.min(sleeping[due.length]?.due ?? Infinity, ...retries) - now, 1)
  }).pipe(
    Effect.catch((failure) =>
      Effect.as(Effect.logWarning("it could not be asked which centres are due", failure._tag), WAKE_EVERY_MS)
    )
  )
  const once = Effect.flatMap(wakeAll, (pauseMs) =>
    Effect.raceFirst(Effect.sleep(Math.min(pauseMs, WAKE_EVERY_MS)), Queue.take(asleep))
  )
  return Effect.forever(once)
}

/** Between two attempts, while the store is away: doubling from the first to the last. */
const AWAY_PAUSES = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("30 seconds")])

/** Brings all centres of the store under a new master key, if it was given one. A store that is away is waited for. */
const changingMasterKey = Effect.gen(function* () {
  const centres = yield* (yield* EventStore).centres
  yield* (yield* Vault).changeMasterKey(centres)
}).pipe(
  Effect.retry({ while: (failure) => failure._tag === "StoreUnavailable", schedule: AWAY_PAUSES }),
  Effect.catchCause((cause) => Effect.logError("the change of the master key stopped; the next start goes on", cause))
)

/** Placement goes on after a failure of the store; where the log cannot be read, it is left to the next start. */
const placing = (handle: CentreHandle, placed: Progress) =>
  Effect.catchCause(
    // It never comes to an end, so pauses that grow would grow with every failure there ever was.
    waitingForStore(runPlacement(handle, placed)),
    (cause) => Effect.logError("content placement stopped", cause)
  )
