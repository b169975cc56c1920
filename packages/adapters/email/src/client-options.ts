/** How the two libraries are told about a leg: one place, so that the check and the real connection cannot differ. */
import type { ImapFlowOptions } from "imapflow"
import type { SMTPConnectionAuth, SMTPConnectionOptions } from "nodemailer/lib/smtp-connection"
import XOAuth2 from "nodemailer/lib/xoauth2"
import { isIP } from "node:net"
import { type ConnectionOptions, rootCertificates } from "node:tls"
import type { Credential } from "./access-tokens.ts"
import type { ServerLeg } from "./settings.ts"

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
  credential: Credential,
  timeouts: Timeouts
): ImapFlowOptions => ({
  host: leg.host,
  port: leg.port,
  secure: leg.security === "tls",
  ...(leg.security === "tls" ? {} : { doSTARTTLS: leg.security === "starttls" }),
  auth: "password" in credential ? { user: account, pass: credential.password } : { user: account, ...credential },
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

/**
 * What SMTP signs in with. The library is given a token and no way to another one: asked to renew it on the same connection, it fails,
 * and a new one is fetched outside.
 */
export const smtpAuth = (account: string, credential: Credential): SMTPConnectionAuth =>
  "password" in credential
    ? { user: account, pass: credential.password }
    : {
        oauth2: new XOAuth2({
          user: account,
          accessToken: credential.accessToken,
          provisionCallback: (_user, _renew, done) => done(new Error("refused"))
        })
      }
