/** Every limit of the API by name, with its default. Milliseconds unless the name says otherwise. */

/** The cost of one password hash. Kept beside each hash, so that raising it leaves older ones valid. */
export interface PasswordCost {
  /** Iterations: a power of two. */
  readonly iterations: number
  readonly blockSize: number
  readonly parallel: number
}

export interface Limits {
  /** A longer body is refused unread. */
  readonly bodyBytesMax: number
  /** How long a session lasts from its sign-in. */
  readonly sessionLifetimeMs: number
  /** How long a one-time link can be followed. */
  readonly linkLifetimeMs: number
  /** Failed sign-ins as one user, and from one address, within the window; the next is answered with 429. */
  readonly failedSignInsPerUserMax: number
  readonly failedSignInsPerAddressMax: number
  readonly failedSignInsWindowMs: number
  /** Passwords hashed at a time: each takes 128 × iterations × block size bytes. */
  readonly passwordHashesAtOnceMax: number
  readonly passwordCost: PasswordCost
  /** How long a read waits for `minPosition`. */
  readonly minPositionWaitMs: number
  /** How long the answer to a POST with an `Idempotency-Key` is kept: as long as the engine keeps command ids. */
  readonly idempotencyKeptMs: number
  /** Between two signs of life on a stream. */
  readonly streamHeartbeatMs: number
  /** Streams that one user may hold open. */
  readonly streamsPerUserMax: number
  /** Events of the log that one page of events looks at. */
  readonly eventsScannedMax: number
  /** How long `/health/ready` waits for the writer, and for how long its answer holds. */
  readonly readyWaitMs: number
  readonly readyHoldsMs: number
  /** An agent's session without a request or an open stream for so long has fallen silent. */
  readonly agentSilenceMs: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export const defaultLimits: Limits = {
  bodyBytesMax: 1_048_576,
  sessionLifetimeMs: 12 * HOUR,
  linkLifetimeMs: HOUR,
  failedSignInsPerUserMax: 10,
  failedSignInsPerAddressMax: 100,
  failedSignInsWindowMs: 15 * MINUTE,
  passwordHashesAtOnceMax: 4,
  // Source: OWASP Password Storage Cheat Sheet, scrypt with 16 MiB.
  passwordCost: { iterations: 16_384, blockSize: 8, parallel: 5 },
  minPositionWaitMs: 2_000,
  idempotencyKeptMs: 7 * 24 * HOUR,
  streamHeartbeatMs: 15_000,
  streamsPerUserMax: 20,
  eventsScannedMax: 10_000,
  readyWaitMs: 2_000,
  readyHoldsMs: 1_000,
  agentSilenceMs: 2 * MINUTE
}

/** Bounds of what is read from a request, fixed because schemas carry them. */
export const PASSWORD_LENGTH_MIN = 8
export const PASSWORD_LENGTH_MAX = 1_024
export const IDEMPOTENCY_KEY_MAX = 255
export const MESSAGE_TEXT_MAX = 500_000
export const ADDRESS_MAX = 320
export const PERSON_NAME_MAX = 200
export const SUBJECT_MAX = 998
export const RECIPIENTS_MAX = 50
export const SECRET_MAX = 8_192
/** What the server gives open streams before it closes: pass it as `gracefulShutdownTimeout`. */
export const GRACEFUL_SHUTDOWN_MS = 1_000
