/** How the two libraries are told about a leg: one place, so that the check and the real connection cannot differ. */
import type { ImapFlowOptions } from "imapflow"
import type { SMTPConnectionOptions } from "nodemailer/lib/smtp-connection"
import { isIP } from "node:net"
import { type ConnectionOptions, rootCertificates } from "node:tls"
import type { EmailSecret, ServerLeg } from "./settings.ts"

export type Timeouts = { readonly connectMs: number; readonly greetingMs: number; readonly idleMs: number }

/** Trust of the platform's roots and, where given, of one certificate of a private server; the name is checked either way. */
export const tlsOptions = (leg: ServerLeg): ConnectionOptions => ({
  minVersion: "TLSv1.2",
  ...(leg.trustedCertificate === null ? {} : { ca: [...rootCertificates, leg.trustedCertificate] }),
  ...(isIP(leg.host) === 0 ? { servername: leg.host } : {})
})

/** No logger: the library's lines carry addresses. No auto-idle: it waits 15 seconds for silence before the first one. */
export const imapOptions = (
  leg: ServerLeg,
  account: string,
  secret: EmailSecret,
  timeouts: Timeouts
): ImapFlowOptions => ({
  host: leg.host,
  port: leg.port,
  secure: leg.security === "tls",
  ...(leg.security === "tls" ? {} : { doSTARTTLS: leg.security === "starttls" }),
  auth: { user: account, pass: secret.password },
  tls: tlsOptions(leg),
  logger: false,
  disableAutoIdle: true,
  connectionTimeout: timeouts.connectMs,
  greetingTimeout: timeouts.greetingMs,
  socketTimeout: timeouts.idleMs
})

export const smtpOptions = (leg: ServerLeg, timeouts: Timeouts): SMTPConnectionOptions => ({
  host: leg.host,
  port: leg.port,
  secure: leg.security === "tls",
  requireTLS: leg.security === "starttls",
  ignoreTLS: leg.security === "none",
  tls: tlsOptions(leg),
  logger: false,
  connectionTimeout: timeouts.connectMs,
  dnsTimeout: timeouts.connectMs,
  greetingTimeout: timeouts.greetingMs,
  socketTimeout: timeouts.idleMs,
  socketCloseTimeout: 0
})
