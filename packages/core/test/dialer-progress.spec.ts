import { describe, expect, it } from "vitest"
import { dialerProgress, monitorRow, monitorRows, project } from "../src/stats/index.ts"
import { campaign, centre } from "./given.ts"
import { claim, dialer, list, outcomes, owned, record, rows, sendOn, started, submit } from "./dialing.ts"
import type { Story } from "./story.ts"

const open = () => true
const row = (story: Story, name = "spring") => monitorRow(project(dialerProgress, story.log), name, open)
const mark = (story: Story, what: "seen" | "bounced" | "complained" | "unsubscribed", ...of: ReadonlyArray<number>) =>
  story.send({ _tag: "MarkRecords", listId: "march", mark: what, rows: of })

/** Eight records of which two are sent, one failed, one ambiguous, one submitted, one claimed, two planned. */
const halfWay = (): Story => {
  const story = centre(
    owned,
    campaign("sales"),
    dialer("spring", "sales", { label: "Spring sale" }),
    list("march", "spring", rows(8)),
    started("spring")
  )
  claim(story, "spring", 6)
  submit(story, "march", 1, 2, 3, 4, 5)
  outcomes(
    story,
    "march",
    { row: 1, outcome: "sent" },
    { row: 2, outcome: "sent" },
    { row: 3, outcome: "failed", reason: "no-such-user" },
    { row: 4, outcome: "ambiguous" }
  )
  return story
}

describe("The counters of a dialer", () => {
  it("[D9.7a] total is processed and not processed; sent, failed and ambiguous are processed, the rest is not", () => {
    expect(row(halfWay())).toMatchObject({
      total: 8,
      processed: 4,
      notProcessed: 4,
      sent: 2,
      failures: 1,
      ambiguous: 1,
      planned: 2,
      claimed: 1,
      submitted: 1,
      processedRatio: 0.5
    })
  })

  it("[D9.7b] seen, rejected and spam are among the sent ones", () => {
    const story = halfWay()
    mark(story, "seen", 1, 2, 3, 4)
    mark(story, "bounced", 2, 3, 5)
    mark(story, "complained", 1, 6)
    mark(story, "unsubscribed", 1, 7)
    mark(story, "seen", 1)
    // What was seen left, though its outcome was not known.
    expect(row(story)).toMatchObject({ sent: 3, ambiguous: 0, seen: 3, rejected: 1, spam: 1, unsubscribed: 1 })
  })

  it("[D9.7c] a hundred per cent is all processed, whatever came of them", () => {
    const story = halfWay()
    const { processedRatio } = row(story) ?? {}
    expect(processedRatio).toBeLessThan(1)
    outcomes(story, "march", { row: 5, outcome: "failed" })
    submit(story, "march", 6)
    outcomes(story, "march", { row: 6, outcome: "sent" })
    expect(row(story)?.processedRatio).toBe(0.75)
    sendOn(story, "spring", "march")
    expect(row(story)).toMatchObject({ processed: 8, notProcessed: 0, processedRatio: 1 })
  })

  it("[D9.9f] move with every event", () => {
    const story = halfWay()
    const figures = () => [row(story)?.claimed, row(story)?.submitted, row(story)?.processed]
    expect(figures()).toEqual([1, 1, 4])
    submit(story, "march", 6)
    expect(figures()).toEqual([0, 2, 4])
    outcomes(story, "march", { row: 6, outcome: "sent" })
    expect(figures()).toEqual([0, 1, 5])
  })
})

describe("The monitor", () => {
  it("[D9.8a] [D9.2b] has a row of each dialer, with every status apart and every counter", () => {
    const story = halfWay()
    expect(row(story)).toEqual({
      dialer: "spring",
      label: "Spring sale",
      campaign: "sales",
      list: { listId: "march", name: "march", state: "active" },
      status: "started",
      started: true,
      failed: false,
      onSchedule: true,
      campaignEnabled: true,
      total: 8,
      processed: 4,
      notProcessed: 4,
      planned: 2,
      claimed: 1,
      submitted: 1,
      sent: 2,
      failures: 1,
      ambiguous: 1,
      seen: 0,
      rejected: 0,
      spam: 0,
      unsubscribed: 0,
      warned: 0,
      processedRatio: 0.5
    })
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(row(story)).toMatchObject({ campaignEnabled: false, started: true, list: { state: "active" } })
    story.send({ _tag: "PauseDialer", dialer: "spring" })
    expect(row(story)).toMatchObject({ status: "paused", started: false })
    story.send({ _tag: "DeactivateList", listId: "march" })
    expect(row(story)).toMatchObject({ list: { listId: "march", state: "inactive" }, processed: 4 })
    const closed = monitorRow(project(dialerProgress, story.log), "spring", () => false)
    expect(closed?.onSchedule).toBe(false)
  })

  it("[D9.8b] names what a list can be uploaded to, whatever the dialer's status", () => {
    const story = halfWay()
    story.send({ _tag: "StopDialer", dialer: "spring" })
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    const { dialer: name = "" } = row(story) ?? {}
    list("april", name, [record(1)])(story)
    expect(row(story)).toMatchObject({ list: { listId: "april", state: "active" }, total: 1 })
  })

  it("[D12.2a] lists the active dialers: those that are not stopped, and those with an active list", () => {
    const story = halfWay()
    for (const name of ["autumn", "winter"]) dialer(name, "sales")(story)
    const listed = () => monitorRows(project(dialerProgress, story.log), open).map((one) => one.dialer)
    expect(listed()).toEqual(["spring"])
    started("winter")(story)
    expect(listed()).toEqual(["spring", "winter"])
    story.send({ _tag: "StopDialer", dialer: "spring" })
    expect(listed()).toEqual(["spring", "winter"])
    story.send({ _tag: "DeactivateList", listId: "march" })
    expect(listed()).toEqual(["winter"])
    const all = monitorRows(project(dialerProgress, story.log), open, { all: true })
    expect(all.map(({ dialer: name, processed }) => [name, processed])).toEqual([
      ["autumn", 0],
      ["spring", 4],
      ["winter", 0]
    ])
  })
})
