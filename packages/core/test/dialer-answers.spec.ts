import { describe, expect, it } from "vitest"
import { hamtSize } from "../src/kernel/hamt.ts"
import { conversations, dialled, foldModel, project, recordingOf, searchDialled } from "../src/stats/index.ts"
import { accept, agents, arrival, arrive, campaign, centre, finish, hash } from "./given.ts"
import { claim, dialer, list, outcomes, owned, rows, sendOn, started, submit } from "./dialing.ts"
import { filing, node } from "./given-texts.ts"
import type { Story } from "./story.ts"

const reference = (row: number) => hash(`mail${row}`)

/** Three mails were sent, each with an id that an answer names. */
const sent = (): Story => {
  const story = centre(
    owned,
    agents("ann"),
    campaign("sales", {}, ["ann"]),
    dialer("spring", "sales"),
    list("march", "spring", rows(3)),
    started("spring")
  )
  claim(story, "spring")
  submit(story, "march", 1, 2, 3)
  outcomes(story, "march", ...[1, 2, 3].map((row) => ({ row, outcome: "sent" as const, reference: reference(row) })))
  return story
}

const answer = (row: number, client = row) => ({ from: hash(`client${client}`), inReplyTo: [reference(row)] })
const conversation = (story: Story, id: string) =>
  foldModel(conversations, story.log).ask(recordingOf(id))?.conversation

describe("A dialer's mail", () => {
  it("[D9.11a] is a record and no interaction", () => {
    const story = sent()
    expect(hamtSize(story.state.facts.interactions)).toBe(0)
    expect(story.all("InteractionArrived")).toEqual([])
    expect(searchDialled(project(dialled, story.log)).items).toHaveLength(3)
  })

  it("[D9.11b] when it is answered opens an inbound interaction that is linked to its record", () => {
    const story = sent()
    const events = arrive(story, "i1", "sales", answer(2))
    expect(story.all("RecordAnswered", events)).toEqual([
      {
        _tag: "RecordAnswered",
        dialer: "spring",
        campaign: "sales",
        listId: "march",
        row: 2,
        interactionId: "i1",
        reference: reference(2)
      }
    ])
    expect(story.offers(events)).toEqual(["i1→ann"])
    expect(conversation(story, "i1")).toMatchObject({
      direction: "in",
      record: { dialer: "spring", listId: "march", row: 2 }
    })
    expect(story.ask(arrival("i2", "sales", answer(2)))).toMatchObject({ outcome: "joined", interactionId: "i1" })
  })

  it("[D9.11b] is not linked to what somebody else writes, or what answers another mail", () => {
    const story = sent()
    expect(story.all("RecordAnswered", arrive(story, "i1", "sales", answer(2, 1)))).toEqual([])
    expect(story.all("RecordAnswered", arrive(story, "i2", "sales", { from: hash("client2") }))).toEqual([])
    const { inReplyTo, from } = answer(3)
    const late = arrive(story, "i3", "sales", { from, references: [hash("unknown"), ...inReplyTo] })
    expect(story.all("RecordAnswered", late)).toMatchObject([{ row: 3, interactionId: "i3" }])
  })

  it("[D9.11b] [D8.4g] answered under a subject that another conversation goes by opens one of its own", () => {
    const story = sent()
    const subject = hash("client2-hello")
    arrive(story, "i1", "sales", { from: hash("client2"), subject })
    expect(story.ask(arrival("i2", "sales", { ...answer(2), subject }))).toMatchObject({
      outcome: "opened",
      linkedTo: null
    })
    expect(story.all("RecordAnswered")).toMatchObject([{ row: 2, interactionId: "i2" }])
  })

  it("[D9.11b] is linked to what goes on from its answer as well", () => {
    const story = sent()
    arrive(story, "i1", "sales", answer(2))
    accept(story, "i1")
    finish(story, "i1")
    expect(story.ask(arrival("i2", "sales", answer(2)))).toMatchObject({ outcome: "opened", linkedTo: "i1" })
    expect(conversation(story, "i2")).toMatchObject({ linkedTo: "i1", record: { row: 2 } })
    const { items } = searchDialled(project(dialled, story.log), { campaign: "sales" })
    expect(items[1]?.interactions).toEqual(["i1", "i2"])
  })

  it("[D9.11c] stands in the recordings beside the interactions that answered it", () => {
    const story = sent()
    arrive(story, "i1", "sales", answer(2))
    const { items } = searchDialled(project(dialled, story.log), { campaign: "sales" })
    expect(items.map(({ row, interactions }) => [row, interactions])).toEqual([
      [3, []],
      [2, ["i1"]],
      [1, []]
    ])
    expect(items[1]).toMatchObject({ dialer: "spring", listId: "march", content: "content2", sentAt: story.now })
    expect(conversation(story, "i1")?.record).toEqual({ dialer: "spring", listId: "march", row: 2 })
    expect(searchDialled(project(dialled, story.log), { campaign: "help" }).items).toEqual([])
    const whole = searchDialled(project(dialled, story.log))
    node(story, "again", { action: "respool" })
    accept(story, "i1")
    story.send(filing("i1", ["again"]))
    story.wait(5)
    sendOn(story, "spring", "march")
    const after = searchDialled(project(dialled, story.log))
    expect(after.items.map(({ row }) => row)).toEqual([2, 3, 1])
    expect(after.items[0]).toMatchObject({ interactions: ["i1"], sentAt: story.now })
    expect(whole.items).toHaveLength(3)
  })
})
