import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { clientMail, settingsOf } from "../test/campaign.ts"
import { CENTRE } from "../test/centre.ts"
import { type House, houses } from "../test/house.ts"
import { field, taken } from "../test/taken.ts"
import { type Answer, type SmtpScript, startScriptedSmtp } from "../test/scripted-smtp.ts"
import type { FlatSettings } from "./channel-settings.ts"
import { makeReplyToken } from "./reply-token.ts"

const { open: openHouse, openServers, closeAfterwards } = houses()

/** A centre with the campaign `support`, an agent in it, and a mail server that follows a script. */
const open = async (script: SmtpScript = {}, more: FlatSettings = {}): Promise<House> => {
  const house = await openHouse(script, more)
  await house.centre.agent("ann", ["support"])
  return house
}

/** Delivers a client's mail and returns the interaction it made or joined. */
const arrive = async ({ centre, servers }: House, mail: Parameters<typeof clientMail>[0] = {}, nth = 1) => {
  servers.imap.deliver(clientMail(mail))
  const received = await centre.seen("MessageReceived", nth)
  const last = received.at(-1)
  if (last === undefined) throw new Error("nothing was received")
  return last
}

describe("An answer", () => {
  it("[D8.4i] [D5.8b] goes to the client with In-Reply-To, the full References chain and an id that leads back", async () => {
    const house = await open()
    const { centre, servers } = house
    const { interactionId } = await arrive(house, {
      id: "<3@ext.test>",
      subject: "RE: Help",
      head: ["References: <1@ext.test> <2@ext.test>"]
    })
    await centre.answer(interactionId, "We look into it")
    const [sent] = await centre.seen("MessageSent")
    expect(sent?.reference).not.toBeNull()
    const mail = await taken(servers)
    const token = makeReplyToken(interactionId, await Effect.runPromise(centre.process.vault.tokenKey(CENTRE))) ?? ""
    expect(field(mail, "in-reply-to")).toBe("<3@ext.test>")
    expect(field(mail, "references")).toBe("<1@ext.test> <2@ext.test> <3@ext.test>")
    expect(field(mail, "message-id")).toBe(`<m.m2.${token}@campaign.test>`)
    expect(mail.from?.value).toEqual([{ address: "support@campaign.test", name: "Support" }])
    expect(field(mail, "to")).toBe("customer@ext.test")
    expect(field(mail, "reply-to")).toBe(`support+${token}@campaign.test`)
    expect(mail.subject).toBe("Re: Help")
    expect(mail.text?.trim()).toBe("We look into it")
    const steps = (await centre.log()).map(({ event }) => event._tag).filter((tag) => /^Message(?!Received)/.test(tag))
    expect(steps).toEqual(["MessagePlanned", "MessageClaimed", "MessageSubmitted", "MessageSent"])
  })

  it("goes where the client asked for it, or to whom the agent names, with attachments", async () => {
    const house = await open()
    const { centre, servers } = house
    const { interactionId } = await arrive(house, { head: ["Reply-To: answers@ext.test"] })
    await centre.answer(interactionId, "one")
    await centre.seen("MessageSent")
    const put = centre.process.vault.put(CENTRE, { mediaType: "text/plain", bytes: Buffer.from("attached") })
    const contentId = await Effect.runPromise(put)
    await centre.reply(interactionId, "ann", "two", {
      to: [{ address: "a@ext.test", name: null }],
      cc: [{ address: "b@ext.test", name: null }],
      subject: "About it",
      attachments: [{ contentId, fileName: "a.txt", mediaType: "text/plain", size: 8, inlineId: null }]
    })
    await centre.seen("MessageSent", 2)
    expect(field(await taken(servers), "to")).toBe("answers@ext.test")
    const second = await taken(servers, 2)
    expect([field(second, "to"), field(second, "cc"), second.subject]).toEqual([
      "a@ext.test",
      "b@ext.test",
      "Re: About it"
    ])
    expect(second.attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ["a.txt", "attached"]
    ])
    expect(servers.smtp.connections() - 1, "one connection is kept for both, beside the check's").toBe(1)
  })

  it("is threaded also when its interaction was finished before it could leave", async () => {
    let reply: Answer = "450 4.2.0 later"
    const house = await open({
      get mail() {
        return reply
      }
    })
    const { centre, servers } = house
    const { interactionId } = await arrive(house)
    await centre.answer(interactionId, "late")
    await centre.seen("MessageReturned")
    reply = "250 2.1.0 ok"
    await centre.accept({ _tag: "FinishInteraction", interactionId, agentId: "ann" })
    await centre.seen("InteractionClosed")
    expect(await centre.eventsOf("MessageSent")).toEqual([])
    await centre.seen("MessageSent")
    const mail = await taken(servers)
    expect([field(mail, "to"), field(mail, "in-reply-to"), mail.subject]).toEqual([
      "customer@ext.test",
      "<1@ext.test>",
      "Re: Help"
    ])
    const [planned] = (await centre.log()).filter(({ event }) => event._tag === "MessagePlanned")
    expect(mail.date?.getTime()).toBe(Math.trunc((planned?.at ?? 0) / 1000) * 1000)
  })

  it("[D8.4d] carries its token in the subject where the campaign asks for it", async () => {
    const house = await open({}, { subjectToken: true })
    const { centre, servers } = house
    const { interactionId } = await arrive(house)
    await centre.answer(interactionId, "one")
    await centre.seen("MessageSent")
    const { subject = "" } = await taken(servers)
    expect(subject).toMatch(/^Re: Help \[#[a-z2-7]{45}\]$/)
    const again = await arrive(house, { id: "<2@ext.test>", subject: `AW: ${subject}` }, 2)
    expect([again.interactionId, again.threadedBy]).toEqual([interactionId, "reply-token"])
    await centre.reply(interactionId, "ann", "two")
    await centre.seen("MessageSent", 2)
    expect((await taken(servers, 2)).subject).toBe(subject)
  })
})

describe("A client's answer", () => {
  it("[D8.4a] [D8.4b] [D8.4c] [D8.4e] [D8.4f] joins by the first rule that finds the conversation, and says which", async () => {
    const house = await open()
    const { centre, servers } = house
    const { interactionId } = await arrive(house, { id: "<1@ext.test>" })
    await centre.answer(interactionId, "one")
    await centre.seen("MessageSent")
    const mail = await taken(servers)
    const [ownId = "", plus = ""] = [field(mail, "message-id"), field(mail, "reply-to")].map((value) => value ?? "")
    const cases = [
      { rule: "reply-token", mail: { head: [`In-Reply-To: ${ownId}`] } },
      { rule: "reply-token", mail: { to: plus } },
      { rule: "reply-token", mail: { head: [`Delivered-To: ${plus}`] } },
      { rule: "reply-token", mail: { head: [`References: <x@y.test> ${ownId}`] } },
      { rule: "in-reply-to", mail: { head: ["In-Reply-To: <1@ext.test>"] } },
      { rule: "references", mail: { head: ["References: <0@ext.test> <1@ext.test>"] } }
    ]
    for (const [index, one] of cases.entries()) {
      const joined = await arrive(house, { ...one.mail, id: `<answer-${index}@ext.test>` }, index + 2)
      expect([joined.interactionId, joined.threadedBy]).toEqual([interactionId, one.rule])
    }
    const fresh = await arrive(house, { id: "<other@ext.test>" }, cases.length + 2)
    expect(fresh.threadedBy).toBe("new")
  })

  it("[D8.4h] from someone who takes no part is an interaction of its own, whatever it carries; a forged token is nothing", async () => {
    const house = await open()
    const { centre, servers } = house
    const { interactionId } = await arrive(house)
    await centre.answer(interactionId, "one")
    await centre.seen("MessageSent")
    const ownId = field(await taken(servers), "message-id") ?? ""
    const stranger = await arrive(
      house,
      { from: "eve@evil.test", id: "<2@evil.test>", head: [`In-Reply-To: ${ownId}`] },
      2
    )
    expect(stranger.threadedBy).toBe("new")
    expect(stranger.interactionId).not.toBe(interactionId)
    const places = [/(?<=\.m2\.)[a-z2-7]/, /[a-z2-7](?=[a-z2-7]{3}@)/]
    for (const [index, place] of places.entries()) {
      const forged = ownId.replace(place, (found) => (found === "a" ? "b" : "a"))
      const other = await arrive(house, { id: `<${index + 3}@ext.test>`, head: [`In-Reply-To: ${forged}`] }, index + 3)
      expect([other.threadedBy, forged === ownId]).toEqual(["new", false])
    }
  })

  it("[D8.3j] read in two mailboxes is one message, the second a copy; our own mail read back is left alone", async () => {
    const house = await open()
    const { centre, servers } = house
    const sales = await openServers()
    await centre.createCampaign("sales", settingsOf(sales, { address: "sales@campaign.test", account: "sales" }))
    const { interactionId } = await arrive(house)
    await centre.answer(interactionId, "one")
    await centre.seen("MessageSent")
    const ownId = field(await taken(servers), "message-id") ?? ""
    const reply = clientMail({ id: "<2@ext.test>", head: [`In-Reply-To: ${ownId}`] })
    servers.imap.deliver(reply)
    await centre.seen("MessageReceived", 2)
    sales.imap.deliver(reply)
    expect(await centre.seen("MessageCopied")).toMatchObject([{ interactionId, campaign: "sales" }])
    sales.imap.deliver(clientMail({ from: "relay@ext.test", id: ownId }))
    expect(await centre.seen("MessageSkipped")).toMatchObject([{ reason: "own", campaign: "sales" }])
    expect(await centre.eventsOf("InteractionArrived")).toHaveLength(1)
  })
})

describe("A server that", () => {
  const answered = async (script: SmtpScript): Promise<House> => {
    const house = await open(script)
    const { interactionId } = await arrive(house)
    await house.centre.answer(interactionId, "one")
    return house
  }

  it("refuses for good fails the message, with the code for a reason", async () => {
    const { centre } = await answered({ rcpt: () => "550 5.1.1 no such user" })
    expect(await centre.seen("MessageFailed")).toMatchObject([{ reason: "smtp-550 5.1.1" }])
  })

  it("refuses for now is asked again later", async () => {
    const { centre } = await answered({ dot: "452 4.3.1 full" })
    expect(await centre.seen("MessageReturned")).toMatchObject([{ reason: "smtp-452 4.3.1", attempts: 1 }])
  })

  it("hangs up after the dot leaves it open whether the message arrived, and is not asked again", async () => {
    const { centre, servers } = await answered({ dot: "drop" })
    await centre.seen("MessageAmbiguous")
    expect(servers.smtp.contents).toHaveLength(1)
    await centre.restart()
    expect(await centre.eventsOf("MessageReturned")).toEqual([])
  })

  it("is away is waited for, and the message leaves when it is back", async () => {
    const house = await open()
    const { centre, servers } = house
    const { interactionId } = await arrive(house)
    await servers.smtp.close()
    await centre.answer(interactionId, "one")
    await centre.whenLogged("ConnectionRefused")
    const back = await startScriptedSmtp({}, servers.smtp.port)
    closeAfterwards(() => back.close())
    await centre.seen("MessageSent")
    expect(back.contents).toHaveLength(1)
    expect((await centre.eventsOf("MessageClaimed")).length, "one attempt").toBe(1)
  })

  it("is away holds up nobody else's mail", async () => {
    const house = await open()
    const { centre, servers } = house
    const sales = await openServers()
    await centre.createCampaign("sales", settingsOf(sales, { address: "sales@campaign.test", account: "sales" }))
    await centre.agent("bob", ["sales"])
    const { interactionId } = await arrive(house)
    await servers.smtp.close()
    await centre.answer(interactionId, "0")
    for (let index = 1; index < 10; index += 1) await centre.reply(interactionId, "ann", String(index))
    sales.imap.deliver(clientMail({ id: "<s@ext.test>" }))
    const received = await centre.seen("MessageReceived", 2)
    await centre.answer(received[1]?.interactionId ?? "", "hello")
    expect(await centre.seen("MessageSent")).toMatchObject([{ campaign: "sales" }])
  })
})

describe("A message", () => {
  it("that can be no mail has failed, with the reason", async () => {
    const house = await open()
    const { centre } = house
    const { interactionId } = await arrive(house, { from: "" })
    await centre.answer(interactionId, "to nobody")
    expect(await centre.seen("MessageFailed")).toMatchObject([{ reason: "no-recipients" }])
  })

  it("[D5.8b] claimed by a process that died is sent once by the next", async () => {
    const house = await open({ data: "silence" })
    const { centre, servers } = house
    const { interactionId } = await arrive(house)
    await centre.answer(interactionId, "one")
    await servers.smtp.received("DATA")
    await centre.stop()
    await servers.smtp.close()
    const back = await startScriptedSmtp({}, servers.smtp.port)
    closeAfterwards(() => back.close())
    await centre.start()
    await centre.seen("MessageSent")
    expect(back.contents).toHaveLength(1)
    expect(await centre.eventsOf("MessageReturned")).toMatchObject([{ reason: "owner-changed" }])
  })

  it("[D5.8b] that leaves while the process is told to stop is recorded all the same", async () => {
    const house = await open({
      get dot() {
        void house.centre.stop()
        return "250 2.0.0 queued"
      }
    })
    const { centre } = house
    const { interactionId } = await arrive(house)
    await centre.answer(interactionId, "one")
    await centre.whenStopped()
    await centre.start()
    expect(await centre.eventsOf("MessageSent")).toHaveLength(1)
    expect(await centre.eventsOf("MessageAmbiguous")).toEqual([])
  })
})
