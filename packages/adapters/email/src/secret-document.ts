/** A campaign's secret as it is stored: a bare password, or a JSON document that says how access tokens are had. */
import { Result, Schema, SchemaIssue } from "effect"
import { EmailSettingsInvalid, type SettingsIssue } from "./settings.ts"

const TEXT_MAX_CHARS = 8_192
const URL_MAX_CHARS = 2_048

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Https anywhere, http on this machine only; no account and no fragment. Source: RFC 6749, 3.2. */
const isTokenUrl = (text: string): boolean => {
  if (text.length > URL_MAX_CHARS || !URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username !== "" || password !== "" || hash !== "") return false
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname))
}

const Text = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(TEXT_MAX_CHARS))

/** What access tokens are had with. Source: RFC 6749, 6. */
export const OAuth2Account = Schema.Struct({
  clientId: Text,
  clientSecret: Schema.optionalKey(Text),
  refreshToken: Text,
  tokenUrl: Schema.String.check(Schema.makeFilter(isTokenUrl))
})
export type OAuth2Account = typeof OAuth2Account.Type

const SecretDocument = Schema.Struct({ oauth2: OAuth2Account })

/** A secret read: the text itself is the password unless it is a document. */
export type StoredSecret = { readonly password: string } | { readonly oauth2: OAuth2Account }

/** Written here: a schema's own words repeat what was entered. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["oauth2.clientId", `required, text of at most ${TEXT_MAX_CHARS} characters`],
  ["oauth2.clientSecret", `text of at most ${TEXT_MAX_CHARS} characters, or left out`],
  ["oauth2.refreshToken", `required, text of at most ${TEXT_MAX_CHARS} characters`],
  ["oauth2.tokenUrl", "required, an address in https, or in http on this machine"]
])

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()
const decodeDocument = Schema.decodeUnknownResult(SecretDocument)

/** Every bad field by its path. A key that nobody knows is not repeated: it may be a value in the wrong place. */
const issuesOf = (issue: SchemaIssue.Issue): readonly SettingsIssue[] => {
  const paths = formatIssues(issue).issues.map(({ path = [] }) =>
    path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")
  )
  return [...new Set(paths.map((path) => (WORDS.has(path) ? path : "oauth2")))].map((path) => ({
    path,
    message: WORDS.get(path) ?? "not clientId, clientSecret, refreshToken and tokenUrl alone"
  }))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const invalid = (issues: readonly SettingsIssue[]) => Result.fail(new EmailSettingsInvalid({ issues }))

/**
 * Reads a secret. A document is what parses as an object with the key `oauth2`; a text that looks like one and does not parse is refused,
 * as it would go to the mail server as a password. No issue repeats anything of the text. O(characters).
 */
export const readSecret = (text: string): Result.Result<StoredSecret, EmailSettingsInvalid> => {
  const value = parsed(text)
  if (value === undefined && /^\s*\{[^]*"oauth2"/.test(text)) return invalid([{ path: "oauth2", message: "not JSON" }])
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "oauth2"))
    return Result.succeed({ password: text })
  const decoded = decodeDocument(value, { errors: "all", onExcessProperty: "error" })
  return Result.isFailure(decoded) ? invalid(issuesOf(decoded.failure.issue)) : Result.succeed(decoded.success)
}
