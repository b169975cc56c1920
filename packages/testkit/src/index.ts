/** Proof for Parley: a centre driven in memory, given–when–then, generated histories, the laws of the domain. */
export { allAt, at, given, type Given, instant, type PlainRejection, TEST_DAY, type Timed, type When } from "./given.ts"
export {
  type CommandConflict,
  commandOf,
  type Driver,
  type DriverOptions,
  open,
  type PlainCommand,
  type PlainEvent,
  type Refusal,
  type SendOptions,
  type Sent,
  type Step
} from "./harness.ts"
export { fixedZones, utcZones } from "./zones.ts"
