/**
 * A mailbox read for good: every mail after a cursor, in order, each committed by the caller before the next; woken by the server's
 * push; reconnecting by itself until told to stop.
 */
import { Effect, Result } from "effect"
import { type Credential, signIn } from "./access-tokens.ts"
import { backoffMs, pause } from "./backoff.ts"
import { imapFailure, isAccountRefused, type LegFailure } from "./failures.ts"
import { CommitFailed, MailboxSession, type Progress } from "./mailbox-session.ts"
import {
  MAILBOX_LIMITS,
  type MailboxLimits,
  type MailboxMail,
  type MailboxOptions,
  type MailboxState
} from "./mailbox-types.ts"

const sameState = (one: MailboxState | null, other: MailboxState): boolean => {
  if (one === null || one._tag !== other._tag) return false
  return one._tag !== "Disconnected" || other._tag !== "Disconnected" || one.code === other.code
}

/** Reports a state when it is another; attempts to connect again are not news while the last one failed. */
const stateReporter = (onState: MailboxOptions["onState"]) => {
  let last: MailboxState | null = null
  return (state: MailboxState): void => {
    if (sameState(last, state) || (state._tag === "Connecting" && last !== null && last._tag !== "Connected")) return
    last = state
    onState?.(state)
  }
}

type Ended = { readonly error: unknown; readonly livedMs: number }

/** There was no access token to sign in with. */
class NoToken extends Error {
  override readonly name = "NoToken"
  readonly failure: LegFailure

  constructor(failure: LegFailure) {
    super(failure.code)
    this.failure = failure
  }
}

const failureOf = (error: unknown): LegFailure => (error instanceof NoToken ? error.failure : imapFailure(error))

type Opened = {
  readonly session: MailboxSession
  readonly facts: Awaited<ReturnType<MailboxSession["open"]>> | null
  readonly error: unknown
}

/** One connection up to the open mailbox; closed when that fails, and when the signal aborts meanwhile. */
const openSession = async (
  options: MailboxOptions,
  limits: MailboxLimits,
  progress: Progress,
  credential: Credential
): Promise<Opened> => {
  const session = new MailboxSession(options, limits, progress, credential)
  const stop = () => session.close()
  options.signal.addEventListener("abort", stop, { once: true })
  try {
    return { session, facts: await session.open(), error: null }
  } catch (thrown) {
    session.close()
    return { session, facts: null, error: thrown instanceof CommitFailed ? thrown : (session.failure ?? thrown) }
  } finally {
    options.signal.removeEventListener("abort", stop)
  }
}

/** One connection from opening to its end; resolves with why it ended. */
const runSession = async (
  options: MailboxOptions,
  limits: MailboxLimits,
  progress: Progress,
  report: (state: MailboxState) => void
): Promise<Ended> => {
  const startedAt = performance.now()
  const ended = (error: unknown): Ended => ({ error, livedMs: performance.now() - startedAt })
  report({ _tag: "Connecting" })
  const signed = await signIn(options.secret, options.signal, {
    attempt: (credential) => openSession(options, limits, progress, credential),
    failureOf: (opened) => (opened.facts === null ? imapFailure(opened.error) : null)
  })
  if (Result.isFailure(signed)) return ended(new NoToken(signed.failure))
  const { session, facts } = signed.success
  if (facts === null) return ended(signed.success.error)
  const stop = () => session.close()
  options.signal.addEventListener("abort", stop, { once: true })
  let error: unknown = null
  try {
    report({ _tag: "Connected", ...facts })
    await session.run(options.signal)
  } catch (thrown) {
    error = thrown instanceof CommitFailed ? thrown : (session.failure ?? thrown)
  } finally {
    options.signal.removeEventListener("abort", stop)
    session.close()
  }
  return ended(error)
}

/** Counts a connection lost in the middle of a mail against that mail. */
const countLoss = (progress: Progress): void => {
  const { attempting } = progress
  if (attempting === null) return
  progress.losses.set(attempting.first, (progress.losses.get(attempting.first) ?? 0) + 1)
  progress.carefulUntil = Math.max(progress.carefulUntil, attempting.last)
  progress.attempting = null
}

const failedState = (error: unknown, limits: MailboxLimits, waitMs: number): MailboxState => {
  if (error instanceof CommitFailed) return { _tag: "CommitFailed", retryInMs: waitMs }
  const { code } = failureOf(error)
  const retryInMs = isAccountRefused({ code }) ? Math.max(waitMs, limits.authRetryMs) : waitMs
  return code === "AuthenticationFailed" ? { _tag: code, retryInMs } : { _tag: "Disconnected", code, retryInMs }
}

const readUntilStopped = async (options: MailboxOptions, limits: MailboxLimits): Promise<void> => {
  const { signal } = options
  const report = stateReporter(options.onState)
  const progress: Progress = {
    cursor: options.cursor,
    delivered: 0,
    attempting: null,
    carefulUntil: 0,
    losses: new Map()
  }
  let failures = 0
  while (!signal.aborted) {
    const deliveredBefore = progress.delivered
    const { error, livedMs } = await runSession(options, limits, progress, report)
    if (signal.aborted) break
    countLoss(progress)
    if (progress.delivered > deliveredBefore || livedMs >= limits.backoffResetMs) failures = 0
    const state = failedState(error, limits, backoffMs(failures, Math.random(), limits.backoff))
    failures += 1
    report(state)
    await pause("retryInMs" in state ? state.retryInMs : 0, signal)
  }
  report({ _tag: "Stopped" })
}

/**
 * Reads a mailbox until the signal aborts, then resolves within a second; never rejects. A mail whose `onMail` is under way at that
 * moment is waited for a little, and offered again next time if it was not committed. At least once: the caller drops repeats by
 * (mailbox, UIDVALIDITY, UID) and by fingerprint.
 */
export const readMailbox = (options: MailboxOptions): Promise<void> => {
  const limits = options.limits ?? MAILBOX_LIMITS
  const stopped = new Promise<void>((resolve) => {
    const onAbort = () => void pause(limits.stopGraceMs, new AbortController().signal).then(resolve)
    if (options.signal.aborted) onAbort()
    else options.signal.addEventListener("abort", onAbort, { once: true })
  })
  return Promise.race([readUntilStopped(options, limits), stopped])
}

/** Like `MailboxOptions`, with effects; a failure of `onMail` means not committed. */
export type MailboxReaderOptions<E, R> = Omit<MailboxOptions, "onMail" | "signal" | "onUidValidityChanged"> & {
  readonly onMail: (mail: MailboxMail) => Effect.Effect<void, E, R>
  readonly onUidValidityChanged: (change: { readonly old: number; readonly new: number }) => Effect.Effect<void, E, R>
}

/** A mailbox read for good as an effect: it never ends by itself, and its interruption waits until the connection is closed. */
export const mailboxReader = <E, R>(options: MailboxReaderOptions<E, R>): Effect.Effect<void, never, R> =>
  Effect.gen(function* () {
    const run = Effect.runPromiseWith(yield* Effect.context<R>())
    yield* Effect.callback<void>((resume) => {
      const stop = new AbortController()
      const reading = readMailbox({
        ...options,
        onMail: (mail) => run(options.onMail(mail)),
        onUidValidityChanged: (change) => run(options.onUidValidityChanged(change)),
        signal: stop.signal
      }).then(() => resume(Effect.void))
      return Effect.promise(() => {
        stop.abort()
        return reading
      })
    })
  })
