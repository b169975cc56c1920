import { describe, expect, it } from "vitest"
import { foldModel, intervals, readIntervals, type Scope } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, hash } from "./given.ts"
import { claim, dialer, list, outcomes, owned, rows, started, submit } from "./dialing.ts"
import { template } from "./given-texts.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, type Plain, type Setting, type Story } from "./story.ts"

type Mail = Extract<Plain, { _tag: "RateMail" }>["mail"]

const qualification = { motive: "How did we do?", thanks: "Thank you." }

/** Ann has i1 of sales, where clients are asked to rate. */
const asking = (settings: Setting = {}): Story => {
  const story = centre(
    owned,
    agents("ann"),
    template("thanks"),
    campaign("sales", { qualification, ...settings }, ["ann"])
  )
  arrive(story, "i1", "sales", { from: hash("client1") })
  accept(story, "i1")
  return story
}

/** Ann's mail, and what becomes of it. */
const answer = (story: Story, interactionId = "i1", outcome: "sent" | "failed" = "sent") => {
  const events = story.send({
    _tag: "SendMessage",
    interactionId,
    agentId: "ann",
    contents: { body: "answer1", raw: null, attachments: [] }
  })
  const messageId = story.all("MessagePlanned", events)[0]?.messageId ?? "none"
  for (const _tag of ["ClaimMessage", "SubmitMessage"] as const) story.send({ _tag, messageId, epoch: 1 })
  story.send({ _tag: "RecordMessageOutcome", messageId, epoch: 1, outcome })
  return events
}

const vote = (mail: Mail, rating: number): Plain => ({ _tag: "RateMail", mail, rating })

const figures = (story: Story, scope: Scope = { campaign: "sales" }) => {
  const day = { from: MIDNIGHT, to: MIDNIGHT + 86_400_000, step: "day", zone: "UTC" } as const
  const [row] = foldModel(intervals, story.log).ask(readIntervals(localTimes, { ...scope, ...day }))?.rows ?? []
  if (row === undefined) throw new Error("no day")
  const { ratings, ratingsGood } = row.figures
  return [ratings, ratingsGood, row.ratios.csatRatio]
}

describe("Qualification", () => {
  it("[D8.9a] is off by default, and on it needs both texts", () => {
    const story = asking({ qualification: null })
    expect(story.all("CampaignCreated")[0]?.settings.qualification).toBeNull()
    expect(story.all("MessagePlanned", answer(story))).toMatchObject([{ rateable: false }])
    const mail = { messageId: "i1.m2" }
    expect(story.refused(vote(mail, 5))).toEqual({ _tag: "MailNotRateable", mail })
    const change = (given: object) => () =>
      story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { qualification: given } } as Plain)
    expect(change({ motive: "How did we do?" })).toThrow(/thanks/)
    expect(change({ ...qualification, motive: "" })).toThrow(/motive/)
    change(qualification)()
    expect(story.all("MessagePlanned", answer(story))).toMatchObject([{ rateable: true }])
  })

  it("[D8.9c] takes one rating of a mail, from 1 to 5: the first stands", () => {
    const story = asking()
    answer(story)
    const mail = { messageId: "i1.m2" }
    expect(story.send(vote(mail, 4))).toEqual([
      { _tag: "MailRated", mail, campaign: "sales", interactionId: "i1", agentId: "ann", rating: 4 }
    ])
    expect(story.send(vote(mail, 4))).toEqual([])
    expect(story.refused(vote(mail, 1))).toEqual({ _tag: "MailIsRated", mail, rating: 4 })
    answer(story)
    expect(story.send(vote({ messageId: "i1.m3" }, 1))).toHaveLength(1)
    expect(() => story.send(vote(mail, 6))).toThrow(/rating/)
    expect(() => story.send(vote(mail, 0))).toThrow(/rating/)
  })

  it("[D8.9c] takes it also when the conversation is over, and of the campaign that asked", () => {
    const story = asking()
    answer(story)
    finish(story, "i1")
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { qualification: null } })
    expect(story.all("MailRated", story.send(vote({ messageId: "i1.m2" }, 5)))).toMatchObject([{ agentId: "ann" }])
  })

  it("[D8.9c] takes none of an automatic reply, of a client's mail, or of what there is not", () => {
    const story = asking({ autoReply: "thanks" })
    for (const messageId of ["i1.m1", "i1.m2", "never.m1"])
      expect(story.refused(vote({ messageId }, 5))).toEqual({ _tag: "MailNotRateable", mail: { messageId } })
  })

  it("[D8.9c] takes one of a dialer's record once it was sent, while its campaign asks", () => {
    const story = centre(
      owned,
      campaign("sales", { qualification }),
      dialer("spring", "sales"),
      list("march", "spring", rows(2)),
      started("spring")
    )
    const mail = (row: number) => ({ listId: "march", row })
    expect(story.refused(vote(mail(1), 5))).toMatchObject({ _tag: "MailNotRateable" })
    claim(story, "spring")
    submit(story, "march", 1, 2)
    outcomes(story, "march", { row: 1, outcome: "sent" }, { row: 2, outcome: "failed" })
    expect(story.send(vote(mail(1), 2))).toEqual([
      { _tag: "MailRated", mail: mail(1), campaign: "sales", interactionId: null, agentId: null, rating: 2 }
    ])
    expect(story.refused(vote(mail(1), 3))).toMatchObject({ _tag: "MailIsRated", rating: 2 })
    expect(story.refused(vote(mail(2), 3))).toMatchObject({ _tag: "MailNotRateable" })
    expect(figures(story)).toEqual([1, 0, 0])
  })
})

describe("A mail that did not leave", () => {
  it("[D8.9c] is not rated: neither one that failed, nor one that is only planned", () => {
    const story = asking()
    answer(story, "i1", "failed")
    expect(story.refused(vote({ messageId: "i1.m2" }, 5))).toMatchObject({ _tag: "MailNotRateable" })
    story.send({
      _tag: "SendMessage",
      interactionId: "i1",
      agentId: "ann",
      contents: { body: "a", raw: null, attachments: [] }
    })
    expect(story.refused(vote({ messageId: "i1.m3" }, 5))).toMatchObject({ _tag: "MailNotRateable" })
    for (const _tag of ["ClaimMessage", "SubmitMessage"] as const) story.send({ _tag, messageId: "i1.m3", epoch: 1 })
    story.send({ _tag: "RecordMessageOutcome", messageId: "i1.m3", epoch: 1, outcome: "ambiguous" })
    expect(story.send(vote({ messageId: "i1.m3" }, 5))).toMatchObject([{ _tag: "MailRated" }])
  })
})

describe("CSAT", () => {
  it("[D6.10g] is the ratings of 4 and 5 by all there are, for the campaign and for the agent", () => {
    const story = asking()
    expect(figures(story)).toEqual([0, 0, null])
    for (const rating of [3, 4, 5, 1]) {
      const [planned] = story.all("MessagePlanned", answer(story))
      if (planned !== undefined) story.send(vote({ messageId: planned.messageId }, rating))
    }
    expect(figures(story)).toEqual([4, 2, 0.5])
    expect(figures(story, { agentId: "ann" })).toEqual([4, 2, 0.5])
  })
})
