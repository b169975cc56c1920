/** All that the engine asks of the world, in one listing. A memory layer of each is in `memory.ts`, `content/memory.ts`. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Answer, KeyedRow, RecordedEvent, Row, RowChange, RowKey, RowPage } from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import type { Listing, Place, Placed } from "../stats/index.ts"
import type { ContentRows, PrivateRows } from "./content/ports.ts"
import type { AppendFailure, CentreTaken, CheckpointMoved, StoreFailure } from "./failures.ts"
import type { UnknownEvent } from "./stored.ts"

export { ContentRows, PrivateRows, type HeldItem, type SealedItem, type WrapChange } from "./content/ports.ts"

/** Where a centre's log ends, and in which epoch it was last written. Position 0, epoch 0: a new centre. */
export interface Head {
  readonly position: number
  readonly epoch: number
}

/** An accepted command, as it is remembered to answer a repeat. */
export interface RecordedCommand {
  readonly commandId: string
  readonly fingerprint: string
  /** The position of its last event, or of the log when it wrote none. */
  readonly position: number
  /** How many events it wrote: they end at `position`. */
  readonly events: number
  readonly answer: Answer
}

/** What one transaction writes, all or nothing, if the head is still `expected`. */
export interface Batch {
  readonly expected: Head
  /** The epoch from here on: the expected one, or a greater one when a new owner writes first. */
  readonly epoch: number
  /** Contiguous from `expected.position + 1`. */
  readonly events: ReadonlyArray<RecordedEvent>
  readonly commands: ReadonlyArray<RecordedCommand>
  /** In order: of several changes to one key the last holds. */
  readonly rows: ReadonlyArray<RowChange>
  /** When the centre must next be woken; null = never. */
  readonly due: Instant | null
}

/** A centre in which something falls due. */
export interface DueCentre {
  readonly centre: string
  readonly due: Instant
}

