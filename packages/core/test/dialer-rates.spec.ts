import { describe, expect, it } from "vitest"
import { campaign, centre, hash } from "./given.ts"
import { claim, claimAnswer, dialer, list, outcomes, owned, record, rows, sendOn, started, submit } from "./dialing.ts"
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
})
