/**
 * An e-mail all the way: a real IMAP and SMTP server, the whole of Parley as a process, people over HTTP. One scenario, with a fault at
 * each of its steps; on the embedded database and on Postgres.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hostileMails } from "../../packages/adapters/email/test/mails.ts"
import {
  type MailAccount,
  type MailStack,
  startMailStack,
  startPostgres,
  type TestPostgres
} from "../../packages/testkit/src/servers/index.ts"
import { House, type Fault, type Step } from "./email-house.ts"
import { putInto } from "./mailboxes.ts"
import { field, list, ParleyProcess } from "./parley-process.ts"

const STEPS: readonly Step[] = ["arrival", "acceptance", "answer", "client's answer"]
const SCENARIOS: readonly (readonly [Fault, Step])[] = [
  ["none", "arrival"],
  ...STEPS.map((step) => ["mail server killed", step] as const),
  ...STEPS.map((step) => ["Parley killed", step] as const),
  ["mail delivered twice", "arrival"],
  ["mail delivered twice", "client's answer"]
]
/** One campaign with its client for each scenario, and some for the rest. */
const CASES = SCENARIOS.length + 6

const supportOf = (index: number): MailAccount => ({
  address: `support${index}@campaign.test`,
  password: `secret ${index}`
})
const clientOf = (index: number): MailAccount => ({ address: `client${index}@ext.test`, password: "client" })
const accounts = Array.from({ length: CASES }, (_, index) => [supportOf(index), clientOf(index)]).flat()

describe.each([["PGlite"], ["Postgres"]])("An e-mail, with the data on %s", (kind) => {
  let stack: MailStack
  let postgres: TestPostgres | null = null
  let parley: ParleyProcess
  let next = 0

  beforeAll(async () => {
    ;[stack, postgres] = await Promise.all([startMailStack({ accounts }), kind === "Postgres" ? startPostgres() : null])
    parley = await ParleyProcess.start(postgres?.url ?? null)
    await House.people(parley)
  })
  afterAll(async () => {
    await parley?.close()
    await Promise.all([stack?.stop(), postgres?.stop()])
  })

  const open = async (): Promise<House> => {
    const index = next++
    const house = new House({ stack, parley, name: `case${index}`, support: supportOf(index), client: clientOf(index) })
    await house.create()
    return house
  }

  it.each(SCENARIOS)(
    "[D8.3a] [D8.3d] [D8.3h] [D8.4b] [D8.4i] [D5.8b] goes from client to agent and back, and on: %s at the %s",
    async (fault, step) => {
      const house = await open()
      const at = (here: Step): Fault => (here === step ? fault : "none")
      const interactionId = await house.arrival(at("arrival"))
      await house.acceptance(interactionId, at("acceptance"))
      const answer = await house.answer(interactionId, at("answer"))
      await house.clientsAnswer(interactionId, answer, at("client's answer"))
    }
  )

  it("[D8.3i] [D8.3j] to two campaigns is one interaction in each, and one reply read in both mailboxes is one message", async () => {
    const [left, right] = [await open(), await open()]
    await left.deliver({
      to: `${left.support.address}, ${right.support.address}`,
      also: right.support,
      id: "<both@ext.test>"
    })
    const [one, other] = [await left.theInteraction(), await right.theInteraction()]
    expect(one).not.toBe(other)
    await left.acceptance(one, "none")
    const { messageId, replyTo } = await left.answer(one, "none")
    await left.deliver({
      to: replyTo,
      also: right.support,
      id: "<reply@ext.test>",
      head: [`In-Reply-To: ${messageId}`]
    })
    await left.told("cc.message.received.v1", 2)
    // The copy is the one that was read second, in whichever mailbox that was.
    const copies = async () => (await left.count("cc.message.copied.v1")) + (await right.count("cc.message.copied.v1"))
    await left.until("the second is a copy", async () => (await copies()) === 1)
    expect(await right.count("cc.interaction.arrived.v1")).toBe(1)
  })

  it("[D8.3f] that is hostile has a clear outcome, and disturbs nobody", async () => {
    const [house, neighbour] = [await open(), await open()]
    const noHeaders = Buffer.from("\r\nno header at all\r\n")
    const { nestedParts, nestedMessages, manyParts, garbage, hugeHeader } = hostileMails
    const hostile = [
      nestedParts(),
      nestedMessages(),
      manyParts(),
      noHeaders,
      garbage(1),
      garbage(2),
      garbage(3),
      hugeHeader()
    ]
    await Promise.all([putInto(stack, house.support, hostile), neighbour.arrival("none")])
    await house.deliver({ id: "<after@ext.test>" })
    await house.until("every mail has its outcome", async () => {
      const [read, aside] = [
        await house.count("cc.message.received.v1"),
        await house.count("cc.message.quarantined.v1")
      ]
      return read + aside === hostile.length + 1
    })
    expect(await house.count("cc.message.quarantined.v1")).toBeGreaterThan(0)
    expect(await house.count("cc.interaction.arrived.v1")).toBe(await house.count("cc.message.received.v1"))
    expect((await parley.root("GET", "/health/ready")).status).toBe(200)
  })

  it.each([
    ["a wrong password", {}, "wrong", ["imap account/password", "smtp account/password"]],
    ["a port where nobody listens", { "imap.port": 1 }, null, ["imap imap.port"]],
    ["the port of another protocol", { "smtp.port": "imap" }, null, ["smtp smtp.port"]],
    ["TLS on a plain port", { "imap.port": "imap", "imap.security": "tls" }, null, ["imap imap.security"]],
    ["no encryption on a TLS port", { "imap.security": "none" }, null, ["imap imap.security"]],
    ["a certificate nobody trusts", { "imap.trustedCertificate": null }, null, ["imap imap.trustedCertificate"]]
  ] as const)("[D8.2a] [D8.2b] [D8.2c] cannot have a campaign with %s", async (_, change, password, expected) => {
    const house = new House({ stack, parley, name: "refused", support: supportOf(0), client: clientOf(0) })
    const { status, body } = await house.ask(change, password)
    expect(status).toBe(422)
    const faults = list(body, "faults").map(
      (fault) => `${String(field(fault, "leg"))} ${String(field(fault, "field"))}`
    )
    expect(new Set(faults)).toEqual(new Set(expected))
    expect(JSON.stringify(body)).not.toContain("wrong")
    expect((await parley.root("GET", "/v1/campaigns/refused")).status).toBe(404)
  })

  it("[D8.1a] leaves no password and nothing of a client in what Parley wrote", () => {
    for (const secret of ["secret 0", "client0@", "It is broken"]) expect(parley.lines.join("\n")).not.toContain(secret)
  })
})
