/** A process that tells the story, or goes on with it: an engine on stores that outlive it, a channel, the callers. */
import {
  ContentRows,
  Engine,
  engineLayer,
  EventStore,
  PrivateRows,
  ReadModels,
  runDialing,
  runSending,
  StoreUnavailable,
  Vault,
  vaultLayer,
  type CentreHandle,
  type Gate,
  type Stores,
  type UseFailure,
  type WrongMasterKey
} from "@parley/core/engine"
import { hamtGet } from "@parley/core/internal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import { clockOf, type Pace } from "./clock.ts"
import { CENTRE, CHANNEL, Desk } from "./desk.ts"
import { nextSession, notedIn, type Journal } from "./journal.ts"
import { outgoing, watchedStores, type Around } from "./ports.ts"
import { LIST, RECORDS, sessions, type Session, type StoryFailure } from "./story.ts"

/** What is outside of the process, and what is done around its calls. */
export interface Setting {
  readonly stores: Context.Context<Stores>
  readonly journal: Journal
  readonly pace: Pace
  readonly around: Around
  /** How long, by the wall's time, a session may take to come to rest. */
  readonly restMs: number
  /** And how long its housekeeping: what that did not come to goes on in an hour, or with the next start. */
  readonly housekeepingMs: number
  /** Sends without waiting for the gate: what the verdict must tell. */
  readonly sendsUngated?: boolean
}

export type HouseFailure = StoryFailure | UseFailure | WrongMasterKey

const CHANNELS = [{ name: CHANNEL, kind: "asynchronous", media: "text" }] as const

/** How often it is looked whether a session has come to rest, by the wall's time. */
const LOOK_EVERY_MS = 2

const pause = (ms: number): Effect.Effect<void> =>
  Effect.promise(() => new Promise((resolve) => setTimeout(resolve, ms)))

/** The engine of a session, with the stores as they are at hand. */
export const engineOf = (session: Session, stores: Context.Context<Stores>) =>
  engineLayer({ channels: CHANNELS, readModels: session.readModels }).pipe(
    Layer.provideMerge(
      vaultLayer(
        session.masterKey,
        session.previousMasterKey === undefined ? {} : { previous: session.previousMasterKey }
      )
    ),
    Layer.provideMerge(Layer.succeedContext(stores)),
    Layer.fresh
  )

/** Tells the session that comes next, to its end, and closes. */
const tellSession = (setting: Setting, n: number, session: Session): Effect.Effect<void, HouseFailure> =>
  Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* (yield* Engine).open(CENTRE)
      const { journal, around, stores } = setting
      yield* startChannel(handle, setting)
      const isRecorded = (commandId: string) =>
        Effect.map(Context.get(stores, EventStore).commands(CENTRE, [commandId]), ({ size }) => size > 0)
      yield* session.tell(new Desk({ handle, vault: yield* Vault, journal, around, isRecorded }))
      yield* atRest(handle, setting, n)
    })
  ).pipe(
    Effect.provide(engineOf(session, watchedStores(setting.stores, setting.around))),
    Effect.provideService(Clock.Clock, clockOf(setting.pace, session.day)),
    // Whatever fails is meant to.
    Effect.provideService(References.MinimumLogLevel, "None"),
    Effect.tap(() => Effect.sync(() => setting.journal.write({ _tag: "Finished", session: n })))
  )

/** Whatever is left of the story. A session that fails with a failure of the world is told again, so often. */
export const tellStory = (setting: Setting, triesMax = 1): Effect.Effect<void, HouseFailure> =>
  Effect.gen(function* () {
    for (;;) {
      const n = nextSession(setting.journal)
      const session = sessions[n]
      if (session === undefined) return
      yield* Effect.retry(tellSession(setting, n, session), { times: triesMax - 1 })
    }
  })

/** The channel: what is planned and what the dialer claims leaves for the world, once each. */
const startChannel = (
  handle: CentreHandle,
  { journal, around, sendsUngated = false }: Setting
): Effect.Effect<void, never, Scope.Scope> => {
  const told: CentreHandle = { ...handle, send: (...args) => outgoing("tell", handle.send(...args), around) }
  const deliver = (key: string) =>
    outgoing(
      "deliver",
      Effect.sync(() => journal.write({ _tag: "Delivered", key })),
      around
    )
  const submit = (key: string, gate: Gate) =>
    Effect.andThen(sendsUngated ? Effect.void : gate, Effect.as(deliver(key), { outcome: "sent" } as const))
  const running = Effect.all(
    [
      runSending(told, CHANNEL, ({ id }, gate) => submit(id, gate)),
      runDialing(told, CHANNEL, ({ listId, record }, gate) => submit(`${listId}/${record.row}`, gate))
    ],
    { concurrency: "unbounded", discard: true }
  )
  const stopped = (cause: unknown) => Effect.logError("the channel stopped", cause)
  return Effect.asVoid(Effect.forkScoped(Effect.catchCause(running, stopped)))
}

