import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, finish, hash, reject, startBreak } from "./given.ts"
import { acceptTransfer, toAgent } from "./given-active.ts"
import type { Setting, Story } from "./story.ts"

const client = { from: hash("client") }
/** The client writes again, into the conversation that has ended. */
const again = (story: Story, id: string, name = "sales") => arrive(story, id, name, { ...client, conversation: "i1" })

/** Bob had the client's conversation i1, and ended it. */
const endedByBob = (settings: Setting = {}): Story => {
  const story = centre(agents("ann", "bob", "cid"), campaign("sales", settings, ["ann", "bob", "cid"]))
  arrive(story, "i1", "sales", client)
  accept(story, "i1")
  toAgent(story, "i1", "bob")
  acceptTransfer(story, "i1")
  finish(story, "i1")
  return story
}

/** The same, and ann would be next. */
const ended = (settings: Setting = {}): Story => {
  const story = endedByBob(settings)
  arrive(story, "i2", "sales")
  arrive(story, "i3", "sales")
  for (const id of ["i2", "i3"]) {
    accept(story, id)
    finish(story, id)
  }
  return story
}

describe("a later message on a conversation that has ended", () => {
  it("[D5.4c] [D3.1i] [D4.11b] goes to the agent who had it last, within the reopen window, whatever the delivery rule", () => {
    for (const delivery of ["rrmemory", "linear", "preferred+linear"]) {
      const story = ended({ reopenWindowSeconds: 3_600, delivery })
      story.wait(3_600)
      const events = again(story, "i9")
      expect(story.all("InteractionArrived", events)).toMatchObject([{ linkedTo: "i1" }])
      expect(story.all("InteractionQueued", events)).toMatchObject([
        { preferred: { agentId: "bob", until: story.now + 60_000 } }
      ])
      expect(story.offers(events)).toEqual(["i9→bob"])
    }
  })

  it("[D5.4c] goes to whoever is next when the window is over, or is none", () => {
    const late = ended({ reopenWindowSeconds: 3_600 })
    late.wait(3_601)
    expect(late.offers(again(late, "i9"))).toEqual(["i9→ann"])
    const never = ended({ reopenWindowSeconds: 0 })
    expect(never.offers(again(never, "i9"))).toEqual(["i9→ann"])
  })

  it("[D5.4c] [D3.1i] goes to others when that agent refuses it, is on a break, or the preferred-agent seconds are 0", () => {
    const refusing = ended()
    again(refusing, "i9")
    expect(refusing.offers(reject(refusing, "i9"))).toEqual(["i9→ann"])
    const away = ended()
    startBreak(away, "bob")
    expect(away.offers(again(away, "i9"))).toEqual(["i9→ann"])
    const off = ended({ preferredAgentSeconds: 0 })
    expect(off.offers(again(off, "i9"))).toEqual(["i9→ann"])
  })

  it("[D5.4c] waits for that agent while they wrap it up, so long as others have to", () => {
    const story = endedByBob({ wrapUpSeconds: 20 })
    expect(story.stage("i1")).toBe("wrapUp")
    expect(story.offers(again(story, "i9"))).toEqual([])
    expect(story.offers(story.wait(20))).toEqual(["i9→bob"])
  })

  it("[D5.4c] goes by the window of the campaign that it arrives at", () => {
    const story = ended({ reopenWindowSeconds: 1 })
    campaign("support", { reopenWindowSeconds: 3_600 }, ["cid", "bob"])(story)
    story.wait(60)
    expect(story.offers(again(story, "i9", "support"))).toEqual(["i9→bob"])
  })
})
