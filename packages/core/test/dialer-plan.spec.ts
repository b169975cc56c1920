import { describe, expect, it } from "vitest"
import { freshPrefix, retryPrefix } from "../src/centre/rows-dialer.ts"
import { rangeKey } from "../src/centre/rows.ts"
import type { DialerRecord } from "../src/dialer/index.ts"
import { FRESH_DEEP_MAX, type PlannedSending } from "../src/pacing/index.ts"
import { campaign, centre, hash } from "./given.ts"
import { claimAnswer, dialer, list, outcomes, owned, plannedRecord, rows, sendOn, started, submit } from "./dialing.ts"
import type { Plain, Setting, Story } from "./story.ts"

type Rates = Extract<Plain, { _tag: "SetRates" }>["rates"]

const SEND_MS = 1_000

const given = (count: number, settings: Setting = {}, rates: Rates = []): Story =>
  centre(
    owned,
    (story) => void story.send({ _tag: "SetRates", rates }),
    campaign("sales"),
    dialer("spring", "sales", settings),
    list(
      "march",
      "spring",
      rows(count, (row) => ({ domain: hash(`domain${row % 2}`)[0] ?? "" }))
    )
  )

const recordsIn = (story: Story, prefix: string): ReadonlyArray<DialerRecord> =>
  story.range(rangeKey({ prefix, limit: 10_000 })).flatMap(({ row }) => (row._tag === "Planned" ? [row.record] : []))

interface Plan {
  readonly sendings: ReadonlyArray<PlannedSending>
  readonly endsAt: number | null
}

/** The whole plan, fed in pages of so many records. */
function planned(story: Story, pageOf = 500, blocked: ReadonlyArray<number> = []): Plan {
  const retries = recordsIn(story, retryPrefix("march"))
  const isBlocked = ({ row }: DialerRecord) => blocked.includes(row)
  const planner = story.centre.plan(story.state, "march", story.now, { sendMs: SEND_MS, retries, isBlocked })
  if (planner === undefined) throw new Error("no such list")
  const fresh = recordsIn(story, freshPrefix("march"))
  const sendings: Array<PlannedSending> = []
  for (let from = 0; from < fresh.length; from += pageOf)
    sendings.push(...planner.push(fresh.slice(from, from + pageOf)))
  const { sendings: rest, endsAt } = planner.end()
  expect(planner.progress).toBe(sendings.length + rest.length)
  return { sendings: [...sendings, ...rest], endsAt }
}

/** `row@seconds from now`. */
const told = (story: Story, { sendings }: Plan) =>
  sendings.map(({ row, at, hindrance }) => `${row}@${at === null ? hindrance : (at - story.now) / 1_000}`)

/** What really happens when each submission takes SEND_MS: claims as soon as there is a slot. */
function played(story: Story): ReadonlyArray<string> {
  const begin = story.now
  const out: Array<string> = []
  const pending: Array<{ readonly row: number; readonly endsAt: number }> = []
  started("spring")(story)
  for (;;) {
    const events = story.send({ _tag: "ClaimRecords", dialer: "spring", epoch: 1, max: 500 })
    const claimed = story.all("RecordsClaimed", events).flatMap(({ records }) => records.map(({ row }) => row))
    out.push(...claimed.map((row) => `${row}@${(story.now - begin) / 1_000}`))
    pending.push(...claimed.map((row) => ({ row, endsAt: story.now + SEND_MS })))
    if (claimed.length > 0) continue
    const answer = claimAnswer(story, "spring")
    const nextAt = answer?.["nextAt"]
    const first = pending[0]
    if (first === undefined && typeof nextAt !== "number") return out
    if (first === undefined || (typeof nextAt === "number" && nextAt < first.endsAt)) {
      story.until(Number(nextAt))
      continue
    }
    story.until(first.endsAt)
    pending.shift()
    submit(story, "march", first.row)
    outcomes(story, "march", { row: first.row, outcome: "sent" })
  }
}

describe("A plan", () => {
  it("[D9.3c] says when each record would go out and when the list would end", () => {
    const story = given(5, { secondsBetween: 9 })
    const plan = planned(story)
    expect(told(story, plan)).toEqual(["1@0", "2@10", "3@20", "4@30", "5@40"])
    expect(plan.endsAt).toBe(story.now + 41_000)
    expect(story.all("RecordsClaimed")).toEqual([])
  })

  it.each<readonly [title: string, settings: Setting, rates: Rates]>([
    ["one at a time", { secondsBetween: 3 }, []],
    ["several at once", { concurrencyMax: 4 }, []],
    ["a rate of the campaign", { concurrencyMax: 10 }, [{ per: "campaign", name: null, limit: 3, windowSeconds: 30 }]],
    [
      "rates of account and domain",
      { concurrencyMax: 5 },
      [
        { per: "account", name: null, limit: 5, windowSeconds: 60 },
        { per: "domain", name: null, limit: 2, windowSeconds: 20 }
      ]
    ]
  ])("[D9.3c] is what then happens, with %s", (_title, settings, rates) => {
    const story = given(23, settings, rates)
    const plan = told(story, planned(story))
    expect(plan).toHaveLength(23)
    expect(played(story)).toEqual(plan)
  })

  it("[D9.3c] is the same however its records come in, and little is kept of them", () => {
    const story = given(1_300, { concurrencyMax: 10 }, [{ per: "campaign", name: null, limit: 100, windowSeconds: 60 }])
    const whole = planned(story)
    expect(whole.sendings).toHaveLength(1_300)
    for (const page of [1, 500, 600]) expect(planned(story, page)).toEqual(whole)
    const planner = story.centre.plan(story.state, "march", story.now, { sendMs: SEND_MS, retries: [] })
    const fresh = rows(6_000).map((one) => plannedRecord(one))
    expect(planner?.push(fresh.slice(0, FRESH_DEEP_MAX - 1))).toEqual([])
    expect(planner?.push(fresh.slice(FRESH_DEEP_MAX - 1)).length).toBeGreaterThan(900)
  })

  it("[D9.3c] counts what was sent already, what is to be tried again, and what is blocked or comes too late", () => {
    const story = given(6, { concurrencyMax: 2, retryAfterSeconds: 7 })
    started("spring")(story)
    expect(sendOn(story, "spring", "march", 1)).toEqual([1])
    story.send({ _tag: "ClaimRecords", dialer: "spring", epoch: 1, max: 1 })
    submit(story, "march", 2)
    outcomes(story, "march", { row: 2, outcome: "temporary" })
    expect(told(story, planned(story, 500, [4]))).toEqual(["4@blacklisted", "3@0", "5@0", "6@1", "2@7"])
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { endsAt: story.now + 1_000 } })
    const late = planned(story)
    expect(told(story, late)).toEqual(["3@0", "4@0", "2@ended", "5@ended", "6@ended"])
    expect(late.endsAt).toBeNull()
  })

  it("[D9.3c] frees the slots of what is under way when that has its result", () => {
    const story = given(3, {}, [{ per: "campaign", name: null, limit: 1, windowSeconds: 60 }])
    started("spring")(story)
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 1 })
    expect(told(story, planned(story))).toEqual(["2@61", "3@122"])
  })
})
