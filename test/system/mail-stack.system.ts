import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { ImapFlow, type ImapFlowOptions } from "imapflow"
import { createTransport, type SendMailOptions } from "nodemailer"
import { SMTPServer } from "smtp-server"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  HARD_BOUNCE_DOMAIN,
  type MailStack,
  mailStackAvailable,
  SOFT_BOUNCE_DOMAIN,
  startMailStack
} from "../../packages/testkit/src/servers/index.ts"
import { freePort, pollUntil } from "../../packages/testkit/src/servers/processes.ts"

/** How long a mail may take from the server's word to the mailbox; two queue runs and the LMTP hand-over. */
const ARRIVAL_DEADLINE_MS = 10_000
/** How long a stack may take to go after its owner was killed. */
const GONE_DEADLINE_MS = 20_000

const support = { address: "support@campaign.test", password: "secret: with a colon" }
const customer = { address: "customer@ext.test", password: "customer" }
const accounts = [support, customer]

function imapClient(stack: MailStack, options: Partial<ImapFlowOptions> = {}): ImapFlow {
  const client = new ImapFlow({
    host: stack.imap.host,
    port: stack.imap.tlsPort,
    secure: true,
    auth: { user: support.address, pass: support.password },
    tls: { ca: readFileSync(stack.certificate) },
    logger: false,
    ...options
  })
  client.on("error", () => undefined)
  return client
}

/** The sources of all mails in somebody's inbox once there are that many. */
async function inbox(
  stack: MailStack,
  wanted: { readonly account: typeof support; readonly count: number }
): Promise<readonly string[]> {
  const client = imapClient(stack, { auth: { user: wanted.account.address, pass: wanted.account.password } })
  await client.connect()
  try {
    await pollUntil(async () => {
      const status = await client.status("INBOX", { messages: true })
      return status !== false && (status.messages ?? 0) >= wanted.count
    }, ARRIVAL_DEADLINE_MS)
    const { exists } = await client.mailboxOpen("INBOX")
    if (exists === 0) return []
    const messages = await client.fetchAll("1:*", { source: true })
    return messages.map(({ source }) => source?.toString() ?? "")
  } finally {
    await client.logout()
  }
}

async function submit(
  stack: MailStack,
  mail: SendMailOptions,
  how: { readonly port?: number; readonly secure?: boolean; readonly password?: string } = {}
) {
  const transport = createTransport({
    host: stack.smtp.host,
    port: how.port ?? stack.smtp.submissionPort,
    secure: how.secure ?? false,
    auth: { user: support.address, pass: how.password ?? support.password },
    tls: { ca: readFileSync(stack.certificate) }
  })
  return transport.sendMail({ from: support.address, text: "text", ...mail })
}

async function withStack<Result>(
  options: Partial<Parameters<typeof startMailStack>[0]>,
  work: (stack: MailStack) => Promise<Result>
): Promise<Result> {
  const stack = await startMailStack({ accounts, ...options })
  try {
    return await work(stack)
  } finally {
    await stack.stop()
  }
}

it("the mail servers are installed", async () => {
  expect(await mailStackAvailable()).toEqual({ available: true, missing: [] })
})