/** The logs, the decision rows and the recorded commands of all centres. */
export class EventStore extends Context.Service<
  EventStore,
  {
    readonly head: (centre: string) => Effect.Effect<Head, StoreFailure>
    /**
     * Asserts head and epoch in one locked row of the centre, also when there are no events. `AlreadyRecorded` names
     * every command id of the batch that is recorded; nothing is written then.
     */
    readonly append: (centre: string, batch: Batch) => Effect.Effect<void, AppendFailure>
    /** Events with position > after, ascending, at most `limit`. */
    readonly read: (
      centre: string,
      range: { readonly after: number; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<RecordedEvent>, StoreFailure>
    /** The same for who only follows: what this code does not know is handed on, and not refused. */
    readonly readAny: (
      centre: string,
      range: { readonly after: number; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<RecordedEvent | UnknownEvent>, StoreFailure>
    /** The rows of these keys; a key without one is absent. */
    readonly rows: (
      centre: string,
      keys: ReadonlyArray<RowKey>
    ) => Effect.Effect<ReadonlyMap<RowKey, Row>, StoreFailure>
    /** The first rows whose keys begin with the prefix and come after `after`, in the order of their keys' bytes. */
    readonly range: (centre: string, range: RowPage) => Effect.Effect<ReadonlyArray<KeyedRow>, StoreFailure>
    readonly commands: (
      centre: string,
      ids: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyMap<string, RecordedCommand>, StoreFailure>
    /** Forgets recorded commands of events before this instant (ms). Returns how many. */
    readonly forgetCommands: (centre: string, before: number) => Effect.Effect<number, StoreFailure>
    /** A signal after each append by any process, and at least one at the start; signals may be joined. */
    readonly changes: (centre: string) => Stream.Stream<void>
    /** Names of the centres that have a log, ascending. */
    readonly centres: Effect.Effect<ReadonlyArray<string>, StoreFailure>
    /** The centres whose last append said that they must be woken at or before this instant, the earliest first. */
    readonly due: (until: Instant) => Effect.Effect<ReadonlyArray<DueCentre>, StoreFailure>
  }
>()("@parley/core/EventStore") {}

/**
 * Who of all processes on one database opens a centre. It keeps owners from taking a centre from each other by turns;
 * that two never write at a time is the work of the epoch.
 */
export class Ownership extends Context.Service<
  Ownership,
  {
    /** Claims a centre for as long as the scope is open. `lost` completes when another process has it meanwhile. */
    readonly claim: (
      centre: string
    ) => Effect.Effect<{ readonly lost: Effect.Effect<void> }, CentreTaken | StoreFailure, Scope.Scope>
  }
>()("@parley/core/Ownership") {}

/** Where a snapshot of a centre stands. An owner makes at most one at a position, and nobody else writes in its epoch. */
export interface SnapshotPlace {
  readonly position: number
  readonly epoch: number
}

/** A whole snapshot: what it says of itself, which the engine alone reads. */
export interface SnapshotHead extends SnapshotPlace {
  readonly head: string
}

/**
 * Snapshots of centres, made part by part. Only what is derived from the log lies here: all may be lost at any time.
 * What is dropped or replaced while it is read may be read in part: whoever reads checks.
 */
export class Snapshots extends Context.Service<
  Snapshots,
  {
    /** Writes part number `nth`, from 0; the same part again takes its place. */
    readonly putPart: (
      centre: string,
      place: SnapshotPlace,
      nth: number,
      text: string
    ) => Effect.Effect<void, StoreFailure>
    /** The snapshot is whole: from now on it is among `heads`. */
    readonly complete: (centre: string, head: SnapshotHead) => Effect.Effect<void, StoreFailure>
    /** The whole ones, by position and epoch, the newest first. */
    readonly heads: (centre: string) => Effect.Effect<ReadonlyArray<SnapshotHead>, StoreFailure>
    /** Parts from number `from` on, in order, at most `limit`; one that is missing is passed over. */
    readonly parts: (
      centre: string,
      place: SnapshotPlace,
      range: { readonly from: number; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<string>, StoreFailure>
    /** Drops all but the newest `keep` whole ones, and parts before the newest that belong to none of these. Returns how many whole ones went. */
    readonly prune: (centre: string, keep: number) => Effect.Effect<number, StoreFailure>
  }
>()("@parley/core/Snapshots") {}

/** Which read model, or saved view of a projection: versions of one name lie side by side. */
export interface ModelId {
  readonly name: string
  readonly version: number
}

/** How far a model was folded. */
export interface Checkpoint extends ModelId {
  /** Of the last event folded. */
  readonly position: number
  readonly at: number
}

/** What one step of a model writes, all or nothing, if its checkpoint is still `from`. */
export interface ModelWrite {
  /** The checkpoint expected; 0 of a model that there is not yet. */
  readonly from: number
  /** The checkpoint from here on, not before `from`, and the instant of that event. */
  readonly to: number
  readonly at: number
  /** Each key once: its document as JSON from here on; null: none. */
  readonly documents: ReadonlyArray<readonly [key: string, json: string | null]>
  /** Places that a document takes, each place once; who stood there stands there no more. */
  readonly taken: ReadonlyArray<Place & { readonly key: string }>
  /** Places that documents leave, where they stand there still; none of those that are taken. */
  readonly left: ReadonlyArray<Place & { readonly key: string }>
}

/** The documents of read models, the lists they stand in, and how far each model was folded. */
export class ReadModels extends Context.Service<
  ReadModels,
  {
    /** Of all models of a centre, each version by itself, by name and version ascending. */
    readonly checkpoints: (centre: string) => Effect.Effect<ReadonlyArray<Checkpoint>, StoreFailure>
    /** Documents, places and checkpoint in one statement. `CheckpointMoved` where another process was faster; nothing is written then. */
    readonly write: (
      centre: string,
      model: ModelId,
      write: ModelWrite
    ) => Effect.Effect<void, StoreFailure | CheckpointMoved>
    /** The documents of these keys, parsed; a key without one is absent. */
    readonly documents: (
      centre: string,
      model: ModelId,
      keys: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyMap<string, unknown>, StoreFailure>
    /** A page of several lists together; what stands at one number of several of them comes once. */
    readonly list: (
      centre: string,
      model: ModelId,
      listing: Listing
    ) => Effect.Effect<ReadonlyArray<Placed<unknown>>, StoreFailure>
    /** Forgets a version of a model with all its documents: it is as if it had never been. */
    readonly drop: (centre: string, model: ModelId) => Effect.Effect<void, StoreFailure>
  }
>()("@parley/core/ReadModels") {}

/** What one database gives. */
export type Stores = EventStore | ContentRows | PrivateRows | Ownership | Snapshots | ReadModels
