import { describe, expect, it } from "vitest"
import { publish } from "../src/centre/index.ts"
import { drawBelow } from "../src/kernel/draw.ts"
import { addCounts, campaignLive, noCounts, outcomesOf, rows, subtractCounts } from "../src/stats/index.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  endBreak,
  finish,
  leave,
  reject,
  signIn,
  signOut,
  startBreak
} from "./given.ts"
import { PublicFold } from "./public-fold.ts"
import type { Story } from "./story.ts"

/** Mail goes back into the queue it came from; a chat may find the door shut. */
const transferBack = (story: Story, interactionId: string, agentId: string): void => {
  const to = { kind: "campaign", campaign: "mails" } as const
  if (story.interaction(interactionId)?.campaign === "mails")
    story.send({ _tag: "TransferInteraction", interactionId, agentId, to })
}

/** A day of chance: what a seed does next to a centre of two campaigns. */
function happens(story: Story, seed: string, n: number): void {
  const below = (purpose: string, bound: number) => drawBelow({ seed, name: `step${n}`, purpose, n: 0 }, bound)
  const people = ["ann", "bob", "cid"]
  const who = people[below("who", 3)] ?? "ann"
  const name = below("campaign", 2) === 0 ? "mails" : "chats"
  const ids = Array.from({ length: n }, (_, one) => `i${one}`).filter((id) => story.interaction(id) !== undefined)
  const id = ids[below("interaction", Math.max(1, ids.length))] ?? ""
  const { stage, ownerId } = story.interaction(id) ?? {}
  const acts: ReadonlyArray<() => unknown> = [
    () => arrive(story, `i${n}`, name),
    () => arrive(story, `i${n}`, name),
    () => stage === "offered" && accept(story, id),
    () => stage === "offered" && accept(story, id),
    () => stage === "offered" && reject(story, id),
    () => stage === "active" && finish(story, id),
    () => stage === "active" && ownerId && transferBack(story, id, ownerId),
    () => stage !== undefined && leave(story, id),
    () => startBreak(story, who),
    () => endBreak(story, who),
    () => ownerId !== who && signOut(story, who, true),
    () => story.send({ _tag: "SignOutAgent", agentId: who }),
    () => story.send({ _tag: "DisableCampaign", campaign: name }),
    () => story.send({ _tag: "EnableCampaign", campaign: name }),
    () => story.wait(below("wait", 60)),
    () => story.sleep(below("sleep", 20) === 0 ? 15_000 : 20)
  ]
  for (const one of people) if (story.agent(one).status === "Disconnected" && below(one, 5) === 0) signIn(story, one)
  if (story.agent(who).status === "Disconnected" && below("act", acts.length) >= 8) return
  acts[below("act", acts.length)]?.()
}

/** What the days came to together. */
let all = noCounts

describe("conservation", () => {
  it.each(["1", "2", "3", "4", "5", "6"])(
    "[D6.3a] [D6.3c] [D6.3d] [L9] [L9-additivity] holds at every command boundary of a day of chance, and the public events alone say the same (seed %s)",
    (seed) => {
      const people = ["ann", "bob", "cid"]
      const story = centre(
        agents(...people),
        campaign("mails", { queueMax: 4, dropoutSeconds: 200, wrapUpSeconds: 30, retryPauseSeconds: 5 }, people),
        campaign("chats", { queueMax: 4, dropoutSeconds: 100, leaveWhenEmptySeconds: 10 }, ["cid"], chat)
      )
      for (let n = 0; n < 400; n++) happens(story, seed, n)
      let view = campaignLive.initial
      const heard = new PublicFold()
      const daily = new Map<string, typeof noCounts>()
      for (const recorded of story.log) {
        const before = view
        view = campaignLive.evolve(view, recorded)
        if (recorded.event._tag === "DayStarted")
          for (const { campaign: name, today: counts } of rows(before))
            daily.set(name, addCounts(daily.get(name) ?? noCounts, counts))
        const published = publish(recorded.event)
        if (published !== null) heard.add(published)
        if (!recorded.last) continue
        for (const row of rows(view)) {
          expect({ ...row, ...row.today }).toMatchObject(heard.row(row.campaign))
          expect(row.sinceCreated.entered).toBe(outcomesOf(row.sinceCreated) + row.open)
          expect(row.openAtDayStart + row.today.entered).toBe(outcomesOf(row.today) + row.open)
          expect(row.logged).toBe(row.free + row.busy + row.wrapUp + row.paused + row.pausedBusy)
          expect(row.acd + row.backlog).toBeGreaterThanOrEqual(row.open)
        }
      }
      expect(story.all("InteractionQueued").length).toBeGreaterThan(30)
      for (const { sinceCreated } of story.rows) all = addCounts(all, sinceCreated)
      for (const row of rows(view)) {
        const days = addCounts(daily.get(row.campaign) ?? noCounts, row.today)
        expect(subtractCounts(days, row.sinceCreated)).toMatchObject(noCounts)
      }
      agree(story)
    }
  )

  it("was put to the test: everything that is counted happened", () => {
    const rare = ["overflowed", "enteredByOverflow", "enteredByTransfer", "abandonedShort", "enteredByMove"]
    expect(Object.entries(all).filter(([name, count]) => count < 5 && !rare.includes(name))).toEqual([])
  })
})

/** The row against the state: two folds of one log. */
function agree(story: Story): void {
  for (const row of story.rows) {
    const record = story.centre.views.campaign(story.state, row.campaign)
    expect([row.acd, row.backlog, row.members, row.logged]).toEqual([
      record?.acd,
      record?.backlog,
      record?.members,
      record?.connected
    ])
    const queue = story.centre.views.queue(story.state, row.campaign, story.now, { limit: 1_000 })?.items ?? []
    const waits = queue.filter(({ place }) => place === "queue").map(({ waitingSince }) => waitingSince)
    expect(row.longestWaitSince).toBe(waits.length === 0 ? null : Math.min(...waits))
  }
}
