import { Effect } from "effect"
import { createServer as createTlsServer } from "node:tls"
import { SMTPServer } from "smtp-server"
import { afterEach, describe, expect, it } from "vitest"
import { certificate } from "../test/certificate.ts"
import { ImapServer } from "../test/imap-server.ts"
import { startScriptedSmtp } from "../test/scripted-smtp.ts"
import { CHECK_LIMITS, checkConnection, type LegReport } from "./connection-check.ts"
import type { EmailSettings, ServerLeg } from "./settings.ts"

const LIMITS = { ...CHECK_LIMITS, totalMs: 2_400, greetingMs: 800, sniffMs: 800 }
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const leg = (
  port: number,
  security: ServerLeg["security"] = "none",
  trustedCertificate: string | null = null
): ServerLeg => ({
  host: "localhost",
  port,
  security,
  trustedCertificate
})

const check = async (
  legs: { readonly smtp: ServerLeg; readonly imap?: ServerLeg },
  password = "secret",
  limits = LIMITS
) => {
  const base = { fromName: "S", address: "s@campaign.test", account: "s", smtp: legs.smtp }
  const settings: EmailSettings =
    legs.imap === undefined ? { ...base, receive: false, imap: null } : { ...base, receive: true, imap: legs.imap }
  const report = await Effect.runPromise(checkConnection(settings, { password }, limits))
  expect(JSON.stringify(report)).not.toContain(password)
  return report
}

const imap = async (): Promise<ImapServer> => {
  const server = await new ImapServer().start()
  closers.push(() => server.stop())
  return server
}

const smtp = async (options: { readonly secure?: boolean; readonly offersUpgrade?: boolean } = {}): Promise<number> => {
  const server = new SMTPServer({
    key: certificate.key,
    cert: certificate.pem,
    secure: options.secure ?? false,
    allowInsecureAuth: true,
    disabledCommands: options.offersUpgrade === false ? ["STARTTLS"] : [],
    onAuth: (auth, _session, callback) => {
      if (auth.password === "secret") callback(null, { user: "s" })
      else callback(new Error("no"))
    }
  })
  server.on("error", () => {})
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** A TLS server that speaks IMAP's greeting and nothing else. */
const tlsImap = async (): Promise<number> => {
  const server = createTlsServer({ key: certificate.key, cert: certificate.pem }, (socket) => {
    socket.on("error", () => {})
    socket.end("* OK ready\r\n")
  })
  server.on("tlsClientError", () => {})
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

const red = (code: string, field: string): LegReport | object => ({ _tag: "Red", code, field })

describe("The check of a channel's connections", () => {
  it("is green when both legs sign in, and asks for no mailbox where none is read", async () => {
    const box = await imap()
    const port = await smtp()
    expect(await check({ smtp: leg(port), imap: leg(box.port) })).toEqual({
      isGreen: true,
      smtp: { _tag: "Green" },
      imap: { _tag: "Green" }
    })
    expect(await check({ smtp: leg(port, "starttls", certificate.pem) })).toEqual({
      isGreen: true,
      smtp: { _tag: "Green" },
      imap: null
    })
    expect(box.count("EXAMINE")).toBe(1)
  })

  it("[D8.2a] names account and password when either is wrong, on each leg alone", async () => {
    const box = await imap()
    box.password = "other"
    const report = await check({ smtp: leg(await smtp()), imap: leg(box.port) })
    expect(report).toEqual({
      isGreen: false,
      smtp: { _tag: "Green" },
      imap: red("AuthenticationFailed", "account/password")
    })
    const both = await check({ smtp: leg(await smtp()), imap: leg(box.port) }, "wrong-password")
    expect(both.smtp).toEqual(red("AuthenticationFailed", "account/password"))
  })

  it("[D8.2a] has less than five seconds in all, also where a server would be waited for much longer", async () => {
    expect(CHECK_LIMITS.totalMs).toBeLessThan(5_000)
    const silent = await startScriptedSmtp({ greeting: "silence" })
    closers.push(() => silent.close())
    const patient = { ...LIMITS, totalMs: 600, sniffMs: 200, greetingMs: 600_000 }
    const { smtp: found } = await check({ smtp: leg(silent.port) }, "secret", patient)
    expect(found).toEqual(red("TimedOut", "host"))
  })

  it("names the certificate unless it is trusted", async () => {
    const port = await smtp({ secure: true })
    expect((await check({ smtp: leg(port, "tls") })).smtp).toEqual(red("CertificateUntrusted", "certificate"))
    expect((await check({ smtp: leg(port, "tls", certificate.pem) })).isGreen).toBe(true)
    const byNumber = { ...leg(port, "tls", certificate.pem), host: "127.0.0.1" }
    expect((await check({ smtp: byNumber })).smtp).toEqual(red("CertificateNameMismatch", "certificate"))
  })

  it("names the security when it is the port's other one", async () => {
    const plain = await smtp({ offersUpgrade: false })
    const encrypted = await smtp({ secure: true })
    const box = await imap()
    expect(await check({ smtp: leg(plain, "tls"), imap: leg(box.port, "tls") })).toMatchObject({
      smtp: red("TlsOnPlainPort", "security"),
      imap: red("TlsOnPlainPort", "security")
    })
    expect(await check({ smtp: leg(encrypted), imap: leg(await tlsImap()) })).toMatchObject({
      smtp: red("PlainOnTlsPort", "security"),
      imap: red("PlainOnTlsPort", "security")
    })
    expect(await check({ smtp: leg(plain, "starttls"), imap: leg(box.port, "starttls") })).toMatchObject({
      smtp: red("StartTlsUnavailable", "security"),
      imap: red("StartTlsUnavailable", "security")
    })
  })

  it("names the port when the other protocol speaks there", async () => {
    const box = await imap()
    const port = await smtp()
    expect(await check({ smtp: leg(box.port), imap: leg(port) })).toMatchObject({
      smtp: red("WrongProtocol", "port"),
      imap: red("WrongProtocol", "port")
    })
    expect((await check({ smtp: leg(await tlsImap(), "tls", certificate.pem) })).smtp).toEqual(
      red("WrongProtocol", "port")
    )
  })

  it("names port or host when nobody answers", async () => {
    expect((await check({ smtp: leg(1) })).smtp).toEqual(red("ConnectionRefused", "port"))
    const nowhere = { ...leg(25), host: "nowhere.invalid" }
    expect((await check({ smtp: nowhere, imap: nowhere })).imap).toEqual(red("HostNotFound", "host"))
    const silent = await startScriptedSmtp({ greeting: "silence" })
    closers.push(() => silent.close())
    expect((await check({ smtp: leg(silent.port) })).smtp).toEqual(red("TimedOut", "host"))
  })
})
