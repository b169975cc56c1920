import { describe, expect, it } from "vitest"
import { campaign, centre } from "./given.ts"

describe("a holiday of some campaigns", () => {
  it("[D3.5f] is refused of one that there is not, and changes freely when one was removed since", () => {
    const story = centre(campaign("sales"), campaign("help"))
    const holiday = { _tag: "DefineHoliday", name: "local", from: "2026-03-02" } as const
    const unknown = { _tag: "CampaignUnknown", campaign: "nowhere" } as const
    expect(story.refused({ ...holiday, campaigns: ["sales", "nowhere"] })).toEqual(unknown)
    story.send({ ...holiday, campaigns: ["sales", "help"] })
    story.send({ _tag: "RemoveCampaign", campaign: "help" })
    const change = { _tag: "ChangeHoliday", name: "local" } as const
    const events = story.send({ ...change, to: "2026-03-03", campaigns: ["help", "sales"] })
    expect(story.all("HolidayChanged", events)).toMatchObject([{ to: "2026-03-03", campaigns: ["help", "sales"] }])
    expect(story.refused({ ...change, campaigns: ["nowhere"] })).toEqual(unknown)
    story.send({ ...change, campaigns: [] })
    expect(story.refused({ ...change, campaigns: ["help"] })).toMatchObject({ campaign: "help" })
  })
})
