import { describe, expect, it } from "vitest"
import { accept, agents, arrival, arrive, campaign, centre, chat, finish, hash } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const client = hash("client")
const stranger = hash("stranger")
const body = { body: "body1", raw: "raw1", attachments: ["file1", "file2"] }

const mails = (settings = {}) => centre(agents("ann"), campaign("sales", settings, ["ann"]))
/** A mail of the client's, known by the name of its Message-ID. */
const mail = (interactionId: string, more: Partial<Extract<Plain, { _tag: "ReceiveMessage" }>> = {}): Plain =>
  arrival(interactionId, "sales", { from: client, reference: hash(`ref-${interactionId}`), ...more })

const owned = (story: Story, id: string) => {
  story.send(mail(id))
  accept(story, id)
}
const reply = (story: Story, interactionId: string) =>
  story.send({ _tag: "SendMessage", interactionId, agentId: "ann", contents: body, participants: [client] })

describe("a client's later message", () => {
  it("[D5.4a] [D5.4b] on a conversation that has ended starts a new interaction, linked to the old one", () => {
    const story = mails()
    owned(story, "i1")
    finish(story, "i1")
    expect(story.interaction("i1")).toBeUndefined()
    const answer = story.ask(mail("i2", { inReplyTo: [hash("ref-i1")] }))
    expect(answer).toMatchObject({ outcome: "opened", interactionId: "i2", linkedTo: "i1", threadedBy: "in-reply-to" })
    expect(story.all("InteractionArrived").at(-1)).toMatchObject({ linkedTo: "i1" })
  })

  it("[D5.4a] does so in wrap-up too, in the campaign it arrives at", () => {
    const story = mails({ wrapUpSeconds: 60 })
    campaign("service")(story)
    owned(story, "i1")
    finish(story, "i1")
    const answer = story.ask(arrival("i2", "service", { from: client, replyToken: "i1" }))
    expect(answer).toMatchObject({ outcome: "opened", linkedTo: "i1", threadedBy: "reply-token" })
    expect(story.interaction("i2")?.campaign).toBe("service")
    expect(story.stage("i1")).toBe("wrapUp")
  })

  it("on one that is open joins it, whatever its stage", () => {
    const story = mails()
    story.send(mail("i1"))
    expect(story.ask(mail("i2", { inReplyTo: [hash("ref-i1")] }))).toMatchObject({
      outcome: "joined",
      interactionId: "i1",
      messageId: "i1.m2"
    })
    accept(story, "i1")
    expect(story.ask(mail("i3", { references: [hash("ref-i1")] }))).toMatchObject({ messageId: "i1.m3" })
    expect(story.interaction("i2")).toBeUndefined()
  })
})

