import { ChannelRefused, type Channel } from "@parley/core/engine"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { field, type Answer } from "./server.ts"
import { startWorld, type World } from "./world.ts"

let prepared = 0
let hold: Promise<void> = Promise.resolve()

/** Lets one password in; counts how often it was asked. */
const guarded: Channel = {
  definition: { name: "guarded", kind: "asynchronous", media: "text" },
  check: () => Effect.succeed([]),
  run: () => Effect.never,
  prepare: ({ settings, secret }) =>
    Effect.gen(function* () {
      prepared += 1
      yield* Effect.promise(() => hold)
      if (secret === "open sesame") return { ...settings, receive: settings.receive ?? true }
      return yield* new ChannelRefused({
        channel: "guarded",
        faults: [
          { leg: "smtp", field: "account/password", code: "AuthenticationFailed", message: "the server refuses it" },
          { leg: "imap", field: "imap.port", code: "ConnectionRefused", message: "nothing listens on this port" }
        ]
      })
    })
}

let world: World
beforeAll(async () => {
  world = await startWorld({ channels: [guarded] })
  await Promise.all([world.agent("ann"), world.agent("bob")])
})
afterAll(() => world.server.close())

const post = (path: string, body: unknown, key?: string): Promise<Answer> =>
  world.root("POST", path, { body, ...(key === undefined ? {} : { headers: { "idempotency-key": key } }) })

const replayed = ({ headers }: Answer) => headers.get("idempotent-replayed")

describe("[D8.2a] [D8.2b] a campaign whose channel is refused", () => {
  it("is not created, and every faulty leg and field is named", async () => {
    const body = {
      campaign: "mail",
      channel: "guarded",
      secret: "wrong",
      settings: { channelSettings: { "imap.port": 1 } }
    }
    const answer = await post("/v1/campaigns", body)
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: "channel-refused",
        channel: "guarded",
        errors: [
          { pointer: "#/secret", detail: "smtp: the server refuses it" },
          { pointer: "#/settings/channelSettings/imap.port", detail: "imap: nothing listens on this port" }
        ],
        faults: [{ leg: "smtp", code: "AuthenticationFailed" }, { leg: "imap" }]
      }
    })
    expect(JSON.stringify(answer.body)).not.toContain("wrong")
    expect(await world.root("GET", "/v1/campaigns/mail")).toMatchObject({ status: 404 })
  })

  it("is created with the right secret, which nobody is shown", async () => {
    expect(await post("/v1/campaigns", { campaign: "mail", channel: "guarded", secret: "open sesame" })).toMatchObject({
      status: 201
    })
    const { body } = await world.root("GET", "/v1/campaigns/mail")
    expect(body).toMatchObject({ hasSecret: true, settings: { channelSettings: { receive: true } } })
    expect(JSON.stringify(body)).not.toMatch(/sesame|"secret"/)
    const again = await post("/v1/campaigns", { campaign: "mail", channel: "guarded", secret: "open sesame" })
    expect(again).toMatchObject({ status: 409, body: { code: "campaign-exists" } })
  })

  it("is checked again when its settings change, with the secret that is stored", async () => {
    const before = prepared
    const patch = (body: unknown) => world.root("PATCH", "/v1/campaigns/mail", { body })
    expect(await patch({ settings: { wrapUpSeconds: 5 } })).toMatchObject({ status: 200 })
    expect(prepared).toBe(before)
    expect(await patch({ settings: { channelSettings: { receive: false } } })).toMatchObject({ status: 200 })
    expect(prepared).toBe(before + 1)
    expect(await patch({ settings: {}, secret: "wrong" })).toMatchObject({
      status: 422,
      body: { code: "channel-refused" }
    })
    expect(await world.root("GET", "/v1/campaigns/mail")).toMatchObject({
      body: { hasSecret: true, settings: { wrapUpSeconds: 5, channelSettings: { receive: false } } }
    })
  })
})

