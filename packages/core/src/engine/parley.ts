/** Parley without Effect: promises, async iteration and an AbortSignal. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { decodeCommand, type CentreCommand, type RecordedEvent } from "../centre/index.ts"
import { noTexts, type Projection, type Query, type ReadModel, type Texts, type Wanted } from "../stats/index.ts"
import type { TextReader } from "./asking.ts"
import { vaultLayer, type Vault } from "./content/vault.ts"
import { Engine, engineLayer, type CentreOptions, type EngineDefinition } from "./engine.ts"
import type { CentreHandle } from "./handle.ts"
import type { Stores } from "./ports.ts"
import type { ModelStatus, ReadAt } from "./running-model.ts"
import type { SendResult } from "./send-result.ts"
import type { SendOptions } from "./send.ts"

/** The command does not have the shape of one; `issue` names the fields. */
export class CommandInvalid extends Schema.TaggedError<CommandInvalid>()("CommandInvalid", { issue: Schema.String }) {}

export interface ParleyOptions extends EngineDefinition {
  /** Where everything is kept: `memoryStores`, or a layer of `@parley/postgres`. */
  readonly store: Layer.Layer<Stores, unknown>
  /** 32 bytes that protect content and secrets. Left out, they are drawn anew: for stores that do not outlive the process. */
  readonly masterKey?: Uint8Array
  /** The master key so far, while it is changed: what it protects is brought under the new one in the background. */
  readonly previousMasterKey?: Uint8Array
  /** Bytes of one item of content, at most; default `CONTENT_BYTES_MAX`. */
  readonly contentBytesMax?: number
}

export interface SendSettings extends SendOptions {
  readonly signal?: AbortSignal
}

export interface FollowSettings {
  /** Events after this position; default 0, the whole log. */
  readonly after?: number
  /** Only these types. */
  readonly types?: ReadonlyArray<RecordedEvent["event"]["_tag"]>
  readonly signal?: AbortSignal
}

export interface ParleyCentre {
  /** Business refusals are values; failures of the world and bad input throw tagged errors. */
  readonly send: (command: typeof CentreCommand.Encoded, settings?: SendSettings) => Promise<SendResult>
  readonly events: (settings?: FollowSettings) => AsyncIterable<RecordedEvent>
  /** The view of a projection, or a read model's answer to a query. Either is started at the first read, unless `open` did. */
  readonly read: Read
  /** How the read models and projections that were started stand. */
  readonly models: () => Promise<ReadonlyArray<ModelStatus>>
}

export interface ReadSettings {
  /** Waits until it has come at least so far: read what one wrote oneself at the `position` of its answer. Default 0. */
  readonly minPosition?: number
}

export interface ModelReadSettings extends ReadSettings {
  /** Brings the texts that the query asks for; without it none are known. */
  readonly texts?: (wanted: Wanted) => Promise<Texts>
}

/** Rejects with `ModelStopped` where the position will not be reached. */
export interface Read {
  <View>(projection: Projection<View>, settings?: ReadSettings): Promise<ReadAt<View>>
  <Doc, A>(model: ReadModel<Doc>, query: Query<Doc, A>, settings?: ModelReadSettings): Promise<ReadAt<A>>
}

export interface Parley {
  readonly centre: (name: string, options?: CentreOptions) => ParleyCentre
  /** Finishes what is being written, answers whoever waits, and closes the stores. */
  readonly close: () => Promise<void>
}

/** Opens the stores and starts the engine. */
export async function open(options: ParleyOptions): Promise<Parley> {
  const { store, masterKey, previousMasterKey, contentBytesMax, ...definition } = options
  const key = masterKey ?? crypto.getRandomValues(new Uint8Array(32))
  const layer: Layer.Layer<Engine | Vault, unknown> = engineLayer(definition).pipe(
    Layer.provideMerge(
      vaultLayer(key, {
        ...(previousMasterKey === undefined ? {} : { previous: previousMasterKey }),
        ...(contentBytesMax === undefined ? {} : { bytesMax: contentBytesMax })
      })
    ),
    Layer.provide(store)
  )
  const runtime = ManagedRuntime.make(layer)
  await runtime.runPromise(Effect.asVoid(Engine))
  let closed: Promise<void> | undefined
  return {
    centre: (name, options) => centreOf(runtime, name, options),
    close: () => (closed ??= closeAll(runtime))
  }
}

