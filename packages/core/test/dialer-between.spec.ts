/** What changes between a claim and what becomes of it: DOMAIN 9.1, 9.2, 9.10. */
import { describe, expect, it } from "vitest"
import { hash } from "./given.ts"
import { claim, claimAnswer, ledger, outcomes, rows, sending, submit, list } from "./dialing.ts"

describe("The time between messages", () => {
  it("[D9.1b] runs from a refusal before the last byte too, and before the next destination is tried", () => {
    const between = { secondsBetween: 60, retryAfterSeconds: 0 }
    const story = sending(3, between)
    claim(story, "spring")
    story.wait(5)
    outcomes(story, "march", { row: 1, outcome: "temporary" })
    expect(claimAnswer(story, "spring")).toMatchObject({ hindrance: "time-between", nextAt: story.now + 60_000 })
    const other = sending(0, between)
    list(
      "april",
      "spring",
      rows(1, () => ({ alternatives: [{ address: hash("office") }] }))
    )(other)
    claim(other, "spring")
    outcomes(other, "april", { row: 1, outcome: "failed" })
    expect(claimAnswer(other, "spring")).toMatchObject({ hindrance: "time-between", nextAt: other.now + 60_000 })
  })

  it("[D9.1b] does not run from what was given back untried", () => {
    const story = sending(3, { secondsBetween: 60 })
    claim(story, "spring")
    story.send({ _tag: "PauseDialer", dialer: "spring" })
    story.send({ _tag: "StartDialer", dialer: "spring" })
    expect(claim(story, "spring")).toEqual([1])
  })
})

describe("What was claimed", () => {
  it("[D9.1c] is not submitted outside the dialer's dates, and is planned as before", () => {
    const story = sending(2)
    const settings = { endsAt: story.now + 10_000 }
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings })
    claim(story, "spring", 1)
    story.wait(10)
    expect(submit(story, "march", 1)).toMatchObject([
      { _tag: "RecordsReturned", cause: "out-of-period", records: [{ row: 1, attempts: 0 }] }
    ])
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { endsAt: null } })
    claim(story, "spring", 1)
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { startsAt: story.now + 5_000 } })
    expect(submit(story, "march", 1)).toMatchObject([{ cause: "out-of-period" }])
  })

  it("[D9.10a] [D9.6f] is not submitted to who is blocked meanwhile: it fails at the next claim, the others go on", () => {
    const story = sending(3)
    claim(story, "spring")
    story.send({ _tag: "BlockAddress", address: hash("client2"), campaign: "sales" })
    expect(submit(story, "march", 1, 2, 3)).toMatchObject([
      { _tag: "RecordsSubmitted", rows: [1, 3] },
      { _tag: "RecordsReturned", cause: "blacklisted", records: [{ row: 2, attempts: 0 }] }
    ])
    expect(submit(story, "march", 1, 3)).toEqual([])
    expect(claim(story, "spring")).toEqual([])
    expect(ledger(story, "march")).toBe("0/0/2/0/1/0")
  })
})
