import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, hash } from "./given.ts"
import { claim, dialer, ledger, list, listState, outcomes, owned, record, started, submit } from "./dialing.ts"
import { filing, node } from "./given-texts.ts"
import type { Plain, Story } from "./story.ts"

type Alternatives = NonNullable<Extract<Plain, { _tag: "ImportRecords" }>["records"][number]["alternatives"]>

const reference = hash("mail1")

/** A client answered the dialer's mail, and ann has the conversation. */
const answered = (alternatives: Alternatives = []): Story => {
  const story = centre(
    owned,
    agents("ann"),
    campaign("sales", {}, ["ann"]),
    dialer("spring", "sales"),
    list("march", "spring", [record(1, { alternatives })]),
    started("spring")
  )
  for (const action of ["none", "respool", "reschedule", "respool-alternative"] as const)
    node(story, action, { action })
  claim(story, "spring")
  submit(story, "march", 1)
  outcomes(story, "march", { row: 1, outcome: "sent", reference })
  arrive(story, "i1", "sales", { from: hash("client1"), inReplyTo: [reference] })
  accept(story, "i1")
  return story
}

const filed = (story: Story, action: string, more: { readonly at?: number } = {}) =>
  story.all("RecordsRespooled", story.send(filing("i1", [action], more)))

describe("An outcome of what answered a dialer's record", () => {
  it("[D3.9f] without an action leaves the record as it is", () => {
    const story = answered()
    expect(filed(story, "none")).toEqual([])
    expect(ledger(story, "march")).toBe("0/0/0/1/0/0")
  })

  it("[D3.9f] that respools has it planned as if it had not been tried", () => {
    const story = answered()
    expect(filed(story, "respool")).toMatchObject([
      {
        listId: "march",
        cause: "respool",
        records: [{ record: { row: 1, destination: 0, attempts: 0, notBefore: null } }]
      }
    ])
    expect(ledger(story, "march")).toBe("1/0/0/0/0/0")
    expect(claim(story, "spring")).toEqual([1])
    submit(story, "march", 1)
    outcomes(story, "march", { row: 1, outcome: "sent" })
    expect(ledger(story, "march")).toBe("0/0/0/1/0/0")
  })

  it("[D3.9f] that reschedules has it planned for its date, and not before", () => {
    const story = answered()
    const at = story.now + 3_600_000
    filed(story, "reschedule", { at })
    expect(listState(story, "march").retryAt).toBe(at)
    expect(claim(story, "spring")).toEqual([])
    story.wait(3_599)
    expect(claim(story, "spring")).toEqual([])
    story.wait(1)
    expect(claim(story, "spring")).toEqual([1])
  })

  it("[D3.9f] on the alternative goes to the next destination, and nowhere when there is none", () => {
    const story = answered([{ address: hash("second1") }])
    expect(filed(story, "respool-alternative")).toMatchObject([{ records: [{ record: { destination: 1 } }] }])
    expect(claim(story, "spring")).toEqual([1])
    const alone = answered()
    expect(filed(alone, "respool-alternative")).toEqual([])
    expect(ledger(alone, "march")).toBe("0/0/0/1/0/0")
  })

  it("[D3.9f] takes the marks of a sent record out of the counts with it", () => {
    const story = answered()
    story.send({ _tag: "MarkRecords", listId: "march", rows: [1], mark: "seen" })
    expect(listState(story, "march").counts).toMatchObject({ sent: 1, seen: 1 })
    filed(story, "respool")
    expect(listState(story, "march").counts).toMatchObject({ sent: 0, seen: 0, fresh: 1, total: 1 })
  })

  it("[D3.9f] of what came otherwise is told and does nothing", () => {
    const story = answered()
    arrive(story, "i2", "sales", { from: hash("client9") })
    accept(story, "i2")
    const events = story.send(filing("i2", ["respool"]))
    expect(story.all("DispositionFiled", events)).toMatchObject([{ action: { kind: "respool" } }])
    expect(story.all("RecordsRespooled", events)).toEqual([])
  })

  it("[D3.9f] [D9.10b] that plans a record again does not write to who unsubscribes from its first mail", () => {
    for (const action of ["respool", "respool-alternative"]) {
      const story = answered([{ address: hash("office") }])
      filed(story, action)
      story.send({ _tag: "MarkRecords", listId: "march", mark: "unsubscribed", rows: [1] })
      expect(story.all("AddressBlocked")).toMatchObject([{ address: hash("client1") }])
      expect(claim(story, "spring")).toEqual(action === "respool" ? [] : [1])
    }
  })

  it("[D3.9f] plans a record again once, though two conversations answered it", () => {
    const story = answered()
    filed(story, "respool")
    arrive(story, "i2", "sales", { from: hash("client1"), inReplyTo: [reference] })
    expect(ledger(story, "march")).toBe("1/0/0/0/0/0")
  })
})
