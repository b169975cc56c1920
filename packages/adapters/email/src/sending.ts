/** Submitting what the centre planned: over one kept connection a campaign, with a server that is away waited for. */
import type { Message } from "@parley/core"
import {
  type CentreHandle,
  type ContentUnreadable,
  type Gate,
  NotOurs,
  type Outcome,
  type StoreFailure,
  type Submit,
  type VaultService
} from "@parley/core/engine"
import { Effect, RcMap, type Scope } from "effect"
import type { SecretBook } from "./access-tokens.ts"
import { type BackoffLimits, backoffMs } from "./backoff.ts"
import { campaignIn, type MailCampaign } from "./campaign-source.ts"
import { secretOf } from "./campaign-reader.ts"
import { isAccountRefused } from "./failures.ts"
import { type Envelope, makeMail, NotSendable } from "./outgoing.ts"
import { whenStoreIsBack } from "./patience.ts"
import { messageIdHashes } from "./receive.ts"
import { makeSubmitter, type SubmissionLimits, type Submitter } from "./submission.ts"
import type { SubmissionOutcome } from "./submission-outcome.ts"

/** Limits of sending. */
export type SendingLimits = {
  readonly submission: SubmissionLimits
  /** Waits for a server that cannot be reached: nothing was handed over, so nothing counts as an attempt. */
  readonly backoff: BackoffLimits
  /** The same when it refuses the account: a password is not tried again and again. */
  readonly authRetryMs: number
  /** Pauses after a refusal of this mail that may pass, by attempt; the core counts them. */
  readonly refusedPauseSeconds: readonly [number, ...number[]]
  /** How long a connection without work is kept. */
  readonly keepMs: number
}

type Sender = {
  readonly handle: CentreHandle
  readonly vault: VaultService
  readonly secrets: SecretBook
  readonly limits: SendingLimits
  readonly submitterOf: (campaign: MailCampaign) => Effect.Effect<Submitter, SenderFailure, Scope.Scope>
}

type SenderFailure = StoreFailure | ContentUnreadable | NotSendable

const failed = (reason: string): Outcome => ({ outcome: "failed", reason })

const replyCode = (by: string, code: number, enhancedCode: string | null): string =>
  enhancedCode === null ? `${by}-${code}` : `${by}-${code} ${enhancedCode}`

/** A refusal of the whole session, before any mail was named: the server's bad moment, not this mail's. */
const isSessionRefused = (seen: SubmissionOutcome): boolean =>
  seen._tag === "Refused" && !seen.permanent && seen.stage === "session"

/** How long to wait before the server is tried again; null when what was seen is an answer to this mail. */
const waitAfter = (seen: SubmissionOutcome, tries: number, limits: SendingLimits): number | null => {
  if (seen._tag !== "Temporary" && !isSessionRefused(seen)) return null
  const waitMs = backoffMs(tries, Math.random(), limits.backoff)
  const isRefused = seen._tag === "Temporary" && seen.failure !== null && isAccountRefused(seen.failure)
  return isRefused ? Math.max(waitMs, limits.authRetryMs) : waitMs
}

/** What a server said, as an outcome. `Temporary` never comes here. */
const outcomeOf = (
  seen: Exclude<SubmissionOutcome, { readonly _tag: "Temporary" | "Sent" }>,
  attempts: number,
  [first, ...more]: SendingLimits["refusedPauseSeconds"]
): Outcome => {
  if (seen._tag === "Ambiguous") return { outcome: "ambiguous", reason: seen.failure?.code ?? "stopped" }
  const reason = replyCode(seen.by === "client" ? "mail" : "smtp", seen.code, seen.enhancedCode)
  if (seen.permanent) return failed(reason)
  const retryAfterSeconds = attempts <= 1 ? first : (more[attempts - 2] ?? more.at(-1) ?? first)
  return { outcome: "temporary", reason, retryAfterSeconds }
}

/** One transaction. Interrupted, the submitter is told to stop and waited for; what it saw even so goes to `atLast`. */
const submitOnce = (
  submitter: Submitter,
  { raw, envelope }: Envelope,
  { gate, atLast }: { readonly gate: Gate; readonly atLast: (seen: SubmissionOutcome) => Effect.Effect<void> }
): Effect.Effect<SubmissionOutcome> =>
  Effect.callback<SubmissionOutcome>((resume) => {
    const stop = new AbortController()
    const beforeFinalDot = () => Effect.runPromise(gate)
    const settled = submitter.submit(raw, envelope, { beforeFinalDot, signal: stop.signal })
    void settled.then((seen) => resume(Effect.succeed(seen)))
    return Effect.flatMap(
      Effect.promise(() => {
        stop.abort()
        return settled
      }),
      atLast
    )
  })

