import { Effect, Exit, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { certificate } from "../test/certificate.ts"
import { decodeEmailSettings, EmailSettings, EmailSettingsInvalid } from "./settings.ts"

const decode = (input: unknown) => Effect.runPromise(decodeEmailSettings(input))
const refusal = async (input: unknown): Promise<EmailSettingsInvalid> =>
  Effect.runPromise(Effect.flip(decodeEmailSettings(input)))

const sending = {
  fromName: "Parley Support",
  address: "Support@Campaign.test",
  receive: false,
  smtp: { host: "mx.campaign.test", port: 587 }
}

describe("Settings of an e-mail channel", () => {
  it("[D8.1f] take the security that the port means when none is named", async () => {
    for (const [port, security] of [
      [465, "tls"],
      [587, "starttls"],
      [25, "starttls"]
    ] as const) {
      const settings = await decode({ ...sending, smtp: { host: "mx.campaign.test", port } })
      expect(settings.smtp).toEqual({ host: "mx.campaign.test", port, security, trustedCertificate: null })
    }
    const receiving = { ...sending, receive: true, imap: { host: "imap.campaign.test", port: 993 } }
    expect((await decode(receiving)).imap?.security).toBe("tls")
    expect((await decode({ ...receiving, imap: { host: "i.test", port: 143 } })).imap?.security).toBe("starttls")
    expect((await decode({ ...sending, smtp: { ...sending.smtp, security: "none" } })).smtp.security).toBe("none")
  })

  it("[D8.1e] need no server to read from when the channel does not receive", async () => {
    expect(await decode(sending)).toEqual({
      fromName: "Parley Support",
      address: "support@campaign.test",
      account: "Support@Campaign.test",
      receive: false,
      smtp: { host: "mx.campaign.test", port: 587, security: "starttls", trustedCertificate: null },
      imap: null
    })
    expect((await refusal({ ...sending, receive: true })).issues).toEqual([
      { path: "imap", message: "required when receiving" }
    ])
  })

  it("[D8.1g] come with their servers from a preset", async () => {
    const gmail = await decode({ preset: "gmail", fromName: "G", address: "g@gmail.com", receive: true })
    expect([gmail.smtp.port, gmail.smtp.security, gmail.imap?.port, gmail.imap?.security]).toEqual([
      587,
      "starttls",
      993,
      "tls"
    ])
    const outlook = await decode({ preset: "outlook", fromName: "O", address: "o@outlook.com", receive: true })
    expect([outlook.smtp.security, outlook.imap?.security]).toEqual(["starttls", "tls"])
  })

  it("name every bad field by its path", async () => {
    const { issues } = await refusal({
      fromName: "two\r\nlines",
      address: "a@b.test, c@d.test",
      receive: "yes",
      smtp: { host: "not a host", port: 70_000, security: "ssl" },
      imap: { port: 143, trustedCertificate: "none" }
    })
    expect(new Set(issues.map((issue) => issue.path))).toEqual(
      new Set([
        "fromName",
        "address",
        "receive",
        "smtp.host",
        "smtp.port",
        "smtp.security",
        "imap.host",
        "imap.trustedCertificate"
      ])
    )
    expect((await refusal({ ...sending, smtp: { host: "mx.test", port: 2525 } })).issues[0]?.path).toBe("smtp.security")
  })

  it("refuse a password among them without repeating it", async () => {
    const refused = await refusal({ ...sending, password: "hunter2", smtp: { host: "hunter2 ", port: 25 } })
    expect(refused.issues.map((issue) => issue.path)).toContain("password")
    expect(JSON.stringify(refused) + String(refused)).not.toContain("hunter2")
  })

  it("keep a certificate of a private server, and survive the store", async () => {
    const { pem } = certificate
    const settings = await decode({ ...sending, smtp: { host: "mx.test", port: 465, trustedCertificate: pem } })
    expect(settings.smtp.trustedCertificate).toBe(pem)
    const stored: unknown = JSON.parse(JSON.stringify(settings))
    expect(
      Exit.getSuccess(await Effect.runPromiseExit(Schema.decodeUnknownEffect(EmailSettings)(stored)))
    ).toMatchObject({
      value: settings
    })
  })
})
