/** The door of an e-mail campaign: settings decoded and every leg tried before anything is stored. */
import { type ChannelFault, ChannelRefused, type Preparation } from "@parley/core/engine"
import { Effect, Result } from "effect"
import { SecretBook } from "./access-tokens.ts"
import { flatSettings, type FlatSettings, readSettings } from "./channel-settings.ts"
import { CHECK_LIMITS, checkConnection, type CheckLimits, type ConnectionReport } from "./connection-check.ts"
import type { FailingField, LegFailureCode } from "./failures.ts"
import type { EmailSettingsInvalid } from "./settings.ts"

/** The channel's name. */
export const CHANNEL = "email"

/** What a person reads about a leg; written here, as a server's own words may hold anything. */
const WORDS: Readonly<Record<LegFailureCode, string>> = {
  HostNotFound: "no such host",
  ConnectionRefused: "nothing listens on this port",
  HostUnreachable: "the host cannot be reached",
  TimedOut: "no answer in time",
  TlsOnPlainPort: "this port does not begin with TLS",
  PlainOnTlsPort: "this port begins with TLS",
  WrongProtocol: "another protocol answers on this port",
  StartTlsUnavailable: "the server does not offer STARTTLS",
  TlsFailed: "TLS could not be agreed on",
  CertificateUntrusted: "the certificate is not trusted",
  CertificateExpired: "the certificate is not valid now",
  CertificateNameMismatch: "the certificate is for another host",
  AuthenticationFailed: "the server refuses this account and password",
  AuthenticationTimedOut: "the server did not answer the sign-in in time",
  AuthenticationUnavailable: "the server cannot sign anybody in now",
  TokenRefused: "the token endpoint refuses this client or refresh token",
  TokenUnavailable: "no access token could be had from the token endpoint",
  ConnectionLost: "the connection was lost",
  ServerRefused: "the server refused"
}

/** The setting's path; what no setting is to blame for is the leg's own. */
const fieldOf = (leg: string, field: FailingField): string => {
  if (field === "account/password") return "account/password"
  return `${leg}.${field === "certificate" ? "trustedCertificate" : field}`
}

/** One fault for every red leg. */
export const reportFaults = (report: ConnectionReport): readonly ChannelFault[] =>
  (["smtp", "imap"] as const).flatMap((leg) => {
    const answer = report[leg]
    if (answer === null || answer._tag === "Green") return []
    return [{ leg, field: fieldOf(leg, answer.field), code: answer.code, message: WORDS[answer.code] }]
  })

/** One fault for every bad field. */
export const settingsFaults = ({ issues }: EmailSettingsInvalid): readonly ChannelFault[] =>
  issues.map(({ path, message }) => {
    const leg = /^(smtp|imap)(?:\.|$)/.exec(path)?.[1] ?? null
    return { leg, field: path, code: "Invalid", message }
  })

export const NO_PASSWORD: ChannelFault = {
  leg: null,
  field: "password",
  code: "Required",
  message: "a password is required"
}

/**
 * Settings in full when every leg they need lets the account in, within five seconds. A stored password is not looked up here: the
 * caller of a change hands it over again.
 */
export const prepareEmail = (
  { settings, secret }: Pick<Preparation, "settings" | "secret">,
  limits: CheckLimits = CHECK_LIMITS,
  secrets: SecretBook = new SecretBook()
): Effect.Effect<FlatSettings, ChannelRefused> =>
  Effect.gen(function* () {
    const refuse = (faults: readonly ChannelFault[]) => new ChannelRefused({ channel: CHANNEL, faults })
    const mail = yield* Effect.mapError(readSettings(settings), (invalid) => refuse(settingsFaults(invalid)))
    if (secret === null || secret === "") return yield* refuse([NO_PASSWORD])
    const opened = secrets.open(secret)
    if (Result.isFailure(opened)) return yield* refuse(settingsFaults(opened.failure))
    const report = yield* checkConnection(mail.email, opened.success, limits)
    return report.isGreen ? flatSettings(mail) : yield* refuse(reportFaults(report))
  })
