import { SMTPServer } from "smtp-server"
import { afterEach, describe, expect, it } from "vitest"
import { certificate } from "../test/certificate.ts"
import { type Answer, type ScriptedSmtp, type SmtpScript, startScriptedSmtp } from "../test/scripted-smtp.ts"
import type { ServerLeg } from "./settings.ts"
import { openSubmitter, SUBMISSION_LIMITS, type SubmissionLimits, type Submitter } from "./submission.ts"

const SECRET = { password: "correct horse" }
const ENVELOPE = { from: "support@campaign.test", to: ["customer@ext.test"] }
const MAIL = Buffer.from("From: support@campaign.test\r\nSubject: hi\r\n\r\nHello\r\n.dotted\r\n")

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const submitterFor = (leg: ServerLeg, limits: Partial<SubmissionLimits> = {}): Submitter => {
  const submitter = openSubmitter({
    leg,
    account: "support",
    secret: SECRET,
    limits: { ...SUBMISSION_LIMITS, ...limits }
  })
  closers.push(() => submitter.close())
  return submitter
}

const plainLeg = (port: number): ServerLeg => ({ host: "127.0.0.1", port, security: "none", trustedCertificate: null })

const scripted = async (script: SmtpScript, limits: Partial<SubmissionLimits> = {}) => {
  const server: ScriptedSmtp = await startScriptedSmtp(script)
  closers.push(() => server.close())
  return { server, submitter: submitterFor(plainLeg(server.port), limits) }
}

const ready = () => Promise.resolve()

const send = async (script: SmtpScript, limits: Partial<SubmissionLimits> = {}) => {
  const { server, submitter } = await scripted(script, limits)
  let asked = 0
  const outcome = await submitter.submit(MAIL, ENVELOPE, {
    beforeFinalDot: async () => {
      asked += 1
    }
  })
  return { server, outcome, asked }
}

const count = (server: ScriptedSmtp, verb: string) => server.commands.filter((line) => line.startsWith(verb)).length

describe("A mail submitted", () => {
  it("is sent once, with its dots stuffed and the server's answer kept", async () => {
    const { server, outcome, asked } = await send({ dot: "250 2.0.0 queued as 42" })
    expect(outcome).toEqual({
      _tag: "Sent",
      response: "250 2.0.0 queued as 42",
      accepted: ["customer@ext.test"],
      refused: []
    })
    expect(server.contents).toEqual([`${MAIL.toString().replace("\r\n.dotted", "\r\n..dotted")}.\r\n`])
    expect([asked, count(server, "MAIL"), count(server, "DATA")]).toEqual([1, 1, 1])
  })

  it("holds back its last byte and the dot until the caller lets them go", async () => {
    const { server, submitter } = await scripted({})
    let release: () => void = () => {}
    const asked = new Promise<void>((resolve) => {
      void submitter.submit(MAIL, ENVELOPE, {
        beforeFinalDot: () => {
          resolve()
          return new Promise((done) => {
            release = done
          })
        }
      })
    })
    await asked
    expect(server.contents[0] ?? "").not.toContain("\r\n.\r\n")
    const next = submitter.submit(MAIL, ENVELOPE, { beforeFinalDot: ready })
    expect(count(server, "MAIL")).toBe(1)
    release()
    expect((await next)._tag).toBe("Sent")
    expect(server.contents.map((content) => content.endsWith("\r\n.\r\n"))).toEqual([true, true])
    expect(server.connections()).toBe(1)
  })

  it("never goes when the caller takes it back at the last moment", async () => {
    const { server, submitter } = await scripted({})
    const outcome = await submitter.submit(MAIL, ENVELOPE, {
      beforeFinalDot: () => Promise.reject(new Error("not durable"))
    })
    expect(outcome).toEqual({ _tag: "Temporary", reason: "withheld", failure: null })
    await server.close()
    expect(server.contents.join("")).not.toContain("\r\n.\r\n")
  })

  it("of many megabytes goes out whole", async () => {
    const { server, submitter } = await scripted({})
    const big = Buffer.concat([MAIL, Buffer.alloc(3_000_000, "0123456789abcde\r\n")])
    expect((await submitter.submit(big, ENVELOPE, { beforeFinalDot: ready }))._tag).toBe("Sent")
    expect(server.contents[0]?.length).toBeGreaterThan(3_000_000)
  })

  it("to some recipients refused is sent to the others, and the refusals are named", async () => {
    const answers: Record<string, Answer> = { "no@ext.test": "550 5.1.1 unknown", "later@ext.test": "450 4.2.2 full" }
    const { submitter } = await scripted({ rcpt: (address) => answers[address] ?? "250 ok" })
    const envelope = { from: "", to: ["no@ext.test", "yes@ext.test", "later@ext.test"] }
    expect(await submitter.submit(MAIL, envelope, { beforeFinalDot: ready })).toEqual({
      _tag: "Sent",
      response: "250 2.0.0 queued",
      accepted: ["yes@ext.test"],
      refused: [
        { address: "no@ext.test", code: 550, enhancedCode: "5.1.1", permanent: true, reply: "550 5.1.1 unknown" },
        { address: "later@ext.test", code: 450, enhancedCode: "4.2.2", permanent: false, reply: "450 4.2.2 full" }
      ]
    })
  })
})

