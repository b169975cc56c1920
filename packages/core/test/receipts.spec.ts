import { describe, expect, it } from "vitest"
import { publish } from "../src/centre/index.ts"
import { accept, agents, arrive, campaign, centre, finish, hash } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const contents = { body: "body1", raw: null, attachments: [] }
const step = (_tag: "ClaimMessage" | "SubmitMessage"): Plain => ({ _tag, messageId: "i1.m2", epoch: 1 })
const outcome = (outcome: "sent" | "failed" | "ambiguous"): Plain => ({
  _tag: "RecordMessageOutcome",
  messageId: "i1.m2",
  epoch: 1,
  outcome
})
const receipt = (receipt: "delivered" | "seen", messageId = "i1.m2"): Plain => ({
  _tag: "RecordReceipt",
  messageId,
  receipt
})

/** Ann owns i1 and has answered its client. */
const written = (): Story => {
  const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
  story.send({ _tag: "TakeOwnership", epoch: 1 })
  arrive(story, "i1", "sales", { from: hash("client") })
  accept(story, "i1")
  story.send({ _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents })
  return story
}
/** The same, and the answer went so far. */
const known = (as: "sent" | "failed" | "ambiguous"): Story => {
  const story = written()
  for (const command of [step("ClaimMessage"), step("SubmitMessage"), outcome(as)]) story.send(command)
  return story
}

const state = (story: Story) => story.centre.views.messages(story.state, "i1")?.[1]?.state
const named = { messageId: "i1.m2", interactionId: "i1", campaign: "sales" }

describe("a receipt", () => {
  it("[D5.8c] says that a message was delivered, then seen; the open conversation shows it", () => {
    const story = known("sent")
    expect(story.send(receipt("delivered"))).toEqual([{ _tag: "MessageDelivered", ...named }])
    expect(state(story)).toBe("delivered")
    expect(story.send(receipt("seen"))).toEqual([{ _tag: "MessageSeen", ...named }])
    expect(state(story)).toBe("seen")
  })

  it("[D5.8c] goes only forward: seen is delivered too, and a repeat says nothing new", () => {
    const story = known("sent")
    expect(story.send(receipt("seen"))).toHaveLength(1)
    for (const late of [receipt("delivered"), receipt("seen")]) expect(story.send(late)).toEqual([])
    expect(state(story)).toBe("seen")
  })

  it("[D5.8c] settles what was ambiguous: it has arrived, so it was sent", () => {
    const story = known("ambiguous")
    expect(story.send(receipt("delivered"))).toEqual([
      { _tag: "MessageSent", ...named, reference: null },
      { _tag: "MessageDelivered", ...named }
    ])
    expect(story.centre.views.outgoing(story.state)?.items).toEqual([])
    expect(story.send(receipt("seen"))).toHaveLength(1)
  })

  it("[D5.8c] comes after the conversation has ended, and after a restart", () => {
    const story = known("sent").restarting()
    finish(story, "i1")
    expect(story.send(receipt("delivered"))).toEqual([{ _tag: "MessageDelivered", ...named }])
    expect(story.send(receipt("delivered"))).toEqual([])
  })

  it("is refused for a message that was never sent", () => {
    expect(written().refused(receipt("seen"))).toEqual({
      _tag: "MessageNotReady",
      messageId: "i1.m2",
      state: "planned"
    })
    for (const story of [written(), known("failed")])
      expect(story.refused(receipt("seen", story.all("MessageFailed").length > 0 ? "i1.m2" : "i9.m1"))).toMatchObject({
        _tag: "MessageUnknown"
      })
  })

  it("is heard outside, without what was said", () => {
    const story = known("sent")
    const heard = [...story.send(receipt("delivered")), ...story.send(receipt("seen"))].map(publish)
    expect(heard).toMatchObject([
      { type: "cc.message.delivered.v1", subject: "interactions/i1", data: named },
      { type: "cc.message.seen.v1", subject: "interactions/i1", data: named }
    ])
  })
})
