/** What is heard of dialers' mails once they left: DOMAIN 9.6, 9.10. */
import { describe, expect, it } from "vitest"
import { recordKey } from "../src/centre/rows-dialer.ts"
import { hash } from "./given.ts"
import { claim, ledger, list, outcomes, record, rows, sending, sendOn, sent, submit } from "./dialing.ts"
import type { Plain, Story } from "./story.ts"

type Mark = Extract<Plain, { _tag: "MarkRecords" }>["mark"]

const mark = (story: Story, of: Mark, more: { readonly hard?: boolean; readonly rows?: Array<number> } = {}) =>
  story.send({ _tag: "MarkRecords", listId: "march", mark: of, rows: [1], ...more })
const blocks = (story: Story) =>
  story.all("AddressBlocked").map(({ address, campaign, reason }) => [address, campaign, reason])
/** What the next list to the same clients takes up. */
const next = (story: Story, count = 1) => {
  list("april", "spring", rows(count))(story)
  return claim(story, "spring")
}
const sentOne = (): Story => {
  const story = sending(1)
  sendOn(story, "spring", "march")
  return story
}
const ambiguous = (): Story => {
  const story = sending(1)
  claim(story, "spring")
  submit(story, "march", 1)
  outcomes(story, "march", { row: 1, outcome: "ambiguous" })
  return story
}
const again = (story: Story) => story.send({ _tag: "SettleRecords", listId: "march", rows: [1], as: "again" })

describe("Who wants no more mail", () => {
  const ours = (reason: string) => [[hash("client1"), "sales", reason]]

  it("[D9.10b] is blocked by a complaint or an unsubscribe in the campaign, by a hard bounce everywhere", () => {
    for (const [of, reason] of [
      ["complained", "complaint"],
      ["unsubscribed", "unsubscribe"]
    ] as const) {
      const story = sentOne()
      mark(story, of)
      expect(blocks(story)).toEqual(ours(reason))
      expect(next(story)).toEqual([])
    }
    const story = sentOne()
    mark(story, "bounced", { hard: true })
    expect(blocks(story)).toEqual([[hash("client1"), null, "hard-bounce"]])
    expect(next(story)).toEqual([])
  })

  it("[D9.10b] is not by what was seen, nor by a soft bounce; a hard one after it blocks, though the mark was set", () => {
    const story = sentOne()
    mark(story, "seen")
    mark(story, "bounced")
    expect(blocks(story)).toEqual([])
    expect(story.all("RecordsMarked", mark(story, "bounced", { hard: true }))).toEqual([])
    expect(blocks(story)).toEqual([[hash("client1"), null, "hard-bounce"]])
  })

  it("[D9.10b] is blocked once, and again after they were taken off the list", () => {
    const story = sentOne()
    mark(story, "unsubscribed")
    expect(mark(story, "unsubscribed")).toEqual([])
    story.send({ _tag: "UnblockAddress", address: hash("client1"), campaign: "sales" })
    mark(story, "unsubscribed")
    expect(blocks(story)).toHaveLength(2)
    expect(next(story)).toEqual([])
  })

  it("[D9.10b] is blocked while it is not known yet that the mail left, and while it is planned anew", () => {
    const underWay = sending(1)
    claim(underWay, "spring")
    mark(underWay, "unsubscribed")
    expect(blocks(underWay)).toEqual([])
    submit(underWay, "march", 1)
    mark(underWay, "unsubscribed")
    expect(blocks(underWay)).toEqual(ours("unsubscribe"))
    const planned = ambiguous()
    again(planned)
    mark(planned, "unsubscribed")
    expect(blocks(planned)).toEqual(ours("unsubscribe"))
    expect(claim(planned, "spring")).toEqual([])
    expect(ledger(planned, "march")).toBe("0/0/0/0/1/0")
  })

  it("[D9.10b] [D9.12] is blocked where they were written to, not where they are to be written to next", () => {
    const story = sending(0)
    const alternatives = [{ address: hash("office") }]
    list("march2", "spring", [record(1, { address: hash("home"), alternatives })])(story)
    claim(story, "spring")
    submit(story, "march2", 1)
    outcomes(story, "march2", { row: 1, outcome: "failed" })
    claim(story, "spring")
    submit(story, "march2", 1)
    outcomes(story, "march2", { row: 1, outcome: "ambiguous" })
    story.send({ _tag: "SettleRecords", listId: "march2", rows: [1], as: "again" })
    story.send({ _tag: "MarkRecords", listId: "march2", rows: [1], mark: "complained" })
    expect(blocks(story)).toEqual([[hash("office"), "sales", "complaint"]])
    expect(claim(story, "spring")).toEqual([1])
  })

  it("is told of unknown rows without harm", () => {
    const story = sentOne()
    expect(mark(story, "unsubscribed", { rows: [7] })).toEqual([])
  })
})

describe("An ambiguous record", () => {
  it("[D9.6e] [D9.6g] has left when something is heard of it", () => {
    const story = ambiguous()
    expect(mark(story, "seen").map(({ _tag }) => _tag)).toEqual(["RecordsSettled", "RecordsMarked"])
    expect(ledger(story, "march")).toBe("0/0/0/1/0/0")
    expect(story.found(recordKey("march", 1))).toMatchObject({ resolved: { outcome: "sent", marks: ["seen"] } })
    const other = ambiguous()
    mark(other, "unsubscribed")
    expect(blocks(other)).toHaveLength(1)
    outcomes(other, "march", sent(1))
    expect(ledger(other, "march")).toBe("0/0/0/1/0/0")
  })
})
