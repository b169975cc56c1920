/** One campaign, its client and its agent: each step of an e-mail's way, and what must be seen after it. */
import { readFileSync } from "node:fs"
import { expect } from "vitest"
import type { MailAccount, MailStack } from "../../packages/testkit/src/servers/index.ts"
import { pollUntil } from "../../packages/testkit/src/servers/processes.ts"
import { headerOf, inboxOf } from "./mailboxes.ts"
import { type Answer, type Caller, field, list, type ParleyProcess } from "./parley-process.ts"

export type Fault = "none" | "mail server killed" | "Parley killed" | "mail delivered twice"
export type Step = "arrival" | "acceptance" | "answer" | "client's answer"

/** From the mail server's word to the interaction, with nothing in the way. Source: DOMAIN, 8.3. */
const ARRIVAL_WITHIN_MS = 2_000
/** The same with something in the way: servers come back, queues run, connections are tried again. */
const RECOVERY_DEADLINE_MS = 45_000
const PASSWORD = "correct horse battery"

/** The agent of every campaign, and one of none. */
const AGENT = "ann"
const BYSTANDER = "bob"

export type Parts = {
  readonly stack: MailStack
  readonly parley: ParleyProcess
  readonly name: string
  readonly support: MailAccount
  readonly client: MailAccount
}

export type Delivery = {
  readonly to?: string
  readonly also?: MailAccount
  readonly id?: string
  readonly head?: readonly string[]
}

/** How our answer can be answered. */
export type OurAnswer = { readonly messageId: string; readonly references: string; readonly replyTo: string }

let agent: Caller = () => Promise.reject(new Error("no agent"))

export class House {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get support(): MailAccount {
    return this.#parts.support
  }

  /** The agents, signed in. */
  static async people(parley: ParleyProcess): Promise<void> {
    for (const userId of [AGENT, BYSTANDER])
      await parley.must("POST", "/v1/users", { userId, displayName: userId, roles: ["agent"], password: PASSWORD })
    agent = await parley.signIn(AGENT, PASSWORD, "agent")
    await parley.signIn(BYSTANDER, PASSWORD, "agent")
  }

