/** What went wrong on a connection, by code alone: texts of servers and libraries may carry what must not be shown. */

/** The setting at fault. `connection` is none of them: the server is there and has a bad moment. */
export type FailingField = "host" | "port" | "security" | "account/password" | "certificate" | "connection"

/** Why a leg cannot be used. */
export type LegFailureCode =
  | "HostNotFound"
  | "ConnectionRefused"
  | "HostUnreachable"
  | "TimedOut"
  | "TlsOnPlainPort"
  | "PlainOnTlsPort"
  | "WrongProtocol"
  | "StartTlsUnavailable"
  | "TlsFailed"
  | "CertificateUntrusted"
  | "CertificateExpired"
  | "CertificateNameMismatch"
  | "AuthenticationFailed"
  | "AuthenticationTimedOut"
  | "AuthenticationUnavailable"
  | "TokenRefused"
  | "TokenUnavailable"
  | "ConnectionLost"
  | "ServerRefused"

export type LegFailure = { readonly code: LegFailureCode; readonly field: FailingField }

const FIELDS: Readonly<Record<LegFailureCode, FailingField>> = {
  HostNotFound: "host",
  ConnectionRefused: "port",
  HostUnreachable: "host",
  TimedOut: "host",
  TlsOnPlainPort: "security",
  PlainOnTlsPort: "security",
  WrongProtocol: "port",
  StartTlsUnavailable: "security",
  TlsFailed: "security",
  CertificateUntrusted: "certificate",
  CertificateExpired: "certificate",
  CertificateNameMismatch: "certificate",
  AuthenticationFailed: "account/password",
  // Servers hold back the answer to a wrong password, the longer the more often it is wrong.
  AuthenticationTimedOut: "account/password",
  AuthenticationUnavailable: "connection",
  TokenRefused: "account/password",
  TokenUnavailable: "connection",
  ConnectionLost: "connection",
  ServerRefused: "connection"
}

export const legFailure = (code: LegFailureCode): LegFailure => ({ code, field: FIELDS[code] })

/** Whether the account itself is refused: trying again soon would change nothing, and may lock it. */
export const isAccountRefused = ({ code }: Pick<LegFailure, "code">): boolean =>
  code === "AuthenticationFailed" || code === "TokenRefused"

/** A property of a foreign error, read once with its type checked. */
export const errorText = (error: unknown, key: string): string | null => {
  if (typeof error !== "object" || error === null) return null
  const value: unknown = Reflect.get(error, key)
  return typeof value === "string" ? value : null
}

export const errorNumber = (error: unknown, key: string): number | null => {
  if (typeof error !== "object" || error === null) return null
  const value: unknown = Reflect.get(error, key)
  return typeof value === "number" ? value : null
}

/** Codes of the platform: sockets, names, OpenSSL's verification. Source: Node 24, errors and tls; OpenSSL, X509_verify_cert_error_string. */
const SYSTEM_CODES: ReadonlyMap<string, LegFailureCode> = new Map<string, LegFailureCode>([
  ["ENOTFOUND", "HostNotFound"],
  ["EAI_AGAIN", "HostNotFound"],
  ["EDNS", "HostNotFound"],
  ["ECONNREFUSED", "ConnectionRefused"],
  ["EHOSTUNREACH", "HostUnreachable"],
  ["ENETUNREACH", "HostUnreachable"],
  ["EADDRNOTAVAIL", "HostUnreachable"],
  ["ETIMEDOUT", "TimedOut"],
  ["CONNECT_TIMEOUT", "TimedOut"],
  ["GREETING_TIMEOUT", "TimedOut"],
  ["UPGRADE_TIMEOUT", "TlsFailed"],
  ["ETIMEOUT", "TimedOut"],
  ["ECONNRESET", "ConnectionLost"],
  ["EPIPE", "ConnectionLost"],
  ["NoConnection", "ConnectionLost"],
  ["EConnectionClosed", "ConnectionLost"],
  ["ECONNECTION", "ConnectionLost"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "TlsOnPlainPort"],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "TlsOnPlainPort"],
  ["ERR_SSL_UNKNOWN_PROTOCOL", "TlsOnPlainPort"],
  ["STARTTLS_INJECTION", "TlsFailed"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "CertificateUntrusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "CertificateUntrusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "CertificateUntrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT", "CertificateUntrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CertificateUntrusted"],
  ["CERT_UNTRUSTED", "CertificateUntrusted"],
  ["INVALID_CA", "CertificateUntrusted"],
  ["CERT_REVOKED", "CertificateUntrusted"],
  ["CERT_HAS_EXPIRED", "CertificateExpired"],
  ["CERT_NOT_YET_VALID", "CertificateExpired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "CertificateNameMismatch"]
])

/** Replies to AUTH that a better password would not change. Source: RFC 4954, 6 (454, 530, 534, 538); RFC 5321, 4.2.2 (421, 500-504). */
const AUTH_UNAVAILABLE: ReadonlySet<number> = new Set([421, 432, 454, 500, 501, 502, 503, 504, 530, 538])

/** IMAP response codes of a server that cannot check now. Source: RFC 5530, 3. */
const IMAP_UNAVAILABLE: ReadonlySet<string> = new Set(["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"])

const isSsl = (code: string | null): boolean => code !== null && /^ERR_(?:SSL|TLS)_|^ETLS$/.test(code)

const systemFailure = (error: unknown): LegFailureCode | null => {
  for (const key of ["originalCode", "timeoutType", "code"]) {
    const found = SYSTEM_CODES.get(errorText(error, key) ?? "")
    if (found !== undefined) return found
  }
  return isSsl(errorText(error, "originalCode")) || isSsl(errorText(error, "code")) ? "TlsFailed" : null
}

/** A failure of the IMAP library, classified by its codes. */
export const imapFailure = (error: unknown): LegFailure => {
  if (typeof error === "object" && error !== null && Reflect.get(error, "authenticationFailed") === true) {
    if (errorText(error, "responseStatus") === null && systemFailure(error) !== null) {
      return legFailure(systemFailure(error) ?? "ConnectionLost")
    }
    const isUnavailable = IMAP_UNAVAILABLE.has((errorText(error, "serverResponseCode") ?? "").toUpperCase())
    return legFailure(isUnavailable ? "AuthenticationUnavailable" : "AuthenticationFailed")
  }
  const system = systemFailure(error)
  if (system !== null) return legFailure(system)
  if (typeof error === "object" && error !== null && Reflect.get(error, "tlsFailed") === true) {
    return legFailure("StartTlsUnavailable")
  }
  return legFailure("ServerRefused")
}

/** A failure of the SMTP library before a message, classified by its codes. */
export const smtpFailure = (error: unknown): LegFailure => {
  const code = errorText(error, "code")
  const reply = errorNumber(error, "responseCode")
  if (code === "EAUTH" || code === "ENOAUTH") {
    return legFailure(
      reply !== null && AUTH_UNAVAILABLE.has(reply) ? "AuthenticationUnavailable" : "AuthenticationFailed"
    )
  }
  // A server that does not offer the upgrade is asked all the same, and answers no.
  if (code === "ETLS" && reply !== null) return legFailure("StartTlsUnavailable")
  if (reply !== null) return legFailure("ServerRefused")
  if (code === "EPROTOCOL") return legFailure("WrongProtocol")
  return legFailure(systemFailure(error) ?? "ServerRefused")
}