describe("the mail stack's doors", () => {
  let stack: MailStack

  beforeAll(async () => {
    stack = await startMailStack({ accounts, domains: ["empty.test"], messageSizeBytesMax: 100_000 })
  })
  afterAll(() => stack?.stop())

  it.each([
    ["TLS from the first byte", () => ({})],
    ["STARTTLS", () => ({ port: stack.imap.plainPort, secure: false, doSTARTTLS: true })],
    ["no encryption", () => ({ port: stack.imap.plainPort, secure: false, doSTARTTLS: false })]
  ])("IMAP lets the right password in with %s", async (_, options) => {
    const client = imapClient(stack, options())
    await client.connect()
    const names = (await client.list()).map(({ path }) => path)
    await client.logout()
    expect(names.toSorted()).toEqual(["Archive", "Drafts", "INBOX", "Junk", "Sent"])
    for (const capability of ["IDLE", "CONDSTORE", "QRESYNC", "MOVE", "UIDPLUS"]) {
      expect(client.capabilities.has(capability)).toBe(true)
    }
  })

  it("IMAP refuses a wrong password, and a client that does not know the certificate refuses IMAP", async () => {
    const wrong = imapClient(stack, { auth: { user: support.address, pass: "wrong" } })
    await expect(wrong.connect()).rejects.toMatchObject({ authenticationFailed: true })
    await expect(imapClient(stack, { tls: {} }).connect()).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT"
    })
  })

  it("SMTP takes a submission on both ports, and none with a wrong password", async () => {
    const mail = { to: customer.address, subject: "from the agent" }
    expect((await submit(stack, mail)).accepted).toEqual([customer.address])
    expect((await submit(stack, mail, { port: stack.smtp.smtpsPort, secure: true })).accepted).toEqual([
      customer.address
    ])
    await expect(submit(stack, mail, { password: "wrong" })).rejects.toMatchObject({ code: "EAUTH", responseCode: 535 })
    expect(await inbox(stack, { account: customer, count: 2 })).toHaveLength(2)
  })

  it("a mail from outside arrives byte for byte, also at an address with a token", async () => {
    const body = "Subject: r\u00e9sum\u00e9\r\n\r\n.a dot\r\n..two\r\nlast line\r\n"
    await stack.deliver({ from: customer.address, to: ["support+reply.token-1@campaign.test"], message: body })
    const [source = ""] = await inbox(stack, { account: support, count: 1 })
    expect(source.endsWith(".a dot\r\n..two\r\nlast line\r\n")).toBe(true)
    expect(source).toContain("Subject: r\u00e9sum\u00e9")
    expect(source).toContain("Delivered-To: support+reply.token-1@campaign.test")
  })

  it("unknown recipients, foreign domains and large mails are refused at once", async () => {
    const to = (address: string, message = "Subject: x\n\ny\n") =>
      stack.deliver({ from: customer.address, to: [address], message })
    await expect(to("nobody@campaign.test")).rejects.toThrow("550 5.1.1")
    await expect(to("nobody@empty.test")).rejects.toThrow("550 5.1.1")
    await expect(to("someone@elsewhere.example")).rejects.toThrow("5.4.4")
    await expect(to(support.address, `Subject: x\n\n${"y".repeat(72).concat("\n").repeat(2_000)}`)).rejects.toThrow(
      "552"
    )
  })
})

describe("bounces", () => {
  it("come back by mail: at once for a hard failure, delayed for a soft one", () =>
    withStack({}, async (stack) => {
      await submit(stack, { to: `a@${HARD_BOUNCE_DOMAIN}`, subject: "one" })
      await submit(stack, { to: "nobody@ext.test", subject: "two" })
      await submit(stack, { to: `b@${SOFT_BOUNCE_DOMAIN}`, subject: "three" })
      const reports = (await inbox(stack, { account: support, count: 3 })).map((source) => ({
        recipient: /^Final-Recipient: rfc822; (.*)\r$/m.exec(source)?.[1],
        action: /^Action: (.*)\r$/m.exec(source)?.[1],
        status: /^Status: (.*)\r$/m.exec(source)?.[1]
      }))
      expect(reports.toSorted((a, b) => ((a.recipient ?? "") < (b.recipient ?? "") ? -1 : 1))).toEqual([
        { recipient: `a@${HARD_BOUNCE_DOMAIN}`, action: "failed", status: "5.1.1" },
        { recipient: `b@${SOFT_BOUNCE_DOMAIN}`, action: "delayed", status: "4.2.2" },
        { recipient: "nobody@ext.test", action: "failed", status: "5.1.1" }
      ])
    }))
})