/** How long a process that is ending waits for the record of a mail that left. */
const LAST_RECORD_MS = 1_000

/** A mail that left while the process was told to stop: recorded if the writer still takes it, else its outcome is unknown. */
const recordAtLast =
  ({ handle, vault }: Sender, { id: messageId }: Message.Outgoing, { messageId: mailId }: Envelope) =>
  (seen: SubmissionOutcome): Effect.Effect<void> =>
    seen._tag !== "Sent"
      ? Effect.void
      : messageIdHashes(vault, handle.name, mailId).pipe(
          Effect.flatMap((reference) =>
            handle.send(
              { _tag: "RecordMessageOutcome", messageId, epoch: handle.epoch, outcome: "sent", reference },
              { lane: "results", actor: "channel" }
            )
          ),
          Effect.timeout(LAST_RECORD_MS),
          Effect.ignore
        )

const campaignOf = Effect.fnUntraced(function* ({ handle }: Sender, { campaign }: Message.Outgoing) {
  const { state } = yield* handle.state
  const found = yield* Effect.mapError(
    campaignIn(state, campaign),
    () => new NotSendable({ reason: "settings-unreadable" })
  )
  return found ?? (yield* new NotSendable({ reason: "campaign-gone" }))
})

/** Tries until the server has said something about this mail. Settings are read anew each time: they may be what is wrong. */
const attempt = Effect.fnUntraced(function* (sender: Sender, outgoing: Message.Outgoing, gate: Gate) {
  const { handle, vault, limits } = sender
  for (let tries = 0; ; tries++) {
    const campaign = yield* campaignOf(sender, outgoing)
    const mail = yield* whenStoreIsBack(makeMail({ handle, vault }, outgoing, campaign.mail))
    const seen = yield* Effect.scoped(
      Effect.flatMap(sender.submitterOf(campaign), (submitter) =>
        submitOnce(submitter, mail, { gate, atLast: recordAtLast(sender, outgoing, mail) })
      )
    )
    if (seen._tag === "Temporary" && seen.reason === "withheld") return yield* Effect.fail(new NotOurs())
    if (seen._tag === "Sent") {
      const { length: refused } = seen.refused
      if (refused > 0) yield* Effect.annotateLogs(Effect.logWarning("recipients refused"), { refused })
      const reference = yield* messageIdHashes(vault, handle.name, mail.messageId)
      return { outcome: "sent", reference } satisfies Outcome
    }
    const waitMs = waitAfter(seen, tries, limits)
    if (seen._tag !== "Temporary" && waitMs === null)
      return outcomeOf(seen, outgoing.attempts, limits.refusedPauseSeconds)
    const code = seen._tag === "Temporary" ? (seen.failure?.code ?? seen.reason) : "SessionRefused"
    const pauseMs = waitMs ?? limits.backoff.maxMs
    yield* Effect.annotateLogs(Effect.logWarning("mail not handed over"), { code, retryInMs: pauseMs })
    yield* Effect.sleep(pauseMs)
  }
})

const reasonOf = (failure: SenderFailure | { readonly _tag: "ComposeRefused"; readonly reason: string }): string =>
  failure._tag === "NotSendable" || failure._tag === "ComposeRefused" ? failure.reason : failure._tag

/** How a campaign's messages are sent. What can never be a mail has failed; a store that is away is waited for. */
export const makeSubmit = Effect.fnUntraced(function* (
  parts: Pick<Sender, "handle" | "vault" | "secrets" | "limits">
): Effect.fn.Return<Submit, never, Scope.Scope> {
  const { limits } = parts
  const submitters = yield* RcMap.make({
    lookup: Effect.fnUntraced(function* (campaign: MailCampaign) {
      const secret = yield* secretOf(parts, campaign).pipe(
        Effect.catchTag("EmailSettingsInvalid", () => new NotSendable({ reason: "secret-unreadable" }))
      )
      if (secret === null) return yield* new NotSendable({ reason: "no-password" })
      const { smtp: leg, account } = campaign.mail.email
      return yield* makeSubmitter({ leg, account, secret, limits: limits.submission })
    }),
    idleTimeToLive: limits.keepMs
  })
  const sender: Sender = { ...parts, submitterOf: (campaign) => RcMap.get(submitters, campaign) }
  return (outgoing, gate) =>
    attempt(sender, outgoing, gate).pipe(
      Effect.catch((failure): Effect.Effect<Outcome, NotOurs> =>
        failure._tag === "NotOurs" ? Effect.fail(failure) : Effect.succeed(failed(reasonOf(failure)))
      ),
      Effect.annotateLogs({ centre: parts.handle.name, campaign: outgoing.campaign, messageId: outgoing.id })
    )
})
