import { describe, expect, it } from "vitest"
import { blockedKey } from "../src/centre/rows-clients.ts"
import { recordKey } from "../src/centre/rows-dialer.ts"
import { CampaignName, KeyedHash } from "../src/kernel/fields.ts"
import { accept, agents, arrive, campaign, centre, hash } from "./given.ts"
import {
  claim,
  claimAnswer,
  dialer,
  ledger,
  list,
  outcomes,
  owned,
  record,
  rows,
  sending,
  sendOn,
  sent,
  started,
  submit
} from "./dialing.ts"
import type { Story } from "./story.ts"

const refused = (row: number) => ({ row, outcome: "temporary", reason: "greylisted" }) as const

const resolvedOf = (story: Story, row: number) => {
  const found = story.found(recordKey("march", row))
  return found?._tag === "Resolved" ? found.resolved : null
}

describe("A record", () => {
  it("[D9.6a] goes from planned to claimed to submitted to sent, failed or ambiguous", () => {
    const story = sending(4)
    expect(ledger(story, "march")).toBe("4/0/0/0/0/0")
    expect(claim(story, "spring", 3)).toEqual([1, 2, 3])
    expect(ledger(story, "march")).toBe("1/3/0/0/0/0")
    submit(story, "march", 1, 2, 3)
    expect(ledger(story, "march")).toBe("1/0/3/0/0/0")
    outcomes(
      story,
      "march",
      sent(1),
      { row: 2, outcome: "failed", reason: "no-such-user" },
      { row: 3, outcome: "ambiguous" }
    )
    expect(ledger(story, "march")).toBe("1/0/0/1/1/1")
    expect([1, 2, 3].map((row) => resolvedOf(story, row)?.outcome)).toEqual(["sent", "failed", "ambiguous"])
    expect(resolvedOf(story, 2)?.reason).toBe("no-such-user")
  })

  it("[D9.6b] is claimed, and then submitted, before it may be called sent; a repeat of either changes nothing", () => {
    const story = sending(2)
    const early = { _tag: "RecordOutcomes", listId: "march", epoch: 1, results: [sent(1)] } as const
    expect(story.send(early)).toEqual([])
    claim(story, "spring", 1)
    expect(story.refused(early)).toMatchObject({ _tag: "RecordNotReady", row: 1, state: "claimed" })
    expect(story.all("RecordsSubmitted", submit(story, "march", 1))).toHaveLength(1)
    expect(submit(story, "march", 1)).toEqual([])
    outcomes(story, "march", sent(1))
    expect(outcomes(story, "march", sent(1))).toEqual([])
    expect(story.refused({ _tag: "SubmitRecords", listId: "march", epoch: 1, rows: [1] })).toMatchObject({
      _tag: "RecordNotReady",
      state: "not-in-flight"
    })
    expect(claim(story, "spring")).toEqual([2])
  })

  it("[D9.6c] [D9.6b] after a crash goes back to planned where it was claimed, and is ambiguous where it was submitted", () => {
    const story = sending(5)
    claim(story, "spring", 4)
    submit(story, "march", 1, 2)
    outcomes(story, "march", sent(1))
    story.restart()
    story.send({ _tag: "TakeOwnership", epoch: 2 })
    expect(ledger(story, "march")).toBe("3/0/0/1/0/1")
    expect(resolvedOf(story, 2)).toMatchObject({ outcome: "ambiguous", reason: "owner-changed" })
    expect(story.refused({ _tag: "RecordOutcomes", listId: "march", epoch: 1, results: [sent(2)] })).toMatchObject({
      _tag: "EpochPassed"
    })
    expect(sendOn(story, "spring", "march")).toEqual([3, 4, 5])
    expect(ledger(story, "march")).toBe("0/0/0/4/0/1")
  })

  it("[D9.6d] that is refused for now is planned again, until it was tried three times", () => {
    const story = sending(1, { retryAfterSeconds: 30 })
    for (const attempt of [1, 2]) {
      expect(claim(story, "spring")).toEqual([1])
      submit(story, "march", 1)
      const returned = story.all("RecordsReturned", outcomes(story, "march", refused(1)))
      expect(returned).toMatchObject([
        { cause: "refused-for-now", records: [{ attempts: attempt, notBefore: story.now + 30_000 }] }
      ])
      expect(ledger(story, "march")).toBe("1/0/0/0/0/0")
      expect(claimAnswer(story, "spring")).toMatchObject({
        claimed: 0,
        hindrance: "retry-pause",
        nextAt: story.now + 30_000
      })
      story.wait(30)
    }
    claim(story, "spring")
    submit(story, "march", 1)
    outcomes(story, "march", refused(1))
    expect(resolvedOf(story, 1)).toMatchObject({ outcome: "failed", reason: "greylisted", record: { attempts: 3 } })
    expect(ledger(story, "march")).toBe("0/0/0/0/1/0")
  })

  it("[D9.6d] one that is due for another try goes before those not tried yet", () => {
    const story = sending(4, { retryAfterSeconds: 10 })
    claim(story, "spring", 2)
    submit(story, "march", 1, 2)
    outcomes(story, "march", refused(2), { ...refused(1), retryAfterSeconds: 5 })
    expect(claim(story, "spring", 1)).toEqual([3])
    story.wait(10)
    expect(claim(story, "spring")).toEqual([1, 2, 4])
  })

  it("[D9.6e] that is ambiguous is shown as such, and settled by whoever decides", () => {
    const story = sending(3)
    claim(story, "spring")
    submit(story, "march", 1, 2, 3)
    const lost = (row: number) => ({ row, outcome: "ambiguous", reason: "connection-lost" }) as const
    outcomes(story, "march", lost(1), lost(2), lost(3))
    expect(ledger(story, "march")).toBe("0/0/0/0/0/3")
    expect(claim(story, "spring")).toEqual([])
    for (const [row, as] of [
      [1, "sent"],
      [2, "failed"],
      [3, "again"]
    ] as const)
      story.send({ _tag: "SettleRecords", listId: "march", rows: [row], as })
    expect(ledger(story, "march")).toBe("1/0/0/1/1/0")
    expect([1, 2, 3].map((row) => resolvedOf(story, row)?.outcome)).toEqual(["sent", "failed", undefined])
    expect(story.refused({ _tag: "SettleRecords", listId: "march", rows: [1], as: "again" })).toMatchObject({
      _tag: "RecordNotReady",
      state: "sent"
    })
    expect(claim(story, "spring")).toEqual([3])
  })

  it("[D9.6f] whose address is on the blacklist fails as such when its turn comes, without being claimed", () => {
    const story = sending(5)
    const block = (row: number, of: CampaignName | null) =>
      story.keep({ key: blockedKey(of, KeyedHash.make(hash(`client${row}`).join())), row: { _tag: "Blocked" } })
    block(2, CampaignName.make("sales"))
    block(4, null)
    block(5, CampaignName.make("help"))
    const events = story.send({ _tag: "ClaimRecords", dialer: "spring", epoch: 1, max: 2 })
    expect(events).toMatchObject([
      { _tag: "RecordsBlocked", reason: "blacklisted", records: [{ row: 2 }] },
      { _tag: "RecordsClaimed", records: [{ row: 1 }, { row: 3 }] }
    ])
    expect(resolvedOf(story, 2)).toMatchObject({ outcome: "failed", reason: "blacklisted" })
    expect(ledger(story, "march")).toBe("2/2/0/0/1/0")
    expect(claim(story, "spring")).toEqual([5])
    expect(ledger(story, "march")).toBe("0/3/0/0/2/0")
  })

  it("[D9.10a] [D9.10b] whose client complains or unsubscribes is written to by that campaign no more, a hard bounce by none", () => {
    const story = sending(4)
    sendOn(story, "spring", "march")
    const mark = (row: number, what: "complained" | "unsubscribed" | "bounced", hard = false) =>
      story.send({ _tag: "MarkRecords", listId: "march", mark: what, rows: [row], hard })
    mark(1, "complained")
    mark(2, "unsubscribed")
    mark(3, "bounced", true)
    mark(4, "bounced")
    campaign("help")(story)
    dialer("autumn", "help")(story)
    for (const [listId, name] of [
      ["april", "spring"],
      ["may", "autumn"]
    ] as const)
      list(listId, name, rows(4))(story)
    started("autumn")(story)
    expect(claim(story, "spring")).toEqual([4])
    expect(claim(story, "autumn")).toEqual([1, 2, 4])
    expect([ledger(story, "april"), ledger(story, "may")]).toEqual(["0/1/0/0/3/0", "0/3/0/0/1/0"])
  })

  it("[D9.10c] whose client is blocked is started with no more, but what they write is work, and is answered", () => {
    const story = sending(1)
    agents("ann")(story)
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] })
    sendOn(story, "spring", "march")
    story.send({ _tag: "MarkRecords", listId: "march", mark: "unsubscribed", rows: [1] })
    const to = hash("client1")
    const start = { _tag: "StartInteraction", interactionId: "i9", agentId: "ann", campaign: "sales", to } as const
    expect(story.refused(start)).toEqual({ _tag: "ClientIsBlacklisted", campaign: "sales" })
    arrive(story, "i1", "sales", { from: to })
    accept(story, "i1")
    const contents = { body: "answer", raw: null, attachments: [] }
    const reply = { _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents } as const
    expect(story.all("MessagePlanned", story.send(reply))).toHaveLength(1)
  })

  it("[D9.6g] bears each mark once, and only when it was sent", () => {
    const story = sending(3)
    claim(story, "spring")
    submit(story, "march", 1, 2, 3)
    outcomes(story, "march", sent(1), sent(2), { row: 3, outcome: "failed" })
    const mark = (of: "seen" | "bounced" | "complained" | "unsubscribed") =>
      story.all("RecordsMarked", story.send({ _tag: "MarkRecords", listId: "march", mark: of, rows: [1, 3, 9] }))
    expect(mark("seen")).toMatchObject([{ mark: "seen", records: [{ record: { row: 1 }, marks: ["seen"] }] }])
    expect(mark("seen")).toEqual([])
    for (const of of ["bounced", "complained", "unsubscribed"] as const) expect(mark(of)).toHaveLength(1)
    expect(resolvedOf(story, 1)?.marks).toEqual(["seen", "bounced", "complained", "unsubscribed"])
    expect(resolvedOf(story, 3)?.marks).toEqual([])
  })

  it("[D9.5i] goes out by priority, the best being 1, and in the order of the file within one", () => {
    const story = centre(
      owned,
      campaign("sales"),
      dialer("spring", "sales"),
      list("march", "spring", [
        record(1),
        record(2, { priority: 10 }),
        record(3, { priority: 2 }),
        record(4),
        record(5, { priority: 10 })
      ]),
      started("spring")
    )
    expect(claim(story, "spring")).toEqual([3, 2, 5, 1, 4])
  })

  it("[D9.12] of any channel has a destination and alternatives, each with tries of its own", () => {
    const alternatives = [
      { address: hash("mobile"), attemptsMax: 1 },
      { address: hash("office"), attemptsMax: 2 }
    ]
    const story = centre(
      owned,
      campaign("sales"),
      dialer("spring", "sales", { retryAfterSeconds: 0 }),
      list("march", "spring", [record(1, { address: hash("home"), alternatives })]),
      started("spring")
    )
    const tried: Array<string> = []
    for (const outcome of ["failed", "temporary", "temporary", "temporary"] as const) {
      const [claimed] = story.all(
        "RecordsClaimed",
        story.send({ _tag: "ClaimRecords", dialer: "spring", epoch: 1, max: 1 })
      )
      const one = claimed?.records[0]
      tried.push(`${one?.destinations[one.destination]?.address.join()} ${one?.attempts}`)
      submit(story, "march", 1)
      outcomes(story, "march", { row: 1, outcome, reason: "busy" })
    }
    const of = (name: string, attempt: number) => `${hash(name).join()} ${attempt}`
    expect(tried).toEqual([of("home", 1), of("mobile", 1), of("office", 1), of("office", 2)])
    expect(resolvedOf(story, 1)).toMatchObject({ outcome: "failed", record: { destination: 2, attempts: 2 } })
  })
})