describe("routes", () => {
  it("lead a domain's mail to a server of the test", async () => {
    const port = await freePort()
    let heard: (address: string) => void = () => undefined
    const taken = new Promise<string>((resolve) => (heard = resolve))
    const sink = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onRcptTo: (address, _session, done) => {
        heard(address.address)
        done()
      },
      onData: (stream, _session, done) => {
        stream.resume()
        stream.once("end", () => done())
      }
    })
    await new Promise<void>((resolve) => void sink.listen(port, "127.0.0.1", resolve))
    try {
      await withStack({ routes: { "sink.test": port } }, async (stack) => {
        await submit(stack, { to: "anybody@sink.test" })
        expect(await taken).toBe("anybody@sink.test")
      })
    } finally {
      await new Promise<void>((resolve) => sink.close(resolve))
    }
  })
})

describe("a crash", () => {
  it("cuts sessions, loses no mail, and the same ports answer after the restart", () =>
    withStack({}, async (stack) => {
      const mail = (subject: string) =>
        stack.deliver({ from: customer.address, to: [support.address], message: `Subject: ${subject}\n\nx\n` })
      await mail("before")
      await inbox(stack, { account: support, count: 1 })
      const client = imapClient(stack)
      await client.connect()
      const cut = once(client, "close")
      await stack.kill9("imap")
      await cut
      await expect(imapClient(stack).connect()).rejects.toMatchObject({ code: "ECONNREFUSED" })
      await mail("while Dovecot is down")
      await stack.kill9()
      await expect(mail("while all is down")).rejects.toThrow("ECONNREFUSED")
      await stack.restart()
      await mail("after")
      const sources = await inbox(stack, { account: support, count: 3 })
      const subjects = sources.map((source) => /^Subject: (.*)\r$/m.exec(source)?.[1] ?? "")
      expect(subjects.toSorted()).toEqual(["after", "before", "while Dovecot is down"])
    }))

  it("is not needed for a restart", () =>
    withStack({}, async (stack) => {
      await stack.restart("imap")
      await stack.restart()
      expect(await inbox(stack, { account: support, count: 0 })).toEqual([])
    }))
})

describe("several stacks", () => {
  it("do not see each other's mail", () =>
    withStack({}, (left) =>
      withStack({}, async (right) => {
        await left.deliver({ from: customer.address, to: [support.address], message: "Subject: left\n\nx\n" })
        expect(await inbox(left, { account: support, count: 1 })).toHaveLength(1)
        expect(await inbox(right, { account: support, count: 0 })).toEqual([])
      })
    ))

  it("leave nothing behind when stopped", async () => {
    const stack = await startMailStack({ accounts })
    const late = imapClient(stack)
    await Promise.all([stack.stop(), stack.stop()])
    expect(existsSync(dirname(stack.certificate))).toBe(false)
    await expect(late.connect()).rejects.toMatchObject({ code: "ECONNREFUSED" })
    await expect(stack.restart()).rejects.toThrow("stopped for good")
  })

  it("leave nothing behind when their owner is killed", async () => {
    const owner = spawn(process.execPath, [fileURLToPath(new URL("mail-stack-owner.ts", import.meta.url))], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const { certificate, ports } = await announcement(owner)
    expect(existsSync(certificate)).toBe(true)
    const gone = once(owner, "exit")
    owner.kill("SIGKILL")
    await gone
    expect(await pollUntil(() => !existsSync(dirname(certificate)), GONE_DEADLINE_MS)).toBe(true)
    for (const port of ports) {
      await expect(createTransport({ host: "127.0.0.1", port }).verify()).rejects.toThrow("ECONNREFUSED")
    }
  })
})

interface Announcement {
  readonly certificate: string
  readonly ports: readonly number[]
}

async function announcement(owner: ChildProcess): Promise<Announcement> {
  if (owner.stdout === null) throw new Error("the owner has no output")
  for await (const line of createInterface({ input: owner.stdout })) {
    const [certificate = "", ...ports] = line.split(" ")
    return { certificate, ports: ports.map(Number) }
  }
  throw new Error("the owner said nothing")
}
