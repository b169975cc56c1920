/** Settings of an e-mail channel: what a person fills in, checked field by field, and what the channel then works with. */
import { Data, Effect, Result, Schema, SchemaIssue } from "effect"
import { X509Certificate } from "node:crypto"
import type { AccessTokens } from "./access-tokens.ts"
import { normalAddress, normalDomain } from "./identity.ts"
import { displayName, singleLine } from "./safe-text.ts"

const HOST_MAX_CHARS = 253
const ACCOUNT_MAX_CHARS = 320
const NAME_MAX_CHARS = 200
const CERTIFICATE_MAX_CHARS = 64 * 1024
const PORT_MAX = 65_535

/** Encryption of a leg: from the first byte, by upgrade before anything secret is said, or none. */
export const Security = Schema.Literals(["tls", "starttls", "none"])
export type Security = typeof Security.Type

/** Encryption that a port means when none is named. Source: RFC 8314, 3.2 and 3.3; RFC 3207; RFC 9051, 11. */
const SECURITY_BY_PORT: ReadonlyMap<number, Security> = new Map<number, Security>([
  [465, "tls"],
  [993, "tls"],
  [25, "starttls"],
  [587, "starttls"],
  [143, "starttls"]
])

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

const Host = Schema.String.check(
  Schema.isMaxLength(HOST_MAX_CHARS),
  Schema.makeFilter(
    (host) => normalDomain(host) !== null || /^[0-9A-Fa-f:.]+$/.test(host) || "not a host name or address"
  )
)
const Port = Schema.Number.check(
  Schema.makeFilter(
    (port) => (Number.isInteger(port) && port >= 1 && port <= PORT_MAX) || "not a port between 1 and 65535"
  )
)
const OneLine = Schema.String.check(
  Schema.makeFilter((text) => (text !== "" && singleLine(text) === text) || "empty, padded or not on one line")
)
const FromName = OneLine.check(
  Schema.makeFilter((name) => displayName(name) === name || `not a plain name of at most ${NAME_MAX_CHARS} characters`)
)
const Account = OneLine.check(Schema.isMaxLength(ACCOUNT_MAX_CHARS))
const Address = Schema.String.check(
  Schema.makeFilter((address) => normalAddress(address) !== null || "not one bare e-mail address")
)
const Certificate = Schema.String.check(
  Schema.isMaxLength(CERTIFICATE_MAX_CHARS),
  Schema.makeFilter((pem) => isCertificate(pem) || "not a certificate in PEM")
)

const LegDraft = Schema.Struct({
  host: Host,
  port: Port,
  security: Schema.optionalKey(Security),
  trustedCertificate: Schema.optionalKey(Certificate)
})

/** The form as a person fills it in. `account` left out is the address; a preset fills the legs that are left out. */
export const EmailSettingsDraft = Schema.Struct({
  preset: Schema.optionalKey(Schema.Literals(["gmail", "outlook"])),
  fromName: FromName,
  address: Address,
  account: Schema.optionalKey(Account),
  receive: Schema.Boolean,
  smtp: Schema.optionalKey(LegDraft),
  imap: Schema.optionalKey(LegDraft)
})
export type EmailSettingsDraft = typeof EmailSettingsDraft.Type

/** One server to talk to, with nothing left to guess. */
export const ServerLeg = Schema.Struct({
  host: Host,
  port: Port,
  security: Security,
  trustedCertificate: Schema.NullOr(Certificate)
})
export type ServerLeg = typeof ServerLeg.Type

const sender = { fromName: FromName, address: Address, account: Account, smtp: ServerLeg }

/** Settings in full. A channel that receives has a server to read from; one that does not may keep it. */
export const EmailSettings = Schema.Union([
  Schema.Struct({ ...sender, receive: Schema.Literal(true), imap: ServerLeg }),
  Schema.Struct({ ...sender, receive: Schema.Literal(false), imap: Schema.NullOr(ServerLeg) })
])
export type EmailSettings = typeof EmailSettings.Type

