import { describe, expect, it } from "vitest"
import { clientMail, settingsOf } from "../test/campaign.ts"
import { deliver, houses } from "../test/house.ts"
import { hostileMails, mail } from "../test/mails.ts"

const { open, openServers } = houses()

describe("A mail in a campaign's mailbox", () => {
  it("[D8.3a] [D8.3b] [D8.3e] becomes one interaction, with its body, its raw bytes and its place in one event", async () => {
    const { centre, servers } = await open()
    await servers.imap.idling()
    deliver(servers, { head: ["Cc: Bob <bob@ext.test>", "Reply-To: answers@ext.test", "References: <0@ext.test>"] })
    const [received] = await centre.seen("MessageReceived")
    expect(received).toMatchObject({
      campaign: "support",
      threadedBy: "new",
      automatic: false,
      place: { epoch: 100, sequence: 1 }
    })
    expect(received?.place?.source).toMatch(/^inbox\.support\.[0-9a-f]{12}$/)
    expect(received?.participants).toHaveLength(3)
    expect(await centre.body(received?.contents.body ?? null)).toEqual({
      from: { address: "customer@ext.test", name: "Ann" },
      to: [{ address: "support@campaign.test", name: null }],
      cc: [{ address: "bob@ext.test", name: "Bob" }],
      replyTo: [{ address: "answers@ext.test", name: null }],
      subject: "Help",
      text: "It is broken\n",
      html: null,
      reference: "<1@ext.test>",
      references: ["<0@ext.test>"],
      sentAt: "2026-11-20T10:00:00.000Z",
      troubles: [],
      attachments: []
    })
    expect(Buffer.from((await centre.raw(received?.contents.raw ?? null)) ?? [])).toEqual(servers.imap.mails[0]?.raw)
    expect(await centre.eventsOf("InteractionArrived")).toHaveLength(1)
  })

  it("[D5.8d] keeps its attachments apart, each an item of its own", async () => {
    const { centre, servers } = await open()
    servers.imap.deliver(
      mail([
        "From: a@ext.test",
        "Message-ID: <a@ext.test>",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "see below",
        "--b",
        'Content-Type: image/png; name="a.png"',
        "Content-Transfer-Encoding: base64",
        "Content-ID: <pic@x>",
        "",
        "AAEC",
        "--b--"
      ])
    )
    const [received] = await centre.seen("MessageReceived")
    const { attachments } = await centre.body(received?.contents.body ?? null)
    expect(attachments).toEqual([
      {
        contentId: received?.contents.attachments[0],
        fileName: "a.png",
        mediaType: "image/png",
        size: 3,
        inlineId: "pic@x"
      }
    ])
    expect([...((await centre.raw(attachments[0]?.contentId ?? null)) ?? [])]).toEqual([0, 1, 2])
  })

  it("[D8.3l] comes in the mailbox's order, whatever its Date says", async () => {
    const { centre, servers } = await open()
    const dated = (id: string, date: string) =>
      servers.imap.deliver(
        clientMail({ id })
          .toString()
          .replace(/Date: .*/, `Date: ${date}`)
      )
    dated("<1@x>", "Fri, 1 Jan 2100 00:00:00 +0000")
    dated("<2@x>", "Thu, 1 Jan 1970 00:00:00 +0000")
    dated("<3@x>", "no date")
    const received = await centre.seen("MessageReceived", 3)
    expect(received.map(({ place }) => place?.sequence)).toEqual([1, 2, 3])
    const bodies = await Promise.all(received.map(({ contents }) => centre.body(contents.body)))
    expect(bodies.map(({ sentAt }) => sentAt)).toEqual(["2100-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z", null])
  })

  it("[D8.3c] [D8.3h] is read once, also when the connection and the process come and go", async () => {
    const { centre, servers } = await open()
    for (let index = 1; index <= 10; index += 1) deliver(servers, { id: `<${index}@x>` })
    await centre.seen("MessageReceived", 3)
    servers.imap.dropAll()
    await centre.seen("MessageReceived", 10)
    await centre.restart()
    await servers.imap.idling()
    deliver(servers, { id: "<11@x>" })
    await centre.seen("MessageReceived", 11)
    const places = (await centre.eventsOf("MessageReceived")).map(({ place }) => place?.sequence)
    expect(places).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it("[D8.3d] read again under another number is a duplicate; another mail with the same Message-ID is not", async () => {
    const { centre, servers } = await open()
    deliver(servers, {}, {}, { text: "something else" })
    await centre.seen("MessageReceived", 2)
    expect((await centre.eventsOf("MessageSkipped")).map(({ reason, place }) => [reason, place?.sequence])).toEqual([
      ["duplicate", 2]
    ])
    expect(await centre.eventsOf("InteractionArrived")).toHaveLength(2)
  })

  it("[D8.3g] is neither lost nor doubled when the mailbox is numbered anew", async () => {
    const { centre, servers } = await open()
    deliver(servers, { id: "<1@x>" }, { id: "<2@x>" })
    await centre.seen("MessageReceived", 2)
    servers.imap.uidValidity = 101
    servers.imap.mails = []
    deliver(servers, { id: "<2@x>" }, { id: "<3@x>" }, { id: "<1@x>" })
    servers.imap.dropAll()
    await centre.seen("MessageSkipped", 2)
    expect((await centre.eventsOf("MessageReceived")).map(({ place }) => [place?.epoch, place?.sequence])).toEqual([
      [100, 1],
      [100, 2],
      [101, 2]
    ])
    expect(await centre.eventsOf("SourceReset")).toMatchObject([{ epoch: 101 }])
  })

  it("[D8.4g] joins its sender's latest conversation of the same subject, only where the campaign asks for it", async () => {
    const { centre, servers } = await open({}, { threadBySubject: true })
    deliver(servers, { id: "<1@x>", subject: "Order 7" }, { id: "<2@x>", subject: "AW: RE: order  7" })
    deliver(servers, { id: "<3@x>", subject: "Order 7", from: "eve@evil.test" }, { id: "<4@x>", subject: "Order 8" })
    const received = await centre.seen("MessageReceived", 4)
    expect(received.map(({ threadedBy }) => threadedBy)).toEqual(["new", "subject", "new", "new"])
    expect(received[1]?.interactionId).toBe(received[0]?.interactionId)
    const off = await open()
    deliver(off.servers, { id: "<1@x>", subject: "Order 7" }, { id: "<2@x>", subject: "Re: Order 7" })
    const apart = await off.centre.seen("MessageReceived", 2)
    expect(apart.map(({ threadedBy, subject }) => [threadedBy, subject])).toEqual([
      ["new", null],
      ["new", null]
    ])
  })
})

describe("A mail that is no client's", () => {
  it("is left alone when it is ours: from any campaign's address, or with an id we made", async () => {
    const { centre, servers } = await open()
    await centre.createCampaign(
      "sales",
      settingsOf(await openServers(), { address: "sales@campaign.test", receive: false })
    )
    deliver(
      servers,
      { from: "Support <support+abc@campaign.test>" },
      { from: "SALES@campaign.test" },
      { id: "<last@x>" }
    )
    await centre.seen("MessageReceived")
    expect((await centre.eventsOf("MessageSkipped")).map(({ reason }) => reason)).toEqual(["own", "own"])
    expect(await centre.eventsOf("InteractionArrived")).toHaveLength(1)
  })

  it("is left alone when it reports on a mail of ours, but not when a client attaches such a report", async () => {
    const { centre, servers } = await open()
    const report = (head: readonly string[]) =>
      mail([
        ...head,
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "x",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Action: failed",
        "--b--"
      ])
    const type = "Content-Type: multipart/report; report-type=delivery-status; boundary=b"
    servers.imap.deliver(report(["From: MAILER-DAEMON@x.test", "Return-Path: <>", type]))
    servers.imap.deliver(report(["From: someone@x.test", type]))
    servers.imap.deliver(clientMail({ from: "Mailer-Daemon@x.test", head: ["Return-Path: <>"] }))
    servers.imap.deliver(report(["From: customer@ext.test", "Content-Type: multipart/mixed; boundary=b"]))
    await centre.seen("MessageReceived")
    expect((await centre.eventsOf("MessageSkipped")).map(({ reason }) => reason)).toEqual([
      "report",
      "report",
      "report"
    ])
  })

  it("is marked when a machine wrote it", async () => {
    const { centre, servers } = await open()
    deliver(
      servers,
      { id: "<1@x>", head: ["Auto-Submitted: auto-replied"] },
      { id: "<2@x>", head: ["List-Id: <l.x>"] },
      { id: "<3@x>" }
    )
    const received = await centre.seen("MessageReceived", 3)
    expect(received.map(({ automatic }) => automatic)).toEqual([true, true, false])
  })
})

describe("A mail that cannot be read", () => {
  it("[D8.3f] is put aside with its bytes, and the mails behind it are read", async () => {
    const { centre, servers } = await open()
    servers.imap.deliver(hostileMails.garbage(2))
    servers.imap.deliver(Buffer.alloc(0))
    servers.imap.fault = (uid) => (uid === 3 ? "refuse" : "none")
    deliver(servers, { id: "<3@x>" }, { id: "<4@x>" })
    const [received] = await centre.seen("MessageReceived")
    expect(received?.place?.sequence).toBe(4)
    const aside = await centre.eventsOf("MessageQuarantined")
    expect(aside.map(({ reason }) => reason)).toEqual(["no-headers", "empty", "unavailable"])
    expect(Buffer.from((await centre.raw(aside[0]?.raw ?? null)) ?? [])).toEqual(hostileMails.garbage(2))
    expect(aside[2]?.raw).toBeNull()
  })

  it("in full still becomes an interaction, with its troubles named and the raw mail kept", async () => {
    const { centre, servers } = await open()
    for (const hostile of [hostileMails.nestedParts(), hostileMails.manyParts(), hostileMails.garbage(3)])
      servers.imap.deliver(hostile)
    deliver(servers, { head: ["From: other@x.test"] })
    const received = await centre.seen("MessageReceived", 4)
    const bodies = await Promise.all(received.map(({ contents }) => centre.body(contents.body)))
    expect(bodies.map(({ troubles }) => troubles)).toMatchObject([
      ["too-deep"],
      ["too-many-parts"],
      [],
      ["duplicate-from"]
    ])
    expect(received.every(({ contents }) => contents.raw !== null)).toBe(true)
    // Two senders are none: nothing threads by a sender that programs disagree on.
    expect(received[3]?.contactId).toBeNull()
  })
})
