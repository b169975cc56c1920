import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { CentreEvent } from "../src/centre/events.ts"
import { hamtGet } from "../src/kernel/hamt.ts"
import { campaign, centre } from "./given.ts"
import {
  claim,
  claimAnswer,
  dialer,
  ledger,
  list,
  listState,
  outcomes,
  owned,
  record,
  rows,
  sending,
  sendOn,
  sent,
  submit
} from "./dialing.ts"
import { template } from "./given-texts.ts"
import type { Plain, Story } from "./story.ts"

const known = (story: Story, name: string) => {
  const found = hamtGet(story.state.facts.dialers.dialers, name)
  if (found === undefined) throw new Error(`no dialer ${name}`)
  return found
}

const failed = (row: number) => ({ row, outcome: "failed", reason: "no-such-user" }) as const

describe("A dialer", () => {
  it("[D9.1a] belongs to a campaign, bears its name unless it is given one, and has a template", () => {
    const story = centre(campaign("sales"))
    expect(story.ask({ _tag: "CreateDialer", campaign: "sales" })).toEqual({ dialer: "sales" })
    template("offer")(story)
    dialer("spring", "sales", { template: "offer" })(story)
    expect(known(story, "sales")).toMatchObject({ campaign: "sales", settings: { label: "sales", template: null } })
    expect(known(story, "spring").settings.template).toBe("offer")
    const again = { _tag: "CreateDialer", dialer: "spring", campaign: "sales" } as const
    expect(story.refused(again)).toEqual({ _tag: "DialerExists", dialer: "spring" })
    expect(story.refused({ ...again, campaign: "nothing" })).toEqual({ _tag: "CampaignUnknown", campaign: "nothing" })
  })

  it("[D9.1a] bears the name of any campaign, also as its account", () => {
    const story = centre(campaign("_x"))
    const [created] = story.send({ _tag: "CreateDialer", campaign: "_x" })
    expect(created).toMatchObject({ dialer: "_x", settings: { account: "_x" } })
    expect(Result.isSuccess(Schema.decodeUnknownResult(CentreEvent)(created))).toBe(true)
    const rate = { per: "account", name: "_x", limit: 1, windowSeconds: 60 } as const
    expect(story.send({ _tag: "SetRates", rates: [rate, { ...rate, windowSeconds: 1 }] })).toHaveLength(1)
    const repeated = { ...rate, limit: 2 }
    expect(story.refused({ _tag: "SetRates", rates: [rate, repeated] })).toEqual({
      _tag: "RateRepeated",
      rate: repeated
    })
  })

  it("[D9.1b] leaves time from the end of one submission, successful or not, to the start of the next, one at a time", () => {
    const story = sending(5, { secondsBetween: 10, concurrencyMax: 4 })
    expect(claim(story, "spring")).toEqual([1])
    submit(story, "march", 1)
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "busy", nextAt: null })
    story.wait(4)
    outcomes(story, "march", sent(1))
    const ended = story.now
    expect(claimAnswer(story, "spring")).toMatchObject({
      claimed: 0,
      hindrance: "time-between",
      nextAt: ended + 10_000
    })
    story.wait(9.999)
    expect(claim(story, "spring")).toEqual([])
    story.wait(0.001)
    expect(claim(story, "spring")).toEqual([2])
    submit(story, "march", 2)
    outcomes(story, "march", failed(2))
    expect(claimAnswer(story, "spring")).toMatchObject({ hindrance: "time-between", nextAt: story.now + 10_000 })
  })

  it("[D9.1c] sends nothing before its start and nothing from its end on", () => {
    const story = sending(9)
    const at = story.now
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { startsAt: at + 60_000, endsAt: at + 120_000 } })
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "not-begun", nextAt: at + 60_000 })
    story.wait(60)
    expect(claim(story, "spring", 1)).toEqual([1])
    story.wait(59.999)
    expect(claim(story, "spring", 1)).toEqual([2])
    story.wait(0.001)
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "ended", nextAt: null })
  })

  it("[D9.1d] may have a calendar event, each of whose times is fixed or from a variable", () => {
    const story = sending(1)
    const times = { variable: "from", fixed: null }
    const nowhere = { variable: null, fixed: null }
    const event = { title: "Call ${name}", organizer: "Sales", start: times, end: times }
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { event } })
    expect(known(story, "spring").settings.event).toEqual(event)
    const change = { _tag: "ChangeDialer", dialer: "spring", settings: { event: { ...event, end: nowhere } } } as const
    const invalid = { _tag: "CalendarEventInvalid", dialer: "spring", time: "end" } as const
    expect(story.refused(change)).toEqual({ ...invalid, because: "missing" })
    const fixed = (start: string, end: string): Plain => {
      const at = (text: string) => ({ variable: null, fixed: text })
      return { ...change, settings: { event: { ...event, start: at(start), end: at(end) } } }
    }
    expect(story.refused(fixed("2026-03-03 10:00:00", "0000-00-00 99:99:99"))).toEqual({
      ...invalid,
      because: "unreadable"
    })
    const late = { ...invalid, because: "not-after-start" }
    expect(story.refused(fixed("2026-03-03 10:00:00", "2026-03-03 10:00:00"))).toEqual(late)
    expect(story.refused(fixed("2026-03-03T10:00:00Z", "2026-03-03T11:00:00+02:00"))).toEqual(late)
    expect(story.send(fixed("2026-03-03T10:00:00Z", "2026-03-03T12:30:00+02:00"))).toHaveLength(1)
  })

  it("[D9.2a] sends only when it is started, its list active and its campaign enabled", () => {
    const story = sending(9)
    const hindrance = () => claimAnswer(story, "spring", 1)?.["hindrance"]
    expect(claim(story, "spring", 1)).toEqual([1])
    story.send({ _tag: "PauseDialer", dialer: "spring" })
    expect(hindrance()).toBe("paused")
    story.send({ _tag: "StopDialer", dialer: "spring" })
    expect(hindrance()).toBe("stopped")
    story.send({ _tag: "StartDialer", dialer: "spring" })
    story.send({ _tag: "DeactivateList", listId: "march" })
    expect(hindrance()).toBe("no-active-list")
    story.send({ _tag: "ActivateList", listId: "march" })
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(hindrance()).toBe("campaign-disabled")
    story.send({ _tag: "EnableCampaign", campaign: "sales" })
    expect(claim(story, "spring")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it("[D3.4c] of a disabled campaign sends no more, not even what it has claimed; it goes on when enabled", () => {
    const story = sending(3)
    claim(story, "spring", 2)
    submit(story, "march", 1)
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(submit(story, "march", 2)).toMatchObject([{ _tag: "RecordsReturned", cause: "campaign-disabled" }])
    expect(claim(story, "spring")).toEqual([])
    outcomes(story, "march", sent(1))
    expect(ledger(story, "march")).toBe("2/0/0/1/0/0")
    story.send({ _tag: "EnableCampaign", campaign: "sales" })
    expect(sendOn(story, "spring", "march")).toEqual([2, 3])
  })

  it("[D9.2c] has several named lists, of which one is active: activating one deactivates the other", () => {
    const story = sending(3)
    list("april", "spring", rows(2), { active: false })(story)
    claim(story, "spring", 1)
    const events = story.send({ _tag: "ActivateList", listId: "april" })
    expect(events.map(({ _tag }) => _tag)).toEqual(["ListDeactivated", "RecordsReturned", "ListActivated"])
    expect(known(story, "spring")).toMatchObject({ active: "april", lists: ["march", "april"] })
    expect(story.send({ _tag: "ActivateList", listId: "april" })).toEqual([])
    expect(sendOn(story, "spring", "april")).toEqual([1, 2])
    expect(ledger(story, "march")).toBe("3/0/0/0/0/0")
  })

  it("[D9.3b] has no more under way than it may", () => {
    const story = sending(9, { concurrencyMax: 4 })
    expect(claim(story, "spring", 3)).toEqual([1, 2, 3])
    expect(claim(story, "spring")).toEqual([4])
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "busy", nextAt: null })
    submit(story, "march", 1, 2)
    outcomes(story, "march", sent(1), failed(2))
    expect(claim(story, "spring")).toEqual([5, 6])
  })

  it("[D9.9a] [D9.9d] play goes on at the first record that is not processed, and no counter is reset", () => {
    const story = sending(5)
    claim(story, "spring", 3)
    submit(story, "march", 1, 2)
    outcomes(story, "march", sent(1), failed(2))
    story.send({ _tag: "StopDialer", dialer: "spring" })
    expect(ledger(story, "march")).toBe("3/0/0/1/1/0")
    story.send({ _tag: "StartDialer", dialer: "spring" })
    expect(ledger(story, "march")).toBe("3/0/0/1/1/0")
    expect(sendOn(story, "spring", "march")).toEqual([3, 4, 5])
    expect(ledger(story, "march")).toBe("0/0/0/4/1/0")
  })

  it("[D9.9b] pause finishes what is submitted and plans again what is only claimed", () => {
    const story = sending(4)
    claim(story, "spring", 3)
    submit(story, "march", 1)
    story.send({ _tag: "PauseDialer", dialer: "spring" })
    expect(ledger(story, "march")).toBe("3/0/1/0/0/0")
    expect(story.refused({ _tag: "SubmitRecords", listId: "march", epoch: 1, rows: [2] })).toMatchObject({
      _tag: "RecordNotReady"
    })
    outcomes(story, "march", sent(1))
    expect(ledger(story, "march")).toBe("3/0/0/1/0/0")
    expect(known(story, "spring").status).toBe("paused")
    expect(story.send({ _tag: "PauseDialer", dialer: "spring" })).toEqual([])
  })

  it("[D9.9c] stop marks it stopped", () => {
    const story = sending(4)
    claim(story, "spring", 1)
    expect(story.send({ _tag: "StopDialer", dialer: "spring" }).map(({ _tag }) => _tag)).toEqual([
      "DialerStopped",
      "RecordsReturned"
    ])
    expect(known(story, "spring").status).toBe("stopped")
  })

  it("[D9.9e] pauses by itself after so many failures in succession; 0 is never", () => {
    const story = sending(9, { autopauseAfter: 3 })
    claim(story, "spring", 7)
    submit(story, "march", 1, 2, 3, 4, 5, 6)
    outcomes(story, "march", failed(1), failed(2), sent(3), failed(4))
    outcomes(story, "march", failed(5))
    expect(known(story, "spring").status).toBe("started")
    const events = outcomes(story, "march", failed(6))
    expect(story.all("DialerPaused", events)).toEqual([
      { _tag: "DialerPaused", dialer: "spring", campaign: "sales", cause: "failures" }
    ])
    expect(ledger(story, "march")).toBe("3/0/0/1/5/0")
    expect(known(story, "spring")).toMatchObject({ status: "paused", failed: true })
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { autopauseAfter: 0 } })
    story.send({ _tag: "StartDialer", dialer: "spring" })
    claim(story, "spring")
    submit(story, "march", 7, 8, 9)
    outcomes(story, "march", failed(7), failed(8), failed(9))
    expect(known(story, "spring")).toMatchObject({ status: "started", failed: false })
  })
})