describe("A refusal", () => {
  const stages = ["mail", "rcpt", "data", "end"] as const
  const replies = [
    ["421 4.3.2 closing", 421, false],
    ["450 4.2.1 later", 450, false],
    ["550 5.7.1 never", 550, true]
  ] as const

  for (const stage of stages) {
    for (const [reply, code, permanent] of replies) {
      for (const extensions of [[], ["PIPELINING"]]) {
        it(`${code} at ${stage}${extensions.length > 0 ? ", pipelined," : ""} is the server's own, and nothing is repeated`, async () => {
          const script: SmtpScript = {
            extensions,
            ...(stage === "rcpt" ? { rcpt: () => reply } : { [stage === "end" ? "dot" : stage]: reply })
          }
          const { server, outcome, asked } = await send(script)
          const isCutShort = code === 421 && stage === "rcpt" && extensions.length > 0
          expect(outcome).toMatchObject({ _tag: "Refused", by: "server", code, permanent, reply })
          expect(outcome).toMatchObject({ stage: isCutShort ? "session" : stage })
          expect(outcome._tag === "Refused" && outcome.recipients.map((recipient) => recipient.address)).toEqual(
            ENVELOPE.to
          )
          expect(asked).toBe(stage === "end" ? 1 : 0)
          expect([count(server, "MAIL"), server.connections()]).toEqual([1, 1])
        })
      }
    }
  }

  it("of an address that is none is ours: no server sees it", async () => {
    const { server, submitter } = await scripted({})
    for (const to of ["a@x.test, b@x.test", "a@x.test\r\nRCPT TO:<b@x.test>", "Name <a@x.test>", ""]) {
      const outcome = await submitter.submit(MAIL, { from: "s@x.test", to: [to] }, { beforeFinalDot: ready })
      expect(outcome).toMatchObject({ _tag: "Refused", by: "client", stage: "rcpt", code: 553, permanent: true })
    }
    expect(server.connections()).toBe(0)
  })

  it("of a mail larger than the server takes comes without sending it", async () => {
    const { server, outcome } = await send({ extensions: ["SIZE 10"] })
    expect(outcome).toMatchObject({ _tag: "Refused", by: "client", stage: "mail", code: 552, permanent: true })
    expect(count(server, "MAIL")).toBe(0)
  })

  it("in the middle of the content is a refusal too: the dot never left", async () => {
    const { server, submitter } = await scripted({ within: { bytes: 1, answer: "552 5.3.4 too much" }, dot: "silence" })
    const big = Buffer.alloc(8_000_000, "0123456789abcde\r\n")
    const outcome = await submitter.submit(big, ENVELOPE, { beforeFinalDot: ready })
    expect(outcome).toMatchObject({ _tag: "Refused", by: "server", code: 552, permanent: true })
    expect(server.connections()).toBe(1)
  })
})