  /** Asks for the campaign; `imap` for a port means the plain IMAP port. */
  ask(
    change: Readonly<Record<string, string | number | boolean | null>> = {},
    password: string | null = null
  ): Promise<Answer> {
    const { stack, parley, name, support } = this.#parts
    const certificate = readFileSync(stack.certificate, "utf8")
    const legs = {
      "imap.host": "localhost",
      "imap.port": stack.imap.tlsPort,
      "imap.security": "tls",
      "imap.trustedCertificate": certificate,
      "smtp.host": "localhost",
      "smtp.port": stack.smtp.submissionPort,
      "smtp.security": "starttls",
      "smtp.trustedCertificate": certificate
    }
    const given = { fromName: "Support", address: support.address, receive: true, ...legs, ...change }
    const settings = Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, value === "imap" ? stack.imap.plainPort : value] as const)
    return parley.root("POST", "/v1/campaigns", {
      campaign: name,
      channel: "email",
      settings: { channelSettings: Object.fromEntries(settings), perAgentMax: 100, offerTimeoutSeconds: 600 },
      secret: password ?? support.password
    })
  }

  async create(): Promise<void> {
    const { parley, name } = this.#parts
    const { status, body } = await this.ask()
    expect(status, JSON.stringify(body)).toBe(201)
    await parley.must("POST", "/v1/members", { campaigns: [name], agents: [AGENT] })
  }

  async count(type: string): Promise<number> {
    return (await this.#parts.parley.events(this.#parts.name)).filter((event) => event.type === type).length
  }

  /** Waits for the outside world; shows what Parley wrote when it does not come. */
  async until(what: string, holds: () => Promise<boolean>, deadlineMs = RECOVERY_DEADLINE_MS): Promise<void> {
    const held = await pollUntil(holds, deadlineMs)
    const { parley, name } = this.#parts
    if (held) return
    const told = (await parley.events(name)).map(({ type, data }) => `${type} ${JSON.stringify(data)}`)
    throw new Error(`not within ${deadlineMs} ms: ${what}\n${told.join("\n")}\n${parley.lines.slice(-20).join("\n")}`)
  }

  /** So many events of a type, and no more. */
  async told(type: string, count: number, deadlineMs = RECOVERY_DEADLINE_MS): Promise<void> {
    await this.until(`${count} × ${type}`, async () => (await this.count(type)) >= count, deadlineMs)
    expect(await this.count(type), type).toBe(count)
  }

  /** The only interaction of the campaign, offered to its agent and nobody else. */
  async theInteraction(deadlineMs = RECOVERY_DEADLINE_MS): Promise<string> {
    const { parley, name } = this.#parts
    await this.told("cc.offer.issued.v1", 1, deadlineMs)
    const events = await parley.events(name)
    const offers = events.filter(({ type }) => type === "cc.offer.issued.v1")
    expect(offers.map(({ data }) => data["agentId"])).toEqual([AGENT])
    expect(events.filter(({ type }) => type === "cc.interaction.arrived.v1")).toHaveLength(1)
    return String(offers[0]?.data["interactionId"])
  }

  async deliver({ to, also, id = "<first@ext.test>", head = [] }: Delivery = {}): Promise<void> {
    const { stack, support, client } = this.#parts
    const recipient = to === undefined || to.includes(",") ? support.address : to
    const lines = [
      `From: A Client <${client.address}>`,
      `To: ${to ?? support.address}`,
      "Subject: My order",
      `Message-ID: ${id}`,
      "Date: Fri, 20 Nov 2026 10:00:00 +0000",
      ...head,
      "",
      "It is broken",
      ""
    ]
    await stack.deliver({
      from: client.address,
      to: [recipient, ...(also === undefined ? [] : [also.address])],
      message: lines.join("\r\n")
    })
  }

  /** What happens to the servers while a step is under way. */
  async #suffer(fault: Fault): Promise<void> {
    const { stack, parley } = this.#parts
    if (fault === "mail server killed") {
      await stack.kill9()
      await stack.restart()
    }
    if (fault === "Parley killed") {
      await parley.kill9()
      await parley.restart()
    }
  }

  async arrival(fault: Fault): Promise<string> {
    await this.deliver()
    if (fault === "none") return this.theInteraction(ARRIVAL_WITHIN_MS)
    if (fault === "mail delivered twice") {
      await this.deliver()
      await this.told("cc.message.skipped.v1", 1)
    }
    await this.#suffer(fault)
    return this.theInteraction()
  }

  async acceptance(interactionId: string, fault: Fault): Promise<void> {
    const { body } = await agent("GET", `/v1/agents/${AGENT}/inbox?tab=offers`)
    const offer = list(body, "offers").find((one) => field(one, "interactionId") === interactionId)
    const accepted = await agent("POST", `/v1/offers/${String(field(offer, "offer", "offerId"))}/accept`)
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200)
    await this.#suffer(fault)
    const read = await agent("GET", `/v1/interactions/${interactionId}/messages`)
    expect(list(read.body, "data")).toMatchObject([
      { author: "client", subject: "My order", from: { address: this.#parts.client.address, name: "A Client" } }
    ])
    expect((await agent("GET", `/v1/interactions/${interactionId}`)).body).toMatchObject({
      stage: "active",
      ownerId: AGENT
    })
  }

  /** The agent answers; with a fault the mail server is away at first, so that the message is under way when it strikes. */
  async answer(interactionId: string, fault: Fault): Promise<OurAnswer> {
    const { stack, parley, client } = this.#parts
    if (fault !== "none") await stack.kill9("smtp")
    const replied = await agent("POST", `/v1/interactions/${interactionId}/reply`, { text: "We look into it" })
    expect(replied.status, JSON.stringify(replied.body)).toBe(200)
    if (fault === "Parley killed") {
      await this.until("the message is taken up", async () => {
        const { body } = await agent("GET", `/v1/interactions/${interactionId}/messages`)
        return list(body, "data").some((message) => field(message, "state") === "claimed")
      })
      await parley.kill9()
    }
    if (fault !== "none") await stack.restart("smtp")
    if (fault === "Parley killed") await parley.restart()
    await this.told("cc.message.sent.v1", 1)
    const [source = "", ...more] = await inboxOf(stack, client, { count: 1, deadlineMs: RECOVERY_DEADLINE_MS })
    expect(more).toEqual([])
    const messageId = headerOf(source, "message-id") ?? ""
    const first = headerOf(source, "in-reply-to") ?? ""
    expect(["<first@ext.test>", "<both@ext.test>"]).toContain(first)
    expect(headerOf(source, "references")).toBe(first)
    expect(headerOf(source, "subject")).toBe("Re: My order")
    expect(source).toContain("We look into it")
    return { messageId, references: `${first} ${messageId}`, replyTo: headerOf(source, "reply-to") ?? "" }
  }

  async clientsAnswer(
    interactionId: string,
    { messageId, references, replyTo }: OurAnswer,
    fault: Fault
  ): Promise<void> {
    const { parley, name } = this.#parts
    const mail = {
      to: replyTo,
      id: "<second@ext.test>",
      head: [`In-Reply-To: ${messageId}`, `References: ${references}`]
    }
    await this.deliver(mail)
    if (fault === "mail delivered twice") {
      await this.deliver(mail)
      await this.told("cc.message.skipped.v1", 1)
    }
    await this.#suffer(fault)
    await this.told("cc.message.received.v1", 2, fault === "none" ? ARRIVAL_WITHIN_MS : RECOVERY_DEADLINE_MS)
    const received = (await parley.events(name)).filter(({ type }) => type === "cc.message.received.v1")
    expect(received.map(({ data }) => [data["interactionId"], data["threadedBy"]])).toEqual([
      [interactionId, "new"],
      [interactionId, "reply-token"]
    ])
    expect(await this.count("cc.interaction.arrived.v1")).toBe(1)
  }
}