describe("A list", () => {
  it("[D9.4a] [D9.4c] has a name and a subject, and is refused with neither its own nor a template's", () => {
    const story = centre(campaign("sales"), dialer("spring", "sales"))
    const create = { _tag: "CreateList", dialer: "spring", listId: "march", name: "Clients of March" } as const
    expect(story.refused(create)).toEqual({ _tag: "SubjectMissing", dialer: "spring", listId: "march" })
    story.send({ ...create, subject: "Hello ${name}" })
    expect(listState(story, "march")).toMatchObject({ name: "Clients of March", subject: "Hello ${name}" })
    expect(story.refused({ ...create, subject: "Hello" })).toEqual({ _tag: "ListExists", listId: "march" })
  })

  it("[D9.4b] of a dialer with a template needs no subject of its own", () => {
    const story = centre(campaign("sales"), template("offer"), dialer("spring", "sales", { template: "offer" }))
    story.send({ _tag: "CreateList", dialer: "spring", listId: "march", name: "March" })
    expect(listState(story, "march").subject).toBeNull()
  })

  it("[D9.5m] keeps its good rows, or is refused whole where that was asked, and its records are dropped", () => {
    const story = centre(owned, campaign("sales"), dialer("spring", "sales"))
    const bring = (listId: string, onErrors: "keep" | "refuse") => {
      story.send({ _tag: "CreateList", dialer: "spring", listId, name: listId, subject: "Hello", onErrors })
      story.send({ _tag: "ImportRecords", listId, records: rows(3), errors: 2 })
      return story.send({ _tag: "CompleteList", listId })
    }
    expect(bring("kept", "keep")).toMatchObject([{ _tag: "ListCompleted", records: 3, errors: 2 }])
    expect(bring("refused", "refuse")).toMatchObject([{ _tag: "ListRefused", records: 3, errors: 2 }])
    expect(story.refused({ _tag: "ActivateList", listId: "refused" })).toEqual({
      _tag: "ListNotReady",
      listId: "refused",
      state: "refused"
    })
    expect(story.send({ _tag: "DropRecords", listId: "kept" })).toEqual([])
    expect(story.send({ _tag: "DropRecords", listId: "refused" })).toMatchObject([{ _tag: "RecordsDropped" }])
    expect(story.send({ _tag: "DropRecords", listId: "refused" })).toEqual([])
    expect([ledger(story, "kept"), ledger(story, "refused")]).toEqual(["3/0/0/0/0/0", "0/0/0/0/0/0"])
  })

  it("[D9.5h] counts the records of whose text a variable has no value", () => {
    const story = centre(owned, campaign("sales"), dialer("spring", "sales"))
    list("march", "spring", [record(1, { warned: true }), record(2), record(3, { warned: true })])(story)
    expect(listState(story, "march").counts.warned).toBe(2)
  })

  it("[D9.5o] comes in batches: rows ascend, those that are there are left as they are, and it ends when it is said", () => {
    const story = centre(owned, campaign("sales"), dialer("spring", "sales"))
    story.send({ _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" })
    const bring = (...of: ReadonlyArray<number>) =>
      ({ _tag: "ImportRecords", listId: "march", records: of.map((row) => record(row)) }) as const
    story.send(bring(1, 2))
    expect(story.all("RecordsImported", story.send(bring(2, 3)))[0]?.records.map(({ row }) => row)).toEqual([3])
    expect(story.send(bring(1, 3))).toEqual([])
    expect(story.refused(bring(5, 4))).toEqual({ _tag: "RowsNotAscending", listId: "march", row: 4 })
    expect(story.refused({ _tag: "ActivateList", listId: "march" })).toMatchObject({ state: "loading" })
    story.send({ _tag: "CompleteList", listId: "march" })
    expect(story.refused(bring(9))).toMatchObject({ _tag: "ListNotReady", state: "inactive" })
    expect(listState(story, "march").counts.total).toBe(3)
  })
})