describe("A connection lost", () => {
  it("before the dot leaves nothing behind: temporary", async () => {
    for (const script of [
      { greeting: "drop" },
      { mail: "drop" },
      { rcpt: (): Answer => "drop" },
      { data: "drop" }
    ] satisfies SmtpScript[]) {
      const { outcome, asked } = await send(script)
      expect(outcome).toMatchObject({ _tag: "Temporary", reason: "connection", failure: { field: "connection" } })
      expect(asked).toBe(0)
    }
  })

  it("while the caller is asked leaves nothing behind either, and the answer to a dead question is not used", async () => {
    const { server, submitter } = await scripted({})
    const outcome = await submitter.submit(MAIL, ENVELOPE, { beforeFinalDot: () => server.close() })
    expect(outcome).toMatchObject({ _tag: expect.stringMatching(/Temporary|Ambiguous/) })
    expect(server.contents.join("")).not.toContain("\r\n.\r\n")
  })

  it("after the dot is ambiguous, and is not repeated", async () => {
    for (const limits of [{}, { answerMs: 300 }]) {
      const { server, outcome, asked } = await send({ dot: "answerMs" in limits ? "silence" : "drop" }, limits)
      expect(outcome._tag).toBe("Ambiguous")
      expect([asked, count(server, "MAIL"), server.connections()]).toEqual([1, 1, 1])
    }
  })

  it("with a server that is not there is temporary, with the setting at fault named", async () => {
    const submitter = submitterFor(plainLeg(1))
    expect(await submitter.submit(MAIL, ENVELOPE, { beforeFinalDot: ready })).toEqual({
      _tag: "Temporary",
      reason: "connection",
      failure: { code: "ConnectionRefused", field: "port" }
    })
  })

  it("between two mails is noticed, and the next opens its own", async () => {
    const { server, submitter } = await scripted({ dot: "250 ok\r\n421 4.4.2 bye" })
    expect((await submitter.submit(MAIL, ENVELOPE, { beforeFinalDot: ready }))._tag).toBe("Sent")
    const second = await submitter.submit(MAIL, ENVELOPE, { beforeFinalDot: ready })
    expect(["Sent", "Temporary", "Refused"]).toContain(second._tag)
    expect(server.contents.filter((content) => content.endsWith("\r\n.\r\n")).length).toBe(
      second._tag === "Sent" ? 2 : 1
    )
  })
})

describe("A submitter told to stop", () => {
  it("before the dot sends nothing; after it waits a moment and then does not know", async () => {
    const stop = new AbortController()
    const { submitter } = await scripted({})
    const before = submitter.submit(MAIL, ENVELOPE, {
      signal: stop.signal,
      beforeFinalDot: async () => stop.abort()
    })
    expect(await before).toEqual({ _tag: "Temporary", reason: "aborted", failure: null })
    expect(await submitter.submit(MAIL, ENVELOPE, { signal: stop.signal, beforeFinalDot: ready })).toMatchObject({
      reason: "aborted"
    })

    const late = new AbortController()
    const silent = await scripted({ dot: "silence" }, { graceMs: 20 })
    const after = silent.submitter.submit(MAIL, ENVELOPE, {
      signal: late.signal,
      beforeFinalDot: async () => void setImmediate(() => late.abort())
    })
    expect(await after).toEqual({ _tag: "Ambiguous", failure: null })
  })
})

describe("A real SMTP server", () => {
  it("takes a mail over an upgraded connection, and a wrong password is temporary and told apart", async () => {
    const received: string[] = []
    const server = new SMTPServer({
      key: certificate.key,
      cert: certificate.pem,
      onAuth: (auth, _session, callback) => {
        if (auth.password === SECRET.password) callback(null, { user: auth.username })
        else callback(new Error("535 5.7.8 no"))
      },
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = []
        stream.on("data", (chunk: Buffer) => chunks.push(chunk))
        stream.on("end", () => {
          received.push(Buffer.concat(chunks).toString())
          callback()
        })
      }
    })
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
    closers.push(() => new Promise((resolve) => server.close(() => resolve())))
    const address = server.server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const leg: ServerLeg = { host: "localhost", port, security: "starttls", trustedCertificate: certificate.pem }
    expect((await submitterFor(leg).submit(MAIL, ENVELOPE, { beforeFinalDot: ready }))._tag).toBe("Sent")
    expect(received).toEqual([MAIL.toString()])
    const stranger = openSubmitter({ leg, account: "support", secret: { password: "wrong-password" } })
    const refused = await stranger.submit(MAIL, ENVELOPE, { beforeFinalDot: ready })
    expect(refused).toEqual({
      _tag: "Temporary",
      reason: "connection",
      failure: { code: "AuthenticationFailed", field: "account/password" }
    })
    expect(JSON.stringify(refused)).not.toContain("wrong-password")
    const untrusting = submitterFor({ ...leg, trustedCertificate: null })
    expect(await untrusting.submit(MAIL, ENVELOPE, { beforeFinalDot: ready })).toMatchObject({
      failure: { code: "CertificateUntrusted", field: "certificate" }
    })
  })
})