describe("an idempotency key", () => {
  it("has a command done once and answered alike", async () => {
    const first = await post("/v1/agents/ann/pause", undefined, "pause-1")
    const again = await post("/v1/agents/ann/pause", undefined, "pause-1")
    expect(again).toMatchObject({ status: first.status, body: first.body })
    expect(again.headers.get("position")).toBe(first.headers.get("position"))
    expect([replayed(first), replayed(again)]).toEqual([null, "true"])
  })

  it("has a message stored and received once, and its campaign's channel asked once", async () => {
    const message = { campaign: "help", from: { address: "once@example.test" }, text: "only once" }
    const first = await post("/v1/channels/demo/messages", message, "message-1")
    const again = await post("/v1/channels/demo/messages", message, "message-1")
    expect(again).toMatchObject({ status: 200, body: first.body })
    expect(replayed(again)).toBe("true")
    const id = String(field(field(first.body, "answer"), "interactionId"))
    expect(Object((await world.root("GET", `/v1/interactions/${id}/messages`)).body).data).toHaveLength(1)
    const campaign = { campaign: "once", channel: "guarded", secret: "open sesame" }
    const before = prepared
    await post("/v1/campaigns", campaign, "campaign-1")
    expect(await post("/v1/campaigns", campaign, "campaign-1")).toMatchObject({ status: 201 })
    expect(prepared).toBe(before + 1)
  })

  it("that comes with another body is a conflict", async () => {
    const message = { campaign: "help", from: { address: "once@example.test" }, text: "another" }
    expect(await post("/v1/channels/demo/messages", message, "message-1")).toMatchObject({
      status: 422,
      body: { code: "idempotency-conflict" }
    })
    const members = (agents: ReadonlyArray<string>) => post("/v1/members", { campaigns: ["help"], agents }, "members-1")
    expect(await members(["cat"])).toMatchObject({ status: 200 })
    expect(await members(["sue"])).toMatchObject({ status: 422, body: { code: "idempotency-conflict" } })
  })

  it("counts for its user and its route alone", async () => {
    const sue = await world.supervisor()
    const headers = { "idempotency-key": "pause-1" }
    expect(replayed(await sue("POST", "/v1/agents/ann/resume", { headers }))).toBeNull()
    expect(replayed(await sue("POST", "/v1/agents/ann/pause", { headers }))).toBeNull()
    expect(replayed(await sue("POST", "/v1/agents/ann/pause", { headers }))).toBe("true")
  })

  it("of a refused request is free again, also for another body", async () => {
    const refused = { campaign: "late", channel: "guarded", secret: "wrong" }
    expect(await post("/v1/campaigns", refused, "late-1")).toMatchObject({ status: 422 })
    expect(await post("/v1/campaigns", { ...refused, secret: "open sesame" }, "late-1")).toMatchObject({ status: 201 })
  })

  it("whose first request is still at work is told so", async () => {
    let release = (): void => {}
    hold = new Promise((resolve) => {
      release = resolve
    })
    const campaign = { campaign: "slow", channel: "guarded", secret: "open sesame" }
    const started = prepared
    const first = post("/v1/campaigns", campaign, "slow-1")
    await expect.poll(() => prepared).toBe(started + 1)
    expect(await post("/v1/campaigns", campaign, "slow-1")).toMatchObject({
      status: 409,
      body: { code: "idempotency-in-flight", retryAfterSeconds: 1 }
    })
    release()
    expect(await first).toMatchObject({ status: 201 })
    hold = Promise.resolve()
  })

  it("gives a new user one password, the first", async () => {
    const user = { userId: "dan", displayName: "Dan", roles: ["agent"] }
    await post("/v1/users", { ...user, password: "first password" }, "dan-1")
    const again = await post("/v1/users", { ...user, password: "other password" }, "dan-1")
    expect([again.status, replayed(again)]).toEqual([201, "true"])
    const signIn = (password: string) => post("/v1/session", { user: "dan", password, role: "agent" })
    expect([(await signIn("first password")).status, (await signIn("other password")).status]).toEqual([201, 401])
  })
})

describe("minPosition", () => {
  it("waits for what was written, and gives up on what was not", async () => {
    const { headers } = await post("/v1/agents/bob/pause", undefined)
    const position = Number(headers.get("position"))
    const read = await world.root("GET", `/v1/agents/bob?minPosition=${position}`)
    expect(read).toMatchObject({ status: 200, body: { break: { name: "Pause" } } })
    expect(Number(read.headers.get("position"))).toBeGreaterThanOrEqual(position)
    const waiting = world.root("GET", `/v1/agents/bob?minPosition=${position + 1}`)
    await post("/v1/agents/bob/resume", undefined)
    expect(await waiting).toMatchObject({ status: 200, body: { break: null } })
    const late = await world.root("GET", `/v1/agents/bob?minPosition=${position + 1_000}`)
    expect(late).toMatchObject({ status: 503, body: { code: "position-not-reached" } })
    expect(late.headers.get("retry-after")).toBe("1")
  })
})
