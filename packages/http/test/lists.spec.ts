import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { field, type Caller } from "./server.ts"
import { startWorld, type World } from "./world.ts"

let world: World
let ann: Caller
beforeAll(async () => {
  world = await startWorld()
  ann = await world.agent("ann")
  await world.agent("bob")
})
afterAll(() => world.server.close())

describe("figures and board", () => {
  it("[D6.11a] [D6.1a] are the rows of the campaigns one sees, at one position, each figure defined", async () => {
    const rows = await ann("GET", "/v1/stats/realtime")
    expect(rows).toMatchObject({
      status: 200,
      body: { data: [{ campaign: "help", members: 2, logged: 2, available: 2, acd: 0 }, { campaign: "pool" }] }
    })
    const cat = await world.agent("cat")
    expect(await cat("GET", "/v1/stats/realtime")).toMatchObject({ body: { data: [] } })
    const { body } = await ann("GET", "/v1/metrics-definitions")
    const definitions: ReadonlyArray<{ id: string; field: string }> = Object(body).data
    const [row] = Object(rows.body).data
    const valueAt = (path: string) => path.split(".").reduce<unknown>((at, key) => Object(at)[key], row)
    for (const { field: path } of definitions) expect([path, valueAt(path)]).not.toEqual([path, undefined])
    expect(definitions.map(({ id }) => id)).toEqual(Object(rows.body).metrics)

    const waiting = await world.write("wait", { campaign: "pool", from: "board@example.test" })
    const board = await world.root("GET", "/v1/board")
    expect(board.headers.get("position")).toBe(String(field(board.body, "position")))
    expect(board).toMatchObject({
      body: {
        centre: "main",
        rows: [{ campaign: "help" }, { campaign: "pool", acd: 1 }],
        waiting: [{ interactionId: waiting, campaign: "pool", position: 1 }],
        agents: [{ agentId: "ann" }, { agentId: "bob" }, { agentId: "cat" }, { agentId: "sue" }]
      }
    })
    expect(await cat("GET", "/v1/board")).toMatchObject({
      body: { rows: [], waiting: [], agents: [{ agentId: "cat" }] }
    })
    await world.root("POST", `/v1/interactions/${waiting}/leave`)
  })
})

describe("lists", () => {
  it("come in pages that go on where the last ended", async () => {
    const first = await world.root("GET", "/v1/users?limit=3")
    expect(Object(first.body).data).toHaveLength(3)
    const rest = await world.root("GET", `/v1/users?limit=3&cursor=${String(field(first.body, "nextCursor"))}`)
    const ids = [...Object(first.body).data, ...Object(rest.body).data].map((user: { userId: string }) => user.userId)
    expect(ids).toEqual(["ann", "bob", "cat", "root", "sue"])
    expect(rest.body).toMatchObject({ nextCursor: null })
  })

  it("of a campaign's queue and members are there", async () => {
    const waiting = await world.write("queue", { campaign: "pool", from: "queue@example.test" })
    expect(await ann("GET", "/v1/campaigns/pool/queue")).toMatchObject({
      body: { data: [{ interactionId: waiting, place: "queue", stage: "waiting" }], nextCursor: null }
    })
    const sue = await world.supervisor()
    const one = "/v1/campaigns/pool/members/ann"
    expect(await sue("PATCH", one, { body: { penalty: 7 } })).toMatchObject({ status: 200 })
    expect(await sue("POST", `${one}/pause`)).toMatchObject({ status: 200 })
    expect(await ann("GET", "/v1/campaigns/pool/members")).toMatchObject({
      body: {
        data: [
          { agentId: "ann", penalty: 7, paused: true },
          { agentId: "bob", penalty: 0 }
        ]
      }
    })
    expect(await ann("POST", `${one}/resume`)).toMatchObject({ status: 200 })
    await world.root("POST", "/v1/campaigns/pool/disable")
    expect(await world.root("GET", "/v1/campaigns/pool")).toMatchObject({ body: { enabled: false } })
    await world.root("POST", "/v1/campaigns/pool/enable")
    expect(await world.root("DELETE", "/v1/campaigns/pool")).toMatchObject({
      status: 409,
      body: { code: "campaign-has-open-interactions", open: 1 }
    })
    expect(await world.root("DELETE", "/v1/campaigns/pool?withdraw=true")).toMatchObject({ status: 200 })
    expect(await sue("POST", "/v1/members/remove", { body: { campaigns: ["help"], agents: ["bob"] } })).toMatchObject({
      body: { answer: { removed: 1 } }
    })
  })

  it("of channels names each with its kind", async () => {
    expect(await ann("GET", "/v1/channels")).toMatchObject({
      body: {
        data: [
          { channel: "demo", kind: "asynchronous", media: "text" },
          { channel: "chat", kind: "live" }
        ]
      }
    })
  })
})
