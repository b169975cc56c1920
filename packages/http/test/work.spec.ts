import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { field, type Caller } from "./server.ts"
import { firstOffer, startWorld, type World } from "./world.ts"

let world: World
let ann: Caller
let bob: Caller
beforeAll(async () => {
  world = await startWorld()
  ann = await world.agent("ann")
})
afterAll(() => world.server.close())

const inboxOf = async (caller: Caller, user: string) => (await caller("GET", `/v1/agents/${user}/inbox`)).body

describe("a client's message over HTTP", () => {
  it("becomes an offer, is accepted, read, answered and finished", async () => {
    const interaction = await world.write("Where is my parcel?", { subject: "Parcel" })
    const offerId = await firstOffer(ann, "ann")
    expect(offerId).toBe(`${interaction}.o1`)
    expect(await ann("GET", "/v1/offers")).toMatchObject({
      body: { data: [{ interactionId: interaction, stage: "offered" }] }
    })
    const accepted = await ann("POST", `/v1/offers/${offerId}/accept`)
    expect(accepted).toMatchObject({ status: 200, body: { answer: null } })
    const position = Number(accepted.headers.get("position"))
    expect(accepted.body).toMatchObject({ position })
    expect(await ann("GET", `/v1/interactions/${interaction}?minPosition=${position}`)).toMatchObject({
      status: 200,
      body: { stage: "active", ownerId: "ann", channel: "demo", messages: 1 }
    })
    expect(await ann("GET", `/v1/interactions/${interaction}/messages`)).toMatchObject({
      body: {
        omitted: 0,
        data: [
          {
            author: "client",
            content: "readable",
            text: "Where is my parcel?",
            subject: "Parcel",
            hasHtml: false,
            from: { address: "Client@Example.test", name: "A client" }
          }
        ]
      }
    })
    const reply = await ann("POST", `/v1/interactions/${interaction}/reply`, {
      body: { text: "On its way.", cc: [{ address: "Boss@Example.test" }] }
    })
    expect(reply).toMatchObject({ status: 200, body: { answer: { messageId: `${interaction}.m2` } } })
    expect(Object((await ann("GET", `/v1/interactions/${interaction}/messages`)).body).data[1]).toMatchObject({
      author: "agent",
      agentId: "ann",
      state: "planned",
      text: "On its way.",
      subject: "Parcel",
      to: [{ address: "Client@Example.test", name: "A client" }],
      cc: [{ address: "Boss@Example.test", name: null }]
    })
    expect(await ann("POST", `/v1/interactions/${interaction}/finish`)).toMatchObject({ status: 200 })
    expect(await ann("GET", `/v1/interactions/${interaction}`)).toMatchObject({ status: 404 })
  })

  it("[D8.4h] joins the open interaction of its sender, however the address is written, and nobody else's", async () => {
    const first = await world.write("one", { from: "Jo@Example.TEST" })
    expect(await world.write("two", { from: "jo@example.test", conversation: first })).toBe(first)
    const others = await world.write("two", { from: "other@example.test", conversation: first })
    expect(others).not.toBe(first)
    await world.root("POST", `/v1/interactions/${others}/leave`)
    expect(await world.root("GET", `/v1/interactions/${first}/messages`)).toMatchObject({
      body: { data: [{ text: "one" }, { text: "two" }] }
    })
    await ann("POST", `/v1/offers/${first}.o1/accept`)
    await ann("POST", `/v1/interactions/${first}/finish`)
  })

  it("may come without a word, and then has nobody to answer", async () => {
    const body = { campaign: "pool", from: { address: "silent" } }
    const { body: answer } = await world.root("POST", "/v1/channels/demo/messages", { body })
    const id = String(field(field(answer, "answer"), "interactionId"))
    await ann("POST", `/v1/interactions/${id}/take`)
    expect(await ann("POST", `/v1/interactions/${id}/reply`, { body: { text: "?" } })).toMatchObject({
      status: 422,
      body: { code: "conversation-unaddressed" }
    })
    expect(await world.root("POST", `/v1/interactions/${id}/leave`)).toMatchObject({ status: 200 })
  })
})

describe("an offer", () => {
  it("of another agent is told to be theirs, and one that is lost with who has it", async () => {
    const interaction = await world.write("mine", { from: "race@example.test" })
    bob = await world.agent("bob")
    const offerId = `${interaction}.o1`
    const { ownerOf, other, otherName } = await whoHas(interaction)
    expect(await other("POST", `/v1/offers/${offerId}/accept`)).toMatchObject({
      status: 403,
      body: { code: "not-your-offer", agentId: otherName }
    })
    expect(await ownerOf("POST", `/v1/offers/${offerId}/accept`)).toMatchObject({ status: 200 })
    expect(await other("POST", `/v1/offers/${offerId}/accept`)).toMatchObject({
      status: 409,
      body: { code: "offer-already-taken", offerId, ownerId: otherName === "ann" ? "bob" : "ann" }
    })
    await ownerOf("POST", `/v1/interactions/${interaction}/finish`)
  })

  it("that is rejected goes to the next, and is then gone for the first", async () => {
    const interaction = await world.write("no", { from: "reject@example.test" })
    const { ownerOf, other } = await whoHas(interaction)
    expect(await ownerOf("POST", `/v1/offers/${interaction}.o1/reject`)).toMatchObject({ status: 200 })
    expect(await ownerOf("POST", `/v1/offers/${interaction}.o1/accept`)).toMatchObject({
      status: 409,
      body: { code: "offer-gone", ownerId: null }
    })
    expect(await other("POST", `/v1/offers/${interaction}.o2/accept`)).toMatchObject({ status: 200 })
    expect(await ownerOf("POST", `/v1/interactions/${interaction}/finish`)).toMatchObject({
      status: 409,
      body: { code: "not-the-owner" }
    })
    await other("POST", `/v1/interactions/${interaction}/finish`)
  })

  const whoHas = async (interaction: string) => {
    const { body } = await world.root("GET", `/v1/interactions/${interaction}`)
    const name = field(field(body, "offer"), "agentId")
    return name === "ann"
      ? { ownerOf: ann, other: bob, otherName: "bob" }
      : { ownerOf: bob, other: ann, otherName: "ann" }
  }
})

