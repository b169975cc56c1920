/** The check behind a channel's save button: one leg per protocol, within five seconds, with the setting at fault named. */
import { Effect, Result } from "effect"
import { ImapFlow } from "imapflow"
import SMTPConnection from "nodemailer/lib/smtp-connection"
import { type Credential, signIn } from "./access-tokens.ts"
import { imapOptions, smtpAuth, smtpOptions, type Timeouts } from "./client-options.ts"
import {
  type FailingField,
  imapFailure,
  legFailure,
  type LegFailure,
  type LegFailureCode,
  smtpFailure
} from "./failures.ts"
import type { EmailSecret, EmailSettings, ServerLeg } from "./settings.ts"
import { type Spoken, sniffGreeting } from "./sniff.ts"

/** Limits of a check. The whole answers within `totalMs`. */
export type CheckLimits = {
  readonly totalMs: number
  readonly connectMs: number
  readonly greetingMs: number
  readonly sniffMs: number
}

/** Source: DOMAIN, 8.2 (five seconds); the shares are ours: a greeting may take three, one look at what speaks instead one more. */
export const CHECK_LIMITS: CheckLimits = { totalMs: 4_900, connectMs: 3_000, greetingMs: 3_000, sniffMs: 800 }

/** One leg's answer. */
export type LegReport =
  | { readonly _tag: "Green" }
  | { readonly _tag: "Red"; readonly field: FailingField; readonly code: LegFailureCode }

/** The check's answer; `imap` is null when the channel does not receive. Green when every leg it needs is. */
export type ConnectionReport = { readonly isGreen: boolean; readonly smtp: LegReport; readonly imap: LegReport | null }

type Account = { readonly account: string; readonly secret: EmailSecret }
type SignIn = { readonly account: string; readonly credential: Credential }

const GREEN: LegReport = { _tag: "Green" }
const red = (failure: LegFailure): LegReport => ({ _tag: "Red", ...failure })

const timeoutsOf = (limits: CheckLimits): Timeouts => ({
  connectMs: limits.connectMs,
  greetingMs: limits.greetingMs,
  idleMs: limits.totalMs
})

/** Signs in over SMTP and leaves; null when that works. Closes when the signal aborts. */
const trySmtp = (leg: ServerLeg, { account, credential }: SignIn, limits: CheckLimits, signal: AbortSignal) =>
  new Promise<LegFailure | null>((resolve) => {
    const connection = new SMTPConnection(smtpOptions(leg, timeoutsOf(limits)))
    const finish = (failure: LegFailure | null) => {
      connection.close()
      resolve(failure)
    }
    // Stays on: an error after the answer would otherwise end the process.
    connection.on("error", (error) => finish(smtpFailure(error)))
    let late: LegFailureCode = "TimedOut"
    signal.addEventListener("abort", () => finish(legFailure(late)), { once: true })
    connection.connect((failed) => {
      if (failed) return finish(smtpFailure(failed))
      late = "AuthenticationTimedOut"
      connection.login(smtpAuth(account, credential), (refused) => {
        finish(refused === null || refused === undefined ? null : smtpFailure(refused))
      })
    })
  })

/** Signs in over IMAP, opens the inbox for reading and leaves; null when that works. */
const tryImap = async (leg: ServerLeg, { account, credential }: SignIn, limits: CheckLimits, signal: AbortSignal) => {
  const client = new ImapFlow(imapOptions(leg, account, credential, timeoutsOf(limits)))
  let first: unknown = null
  client.on("error", (error: unknown) => {
    first ??= error
  })
  let late: LegFailureCode = "TimedOut"
  const close = () => {
    if (client.greeting !== undefined) late = "AuthenticationTimedOut"
    client.close()
  }
  signal.addEventListener("abort", close, { once: true })
  try {
    await client.connect()
    await client.mailboxOpen("INBOX", { readOnly: true })
    return null
  } catch (error) {
    return signal.aborted ? legFailure(late) : imapFailure(first ?? error)
  } finally {
    signal.removeEventListener("abort", close)
    client.close()
  }
}

/** Failures that may mean another protocol or encryption than the settings say. */
const MISMATCHES: ReadonlySet<LegFailureCode> = new Set<LegFailureCode>([
  "TimedOut",
  "WrongProtocol",
  "ConnectionLost",
  "ServerRefused",
  "TlsFailed"
])

const explain = (spoken: Spoken, wanted: Spoken, isTlsTried: boolean, failure: LegFailure): LegFailure => {
  if (spoken === "silence" || spoken === "other") return failure
  if (spoken !== wanted) return legFailure("WrongProtocol")
  return isTlsTried ? legFailure("PlainOnTlsPort") : failure
}

/** Looks at what speaks on the port when the failure alone does not tell. Says nothing secret: it only listens. */
const diagnose = async (
  leg: ServerLeg,
  wanted: "smtp" | "imap",
  failure: LegFailure,
  limits: CheckLimits
): Promise<LegFailure> => {
  if (!MISMATCHES.has(failure.code)) return failure
  const { host, port } = leg
  if (leg.security === "tls") {
    const spoken = await sniffGreeting({ host, port, isTls: true, limitMs: limits.sniffMs })
    return explain(spoken, wanted, false, failure)
  }
  const [plain, encrypted] = await Promise.all([
    sniffGreeting({ host, port, isTls: false, limitMs: limits.sniffMs }),
    sniffGreeting({ host, port, isTls: true, limitMs: limits.sniffMs })
  ])
  return plain === "silence" || plain === "other"
    ? explain(encrypted, wanted, true, failure)
    : explain(plain, wanted, false, failure)
}

const checkLeg = async (
  protocol: "smtp" | "imap",
  leg: ServerLeg,
  { account, secret }: Account,
  limits: CheckLimits
): Promise<LegReport> => {
  const attempt = protocol === "smtp" ? trySmtp : tryImap
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), limits.totalMs - limits.sniffMs)
  try {
    const signed = await signIn(secret, stop.signal, {
      attempt: (credential) => attempt(leg, { account, credential }, limits, stop.signal),
      failureOf: (failure) => failure
    })
    const failure = Result.isFailure(signed) ? signed.failure : signed.success
    return failure === null ? GREEN : red(await diagnose(leg, protocol, failure, limits))
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Checks every leg the settings need, both at once. Never fails: what is wrong is in the report, by code, with no text of a server and
 * nothing of the secret in it.
 */
export const checkConnection = (
  settings: EmailSettings,
  secret: EmailSecret,
  limits: CheckLimits = CHECK_LIMITS
): Effect.Effect<ConnectionReport> =>
  Effect.promise(async () => {
    const account = { account: settings.account, secret }
    const [smtp, imap] = await Promise.all([
      checkLeg("smtp", settings.smtp, account, limits),
      settings.receive ? checkLeg("imap", settings.imap, account, limits) : null
    ])
    return { isGreen: smtp._tag === "Green" && (imap === null || imap._tag === "Green"), smtp, imap }
  })