async function closeAll(runtime: Runtime): Promise<void> {
  await runtime.runPromise(Effect.flatMap(Engine, (engine) => engine.stop))
  await runtime.dispose()
}

type Runtime = ManagedRuntime.ManagedRuntime<Engine | Vault, unknown>

function centreOf(runtime: Runtime, name: string, options?: CentreOptions): ParleyCentre {
  const used = Effect.flatMap(Engine, (engine) => engine.use(name, options))
  return {
    send: (command, { signal, ...sending } = {}) => {
      const decoded = decodeCommand(command)
      if (Result.isFailure(decoded)) return Promise.reject(new CommandInvalid({ issue: decoded.failure }))
      const sent = Effect.flatMap(used, (centre) => centre.send(decoded.success, sending))
      return runtime.runPromise(Effect.scoped(sent), signal === undefined ? undefined : { signal })
    },
    events: (settings = {}) => followed(runtime, used, settings),
    read: readerOf(runtime, used),
    models: () => runtime.runPromise(Effect.scoped(Effect.flatMap(used, ({ models }) => models)))
  }
}

function readerOf(runtime: Runtime, used: Effect.Effect<CentreHandle, unknown, Engine | Scope.Scope>): Read {
  function read<View>(projection: Projection<View>, settings?: ReadSettings): Promise<ReadAt<View>>
  function read<Doc, A>(model: ReadModel<Doc>, query: Query<Doc, A>, settings?: ModelReadSettings): Promise<ReadAt<A>>
  function read(
    source: Projection<unknown> | ReadModel<unknown>,
    queryOr?: Query<unknown, unknown> | ReadSettings,
    { texts, ...settings }: ModelReadSettings = {}
  ): Promise<ReadAt<unknown>> {
    if ("needs" in source && typeof queryOr === "function") {
      const reader: TextReader = (wanted) => Effect.promise(() => texts?.(wanted) ?? Promise.resolve(noTexts))
      return runtime.runPromise(
        Effect.scoped(
          Effect.flatMap(used, (centre) =>
            Effect.flatMap(centre.model(source), (model) => model.read(queryOr, { ...settings, texts: reader }))
          )
        )
      )
    }
    if ("needs" in source || typeof queryOr === "function")
      return Promise.reject(new TypeError("a read model is read by a query, a projection without one"))
    const { minPosition = 0 } = queryOr ?? {}
    return runtime.runPromise(
      Effect.scoped(
        Effect.flatMap(used, (centre) =>
          Effect.flatMap(centre.project(source), (projection) => projection.read(minPosition))
        )
      )
    )
  }
  return read
}

async function* followed(
  runtime: Runtime,
  used: Effect.Effect<CentreHandle, unknown, Engine | Scope.Scope>,
  { after = 0, types, signal }: FollowSettings
): AsyncIterable<RecordedEvent> {
  const wanted = types === undefined ? null : new Set<string>(types)
  const context = await runtime.context()
  // A centre that was closed has no more events; of one that is lost whoever follows it is told.
  const stream = Stream.unwrap(
    Effect.map(used, ({ events, ended }) =>
      Stream.interruptWhen(
        events(after),
        Effect.flatMap(ended, (end) => (end._tag === "CentreClosed" ? Effect.void : Effect.fail(end)))
      )
    )
  ).pipe(
    Stream.filter(({ event }) => wanted === null || wanted.has(event._tag)),
    Stream.provideContext(context)
  )
  const until = Effect.callback<void>((resume) => {
    if (signal === undefined) return
    const stop = (): void => resume(Effect.void)
    if (signal.aborted) return stop()
    signal.addEventListener("abort", stop, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", stop))
  })
  yield* Stream.toAsyncIterable(Stream.interruptWhen(stream, until))
}
