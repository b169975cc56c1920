/** Proof for Parley: a centre driven in memory, given–when–then, generated histories, the laws of the domain. */
export { acts, type ActKind } from "./histories/acts.ts"
export { history, move, start, type HistorySize } from "./arbitraries.ts"
export {
  Asynchronous,
  ASYNCHRONOUS,
  FakeChannel,
  LiveText,
  LIVE_TEXT,
  LiveVoice,
  LIVE_VOICE,
  type Outside,
  referenceOf
} from "./channels/index.ts"
export { failNth, failNthLayer, type Fault, type FaultTime, type Faulty } from "./fault-layers.ts"
export {
  allAt,
  at,
  type Events,
  given,
  type Given,
  instant,
  type PlainRejection,
  TEST_DAY,
  type Timed,
  type When
} from "./given.ts"
export {
  type CommandConflict,
  commandOf,
  type Driver,
  type DriverOptions,
  open,
  type PlainCommand,
  type PlainEvent,
  type Refusal,
  rerun,
  scriptOf,
  type Sending,
  type SendOptions,
  type Sent,
  type Step
} from "./harness.ts"
export { type History, type Move, play, prelude, type Staging, type Start } from "./histories/history.ts"
export { historyDefinition, type Profile, profiles } from "./histories/profiles.ts"
export {
  type Breach,
  checkLaws,
  findBreach,
  type KindCount,
  lawsFor,
  LawsBroken,
  SEED_DEFAULT,
  type LawsOptions,
  type LawsReport
} from "./laws.ts"
export { checkReadModel } from "./read-models.ts"
export { LawsRefused } from "./laws-refused.ts"
export { checkStrategies, Fixture, fixtureJson, fixtureOf, readFixture, replayFixture, tellFixture } from "./fixture.ts"
export { frozenOf, frozenFaults, newlyFrozen, type FrozenEvent } from "./frozen.ts"
export { StateHashes, stateFault, stateHashOf } from "./golden-state.ts"
export { goldenFile, readGolden, type GoldenHead, type GoldenRead, type HashOf } from "./golden.ts"
export type { Promises } from "./laws/rules.ts"
export type { Term } from "./terms.ts"
export { allLaws } from "./laws/index.ts"
export { playedAgain } from "./laws/played-again.ts"
export type { Boundary, Complaint, Law, Subject, Watch } from "./laws/law.ts"
export { fixedZones, utcZones } from "./zones.ts"
