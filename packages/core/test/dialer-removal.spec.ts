/** Dialers and lists that are removed: what stands in the way, what goes with them, and what stays. */
import { describe, expect, it } from "vitest"
import { blockedKey } from "../src/centre/rows-clients.ts"
import { recordKey } from "../src/centre/rows-dialer.ts"
import { LISTS_PER_DIALER_MAX } from "../src/dialer/index.ts"
import { hamtSize } from "../src/kernel/hamt.ts"
import { CampaignName, KeyedHash } from "../src/kernel/fields.ts"
import { dialerProgress, dialled, monitorRow, monitorRows, project, searchDialled } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, hash } from "./given.ts"
import { claim, dialer, list, outcomes, owned, rows, sending, sendOn, sent, started, submit } from "./dialing.ts"
import { filing, node } from "./given-texts.ts"
import type { Story } from "./story.ts"

const removeDialer = { _tag: "RemoveDialer", dialer: "spring" } as const
const removeList = { _tag: "RemoveList", listId: "march" } as const
const removeCampaign = { _tag: "RemoveCampaign", campaign: "sales" } as const
const tags = (events: ReadonlyArray<{ readonly _tag: string }>) => events.map(({ _tag }) => _tag)
const shown = (story: Story, name = "spring") => monitorRow(project(dialerProgress, story.log), name, () => true)
const left = ({ state: { facts } }: Story) => [hamtSize(facts.dialers.dialers), hamtSize(facts.dialers.lists)]

describe("A dialer that is removed", () => {
  it("[D9.2a] goes with its lists, unless records of it are claimed or submitted", () => {
    const story = sending(4)
    list("april", "spring", rows(2), { active: false })(story)
    claim(story, "spring", 2)
    submit(story, "march", 1)
    const underWay = { _tag: "RecordsUnderWay", campaign: "sales", dialer: "spring", listId: null }
    expect(story.refused(removeDialer)).toEqual({ ...underWay, records: 2 })
    story.send({ _tag: "PauseDialer", dialer: "spring" })
    expect(story.refused(removeDialer)).toEqual({ ...underWay, records: 1 })
    outcomes(story, "march", sent(1))
    const whose = { dialer: "spring", campaign: "sales" }
    expect(story.send(removeDialer)).toEqual([
      { _tag: "ListRemoved", ...whose, listId: "march", planned: 3 },
      { _tag: "ListRemoved", ...whose, listId: "april", planned: 2 },
      { _tag: "DialerRemoved", ...whose }
    ])
    expect(left(story)).toEqual([0, 0])
    expect(story.centre.slot(story.state, "spring", story.now)).toBeUndefined()
    expect(story.refused(removeDialer)).toEqual({ _tag: "DialerUnknown", dialer: "spring" })
    expect(story.refused({ _tag: "ActivateList", listId: "april" })).toEqual({ _tag: "ListUnknown", listId: "april" })
  })

  it("[D9.2a] leaves its name to another, which has nothing of it", () => {
    const story = sending(2)
    story.send(removeDialer)
    dialer("spring", "sales")(story)
    expect(shown(story)).toMatchObject({ list: null, status: "stopped", total: 0 })
    list("april", "spring", rows(1))(story)
    started("spring")(story)
    expect(sendOn(story, "spring", "april")).toEqual([1])
  })
})