/** What opens the account, from `SecretBook`. Kept in the secret store, never in settings, events, logs or errors. */
export type EmailSecret = { readonly password: string } | { readonly tokens: AccessTokens }

/** A bad field by its path, `imap.host`; the message never repeats what was entered. */
export type SettingsIssue = { readonly path: string; readonly message: string }

/** Settings refused, with every bad field named. */
export class EmailSettingsInvalid extends Data.TaggedError("EmailSettingsInvalid")<{
  readonly issues: readonly SettingsIssue[]
}> {}

/** Source: Google, "Read Gmail messages on other email clients"; Microsoft, "POP, IMAP, and SMTP settings for Outlook.com". */
const PRESETS = {
  gmail: { smtp: { host: "smtp.gmail.com", port: 587 }, imap: { host: "imap.gmail.com", port: 993 } },
  outlook: { smtp: { host: "smtp-mail.outlook.com", port: 587 }, imap: { host: "outlook.office365.com", port: 993 } }
} as const

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()

const pathOf = (path: readonly unknown[]): string => path.map((part) => String(part)).join(".")

const issuesOf = (issue: SchemaIssue.Issue): readonly SettingsIssue[] =>
  formatIssues(issue).issues.map(({ message, path }) => ({
    path: pathOf((path ?? []).map((part) => (typeof part === "object" ? part.key : part))),
    message
  }))

type Draft = typeof LegDraft.Type

const legOf = (draft: Draft | undefined, name: "smtp" | "imap", issues: SettingsIssue[]): ServerLeg | null => {
  if (draft === undefined) return null
  const security = draft.security ?? SECURITY_BY_PORT.get(draft.port)
  if (security === undefined) {
    issues.push({ path: `${name}.security`, message: `required, as port ${draft.port} does not imply it` })
    return null
  }
  const { host, port, trustedCertificate = null } = draft
  return { host: host.toLowerCase(), port, security, trustedCertificate }
}

const complete = (draft: EmailSettingsDraft): Result.Result<EmailSettings, EmailSettingsInvalid> => {
  const issues: SettingsIssue[] = []
  const preset = draft.preset === undefined ? null : PRESETS[draft.preset]
  const smtpDraft = draft.smtp ?? preset?.smtp
  const imapDraft = draft.imap ?? preset?.imap
  if (smtpDraft === undefined) issues.push({ path: "smtp", message: "required" })
  if (draft.receive && imapDraft === undefined) issues.push({ path: "imap", message: "required when receiving" })
  const smtp = legOf(smtpDraft, "smtp", issues)
  const imap = legOf(imapDraft, "imap", issues)
  if (issues.length > 0 || smtp === null) return Result.fail(new EmailSettingsInvalid({ issues }))
  const address = normalAddress(draft.address) ?? draft.address
  const base = { fromName: draft.fromName, address, account: draft.account ?? draft.address, smtp }
  if (!draft.receive) return Result.succeed({ ...base, receive: false, imap })
  return imap === null
    ? Result.fail(new EmailSettingsInvalid({ issues: [{ path: "imap", message: "required when receiving" }] }))
    : Result.succeed({ ...base, receive: true, imap })
}

const decodeDraft = Schema.decodeUnknownResult(EmailSettingsDraft)

/**
 * Settings from a form: presets applied, security by port where left out, the address in normal form. Every bad field is named, and a
 * field that does not belong here (a password, say) is one.
 */
export const decodeEmailSettings = (input: unknown): Effect.Effect<EmailSettings, EmailSettingsInvalid> =>
  Effect.fromResult(
    decodeDraft(input, { errors: "all", onExcessProperty: "error" }).pipe(
      Result.mapError((error) => new EmailSettingsInvalid({ issues: issuesOf(error.issue) })),
      Result.flatMap(complete)
    )
  )