describe("threading", () => {
  it("[D8.4a] [D8.4e] goes by conversation or reply token, In-Reply-To, References, in that order, and says which matched", () => {
    const story = mails()
    for (const id of ["i1", "i2", "i3"]) story.send(mail(id))
    const all = { replyToken: "i1", inReplyTo: [hash("ref-i2")], references: [hash("ref-i3")] }
    const found = (more: object) => {
      const answer = story.ask(mail(`x${story.log.length}`, { reference: hash(`x${story.log.length}`), ...more }))
      return [answer?.["threadedBy"], answer?.["interactionId"]]
    }
    expect(found(all)).toEqual(["reply-token", "i1"])
    expect(found({ ...all, conversation: "i3" })).toEqual(["conversation", "i3"])
    expect(found({ inReplyTo: all.inReplyTo, references: all.references })).toEqual(["in-reply-to", "i2"])
    expect(found({ references: all.references })).toEqual(["references", "i3"])
    expect(found({})[0]).toBe("new")
    const rules = story.all("MessageReceived").map(({ threadedBy }) => threadedBy)
    expect(rules.slice(3)).toEqual(["reply-token", "conversation", "in-reply-to", "references", "new"])
  })

  it("[D8.4f] takes of several references the latest that is known", () => {
    const story = mails()
    for (const id of ["i1", "i2"]) story.send(mail(id))
    const references = [hash("ref-i1"), hash("ref-i2"), hash("unknown")]
    expect(story.ask(mail("x", { references }))).toMatchObject({ interactionId: "i2" })
  })

  it("[D8.4g] goes by sender and subject where nothing else leads anywhere, to the latest such conversation", () => {
    const story = mails()
    const subject = hash("client-help")
    story.send(mail("i1", { subject }))
    expect(story.ask(mail("i2", { subject }))).toMatchObject({ interactionId: "i1", threadedBy: "subject" })
    story.send(mail("i3"))
    const later = { subject, references: [hash("ref-i3")] }
    expect(story.ask(mail("i4", later))).toMatchObject({ interactionId: "i3", threadedBy: "references" })
    expect(story.ask(mail("i5", { subject: [...hash("rekeyed"), ...subject] }))).toMatchObject({ interactionId: "i3" })
    expect(story.ask(mail("i6", { subject: hash("other") }))).toMatchObject({ outcome: "opened", threadedBy: "new" })
    expect(story.ask(mail("i7"))).toMatchObject({ outcome: "opened", threadedBy: "new" })
    expect(story.all("MessageReceived").map((event) => event.subject)).toEqual([
      subject,
      subject,
      null,
      subject,
      [...hash("rekeyed"), ...subject],
      hash("other"),
      null
    ])
  })

  it("[D8.4g] by subject stays in its campaign, needs a sender who takes part, and links to what is closed", () => {
    const story = mails()
    campaign("service")(story)
    const subject = hash("client-help")
    story.send(mail("i1", { subject }))
    const elsewhere = arrival("i2", "service", { from: client, subject })
    expect(story.ask(elsewhere)).toMatchObject({ outcome: "opened", threadedBy: "new" })
    const byStranger = mail("i3", { subject, from: stranger })
    expect(story.ask(byStranger)).toMatchObject({ outcome: "opened", threadedBy: "new", linkedTo: null })
    story.send(mail("i4", { subject: hash("last") }))
    for (const id of ["i1", "i3", "i4"]) accept(story, id)
    finish(story, "i4")
    expect(story.ask(mail("i5", { subject: hash("last") }))).toMatchObject({
      outcome: "opened",
      threadedBy: "subject",
      linkedTo: "i4"
    })
  })

  it("[D8.4h] needs a sender who takes part: who does not begins anew", () => {
    const story = mails()
    story.send(mail("i1"))
    const named = { replyToken: "i1", inReplyTo: [hash("ref-i1")] }
    expect(story.ask(mail("i2", { ...named, from: stranger }))).toMatchObject({ outcome: "opened", threadedBy: "new" })
    expect(story.ask(arrival("i3", "sales", { ...named }))).toMatchObject({ outcome: "opened", threadedBy: "new" })
    const inCopy = mail("i4", { inReplyTo: [hash("ref-i1")], participants: [stranger] })
    expect(story.ask(inCopy)).toMatchObject({ outcome: "joined" })
    expect(story.ask(mail("i5", { replyToken: "i1", from: stranger }))).toMatchObject({ interactionId: "i1" })
  })

  it("finds what we sent by its Message-ID, and what is closed by who took part", () => {
    const story = mails()
    owned(story, "i1")
    sendAll(story, "i1.m2", hash("ours"))
    finish(story, "i1")
    const answer = story.ask(mail("i2", { inReplyTo: [hash("ours")] }))
    expect(answer).toMatchObject({ outcome: "opened", linkedTo: "i1" })
    expect(story.ask(mail("i3", { inReplyTo: [hash("ours")], from: stranger }))).toMatchObject({ linkedTo: null })
  })

  it("knows a contact again by any of the hashes of its address", () => {
    const story = mails()
    story.send(mail("i1"))
    story.send(mail("i2", { from: [...hash("rekeyed"), ...client] }))
    expect(story.all("ContactCreated").map(({ contactId }) => contactId)).toEqual(["i1.c"])
    expect(story.interaction("i2")?.contactId).toBe("i1.c")
  })

  it("[D8.3i] makes of one mail to two campaigns an interaction in each", () => {
    const story = mails()
    campaign("service")(story)
    const place = (source: string) => ({ source, epoch: 1, sequence: 1 })
    const same = { from: client, reference: hash("m1"), fingerprint: hash("print") }
    story.send(arrival("i1", "sales", { ...same, place: place("box1") }))
    expect(story.ask(arrival("i2", "service", { ...same, place: place("box2") }))).toMatchObject({ outcome: "opened" })
    expect([story.row("sales").open, story.row("service").open]).toEqual([1, 1])
  })
})

