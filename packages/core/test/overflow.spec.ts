/** Overflow: a step that sends an entry on to another campaign. */
import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, change, chat, finish } from "./given.ts"
import type { Setting } from "./story.ts"

const terms = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const step = (afterSeconds: number, what: Setting) => ({
  afterSeconds,
  skills: [],
  penaltyRange: null,
  overflow: null,
  ...what
})

describe("overflow", () => {
  const settings = (to: string | null, more: Setting = {}) => ({
    ...terms,
    ...more,
    steps: [step(20, { overflow: { to } })]
  })

  it("[D4.4h] [D6.2e] [D4.4k] sends the entry on to another campaign, which takes it on its own terms", () => {
    const story = centre(
      agents("ann"),
      campaign("help", { ...terms, steps: [step(60, { penaltyRange: { from: 0, to: 9 } })] }),
      campaign("sales", {})
    ).restarting()
    change(story, "sales", { ...settings(null), overflowTarget: "help" })
    arrive(story, "i1", "sales", { priority: 7 })
    const entered = story.now
    const events = story.wait(20)
    expect(story.all("InteractionOverflowed", events)).toEqual([
      {
        _tag: "InteractionOverflowed",
        interactionId: "i1",
        campaign: "sales",
        entry: 1,
        to: "help",
        waitMs: 20_000,
        outcome: true
      }
    ])
    expect(story.all("InteractionQueued", events)).toMatchObject([
      {
        campaign: "help",
        entry: 2,
        kind: "overflow",
        priority: 7,
        enteredAt: entered,
        waitingSince: story.now,
        steps: [{ dueAt: story.now + 60_000, penaltyRange: { from: 0, to: 9 } }]
      }
    ])
    const [help, sales] = [story.row("help"), story.row("sales")]
    expect([sales.today.overflowed, sales.open, help.today.enteredByOverflow, help.open]).toEqual([1, 0, 1, 1])
  })

  it("[D4.4i] skips a target that is full, disabled or removed, and does not try it again by that step", () => {
    const story = centre(
      agents("ann"),
      campaign("full", { queueMax: 1 }),
      campaign("off", {}, [], { enabled: false }),
      campaign("gone", {}),
      campaign("a", settings("full")),
      campaign("b", settings("off")),
      campaign("c", settings("gone"))
    ).restarting()
    arrive(story, "i0", "full")
    for (const [id, name] of [
      ["i1", "a"],
      ["i2", "b"],
      ["i3", "c"]
    ] as const)
      arrive(story, id, name)
    story.send({ _tag: "RemoveCampaign", campaign: "gone" })
    story.wait(20)
    expect(story.all("OverflowSkipped").map(({ to, reason }) => `${to}: ${reason}`)).toEqual([
      "full: queue-full",
      "off: campaign-disabled",
      "gone: campaign-unknown"
    ])
    story.send({ _tag: "EnableCampaign", campaign: "off" })
    story.wait(100)
    expect(story.stage("i2")).toBe("waiting")
    expect(story.all("InteractionOverflowed")).toEqual([])
  })

  it("[D4.4o] waits for the end of the offer that is out", () => {
    const story = centre(agents("ann"), campaign("help", {}), campaign("sales", {}, ["ann"])).restarting()
    change(story, "sales", settings("help", { offerTimeoutSeconds: 25 }))
    arrive(story, "i1", "sales")
    story.wait(20)
    expect([story.stage("i1"), story.all("InteractionOverflowed")]).toEqual(["offered", []])
    story.wait(5)
    expect(story.interaction("i1")).toMatchObject({ campaign: "help", stage: "waiting" })
    // One that is accepted stays.
    arrive(story, "i2", "sales")
    story.wait(20)
    accept(story, "i2")
    finish(story, "i2")
    expect(story.all("InteractionOverflowed").map(({ interactionId }) => interactionId)).toEqual(["i1"])
  })

  it("[D4.4j] moves an interaction three times at the most", () => {
    const story = centre(campaign("a", {}), campaign("b", settings("a"))).restarting()
    change(story, "a", settings("b"))
    arrive(story, "i1", "a")
    story.wait(200)
    expect(story.all("InteractionOverflowed").map(({ to }) => to)).toEqual(["b", "a", "b"])
    expect(story.all("OverflowSkipped")).toMatchObject([{ to: "a", reason: "moves-max" }])
  })

  it("[D4.4p] a queue full at the door does not overflow", () => {
    const story = centre(campaign("help", {}, [], chat), campaign("sales", {}, [], chat))
    change(story, "sales", settings("help", { queueMax: 1 }))
    arrive(story, "i1", "sales")
    arrive(story, "i2", "sales")
    expect(story.all("InteractionRefused")).toMatchObject([{ interactionId: "i2", reason: "queue-full" }])
  })

  it("[D6.2i] the outcome of an entry abandoned by dropout stands", () => {
    const story = centre(campaign("help", {}), campaign("sales", {}))
    change(story, "sales", settings("help", { dropoutSeconds: 10 }))
    arrive(story, "i1", "sales")
    story.wait(20)
    expect(story.all("InteractionOverflowed")).toMatchObject([{ outcome: false }])
    expect([story.row("sales").today.abandoned, story.row("sales").today.overflowed]).toEqual([1, 0])
  })

  it("[D4.4h] refuses a target that is not another campaign of the channel", () => {
    const story = centre(campaign("talk", {}, [], chat), campaign("sales", {}))
    const refused = (to: string) => story.refused({ _tag: "ChangeCampaign", campaign: "sales", settings: settings(to) })
    expect(refused("talk")).toEqual({ _tag: "ChannelDiffers", campaign: "sales", other: "talk" })
    expect(refused("sales")).toEqual({ _tag: "OverflowToItself", campaign: "sales" })
    expect(refused("nowhere")).toEqual({ _tag: "CampaignUnknown", campaign: "nowhere" })
  })
  it("[D4.4h] refuses the campaign itself as its target", () => {
    const story = centre(campaign("sales"))
    const itself = { _tag: "OverflowToItself", campaign: "sales" } as const
    const change = (overflowTarget: string) =>
      story.refused({ _tag: "ChangeCampaign", campaign: "sales", settings: { overflowTarget } })
    expect(change("sales")).toEqual(itself)
    const create = { _tag: "CreateCampaign", campaign: "new", channel: "mail" } as const
    expect(story.refused({ ...create, settings: settings("new") })).toEqual({ ...itself, campaign: "new" })
  })

  it("[D3.3a] a target that was removed hinders no other change; it cannot be named anew", () => {
    const story = centre(campaign("gone"), campaign("lost"), campaign("sales"))
    change(story, "sales", { ...settings("gone"), overflowTarget: "lost" })
    for (const name of ["gone", "lost"]) story.send({ _tag: "RemoveCampaign", campaign: name })
    change(story, "sales", { weight: 3 })
    change(story, "sales", { overflowTarget: null, steps: [step(30, { overflow: { to: "gone" } })] })
    const anew = { _tag: "ChangeCampaign", campaign: "sales", settings: { overflowTarget: "lost" } } as const
    expect(story.refused(anew)).toEqual({ _tag: "CampaignUnknown", campaign: "lost" })
    expect(story.centre.views.campaign(story.state, "sales")?.settings).toMatchObject({
      weight: 3,
      overflowTarget: null
    })
  })
})
