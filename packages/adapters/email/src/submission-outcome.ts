/** What became of one submission: four answers, none of which asks anybody to send again by itself. */
import { errorNumber, errorText, type LegFailure, smtpFailure } from "./failures.ts"
import { normalAddress } from "./identity.ts"
import { cutText, singleLine } from "./safe-text.ts"

/** Characters kept of a server's reply. */
export const REPLY_MAX_CHARS = 500

/** The step a server refused at; `end` is after the final dot, `session` some command before it, when a 421 ended them all. */
export type SubmissionStage = "session" | "mail" | "rcpt" | "data" | "end"

/** One recipient the server would not take. */
export type RefusedRecipient = {
  readonly address: string
  readonly code: number
  /** Source: RFC 3463; null when the reply has none. */
  readonly enhancedCode: string | null
  readonly permanent: boolean
  readonly reply: string
}

/** Why nothing can have been accepted although no server refused. */
export type TemporaryReason = "connection" | "withheld" | "aborted"

export type SubmissionOutcome =
  /** Accepted for `accepted`; the others were refused on the way and are named. */
  | {
      readonly _tag: "Sent"
      readonly response: string
      readonly accepted: readonly string[]
      readonly refused: readonly RefusedRecipient[]
    }
  /** A no for all recipients: 5xx is permanent, 4xx is not. Nothing was accepted. By the client where sending is pointless. */
  | {
      readonly _tag: "Refused"
      readonly by: "server" | "client"
      readonly stage: SubmissionStage
      readonly code: number
      readonly enhancedCode: string | null
      readonly permanent: boolean
      readonly reply: string
      readonly recipients: readonly RefusedRecipient[]
    }
  /** Nothing can have been accepted: the final dot never left. */
  | { readonly _tag: "Temporary"; readonly reason: TemporaryReason; readonly failure: LegFailure | null }
  /** The final dot may have arrived and no answer came: nobody knows. */
  | { readonly _tag: "Ambiguous"; readonly failure: LegFailure | null }

const ENHANCED_CODE = /^[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/

const permanentCode = (code: number): boolean => code >= 500

const replyOf = (error: unknown): string => cutText(singleLine(errorText(error, "response") ?? ""), REPLY_MAX_CHARS)

const refusalOf = (error: unknown, fallback: number) => {
  const code = errorNumber(error, "responseCode") ?? fallback
  const reply = replyOf(error)
  return { code, enhancedCode: ENHANCED_CODE.exec(reply)?.[1] ?? null, permanent: permanentCode(code), reply }
}

/** The recipients refused at RCPT, from the library's list of errors. */
export const refusedRecipients = (errors: unknown): readonly RefusedRecipient[] =>
  Array.isArray(errors)
    ? errors.map((error: unknown) => ({ address: errorText(error, "recipient") ?? "", ...refusalOf(error, 450) }))
    : []

const stageOf = (error: unknown, isReleased: boolean): SubmissionStage => {
  if (isReleased) return "end"
  const command = errorText(error, "command") ?? ""
  if (command.startsWith("MAIL")) return "mail"
  if (command.startsWith("RCPT")) return "rcpt"
  return command.startsWith("DATA") ? "data" : "session"
}

/** Source: RFC 1870, 6.3: what a server answers to a size over the one it announced. */
const TOO_LARGE = { code: 552, reply: "5.3.4 larger than the server takes" }

/** Source: RFC 5321, 4.2.3: mailbox syntax incorrect. */
const BAD_ADDRESS = { code: 553, reply: "5.1.3 not one bare address" }

const refusedByClient = (
  stage: SubmissionStage,
  recipients: readonly string[],
  why: { readonly code: number; readonly reply: string }
): SubmissionOutcome => {
  const refusal = { code: why.code, enhancedCode: why.reply.slice(0, 5), permanent: true, reply: why.reply }
  return {
    _tag: "Refused",
    by: "client",
    stage,
    ...refusal,
    recipients: recipients.map((address) => ({ address, ...refusal }))
  }
}

/** A no to an envelope that holds anything but bare addresses: no server ever sees it. Null when it is fine. */
export const badEnvelope = (from: string, to: readonly string[]): SubmissionOutcome | null => {
  if (from !== "" && normalAddress(from) === null) return refusedByClient("mail", to, BAD_ADDRESS)
  const bad = to.filter((address) => normalAddress(address) === null)
  return bad.length > 0 || to.length === 0 ? refusedByClient("rcpt", bad, BAD_ADDRESS) : null
}

/**
 * The outcome of a failed attempt. A reply decides before the connection does: a server that said 421 and hung up has refused. Without
 * one, what counts is whether the dot was released.
 */
export const failedOutcome = (failed: {
  readonly error: unknown
  readonly isReleased: boolean
  readonly recipients: readonly string[]
}): SubmissionOutcome => {
  const { error, isReleased, recipients } = failed
  const code = errorText(error, "code")
  const isReply =
    errorNumber(error, "responseCode") !== null &&
    (code === "EENVELOPE" || code === "EMESSAGE" || code === "ECONNECTION")
  if (isReply && (errorNumber(error, "responseCode") ?? 0) >= 400) {
    const refusal = refusalOf(error, 451)
    const named = refusedRecipients(
      typeof error === "object" && error !== null ? Reflect.get(error, "rejectedErrors") : null
    )
    const everyone = recipients.map((address) => ({ address, ...refusal }))
    return {
      _tag: "Refused",
      by: "server",
      stage: stageOf(error, isReleased),
      ...refusal,
      recipients: named.length > 0 ? named : everyone
    }
  }
  if (isReleased) return { _tag: "Ambiguous", failure: smtpFailure(error) }
  if (code === "EMESSAGE") return refusedByClient("mail", recipients, TOO_LARGE)
  return { _tag: "Temporary", reason: "connection", failure: smtpFailure(error) }
}
