import { describe, expect, it } from "vitest"
import { project, undisposed, undisposedOf } from "../src/stats/index.ts"
import { finish, leave } from "./given.ts"
import { owning } from "./given-active.ts"
import { filing, node } from "./given-texts.ts"
import type { Setting, Story } from "./story.ts"

const list = (story: Story) => undisposedOf(project(undisposed, story.log))

/** Sale → won or lost, and called again. */
const tree = (story: Story): void => {
  node(story, "sale", { value: "Sale", final: false })
  node(story, "won", { value: "Won", parent: "sale" })
  node(story, "lost", { value: "Lost", parent: "sale", commentRequired: true })
  node(story, "again", { value: "Call again", action: "reschedule" })
}

/** The campaign asks for an outcome, and wraps up for thirty seconds. */
const asking = (settings: Setting = {}): Story =>
  owning({ dispositionRequired: true, wrapUpSeconds: 30, ...settings }, { before: tree })

describe("a campaign that requires a disposition", () => {
  it("[D5.3b] wants it with the agent's finish", () => {
    const story = asking()
    const command = { _tag: "FinishInteraction", interactionId: "i1", agentId: "ann" } as const
    expect(story.refused(command)).toEqual({ _tag: "DispositionRequired", interactionId: "i1", campaign: "sales" })
    expect(story.stage("i1")).toBe("active")
  })

  it("[D5.3c] has what the client ended closed as undisposed when the wrap-up is over, and listed", () => {
    const story = asking()
    const left = leave(story, "i1")
    expect(story.all("InteractionFinished", left)).toMatchObject([{ by: "client", awaitsDisposition: true }])
    expect(story.interaction("i1")).toMatchObject({ stage: "wrapUp", awaitsDisposition: true })
    expect(list(story)).toEqual([])
    const endedAt = story.now
    expect(story.all("InteractionClosed", story.wait(30))).toMatchObject([{ undisposed: true, lastAgentId: "ann" }])
    expect(list(story)).toEqual([{ interactionId: "i1", campaign: "sales", agentId: "ann", endedAt }])
    expect(undisposedOf(project(undisposed, story.log), story.all("CampaignCreated")[0]?.campaign)).toHaveLength(1)
  })

  it("[D5.3b] is content with a path that the tree has", () => {
    const story = asking()
    const events = story.send(filing("i1", ["sale", "won"]))
    expect(story.all("DispositionFiled", events)).toEqual([
      {
        _tag: "DispositionFiled",
        interactionId: "i1",
        campaign: "sales",
        agentId: "ann",
        contactId: null,
        levels: [
          { id: "sale", value: "Sale" },
          { id: "won", value: "Won" }
        ],
        comment: null,
        action: { kind: "none" }
      }
    ])
    expect(story.all("InteractionFinished", events)).toMatchObject([{ awaitsDisposition: false }])
    expect(story.all("InteractionClosed", story.wait(30))).toMatchObject([{ undisposed: false }])
  })

  it("[D5.3c] may have it filed after the client ended it, until the wrap-up is over, and once", () => {
    const story = asking()
    leave(story, "i1")
    story.wait(29)
    expect(story.refused(filing("i1", ["sale"]))).toEqual({
      _tag: "DispositionNotValid",
      level: 1,
      because: "not-final"
    })
    expect(story.all("DispositionFiled", story.send(filing("i1", ["sale", "won"])))).toHaveLength(1)
    expect(story.send(filing("i1", ["again"], { at: 1 }))).toEqual([])
    expect(story.all("InteractionClosed", story.wait(1))).toMatchObject([{ undisposed: false }])
    expect(list(story)).toEqual([])
    expect(story.refused(filing("i1", ["sale", "won"]))).toMatchObject({ _tag: "InteractionUnknown" })
  })

  it("[D5.3c] without wrap-up it closes so at once", () => {
    const story = asking({ wrapUpSeconds: 0 })
    expect(story.all("InteractionClosed", leave(story, "i1"))).toMatchObject([{ undisposed: true }])
  })
})

describe("a campaign that requires none", () => {
  it("[D5.3b] [D5.3d] lets its work be finished without", () => {
    const story = owning()
    expect(story.all("InteractionClosed", finish(story, "i1"))).toMatchObject([{ undisposed: false }])
    expect(list(story)).toEqual([])
  })
})
