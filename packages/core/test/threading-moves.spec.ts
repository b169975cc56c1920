/** Where a message belongs whose conversation has moved, or has ended and goes on already: DOMAIN 5.4, 8.4. */
import { describe, expect, it } from "vitest"
import { accept, agents, arrival, campaign, centre, finish, hash } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const client = hash("client")
const stranger = hash("stranger")

const mails = (settings = {}) => centre(agents("ann"), campaign("sales", settings, ["ann"]))
/** A mail of the client's, known by the name of its Message-ID. */
const mail = (interactionId: string, more: Partial<Extract<Plain, { _tag: "ReceiveMessage" }>> = {}): Plain =>
  arrival(interactionId, "sales", { from: client, reference: hash(`ref-${interactionId}`), ...more })
const owned = (story: Story, id: string) => {
  story.send(mail(id))
  accept(story, id)
}

describe("a client's message", () => {
  it("[D5.4a] goes to what goes on from the old one already, as often as that goes on again", () => {
    const story = mails({ wrapUpSeconds: 60 })
    owned(story, "i1")
    finish(story, "i1")
    const again = { replyToken: "i1" }
    expect(story.ask(mail("i2", again))).toMatchObject({ outcome: "opened", linkedTo: "i1" })
    expect(story.ask(mail("i3", again))).toMatchObject({ outcome: "joined", interactionId: "i2", messageId: "i2.m2" })
    story.wait(60)
    accept(story, "i2")
    expect(story.ask(mail("i3", again))).toMatchObject({ outcome: "joined", interactionId: "i2" })
    finish(story, "i2")
    expect(story.ask(mail("i3", { replyToken: "i2" }))).toMatchObject({ outcome: "opened", linkedTo: "i2" })
    for (const replyToken of ["i1", "i2", "i3"])
      expect(story.ask(mail("i4", { replyToken }))).toMatchObject({ outcome: "joined", interactionId: "i3" })
    const other = mail("i4", { ...again, from: stranger })
    expect(story.ask(other)).toMatchObject({ outcome: "opened", linkedTo: null })
  })

  it("[D8.4e] [D5.2b] finds, after a transfer, what came meanwhile to the first campaign, from there and from the other", () => {
    const story = mails()
    campaign("service", {}, ["ann"])(story)
    const subject = hash("client-help")
    story.send(mail("i1"))
    accept(story, "i1")
    const to = { kind: "campaign", campaign: "service" } as const
    story.send({ _tag: "TransferInteraction", interactionId: "i1", agentId: "ann", to })
    const later = { inReplyTo: [hash("ref-i1")], reference: hash("second"), fingerprint: hash("print"), subject }
    story.send(mail("i2", later))
    expect(story.all("MessageReceived").map(({ campaign, through }) => [campaign, through])).toEqual([
      ["sales", null],
      ["service", "sales"]
    ])
    expect(story.ask(mail("i3", later))).toEqual({ outcome: "duplicate" })
    for (const desk of ["sales", "service"]) {
      const answer = (more: object) => story.ask(arrival("i4", desk, { from: client, ...more }))
      const inReplyTo = [hash("second")]
      expect(answer({ inReplyTo })).toMatchObject({ interactionId: "i1", threadedBy: "in-reply-to" })
      expect(answer({ subject })).toMatchObject({ interactionId: "i1", threadedBy: "subject" })
    }
  })
})