describe("a message read again", () => {
  const read = (interactionId: string, sequence: number, more: Partial<Extract<Plain, { _tag: "ReceiveMessage" }>>) =>
    mail(interactionId, { place: { source: "box1", epoch: 7, sequence }, ...more })

  it("[D8.3b] [D8.3c] at or before its source's place changes nothing", () => {
    const story = mails()
    story.send(read("i1", 5, {}))
    expect(story.ask(read("i2", 5, {}))).toEqual({ outcome: "already" })
    expect(story.ask(read("i3", 4, {}))).toEqual({ outcome: "already" })
    expect(story.ask(read("i4", 6, {}))).toMatchObject({ outcome: "opened" })
  })

  it("[D8.3d] under another place is known by its fingerprint, and skipped so that the place moves on", () => {
    const story = mails()
    story.send(read("i1", 5, { fingerprint: hash("print") }))
    expect(story.ask(read("i2", 6, { fingerprint: hash("print") }))).toEqual({ outcome: "duplicate" })
    expect(story.all("MessageSkipped")).toMatchObject([{ reason: "duplicate", place: { sequence: 6 } }])
  })

  it("[D8.3d] is not taken for the same by its Message-ID alone", () => {
    const story = mails()
    story.send(read("i1", 5, { fingerprint: hash("one") }))
    const other = read("i2", 6, { fingerprint: hash("two"), reference: hash("ref-i1"), inReplyTo: [hash("ref-i1")] })
    expect(story.ask(other)).toMatchObject({ outcome: "joined", interactionId: "i1" })
  })

  it("[D8.3j] in a second mailbox, into the same interaction, is a copy", () => {
    const story = mails()
    const first = { fingerprint: hash("print"), reference: hash("m2"), inReplyTo: [hash("ref-i1")] }
    story.send(mail("i1"))
    expect(story.ask(read("i2", 1, first))).toMatchObject({ outcome: "joined" })
    const second = mail("i3", { ...first, place: { source: "box2", epoch: 1, sequence: 1 } })
    expect(story.ask(second)).toEqual({ outcome: "copied", interactionId: "i1" })
    expect(story.interaction("i1")?.messages).toBe(2)
    expect(story.ask(mail("i4", { ...first, place: { source: "box2", epoch: 1, sequence: 2 } }))).toEqual({
      outcome: "duplicate"
    })
  })

  it("[D8.3g] after the source numbers anew is known by its fingerprint; what is new comes in", () => {
    const story = mails()
    story.send(read("i1", 5, { fingerprint: hash("one") }))
    expect(story.send({ _tag: "ResetSource", source: "box1", epoch: 8 })).toHaveLength(1)
    expect(story.send({ _tag: "ResetSource", source: "box1", epoch: 8 })).toEqual([])
    const again = (sequence: number, fingerprint: string) =>
      story.ask(
        mail(`n${sequence}`, {
          fingerprint: hash(fingerprint),
          place: { source: "box1", epoch: 8, sequence }
        })
      )
    expect(again(1, "one")).toEqual({ outcome: "duplicate" })
    expect(again(2, "two")).toMatchObject({ outcome: "opened" })
  })

  it("[D8.3g] of an older numbering moves nothing back", () => {
    const story = mails()
    story.send({ _tag: "ResetSource", source: "box1", epoch: 8 })
    const from8 = (sequence: number) =>
      story.ask(mail(`n${sequence}`, { place: { source: "box1", epoch: 8, sequence } }))
    expect(from8(1)).toMatchObject({ outcome: "opened" })
    expect(story.ask(read("i1", 5, {}))).toMatchObject({ outcome: "opened" })
    expect(from8(1)).toEqual({ outcome: "already" })
    expect(from8(2)).toMatchObject({ outcome: "opened" })
  })

  it("[D8.3f] that cannot be read is quarantined by a command of its own, and its source goes on", () => {
    const story = mails()
    const place = { source: "box1", epoch: 7, sequence: 5 }
    story.send({ _tag: "QuarantineMessage", campaign: "sales", raw: "raw1", reason: "too-deep", place })
    expect(story.ask(read("i1", 5, {}))).toEqual({ outcome: "already" })
    story.send({ _tag: "SkipMessage", campaign: "sales", reason: "own", place: { ...place, sequence: 6 } })
    expect(story.ask(read("i1", 7, {}))).toMatchObject({ outcome: "opened" })
  })
})

const sendAll = (story: Story, messageId: string, reference: Array<string>) => {
  story.send({ _tag: "TakeOwnership", epoch: 1 })
  reply(story, "i1")
  for (const step of [
    { _tag: "ClaimMessage", messageId, epoch: 1 },
    { _tag: "SubmitMessage", messageId, epoch: 1 },
    { _tag: "RecordMessageOutcome", messageId, epoch: 1, outcome: "sent", reference }
  ] as const)
    story.send(step)
}

describe("those who take part", () => {
  it("[D5.8a] are at most a hundred, the sender always among them", () => {
    const story = mails()
    const participants = Array.from({ length: 100 }, (_, n) => hash(`other-${n}`))
    arrive(story, "i1", "sales", { from: client, participants })
    const [received] = story.all("MessageReceived")
    expect(received?.participants).toHaveLength(100)
    expect(received?.participants[0]).toEqual(client)
  })
})

describe("the door", () => {
  it("opens a chat without a message, and a live arrival is refused or enters by what is there", () => {
    const story = centre(campaign("chats", {}, [], chat))
    const events = arrive(story, "i1", "chats", { contents: { body: null, raw: null, attachments: [] } })
    expect(events.map(({ _tag }) => _tag)).toEqual(["InteractionArrived", "InteractionQueued"])
    expect(story.refused(arrival("i1", "chats"))).toMatchObject({ _tag: "InteractionExists" })
    expect(story.refused(arrival("i2", "none"))).toMatchObject({ _tag: "CampaignUnknown" })
  })
})
