/** Failures of the world, as the engine and its ports tell them. None carries a secret or a client's data. */
import * as Schema from "effect/Schema"

/**
 * The store cannot be reached or does not answer. With `unknown` a write may have taken place: the writer reads the
 * head again before it goes on.
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  operation: Schema.String,
  reason: Schema.String,
  unknown: Schema.Boolean
}) {}

/** The store holds what this version cannot read, or refuses what it was given; trying again does not help. */
export class StoreRefused extends Schema.TaggedError<StoreRefused>()("StoreRefused", {
  operation: Schema.String,
  reason: Schema.String
}) {}

/** Another owner has appended: the head is not where this one left it. */
export class HeadMoved extends Schema.TaggedError<HeadMoved>()("HeadMoved", {
  position: Schema.Int,
  epoch: Schema.Int
}) {}

/** Command ids of the batch that the store has already; nothing was written. */
export class AlreadyRecorded extends Schema.TaggedError<AlreadyRecorded>()("AlreadyRecorded", {
  ids: Schema.Array(Schema.String)
}) {}

/** Another process has folded the model further, or anew: its checkpoint stands at `position`. */
export class CheckpointMoved extends Schema.TaggedError<CheckpointMoved>()("CheckpointMoved", {
  position: Schema.Int
}) {}

/**
 * A read model or projection goes no further: it threw, or the log or one of its documents cannot be read. The centre goes
 * on without it; it is tried again when the centre is opened again.
 */
export class ModelStopped extends Schema.TaggedError<ModelStopped>()("ModelStopped", {
  name: Schema.String,
  version: Schema.Int,
  /** Up to where it is right. */
  position: Schema.Int,
  reason: Schema.String
}) {}

/** Another read model or projection of this engine has the name. */
export class NameTaken extends Schema.TaggedError<NameTaken>()("NameTaken", { name: Schema.String }) {}

/** The lane is full: try again later. `lane` says whose. */
export class Overloaded extends Schema.TaggedError<Overloaded>()("Overloaded", {
  lane: Schema.String,
  limit: Schema.Int
}) {}

/** The same command id came with another payload. */
export class CommandConflict extends Schema.TaggedError<CommandConflict>()("CommandConflict", {
  commandId: Schema.String
}) {}

/** This process no longer owns the centre; `epoch` is the new owner's, where known. */
export class OwnershipLost extends Schema.TaggedError<OwnershipLost>()("OwnershipLost", {
  centre: Schema.String,
  epoch: Schema.NullOr(Schema.Int)
}) {}

/** Another process has the centre open; it is free when that one closes it, or is gone. */
export class CentreTaken extends Schema.TaggedError<CentreTaken>()("CentreTaken", { centre: Schema.String }) {}

/** The engine is shutting down or the centre was closed; the command was not taken up. */
export class CentreClosed extends Schema.TaggedError<CentreClosed>()("CentreClosed", { centre: Schema.String }) {}

/** A bug: a strategy or the rules threw. Only this command is concerned; nothing of it was written. */
export class CommandDefect extends Schema.TaggedError<CommandDefect>()("CommandDefect", {
  commandId: Schema.String,
  message: Schema.String
}) {}

/** A bug in what no command asked for, such as a timer: the centre stops rather than go on from it. */
export class CentreDefect extends Schema.TaggedError<CentreDefect>()("CentreDefect", {
  centre: Schema.String,
  message: Schema.String
}) {}

/** The clock stands more than the limit before the last event: the centre stops rather than stamp a frozen time. */
export class ClockBehind extends Schema.TaggedError<ClockBehind>()("ClockBehind", {
  clock: Schema.Int,
  last: Schema.Int,
  limitMs: Schema.Int
}) {}

/** The log cannot be followed: a gap, an unknown event, or data that does not decode. */
export class LogUnreadable extends Schema.TaggedError<LogUnreadable>()("LogUnreadable", {
  centre: Schema.String,
  position: Schema.Int,
  reason: Schema.String
}) {}

/** The master key is not the one this store was written with. */
export class WrongMasterKey extends Schema.TaggedError<WrongMasterKey>()("WrongMasterKey", {
  expected: Schema.String,
  given: Schema.String
}) {}

/** As many look-up keys as a hash has places for are live: an older one must be retired first. */
export class TooManyLookupKeys extends Schema.TaggedError<TooManyLookupKeys>()("TooManyLookupKeys", {
  centre: Schema.String,
  limit: Schema.Int
}) {}

/** Content of more bytes than one item may have. Nothing of it was kept. */
export class ContentTooLarge extends Schema.TaggedError<ContentTooLarge>()("ContentTooLarge", {
  /** Bytes. */
  limit: Schema.Int
}) {}

/** The content is sealed under a key that is gone, or its bytes were altered. */
export class ContentUnreadable extends Schema.TaggedError<ContentUnreadable>()("ContentUnreadable", {
  contentId: Schema.String,
  reason: Schema.String
}) {}

export type StoreFailure = StoreUnavailable | StoreRefused
export type AppendFailure = StoreFailure | HeadMoved | AlreadyRecorded
export type SendFailure =
  | StoreFailure
  | Overloaded
  | CommandConflict
  | OwnershipLost
  | CentreClosed
  | CommandDefect
  | CentreDefect
  | ClockBehind
