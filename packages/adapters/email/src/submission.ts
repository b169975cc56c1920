/**
 * Sending over SMTP, with the final dot held back until the caller says so. Nothing is ever repeated here: one call is at most one
 * transaction, and its outcome says what may have been accepted.
 */
import { Effect, Result, type Scope } from "effect"
import SMTPConnection, { type SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection"
import { type Credential, signIn } from "./access-tokens.ts"
import { smtpAuth, smtpOptions, type Timeouts } from "./client-options.ts"
import { legFailure, type LegFailure, smtpFailure } from "./failures.ts"
import { cutText, singleLine } from "./safe-text.ts"
import type { EmailSecret, ServerLeg } from "./settings.ts"
import {
  badEnvelope,
  failedOutcome,
  refusedRecipients,
  REPLY_MAX_CHARS,
  type SubmissionOutcome
} from "./submission-outcome.ts"
import { WithheldMail } from "./withheld-mail.ts"

/** Limits of a submission. */
export type SubmissionLimits = {
  readonly connectMs: number
  /** Source: RFC 5321, 4.5.3.2.1: five minutes; ours is shorter as nothing is lost by trying later. */
  readonly greetingMs: number
  /** From the first command to the release of the dot, `beforeFinalDot` included. Source: our choice; 35 MB at 1 Mbit/s take 280 s. */
  readonly untilDotMs: number
  /** Wait for the answer to the dot. Source: RFC 5321, 4.5.3.2.6. */
  readonly answerMs: number
  /** Wait for that answer when told to stop: a short patience spares an unknown. */
  readonly graceMs: number
  /** How long a connection without work is kept, and for how many mails. */
  readonly keepMs: number
  readonly mailsPerConnectionMax: number
}

export const SUBMISSION_LIMITS: SubmissionLimits = {
  connectMs: 15_000,
  greetingMs: 30_000,
  untilDotMs: 600_000,
  answerMs: 600_000,
  graceMs: 3_000,
  keepMs: 10_000,
  mailsPerConnectionMax: 100
}

/** Who sends to whom on the wire: bare addresses; an empty `from` is the null sender. */
export type SubmissionEnvelope = { readonly from: string; readonly to: readonly string[] }

export type SubmitOptions = {
  /** Awaited once, after all but the last byte went out. The dot leaves only after it resolved; rejected, it never does. */
  readonly beforeFinalDot: () => Promise<void>
  readonly signal?: AbortSignal | undefined
}

/** Sends mails one after another. */
export type Submitter = {
  /** Never rejects. Calls wait for each other; `beforeFinalDot` has always settled when the outcome is known. */
  readonly submit: (raw: Uint8Array, envelope: SubmissionEnvelope, options: SubmitOptions) => Promise<SubmissionOutcome>
  /** Closes the kept connection; a submission under way is stopped as by its signal. */
  readonly close: () => void
}

export type SubmitterOptions = {
  readonly leg: ServerLeg
  readonly account: string
  readonly secret: EmailSecret
  readonly limits?: SubmissionLimits
}

type Attempt = { readonly error: unknown; readonly info: SMTPConnectionSendInfo | null; readonly isAborted: boolean }

/** The reason of a stop for lack of time, in the form of the library's errors. */
const LATE = { code: "ETIMEDOUT" } as const

const aborted: SubmissionOutcome = { _tag: "Temporary", reason: "aborted", failure: null }

const outcomeOf = (
  attempt: Attempt,
  mail: WithheldMail,
  recipients: readonly string[],
  wasRefusedByHook: boolean
): SubmissionOutcome => {
  const isReleased = mail.passage === "released"
  const { info, error } = attempt
  if (info !== null && isReleased) {
    const response = cutText(singleLine(info.response), REPLY_MAX_CHARS)
    return { _tag: "Sent", response, accepted: [...info.accepted], refused: refusedRecipients(info.rejectedErrors) }
  }
  if (attempt.isAborted) return isReleased ? { _tag: "Ambiguous", failure: null } : aborted
  if (wasRefusedByHook) return { _tag: "Temporary", reason: "withheld", failure: null }
  // A yes before the dot comes from no server we know: there was no mail to accept yet.
  if (info !== null) return { _tag: "Temporary", reason: "connection", failure: legFailure("ServerRefused") }
  return failedOutcome({ error, isReleased, recipients })
}

/** One connection, signed in, and what is wrong with it once something is. */
class SmtpSession {
  readonly connection: SMTPConnection
  mails = 0
  lost: unknown = null
  #watch: (error: unknown) => void = () => {}

  constructor(leg: ServerLeg, limits: SubmissionLimits) {
    const timeouts: Timeouts = { connectMs: limits.connectMs, greetingMs: limits.greetingMs, idleMs: limits.answerMs }
    this.connection = new SMTPConnection(smtpOptions(leg, timeouts))
    const lose = (error: unknown) => {
      this.lost ??= error
      this.#watch(error)
    }
    // Both stay on for good: an error event nobody hears ends the process.
    this.connection.on("error", lose)
    this.connection.on("end", () => lose({ code: "ECONNECTION" }))
  }

  open(account: string, credential: Credential, signal: AbortSignal): Promise<LegFailure | null> {
    return new Promise((resolve) => {
      const finish = (failure: LegFailure | null) => {
        signal.removeEventListener("abort", onAbort)
        this.#watch = () => {}
        if (failure !== null) this.connection.close()
        resolve(failure)
      }
      const onAbort = () => finish(legFailure("TimedOut"))
      this.#watch = (error) => finish(smtpFailure(error))
      signal.addEventListener("abort", onAbort, { once: true })
      this.connection.connect((failed) => {
        if (failed) return finish(smtpFailure(failed))
        this.connection.login(smtpAuth(account, credential), (refused) => {
          finish(refused ? smtpFailure(refused) : null)
        })
      })
    })
  }

  /** One transaction. Settles once, by the first of: the library's answer, the loss of the connection, the signal. */
  send(mail: WithheldMail, envelope: SubmissionEnvelope, size: number, stop: AbortSignal): Promise<Attempt> {
    this.mails += 1
    return new Promise((resolve) => {
      const settle = (error: unknown, info: SMTPConnectionSendInfo | null, isAborted: boolean) =>
        resolve({ error, info, isAborted })
      // A moment later than the library's own answer, which knows the reply: a 421 ends the connection before it is told.
      this.#watch = (error) => queueMicrotask(() => settle(error, null, false))
      stop.addEventListener("abort", () => settle(stop.reason, null, stop.reason !== LATE), { once: true })
      const from: string | false = envelope.from === "" ? false : envelope.from
      this.connection.send({ from, to: [...envelope.to], size }, mail, (error, info) =>
        settle(error, error || info === undefined ? null : info, false)
      )
    })
  }

  get isUsable(): boolean {
    return this.lost === null
  }

  close(): void {
    this.connection.close()
  }
}

type Opened = { readonly session: SmtpSession | null; readonly failure: LegFailure | null }

class SmtpSubmitter implements Submitter {
  readonly #options: SubmitterOptions
  readonly #limits: SubmissionLimits
  readonly #closing = new AbortController()
  #kept: SmtpSession | null = null
  #keepTimer: NodeJS.Timeout | null = null
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: SubmitterOptions) {
    this.#options = options
    this.#limits = options.limits ?? SUBMISSION_LIMITS
  }

  submit(raw: Uint8Array, envelope: SubmissionEnvelope, options: SubmitOptions): Promise<SubmissionOutcome> {
    const result = this.#queue.then(() => this.#submit(raw, envelope, options))
    this.#queue = result
    return result
  }

  close(): void {
    this.#closing.abort()
    this.#drop()
  }

  #drop(): void {
    if (this.#keepTimer !== null) clearTimeout(this.#keepTimer)
    this.#kept?.close()
    this.#kept = null
    this.#keepTimer = null
  }

  #take(): SmtpSession | null {
    const session = this.#kept
    if (this.#keepTimer !== null) clearTimeout(this.#keepTimer)
    this.#kept = null
    this.#keepTimer = null
    if (session === null || session.isUsable) return session
    session.close()
    return null
  }

  #keep(session: SmtpSession): void {
    if (!session.isUsable || session.mails >= this.#limits.mailsPerConnectionMax || this.#closing.signal.aborted)
      return session.close()
    this.#kept = session
    this.#keepTimer = setTimeout(() => this.#drop(), this.#limits.keepMs)
    this.#keepTimer.unref()
  }

  async #submit(raw: Uint8Array, envelope: SubmissionEnvelope, options: SubmitOptions): Promise<SubmissionOutcome> {
    const bad = badEnvelope(envelope.from, envelope.to)
    if (bad !== null) return bad
    const told = AbortSignal.any([this.#closing.signal, ...(options.signal === undefined ? [] : [options.signal])])
    if (told.aborted) return aborted
    const { session, failure } = await this.#session(told)
    if (session === null || failure !== null)
      return told.aborted ? aborted : { _tag: "Temporary", reason: "connection", failure }
    if (told.aborted) {
      session.close()
      return aborted
    }
    const outcome = await this.#transact(session, raw, envelope, options, told)
    // After anything but a yes the state of the transaction is not worth guessing.
    if (outcome._tag === "Sent") this.#keep(session)
    else session.close()
    return outcome
  }

  /** The kept connection, or a new one that is signed in; what came of the attempt when neither can be had. */
  async #session(told: AbortSignal): Promise<Opened> {
    const kept = this.#take()
    if (kept !== null) return { session: kept, failure: null }
    const { leg, account, secret } = this.#options
    const signed = await signIn(secret, told, {
      attempt: async (credential): Promise<Opened> => {
        const session = new SmtpSession(leg, this.#limits)
        return { session, failure: await session.open(account, credential, told) }
      },
      failureOf: ({ failure }) => failure
    })
    return Result.isFailure(signed) ? { session: null, failure: signed.failure } : signed.success
  }

  async #transact(
    session: SmtpSession,
    raw: Uint8Array,
    envelope: SubmissionEnvelope,
    { beforeFinalDot }: SubmitOptions,
    told: AbortSignal
  ): Promise<SubmissionOutcome> {
    let wasRefusedByHook = false
    const mail = new WithheldMail(raw, async () => {
      await beforeFinalDot().catch((error: unknown) => {
        wasRefusedByHook = true
        throw error
      })
      clearTimeout(timer)
    })
    mail.on("error", () => {})
    const stop = new AbortController()
    const timer = setTimeout(
      () => (mail.passage === "released" ? undefined : stop.abort(LATE)),
      this.#limits.untilDotMs
    )
    let grace: NodeJS.Timeout | undefined
    const onTold = () => {
      if (mail.passage === "released") grace = setTimeout(() => stop.abort(), this.#limits.graceMs)
      else stop.abort()
    }
    told.addEventListener("abort", onTold, { once: true })
    const attempt = await session.send(mail, envelope, raw.length, stop.signal)
    told.removeEventListener("abort", onTold)
    clearTimeout(timer)
    clearTimeout(grace)
    mail.stop()
    await mail.settled
    return outcomeOf(attempt, mail, envelope.to, wasRefusedByHook)
  }
}

/** A submitter over one kept connection; nothing is opened before the first mail. */
export const openSubmitter = (options: SubmitterOptions): Submitter => new SmtpSubmitter(options)

/** A submitter that closes with its scope. */
export const makeSubmitter = (options: SubmitterOptions): Effect.Effect<Submitter, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => openSubmitter(options)),
    (submitter) => Effect.sync(() => submitter.close())
  )
