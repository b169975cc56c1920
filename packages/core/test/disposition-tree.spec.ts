import { describe, expect, it } from "vitest"
import { DISPOSITION_LEVELS_MAX } from "../src/kernel/fields.ts"
import { agents, campaign, centre, leave, phone } from "./given.ts"
import { owning } from "./given-active.ts"
import { filing, node } from "./given-texts.ts"
import type { Story } from "./story.ts"

const desk = (...given: ReadonlyArray<(story: Story) => void>): Story =>
  centre(agents("ann"), campaign("sales", {}, ["ann"]), campaign("calls", {}, ["ann"], phone), ...given)

const offered = (story: Story, name: string) =>
  story.centre.views.dispositions(story.state, name)?.map(({ id }) => id) ?? null

describe("The tree of dispositions", () => {
  it("[D3.9e] is every campaign's or one's, and each under another", () => {
    const story = desk()
    node(story, "sale", { final: false })
    node(story, "won", { parent: "sale" })
    node(story, "ours", { campaign: "sales" })
    node(story, "deep", { parent: "ours" })
    expect(offered(story, "sales")).toEqual(["deep", "ours", "sale", "won"])
    expect(offered(story, "calls")).toEqual(["sale", "won"])
    expect(offered(story, "none")).toBeNull()
    expect(story.all("DispositionDefined").map(({ campaign: of }) => of)).toEqual([null, null, "sales", "sales"])
  })

  it("[D3.9e] is as deep as its limit, and no deeper", () => {
    const story = desk()
    node(story, "n1")
    for (let level = 2; level <= DISPOSITION_LEVELS_MAX; level++) node(story, `n${level}`, { parent: `n${level - 1}` })
    const deeper = { dispositionId: "n17", value: "n17", parent: "n16" }
    expect(story.refused({ _tag: "DefineDisposition", ...deeper })).toEqual({
      _tag: "DispositionTooDeep",
      dispositionId: "n17",
      limit: DISPOSITION_LEVELS_MAX
    })
    expect(offered(story, "sales")).toHaveLength(DISPOSITION_LEVELS_MAX)
  })

  it("[D3.9e] keeps a campaign's nodes under its own roots", () => {
    const story = desk()
    node(story, "common")
    node(story, "ours", { campaign: "sales" })
    const refused = (parent: string, of: string | null) =>
      story.refused({ _tag: "DefineDisposition", dispositionId: "new", value: "New", parent, campaign: of })
    expect(refused("common", "sales")).toEqual({
      _tag: "DispositionOfOtherCampaign",
      dispositionId: "new",
      campaign: "sales",
      parentCampaign: null
    })
    expect(refused("ours", "calls")).toMatchObject({ campaign: "calls", parentCampaign: "sales" })
    expect(refused("ours", null)).toMatchObject({ campaign: null, parentCampaign: "sales" })
    expect(refused("none", null)).toEqual({ _tag: "DispositionUnknown", dispositionId: "none" })
    expect(refused("ours", "nowhere")).toEqual({ _tag: "CampaignUnknown", campaign: "nowhere" })
  })

  it("[D3.9f] [D3.3c] has of each node its value, channels, comment, whether it is final and enabled, and its action", () => {
    const story = desk()
    node(story, "sale")
    const change = { _tag: "ChangeDisposition", dispositionId: "sale" } as const
    expect(
      story.send({ ...change, value: "Sold", commentRequired: true, action: "respool", channels: ["phone"] })
    ).toEqual([
      {
        _tag: "DispositionChanged",
        dispositionId: "sale",
        parent: null,
        campaign: null,
        value: "Sold",
        channels: ["phone"],
        enabled: true,
        final: true,
        commentRequired: true,
        action: "respool"
      }
    ])
    expect(story.send({ ...change, value: "Sold" })).toEqual([])
    expect(offered(story, "sales")).toEqual([])
    expect(offered(story, "calls")).toEqual(["sale"])
    story.send({ ...change, enabled: false })
    expect(offered(story, "calls")).toEqual([])
  })

  it("[D3.9f] refuses a channel that there is not", () => {
    const story = desk()
    const unknown = { _tag: "ChannelUnknown", channel: "pigeon" } as const
    const channels = ["phone", "pigeon"]
    expect(story.refused({ _tag: "DefineDisposition", dispositionId: "sale", value: "Sale", channels })).toEqual(
      unknown
    )
    node(story, "sale", { channels: ["phone"] })
    expect(story.refused({ _tag: "ChangeDisposition", dispositionId: "sale", channels })).toEqual(unknown)
  })

  it("[D3.3c] loses a node once nothing stands under it", () => {
    const story = desk()
    node(story, "sale")
    node(story, "won", { parent: "sale" })
    const remove = (dispositionId: string) => ({ _tag: "RemoveDisposition", dispositionId }) as const
    expect(story.refused(remove("sale"))).toEqual({
      _tag: "DispositionHasChildren",
      dispositionId: "sale",
      children: 1
    })
    story.send(remove("won"))
    story.send(remove("sale"))
    expect(offered(story, "sales")).toEqual([])
    expect(story.refused(remove("sale"))).toEqual({ _tag: "DispositionUnknown", dispositionId: "sale" })
    expect(story.refused({ _tag: "ChangeDisposition", dispositionId: "won" })).toMatchObject({ dispositionId: "won" })
  })

  it("[D3.9e] of a campaign that is removed is offered to none, not even to a later one of its name", () => {
    const story = desk()
    node(story, "ours", { campaign: "sales" })
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    campaign("sales", { dispositionRequired: true }, ["ann"])(story)
    expect(offered(story, "sales")).toEqual([])
    expect(story.refused({ _tag: "DefineDisposition", dispositionId: "ours", value: "Ours" })).toMatchObject({
      _tag: "DispositionExists"
    })
  })
})

describe("A campaign that requires an outcome", () => {
  const required = { dispositionRequired: true, wrapUpSeconds: 30 }

  it("[D3.9g] simply closes what ends when none is configured", () => {
    const story = owning(required)
    const events = story.send({ _tag: "FinishInteraction", interactionId: "i1", agentId: "ann" })
    expect(story.all("InteractionFinished", events)).toMatchObject([{ awaitsDisposition: false }])
    expect(story.all("InteractionClosed", story.wait(30))).toMatchObject([{ undisposed: false }])
  })

  it.each([
    ["is disabled", { enabled: false }],
    ["is of another channel", { channels: ["phone"] }],
    ["may not be the last", { final: false }]
  ])("[D3.9g] asks for none where all there is %s", (_what, more) => {
    const story = owning(required, { before: (begun) => node(begun, "sale", more) })
    expect(story.all("InteractionFinished", leave(story, "i1"))).toMatchObject([{ awaitsDisposition: false }])
  })

  it("[D3.9g] asks for none where an outcome stands under a disabled node", () => {
    const story = owning(required, {
      before: (begun) => {
        node(begun, "sale", { enabled: false, final: false })
        node(begun, "won", { parent: "sale" })
      }
    })
    expect(story.refused(filing("i1", ["sale", "won"]))).toMatchObject({ level: 1, because: "disabled" })
    expect(story.all("InteractionFinished", leave(story, "i1"))).toMatchObject([{ awaitsDisposition: false }])
  })
})
