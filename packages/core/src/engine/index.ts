/** The imperative shell: single writer, group commit, timers, subscriptions; ports and their failures. */
export { base64url, equal, fromUtf8, hex, utf8 } from "./content/bytes.ts"
export { KEY_BYTES } from "./content/keys.ts"
export { plainForms, type NormalForms } from "./content/plain-addresses.ts"
export { changeLookupKey, type LookupChange, type LookupChanged } from "./content/rekeying.ts"
export type { LeftUnder } from "./content/lookup-rows.ts"
export { erasedBy } from "./content/erasing.ts"
export { placedBy } from "./content/placement.ts"
export { platformRandom, type Content, type Random } from "./content/seal.ts"
export type { ContentStream, StoredContent } from "./content/items.ts"
export {
  CONTENT_BYTES_MAX,
  Vault,
  vaultLayer,
  type KeyChange,
  type VaultOptions,
  type VaultService
} from "./content/vault.ts"
export { Channels, ChannelFault, ChannelRefused, type Channel, type Preparation } from "./channel.ts"
export { Address, getBody, MessageBody, putBody } from "./content/body.ts"
export { loopbackChannel } from "./loopback.ts"
export { runDialing, type SubmitRecord } from "./dialing.ts"
export { runSending, SENDING_MAX, type Gate, type Outcome, type Submit } from "./sending.ts"
export { NotOurs } from "./telling.ts"
export {
  Engine,
  engineLayer,
  IDLE_MS_DEFAULT,
  ZONE_DEFAULT,
  type CentreOptions,
  type EngineDefinition,
  type EngineService,
  type UseFailure
} from "./engine.ts"
export {
  AlreadyRecorded,
  CentreClosed,
  CentreDefect,
  CentreTaken,
  CheckpointMoved,
  ClockBehind,
  CommandConflict,
  CommandDefect,
  ContentTooLarge,
  ContentUnreadable,
  HeadMoved,
  LogUnreadable,
  ModelStopped,
  NameTaken,
  Overloaded,
  OwnershipLost,
  StoreRefused,
  StoreUnavailable,
  TooManyLookupKeys,
  WrongMasterKey,
  type AppendFailure,
  type SendFailure,
  type StoreFailure
} from "./failures.ts"
export { CENTRES_TOLD_MAX, COMMAND_OUTCOMES, OTHER_CENTRES, type CommandOutcome } from "./telemetry/instruments.ts"
export { spanned, type SpanTold } from "./telemetry/spans.ts"
export { runFollowing } from "./following.ts"
export { openCentre, type CentreHandle, type OpenFailure, type Opening } from "./handle.ts"
export type { SendOptions } from "./send.ts"
export { intlZones } from "./intl-zones.ts"
export type { Ending } from "./owned.ts"
export { PAGE_MAX } from "./log.ts"
export { LANE_LIMITS, type Lane } from "./mailbox.ts"
export { memoryContentRows, memoryPrivateRows } from "./content/memory.ts"
export { contentRowsOver } from "./content/over.ts"
export { memoryEventStore, memoryOwnership, memoryStores } from "./memory.ts"
export { memoryReadModels } from "./memory-read-models.ts"
export { memorySnapshots } from "./snapshots/memory.ts"
export * as Parley from "./parley.ts"
export {
  ContentRows,
  EventStore,
  Ownership,
  PrivateRows,
  Snapshots,
  ReadModels,
  type Batch,
  type Checkpoint,
  type DueCentre,
  type Head,
  type HeldItem,
  type ModelId,
  type ModelWrite,
  type RecordedCommand,
  type SealedItem,
  type SnapshotHead,
  type SnapshotPlace,
  type Stores,
  type WrapChange
} from "./ports.ts"
export type { TextReader } from "./asking.ts"
export type { Models } from "./models.ts"
export { SAVED_EVERY, type Running } from "./projector.ts"
export type { ModelReadOptions, ModelStatus, ReadAt, RunningModel } from "./running-model.ts"
export { followLog } from "./reader.ts"
export { RowTable } from "../centre/row-table.ts"
export type { Accepted, Rejected, SendResult } from "./send-result.ts"
export { writeFault } from "./model-writes.ts"
export { makeSignals, type Signals } from "./signals.ts"
export { storable, storableText } from "./storable.ts"
export {
  batchFault,
  decodeEvent,
  eventFault,
  isUnknown,
  NOT_STORABLE,
  recordedAt,
  storableBatch,
  StoredAnswer,
  StoredRow,
  type EventKnowledge,
  type StoredEvent,
  type UnknownEvent
} from "./stored.ts"
