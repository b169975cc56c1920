/** What a mailbox reader is told and what it tells. */
import type { LegFailureCode } from "./failures.ts"
import type { BackoffLimits } from "./backoff.ts"
import type { EmailSecret, ServerLeg } from "./settings.ts"

/** Everything up to `uid` was handed over and committed. UIDVALIDITY and UIDs are 32-bit. Source: RFC 9051, 2.3.1.1. */
export type MailboxCursor = { readonly uidValidity: number; readonly uid: number }

/** Where a mail lies. `internalDateAt` is the server's instant of arrival, null when it gave none. */
export type MailPosition = {
  readonly uidValidity: number
  readonly uid: number
  readonly internalDateAt: number | null
  readonly sizeBytes: number
}

/** A mail as it lies in the mailbox. One that cannot be had is handed over all the same, so that it can be put aside and the cursor moves. */
export type MailboxMail =
  | { readonly _tag: "Mail"; readonly raw: Uint8Array; readonly position: MailPosition }
  /** Larger than the limit: never downloaded. */
  | { readonly _tag: "Oversize"; readonly position: MailPosition }
  /** The server has it and cannot give it, or every attempt lost the connection. */
  | { readonly _tag: "Unavailable"; readonly position: MailPosition }

/** State of the reader. The same state is reported once, however often it recurs. */
export type MailboxState =
  | { readonly _tag: "Connecting" }
  | { readonly _tag: "Connected"; readonly uidValidity: number; readonly pushes: boolean }
  | { readonly _tag: "Disconnected"; readonly code: LegFailureCode; readonly retryInMs: number }
  /** The account or password is wrong, or was taken away. Tried again after `authRetryMs` only. */
  | { readonly _tag: "AuthenticationFailed"; readonly retryInMs: number }
  /** `onMail` failed; the same mail is offered again. */
  | { readonly _tag: "CommitFailed"; readonly retryInMs: number }
  | { readonly _tag: "Stopped" }

/** Limits of a reader. */
export type MailboxLimits = {
  /** A larger mail is handed over without its bytes. */
  readonly mailMaxBytes: number
  /** Mails and bytes asked for at once. */
  readonly batchMailsMax: number
  readonly batchBytesMax: number
  readonly connectMs: number
  readonly greetingMs: number
  /** Longest time a command may take. */
  readonly commandMs: number
  /** How often to look although nothing was pushed. */
  readonly pollMs: number
  /** The same for a server that cannot push. */
  readonly pollWithoutPushMs: number
  /** How long one IDLE lasts. Source: RFC 2177, 3: under 29 minutes; NATs forget sooner. */
  readonly idleMs: number
  readonly backoff: BackoffLimits
  /** A connection that lived this long, or brought a mail, ends the series of waits. */
  readonly backoffResetMs: number
  readonly authRetryMs: number
  /** Losses of the connection at one mail before it is handed over as unavailable. */
  readonly attemptsPerMailMax: number
  /** Wait for an `onMail` under way when told to stop. */
  readonly stopGraceMs: number
}

export const MAILBOX_LIMITS: MailboxLimits = {
  mailMaxBytes: 50 * 1024 * 1024,
  batchMailsMax: 50,
  batchBytesMax: 16 * 1024 * 1024,
  connectMs: 15_000,
  greetingMs: 15_000,
  commandMs: 120_000,
  pollMs: 60_000,
  pollWithoutPushMs: 10_000,
  idleMs: 4 * 60_000,
  backoff: { firstMs: 250, maxMs: 60_000 },
  backoffResetMs: 30_000,
  authRetryMs: 5 * 60_000,
  attemptsPerMailMax: 3,
  stopGraceMs: 800
}

export type MailboxOptions = {
  readonly leg: ServerLeg
  readonly account: string
  readonly secret: EmailSecret
  /** Where the last reader got to; null reads the mailbox from its start. */
  readonly cursor: MailboxCursor | null
  /** The commit of one mail. Called in order of UID, one at a time; the cursor moves when it resolves. */
  readonly onMail: (mail: MailboxMail) => Promise<void>
  readonly onState?: (state: MailboxState) => void
  /** The mailbox was rebuilt: it is read again from its start once this resolves, and the caller tells what it knows already. */
  readonly onUidValidityChanged?: (change: { readonly old: number; readonly new: number }) => Promise<void>
  readonly signal: AbortSignal
  readonly limits?: MailboxLimits
}