describe("A list that is removed", () => {
  it("[D9.2c] needs a word where records are planned, and none under way; the active one is then active no more", () => {
    const story = sending(3)
    claim(story, "spring", 1)
    const underWay = { _tag: "RecordsUnderWay", campaign: "sales", dialer: "spring", listId: "march", records: 1 }
    expect(story.refused({ ...removeList, drop: true })).toEqual(underWay)
    submit(story, "march", 1)
    outcomes(story, "march", sent(1))
    expect(story.refused(removeList)).toEqual({ _tag: "ListHasPlannedRecords", listId: "march", planned: 2 })
    expect(tags(story.send({ ...removeList, drop: true }))).toEqual(["ListRemoved"])
    expect(story.ask({ _tag: "ClaimRecords", dialer: "spring", epoch: 1, max: 1 })).toMatchObject({
      hindrance: "no-active-list"
    })
    expect(left(story)).toEqual([1, 0])
    list("april", "spring", rows(1), { active: false })(story)
    expect(tags(story.send({ _tag: "ActivateList", listId: "april" }))).toEqual(["ListActivated"])
  })

  it("[D9.2c] goes without a word once all of it is processed, or when it was refused", () => {
    const story = sending(2)
    sendOn(story, "spring", "march")
    expect(tags(story.send(removeList))).toEqual(["ListRemoved"])
    const refused = { listId: "bad", name: "Bad", subject: "Hello", onErrors: "refuse" } as const
    story.send({ _tag: "CreateList", dialer: "spring", ...refused })
    story.send({ _tag: "ImportRecords", listId: "bad", records: rows(2), errors: 1 })
    story.send({ _tag: "CompleteList", listId: "bad" })
    expect(story.send({ _tag: "RemoveList", listId: "bad" })).toMatchObject([{ listId: "bad", planned: 2 }])
  })

  it("[D9.2c] makes room for another, under another id", () => {
    const story = centre(owned, campaign("sales"), dialer("spring", "sales"))
    const create = (listId: string) =>
      ({ _tag: "CreateList", dialer: "spring", listId, name: "List", subject: "Hello" }) as const
    for (let n = 0; n < LISTS_PER_DIALER_MAX; n++) story.send(create(`l${n}`))
    expect(story.refused(create("next"))).toMatchObject({ _tag: "TooManyLists" })
    story.send({ _tag: "RemoveList", listId: "l7" })
    story.send(create("next"))
    story.send({ _tag: "RemoveList", listId: "l8" })
    expect(story.refused(create("l7"))).toEqual({ _tag: "ListExists", listId: "l7" })
  })

  it("[D9.6g] [D9.10b] stays readable, and what it sent can be marked: a complaint still blocks the address", () => {
    const story = sending(3)
    claim(story, "spring", 2)
    submit(story, "march", 1, 2)
    outcomes(story, "march", sent(1), { row: 2, outcome: "ambiguous" })
    story.send({ ...removeList, drop: true })
    expect(story.found(recordKey("march", 1))).toMatchObject({ _tag: "Resolved", campaign: "sales" })
    expect(searchDialled(project(dialled, story.log)).items).toMatchObject([{ listId: "march", row: 1 }])
    const mark = { _tag: "MarkRecords", listId: "march", mark: "complained", rows: [1, 2] } as const
    expect(story.send(mark)).toMatchObject([
      { _tag: "RecordsSettled", as: "sent", records: [{ record: { row: 2 } }] },
      { _tag: "RecordsMarked", records: [{ marks: ["complained"] }, { marks: ["complained"] }] },
      { _tag: "AddressBlocked", campaign: "sales", reason: "complaint" },
      { _tag: "AddressBlocked", campaign: "sales", reason: "complaint" }
    ])
    expect(story.send(mark)).toEqual([])
    expect(story.found(blockedKey(CampaignName.make("sales"), KeyedHash.make(hash("client1")[0] ?? "")))).toEqual({
      _tag: "Blocked"
    })
    const never = { ...mark, listId: "never" }
    expect(story.refused(never)).toEqual({ _tag: "ListUnknown", listId: "never" })
    const settle = { _tag: "SettleRecords", listId: "march", rows: [2], as: "again" } as const
    expect(story.refused(settle)).toEqual({ _tag: "ListUnknown", listId: "march" })
  })

  it("[D9.2c] gives up the rows of what it had planned, a batch at a time", () => {
    const story = sending(600)
    sendOn(story, "spring", "march", 10)
    story.send({ ...removeList, drop: true })
    const drop = { _tag: "DropRecords", listId: "march" } as const
    const dropped = [1, 2, 3].map(() => story.all("RecordsDropped", story.send(drop)).flatMap(({ records }) => records))
    expect(dropped.map(({ length }) => length)).toEqual([500, 90, 0])
    expect(story.refused({ ...drop, listId: "never" })).toEqual({ _tag: "ListUnknown", listId: "never" })
  })

  it("[D3.9f] is not planned again by an outcome; what answers it is linked to it all the same", () => {
    const story = centre(
      owned,
      agents("ann"),
      campaign("sales", {}, ["ann"]),
      dialer("spring", "sales"),
      list("march", "spring", rows(1)),
      started("spring")
    )
    node(story, "again", { action: "respool" })
    claim(story, "spring")
    submit(story, "march", 1)
    outcomes(story, "march", { ...sent(1), reference: hash("mail1") })
    story.send(removeDialer)
    const events = arrive(story, "i1", "sales", { from: hash("client1"), inReplyTo: [hash("mail1")] })
    expect(story.all("RecordAnswered", events)).toMatchObject([{ listId: "march", row: 1 }])
    accept(story, "i1")
    const filed = story.send(filing("i1", ["again"]))
    expect([story.all("DispositionFiled", filed).length, story.all("RecordsRespooled", filed).length]).toEqual([1, 0])
  })

  it("[D9.8a] leaves the monitor; the latest of those that are left is shown", () => {
    const story = sending(2)
    for (const name of ["april", "may"]) list(name, "spring", rows(1), { active: false })(story)
    expect(shown(story)?.list).toMatchObject({ listId: "march" })
    story.send({ ...removeList, drop: true })
    expect(shown(story)).toMatchObject({ list: { listId: "may", state: "inactive" }, total: 1 })
    story.send(removeDialer)
    expect(monitorRows(project(dialerProgress, story.log), () => true, { all: true })).toEqual([])
  })
})

