import { describe, expect, it } from "vitest"
import { publish, type PublicEvent } from "../src/centre/index.ts"
import { accept, agents, arrive, campaign, centre, finish, take } from "./given.ts"
import { acceptTransfer, calling, outOfCentre, owning, reported, start, toAgent, toCampaign } from "./given-active.ts"
import type { Event, Story } from "./story.ts"

const published = (events: ReadonlyArray<Event>): ReadonlyArray<PublicEvent> =>
  events.flatMap((event) => publish(event) ?? [])

/** What says, by its public form, that an interaction became somebody's, or was theirs no more: 13.1's facts. */
const BECAME = new Set<PublicEvent["type"]>([
  "cc.offer.accepted.v1",
  "cc.interaction.taken.v1",
  "cc.interaction.started.v1",
  "cc.transfer.accepted.v1"
])
const ENDED = new Set<PublicEvent["type"]>([
  "cc.interaction.finished.v1",
  "cc.interaction.transferred.v1",
  "cc.interaction.released.v1",
  "cc.transfer.accepted.v1"
])

const became = (events: ReadonlyArray<Event>) =>
  published(events).flatMap(({ type, data }) => (BECAME.has(type) && "agentId" in data ? [data.agentId] : []))
const ended = (events: ReadonlyArray<Event>) =>
  published(events).flatMap(({ type, data }) =>
    !ENDED.has(type) ? [] : "fromAgentId" in data ? [data.fromAgentId] : "agentId" in data ? [data.agentId] : []
  )

const ways: ReadonlyArray<readonly [string, () => readonly [Story, ReadonlyArray<Event>], string]> = [
  [
    "accepted",
    () => {
      const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
      expect(became(arrive(story, "i1", "sales"))).toEqual([])
      return [story, accept(story, "i1")]
    },
    "ann"
  ],
  [
    "taken",
    () => {
      const story = centre(agents("ann"), campaign("sales", { eligibility: "ringallmultiple" }, ["ann"]))
      expect(became(arrive(story, "i1", "sales"))).toEqual([])
      return [story, take(story, "i1", "ann")]
    },
    "ann"
  ],
  [
    "started",
    () => {
      const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
      return [story, start(story, "i1", "ann", "sales")]
    },
    "ann"
  ],
  [
    "transferred in",
    () => {
      const story = owning()
      expect(became(toAgent(story, "i1", "bob"))).toEqual([])
      return [story, acceptTransfer(story, "i1")]
    },
    "bob"
  ]
]

describe("an interaction that becomes an agent's", () => {
  it.each(ways)("is told by one event with their name, never at the offer: %s", (_way, happens, agentId) => {
    const [story, events] = happens()
    expect(became(events)).toEqual([agentId])
    expect(story.interaction("i1")?.ownerId).toBe(agentId)
  })
})

describe("an interaction that is an agent's no more", () => {
  it("is told by one event with their name: finished, passed on, passed out", () => {
    const finished = owning()
    expect(ended(finish(finished, "i1"))).toEqual(["ann"])
    const toBob = owning()
    toAgent(toBob, "i1", "bob")
    expect(ended(acceptTransfer(toBob, "i1"))).toEqual(["ann"])
    const back = owning()
    expect(ended(toCampaign(back, "i1", "sales"))).toEqual(["ann"])
    const call = calling()
    outOfCentre(call, "c1")
    expect(ended(reported(call, "c1", "connected"))).toEqual(["ann"])
  })
})
