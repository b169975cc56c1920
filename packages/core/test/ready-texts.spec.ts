import { describe, expect, it } from "vitest"
import { render } from "../src/texts/index.ts"
import { agents, campaign, centre } from "./given.ts"
import { template } from "./given-texts.ts"
import type { Story } from "./story.ts"

const desk = (...given: ReadonlyArray<(story: Story) => void>): Story =>
  centre(agents("ann"), campaign("sales", {}, ["ann"]), campaign("care", {}, ["ann"]), ...given)

const texts = (story: Story, name: string) => story.centre.views.texts(story.state, name)
const templates = (story: Story, name: string) => texts(story, name)?.templates.map((one) => one.template)
const canned = (story: Story, name: string) => texts(story, name)?.canned.map(({ cannedId }) => cannedId)

const respond = (story: Story, cannedId: string, more: object = {}) =>
  story.send({ _tag: "AddCannedResponse", cannedId, title: cannedId, content: `${cannedId}-text`, ...more })

describe("Canned responses", () => {
  it("[D3.9a] have a title, a text with variables and an order", () => {
    const story = desk()
    expect(respond(story, "hours", { title: "Opening hours" })).toEqual([
      {
        _tag: "CannedResponseAdded",
        cannedId: "hours",
        campaign: null,
        title: "Opening hours",
        content: "hours-text",
        order: 1
      }
    ])
    respond(story, "bye", { campaign: "sales" })
    respond(story, "hello", { order: 0 })
    expect(canned(story, "sales")).toEqual(["hello", "hours", "bye"])
    expect(canned(story, "care")).toEqual(["hello", "hours"])
    story.send({ _tag: "ChangeCannedResponse", cannedId: "hours", order: 9 })
    expect(canned(story, "sales")).toEqual(["hello", "bye", "hours"])
    expect(render("Hello ${name}", new Map([["name", "Ada"]])).text).toBe("Hello Ada")
  })

  it("[D3.3c] can be added, changed and removed", () => {
    const story = desk()
    respond(story, "hours")
    const change = { _tag: "ChangeCannedResponse", cannedId: "hours" } as const
    expect(story.send({ ...change, title: "Hours" })).toMatchObject([
      { title: "Hours", content: "hours-text", order: 1 }
    ])
    expect(story.send({ ...change, title: "Hours" })).toEqual([])
    story.send({ _tag: "RemoveCannedResponse", cannedId: "hours" })
    expect(canned(story, "sales")).toEqual([])
    expect(story.refused(change)).toEqual({ _tag: "CannedResponseUnknown", cannedId: "hours" })
    respond(story, "hours")
    expect(
      story.refused({ _tag: "AddCannedResponse", cannedId: "hours", title: "Hours", content: "content1" })
    ).toEqual({ _tag: "CannedResponseExists", cannedId: "hours" })
    expect(story.refused({ ...change, campaign: "none" })).toEqual({ _tag: "CampaignUnknown", campaign: "none" })
  })
})