describe("A campaign that is removed", () => {
  it("[D3.4h] takes its dialers with it, but not while records of them are under way, whatever else is asked", () => {
    const story = sending(3)
    dialer("autumn", "sales")(story)
    list("april", "autumn", rows(2))(story)
    started("autumn")(story)
    claim(story, "spring", 2)
    claim(story, "autumn", 1)
    const underWay = { _tag: "RecordsUnderWay", campaign: "sales", dialer: null, listId: null, records: 3 }
    expect(story.refused(removeCampaign)).toEqual(underWay)
    expect(story.refused({ ...removeCampaign, withdraw: true })).toEqual(underWay)
    for (const name of ["spring", "autumn"]) story.send({ _tag: "StopDialer", dialer: name })
    expect(tags(story.send(removeCampaign))).toEqual([
      "ListRemoved",
      "DialerRemoved",
      "ListRemoved",
      "DialerRemoved",
      "CampaignRemoved"
    ])
    expect(left(story)).toEqual([0, 0])
  })

  it("[D3.4c] leaves no dialer to one that later has its name", () => {
    const story = sending(3)
    story.send(removeCampaign)
    campaign("sales")(story)
    expect(story.refused({ _tag: "StartDialer", dialer: "spring" })).toMatchObject({ _tag: "DialerUnknown" })
    expect(story.ask({ _tag: "CreateDialer", dialer: "spring", campaign: "sales" })).toEqual({ dialer: "spring" })
  })

  it("[D3.4c] [D9.2b] in a log of before that left its dialer: it sends nothing for another of that name, and can be removed", () => {
    const story = sending(3)
    story.send(removeCampaign)
    campaign("sales")(story)
    const before = story.log.filter(({ event }) => event._tag !== "ListRemoved" && event._tag !== "DialerRemoved")
    story.log.splice(0, story.log.length, ...before)
    story.restart()
    expect(story.centre.slot(story.state, "spring", story.now)).toMatchObject({ hindrance: "campaign-disabled" })
    expect(shown(story)).toMatchObject({ campaignEnabled: false })
    story.send({ _tag: "StopDialer", dialer: "spring" })
    const start = { _tag: "StartDialer", dialer: "spring" } as const
    expect(story.refused(start)).toEqual({ _tag: "CampaignUnknown", campaign: "sales" })
    expect(tags(story.send(removeDialer))).toEqual(["ListRemoved", "DialerRemoved"])
  })
})