type Look = Effect.Effect<boolean, HouseFailure>

/** Waits until everything that goes on beside the callers has come to its end. `StoreUnavailable` where it does not. */
const atRest = (handle: CentreHandle, setting: Setting, n: number): Effect.Effect<void, HouseFailure, Vault> =>
  Effect.gen(function* () {
    const vault = yield* Vault
    const looks: ReadonlyArray<readonly [what: string, restMs: number, look: Look]> = [
      ["effects", setting.restMs, effectsDone(handle)],
      ["models", setting.restMs, modelsDone(handle, setting, sessions[n]?.readModels ?? [])],
      ["placement", setting.restMs, placementDone(setting)],
      ["keys", setting.restMs, Effect.map(vault.keyChange, ({ isPending }) => !isPending)],
      ["housekeeping", setting.housekeepingMs, housekeepingDone(setting, n)]
    ]
    for (const [what, restMs, look] of looks) {
      const until = performance.now() + restMs
      while (!(yield* look)) {
        if (performance.now() > until)
          return yield* new StoreUnavailable({ operation: "rest", reason: `${what} of session ${n}`, unknown: false })
        yield* pause(LOOK_EVERY_MS)
      }
    }
  })

const effectsDone = (handle: CentreHandle): Look =>
  Effect.map(handle.state, ({ state }) => {
    const left = handle.centre.views.outgoing(state)?.items ?? []
    const { sent = 0, failed = 0, ambiguous = 0 } = hamtGet(state.facts.dialers.lists, LIST)?.counts ?? {}
    return left.every((one) => one.state === "ambiguous") && sent + failed + ambiguous === RECORDS
  })

/** Every model has come to the end of the log, and no older version is left. */
const modelsDone = (handle: CentreHandle, { stores }: Setting, models: Session["readModels"]): Look =>
  Effect.gen(function* () {
    const { position } = yield* handle.state
    for (const one of yield* handle.models) if (one.position < position) return false
    const checkpoints = yield* Context.get(stores, ReadModels).checkpoints(CENTRE)
    return checkpoints.every(({ name, version }) => models.some((one) => one.name === name && one.version === version))
  })

/** Content that is named has been given to those whose it is; the erased contact is erased. */
const placementDone = ({ stores, journal }: Setting): Look =>
  Effect.gen(function* () {
    const rows = Context.get(stores, ContentRows)
    for (const line of journal.lines()) {
      if (line._tag !== "Noted" || !line.name.startsWith("content ") || line.name === "content orphan") continue
      const item = yield* rows.get(CENTRE, line.id)
      if (item?.wraps.has("") === true) return false
    }
    return (yield* Context.get(stores, PrivateRows).get(CENTRE, "list-rows-erased", "mia")) !== null
  })

/** What this day's housekeeping is to forget is forgotten. */
const housekeepingDone = ({ stores, journal }: Setting, n: number): Look =>
  Effect.gen(function* () {
    const [contents, rows] = [Context.get(stores, ContentRows), Context.get(stores, PrivateRows)]
    const isGone = (name: string) =>
      Effect.map(contents.get(CENTRE, notedIn(journal, `content ${name}`) ?? ""), (item) => item === null)
    const secret = notedIn(journal, "secret mailbox") ?? ""
    if (n === 0) return true
    const isForgotten = (yield* Context.get(stores, EventStore).commands(CENTRE, ["desk-0"])).size === 0
    if (!isForgotten || !(yield* isGone("orphan")) || !(yield* isGone("body-i1"))) return false
    if (n === 1) {
      const marked = yield* rows.get(CENTRE, "secret-unnamed-since", secret)
      const waiting = yield* rows.list(CENTRE, "content-waiting", 1)
      return (marked !== null || (yield* rows.get(CENTRE, "secret", secret)) === null) && waiting.length > 0
    }
    return (yield* isGone("body-i2")) && (yield* rows.get(CENTRE, "secret", secret)) === null
  })