describe("Templates", () => {
  it("[D3.9b] [D3.9c] are of one campaign, or of all", () => {
    const story = desk(template("everyone"), template("ours", { campaign: "sales" }))
    expect(templates(story, "sales")).toEqual(["everyone", "ours"])
    expect(templates(story, "care")).toEqual(["everyone"])
    expect(texts(story, "sales")?.templates[1]).toEqual({
      template: "ours",
      campaign: "sales",
      content: "ours-text",
      orphaned: false
    })
  })

  it("[D3.9d] of a campaign that is removed keep their text and are offered no more, even under its name", () => {
    const story = desk(template("ours", { campaign: "sales" }))
    respond(story, "bye", { campaign: "sales" })
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    campaign("sales", {}, ["ann"])(story)
    expect(templates(story, "sales")).toEqual([])
    expect(canned(story, "sales")).toEqual([])
    expect(story.refused({ _tag: "ChangeCampaign", campaign: "sales", settings: { signature: "ours" } })).toEqual({
      _tag: "TemplateUnknown",
      template: "ours"
    })
    story.send({ _tag: "ChangeTemplate", template: "ours", content: "newer" })
    expect(templates(story, "sales")).toEqual([])
    story.send({ _tag: "ChangeTemplate", template: "ours", campaign: null })
    expect(texts(story, "sales")?.templates).toMatchObject([{ template: "ours", content: "newer" }])
  })

  it("[D3.9d] that are nobody's can be given to a later campaign, of the same name as well", () => {
    const story = desk(template("ours", { campaign: "sales" }))
    respond(story, "bye", { campaign: "sales" })
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    expect(story.refused({ _tag: "ChangeTemplate", template: "ours", campaign: "sales" })).toMatchObject({
      _tag: "CampaignUnknown"
    })
    campaign("sales", {}, ["ann"])(story)
    const give = [
      { _tag: "ChangeTemplate", template: "ours", campaign: "sales" },
      { _tag: "ChangeCannedResponse", cannedId: "bye", campaign: "sales" }
    ] as const
    for (const command of give) expect([story.send(command).length, story.send(command).length]).toEqual([1, 0])
    expect([templates(story, "sales")?.length, canned(story, "sales")?.length]).toEqual([1, 1])
  })

  it("[D3.1j] [D3.3c] are a campaign's signature and its answer to arrivals, and stay while they are", () => {
    const story = desk(template("ours", { campaign: "sales" }), template("thanks"))
    const settings = { signature: "ours", autoReply: "thanks" }
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings })
    expect(texts(story, "sales")?.signature).toMatchObject({ template: "ours", content: "ours-text" })
    expect(texts(story, "care")?.signature).toBeNull()
    const inUse = (by: string) => ({ _tag: "TemplateInUse", campaign: "sales", by })
    expect(story.refused({ _tag: "RemoveTemplate", template: "ours" })).toMatchObject(inUse("signature"))
    expect(story.refused({ _tag: "RemoveTemplate", template: "thanks" })).toMatchObject(inUse("auto-reply"))
    const moved = { _tag: "ChangeTemplate", template: "thanks", campaign: "care" } as const
    expect(story.refused(moved)).toMatchObject(inUse("auto-reply"))
    expect(story.send({ ...moved, campaign: "sales" })).toHaveLength(1)
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { signature: null, autoReply: null } })
    story.send({ _tag: "RemoveTemplate", template: "ours" })
    expect(templates(story, "sales")).toEqual(["thanks"])
  })

  it("[D3.9b] of a dialer serve its campaign, and stay while it sends them", () => {
    const story = desk(template("ours", { campaign: "care" }), template("thanks"))
    const create = { _tag: "CreateDialer", campaign: "sales", settings: { template: "ours" } } as const
    expect(story.refused(create)).toEqual({ _tag: "TemplateUnknown", template: "ours" })
    story.send({ ...create, settings: { template: "thanks" } })
    expect(story.refused({ _tag: "RemoveTemplate", template: "thanks" })).toMatchObject({
      by: "dialer",
      campaign: "sales"
    })
    expect(story.refused({ _tag: "ChangeDialer", dialer: "sales", settings: { template: "none" } })).toEqual({
      _tag: "TemplateUnknown",
      template: "none"
    })
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    story.send({ _tag: "RemoveTemplate", template: "thanks" })
  })

  it("[D3.3c] [D3.9b] have a name each, and can be changed and removed", () => {
    const story = desk(template("ours"))
    expect(story.refused({ _tag: "DefineTemplate", template: "ours", content: "content1" })).toEqual({
      _tag: "TemplateExists",
      template: "ours"
    })
    expect(story.send({ _tag: "ChangeTemplate", template: "ours", content: "ours-text" })).toEqual([])
    expect(story.refused({ _tag: "ChangeTemplate", template: "none" })).toEqual({
      _tag: "TemplateUnknown",
      template: "none"
    })
    expect(story.refused({ _tag: "RemoveTemplate", template: "none" })).toMatchObject({ _tag: "TemplateUnknown" })
    expect(story.refused({ _tag: "DefineTemplate", template: "new", campaign: "none", content: "content1" })).toEqual({
      _tag: "CampaignUnknown",
      campaign: "none"
    })
  })
})