describe("the inbox", () => {
  it("[D4.9b] [D4.9c] shows what may be taken of a pull campaign, and only a count of one that offers", async () => {
    const taken = await world.write("take me", { campaign: "pool", from: "pull@example.test" })
    expect(await inboxOf(ann, "ann")).toMatchObject({
      agentId: "ann",
      active: [],
      offers: [],
      wrapUps: [],
      pending: [{ campaign: "pool", mode: "pull", waiting: 1, takeable: [{ interactionId: taken }], more: false }]
    })
    expect(await ann("GET", "/v1/agents/ann/inbox?tab=wrap-up")).toMatchObject({
      body: { agentId: "ann", wrapUps: [] }
    })
    expect(await ann("POST", `/v1/interactions/${taken}/take`)).toMatchObject({ status: 200 })
    const bobs = await bob("POST", `/v1/interactions/${taken}/take`)
    expect(bobs).toMatchObject({ status: 409, body: { code: "interaction-already-taken", ownerId: "ann" } })
    const offered = await world.write("offered", { from: "push@example.test" })
    expect(await ann("POST", `/v1/interactions/${offered}/take`)).toMatchObject({
      status: 409,
      body: { code: "not-takeable", because: "campaign-offers" }
    })
    await ann("POST", `/v1/interactions/${taken}/finish`)
    await world.root("POST", `/v1/interactions/${offered}/leave`)
  })
})

describe("breaks, pauses and wrap-up", () => {
  it("[D2.4b] [D2.4e] are the agent's own, or a supervisor's, and nothing comes meanwhile", async () => {
    const sue = await world.supervisor()
    const statusOf = async () => field((await ann("GET", "/v1/agents/ann")).body, "status")
    await ann("POST", "/v1/agents/ann/breaks")
    expect(await statusOf()).toBe("FreeOnBreak")
    expect(await ann("GET", "/v1/agents/ann/why-idle")).toMatchObject({
      body: { campaigns: [{ campaign: "help", reasons: ["agent-on-break", "nothing-waiting"] }, { campaign: "pool" }] }
    })
    await ann("DELETE", "/v1/agents/ann/breaks/current")
    expect(await statusOf()).toBe("Free")
    await sue("POST", "/v1/agents/ann/pause")
    expect(await sue("GET", "/v1/agents/ann")).toMatchObject({
      body: { status: "FreeOnBreak", break: { name: "Pause" } }
    })
    await sue("POST", "/v1/agents/ann/resume")
    expect(await statusOf()).toBe("Free")
    await world.root("PATCH", "/v1/campaigns/help", { body: { settings: { wrapUpSeconds: 600 } } })
    const interaction = await world.write("wrap", { from: "wrap@example.test" })
    const name = field(field((await sue("GET", `/v1/interactions/${interaction}`)).body, "offer"), "agentId")
    const owner = name === "ann" ? ann : bob
    await owner("POST", `/v1/offers/${interaction}.o1/accept`)
    await owner("POST", `/v1/interactions/${interaction}/finish`)
    expect(await owner("GET", `/v1/agents/${String(name)}/inbox?tab=wrap-up`)).toMatchObject({
      body: { wrapUps: [{ interactionId: interaction, campaign: "help" }] }
    })
    expect(await owner("DELETE", `/v1/agents/${String(name)}/wrap-up`)).toMatchObject({ status: 200 })
    expect(await owner("GET", `/v1/agents/${String(name)}/inbox?tab=wrap-up`)).toMatchObject({ body: { wrapUps: [] } })
    await world.root("PATCH", "/v1/campaigns/help", { body: { settings: { wrapUpSeconds: 0 } } })
  })
})

describe("explain", () => {
  it("[D4.12a] [D4.12c] says of now and of any past position who was in the way", async () => {
    for (const [agent, name] of [
      [ann, "ann"],
      [bob, "bob"]
    ] as const)
      await agent("POST", `/v1/agents/${name}/breaks`)
    const interaction = await world.write("why", { from: "why@example.test" })
    const then = await world.root("GET", `/v1/interactions/${interaction}/explain`)
    expect(then).toMatchObject({
      status: 200,
      body: { stage: "waiting", missing: [{ reasons: ["agent-on-break"], members: 2 }], membersOmitted: 0 }
    })
    const position = Number(then.headers.get("position"))
    for (const [agent, name] of [
      [ann, "ann"],
      [bob, "bob"]
    ] as const)
      await agent("DELETE", `/v1/agents/${name}/breaks/current`)
    await world.root("POST", `/v1/interactions/${interaction}/leave`)
    expect(await world.root("GET", `/v1/interactions/${interaction}/explain`)).toMatchObject({ status: 404 })
    const past = await ann("GET", `/v1/interactions/${interaction}/explain?position=${position}`)
    expect(past).toMatchObject({ status: 200, body: then.body })
    expect(past.headers.get("position")).toBe(String(position))
    const cat = await world.agent("cat")
    expect(await cat("GET", `/v1/interactions/${interaction}/explain?position=${position}`)).toMatchObject({
      status: 403
    })
  })
})
