import { describe, expect, it } from "vitest"
import { campaign, centre, hash } from "./given.ts"
import {
  claim,
  claimAnswer,
  dialer,
  list,
  outcomes,
  owned,
  plannedRecord,
  record,
  rows,
  sendOn,
  started,
  submit
} from "./dialing.ts"
import type { Plain, Story } from "./story.ts"

type Rate = Extract<Plain, { _tag: "SetRates" }>["rates"][number]

const rates =
  (...of: ReadonlyArray<Rate>) =>
  (story: Story): void => {
    story.send({ _tag: "SetRates", rates: of })
  }
const domainOf = (row: number) => ({ domain: hash(row % 2 === 0 ? "even" : "odd")[0] ?? "" })

describe("Rates", () => {
  it("[D9.3a] hold over a campaign: a slot is taken at the claim and freed one window after the result", () => {
    const story = centre(
      owned,
      rates({ per: "campaign", name: null, limit: 2, windowSeconds: 60 }),
      campaign("sales"),
      dialer("spring", "sales"),
      list("march", "spring", rows(9)),
      started("spring")
    )
    expect(claim(story, "spring")).toEqual([1, 2])
    story.wait(100)
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "rate", nextAt: null })
    submit(story, "march", 1, 2)
    outcomes(story, "march", { row: 1, outcome: "sent" })
    const freed = story.now + 60_000
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "rate", nextAt: freed })
    story.until(freed - 1)
    expect(claim(story, "spring")).toEqual([])
    story.until(freed)
    expect(claim(story, "spring")).toEqual([3])
  })

  it("[D9.3a] hold over an account that several dialers share", () => {
    const story = centre(
      owned,
      rates({ per: "account", name: "smtp1", limit: 3, windowSeconds: 60 }),
      campaign("sales"),
      campaign("help"),
      dialer("spring", "sales", { account: "smtp1" }),
      dialer("autumn", "help", { account: "smtp1" }),
      list("march", "spring", rows(9)),
      list("april", "autumn", rows(9)),
      started("spring"),
      started("autumn")
    )
    expect(sendOn(story, "spring", "march", 2)).toEqual([1, 2])
    expect(sendOn(story, "autumn", "april")).toEqual([1])
    expect(claim(story, "spring")).toEqual([])
    story.wait(60)
    expect(sendOn(story, "autumn", "april")).toEqual([2, 3, 4])
  })

  it("[D9.3a] hold over a recipient's domain, and others go out meanwhile", () => {
    const story = centre(
      owned,
      rates({ per: "domain", name: null, limit: 1, windowSeconds: 60 }),
      campaign("sales"),
      dialer("spring", "sales"),
      list("march", "spring", [...rows(4, domainOf), record(5)]),
      started("spring")
    )
    expect(sendOn(story, "spring", "march")).toEqual([1, 2, 5])
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, nextAt: story.now + 60_000, hindrance: "rate" })
    story.wait(60)
    expect(sendOn(story, "spring", "march")).toEqual([3, 4])
  })

  it("[D9.3a] what was claimed and never tried has never been in a window", () => {
    const story = centre(
      owned,
      rates({ per: "campaign", name: null, limit: 2, windowSeconds: 60 }),
      campaign("sales"),
      dialer("spring", "sales"),
      list("march", "spring", rows(4)),
      started("spring")
    )
    claim(story, "spring")
    submit(story, "march", 1)
    story.send({ _tag: "PauseDialer", dialer: "spring" })
    story.send({ _tag: "StartDialer", dialer: "spring" })
    expect(claim(story, "spring")).toEqual([2])
    story.restart()
    expect(claim(story, "spring")).toEqual([])
  })

  it("[D9.3b] are apart from how many may be under way at once", () => {
    const story = centre(
      owned,
      rates({ per: "campaign", name: null, limit: 5, windowSeconds: 60 }),
      campaign("sales"),
      dialer("spring", "sales", { concurrencyMax: 2 }),
      list("march", "spring", rows(9)),
      started("spring")
    )
    expect(sendOn(story, "spring", "march")).toEqual([1, 2])
    expect(sendOn(story, "spring", "march")).toEqual([3, 4])
    expect(sendOn(story, "spring", "march")).toEqual([5])
    expect(claimAnswer(story, "spring")).toMatchObject({ hindrance: "rate" })
  })

  it("[D9.2a] [D9.3a] of one domain at the head of a list hold back that domain alone, as the plan says", () => {
    const far = (count: number) => (row: number) => ({ domain: hash(row < count ? "big" : "small")[0] ?? "" })
    const story = centre(
      owned,
      rates({ per: "domain", name: null, limit: 1, windowSeconds: 3_600 }),
      campaign("sales"),
      dialer("spring", "sales"),
      list("march", "spring", rows(1_200, far(1_199))),
      started("spring")
    )
    const planner = story.centre.plan(story.state, "march", story.now, { sendMs: 0, retries: [] })
    planner?.push(rows(1_200, far(1_199)).map((one) => plannedRecord(one)))
    expect(
      planner
        ?.end()
        .sendings.slice(0, 3)
        .map(({ row }) => row)
    ).toEqual([1, 1_199, 2])
    expect(sendOn(story, "spring", "march")).toEqual([1])
    expect(sendOn(story, "spring", "march")).toEqual([1_199])
    const freed = story.now + 3_600_000
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, hindrance: "rate", nextAt: freed })
    story.send({ _tag: "BlockAddress", address: hash("client1200"), campaign: null })
    story.until(freed)
    expect(claim(story, "spring")).toEqual([2])
  })

  it("[D9.3a] that are set anew forget nothing of what was sent, nor of what is under way", () => {
    const hourly = { per: "campaign", name: null, limit: 10, windowSeconds: 3_600 } as const
    const story = centre(
      owned,
      rates(hourly),
      campaign("sales"),
      dialer("spring", "sales", { concurrencyMax: 20 }),
      list("march", "spring", rows(30)),
      started("spring")
    )
    expect(sendOn(story, "spring", "march")).toHaveLength(10)
    const first = story.now
    story.wait(60)
    rates({ ...hourly, limit: 12, windowSeconds: 1_800 })(story)
    const second = claim(story, "spring")
    expect(second).toEqual([11, 12])
    rates({ ...hourly, limit: 12, windowSeconds: 600 })(story)
    expect(claim(story, "spring")).toEqual([])
    submit(story, "march", ...second)
    story.until(first + 600_000)
    expect(claim(story, "spring")).toHaveLength(10)
    outcomes(story, "march", ...second.map((row) => ({ row, outcome: "sent" as const })))
    story.wait(599.999)
    expect(claim(story, "spring")).toEqual([])
    story.wait(0.001)
    expect(claim(story, "spring")).toHaveLength(2)
  })

  it("[D9.3a] per domain hold for each: one of a domain by name is refused", () => {
    const rate = { per: "domain", name: "example", limit: 1, windowSeconds: 60 } as const
    expect(centre().refused({ _tag: "SetRates", rates: [rate] })).toEqual({ _tag: "RateOfOneDomain", rate })
  })
})
