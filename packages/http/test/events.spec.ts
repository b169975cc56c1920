import { connect } from "node:net"
import { Fields } from "@parley/core"
import { Effect, Stream } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Api } from "../src/index.ts"
import { field, type Caller } from "./server.ts"
import { startWorld, type World } from "./world.ts"

let world: World
let sue: Caller & { readonly token: string }
beforeAll(async () => {
  world = await startWorld({ limits: { streamHeartbeatMs: 40, streamsPerUserMax: 3 } })
  sue = await world.supervisor()
})
afterAll(() => world.server.close())

interface Frame {
  readonly id: string | undefined
  readonly data: { readonly type: string; readonly id: string; readonly [key: string]: unknown } | undefined
}

/** What a browser's EventSource would see, frame by frame, until the stream ends or is left. */
async function* frames(token: string, query = "", headers = {}): AsyncGenerator<Frame> {
  const leaving = new AbortController()
  const response = await fetch(`${world.server.url}/v1/events/stream${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: leaving.signal
  })
  if (response.body === null || !response.ok) throw new Error(`${response.status} ${await response.text()}`)
  expect(response.headers.get("content-type")).toBe("text/event-stream")
  let text = ""
  try {
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      text += part
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const lines = text.slice(0, end).split("\n")
        text = text.slice(end + 2)
        const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
        const data = value("data")
        yield { id: value("id"), data: data === undefined ? undefined : JSON.parse(data) }
      }
    }
  } finally {
    leaving.abort()
  }
}

/** The events of a stream, heartbeats left out, until one is of this type. */
async function eventsUntil(
  stream: AsyncGenerator<Frame>,
  type: string
): Promise<ReadonlyArray<NonNullable<Frame["data"]>>> {
  const seen: Array<NonNullable<Frame["data"]>> = []
  for await (const { data } of stream) {
    if (data === undefined) continue
    seen.push(data)
    if (data.type === type) break
  }
  return seen
}

const page = async (caller: Caller, query = "") => Object((await caller("GET", `/v1/events${query}`)).body)

describe("a page of events", () => {
  it("is the public log after a position, in CloudEvents envelopes", async () => {
    const { data, after, more } = await page(world.root)
    expect(data[0]).toMatchObject({
      specversion: "1.0",
      id: "1",
      sequence: "1",
      source: "/centres/main",
      type: "cc.centre.created.v1",
      subject: "centre",
      datacontenttype: "application/json",
      dataschema: "urn:parley:event:cc.centre.created.v1",
      partitionkey: "centre"
    })
    expect(new Date(data[0].time).toISOString()).toBe(data[0].time)
    expect(more).toBe(false)
    const ids = data.map((event: { id: string }) => Number(event.id))
    expect(ids).toEqual([...ids].toSorted((a: number, b: number) => a - b))
    const first = await page(world.root, "?limit=2")
    expect([first.data.length, first.more]).toEqual([2, true])
    const rest = await page(world.root, `?after=${first.after}&limit=1000`)
    expect([...first.data, ...rest.data]).toEqual(data)
    expect(await page(world.root, `?after=${after}`)).toMatchObject({ data: [], after, more: false })
  })

  it("can be of some types alone", async () => {
    const { data } = await page(world.root, "?types=cc.campaign.created.v1,cc.user.created.v1&limit=1000")
    const types = new Set(data.map(({ type }: { type: string }) => type))
    expect(types).toEqual(new Set(["cc.campaign.created.v1", "cc.user.created.v1"]))
  })

  it("[D15.3a] shows an agent what is theirs, their campaigns' and the centre's, and nothing else", async () => {
    const cat = await world.agent("cat")
    const ann = await world.agent("ann")
    await world.write("not for cat", { from: "x@example.test" })
    const subjects = async (caller: Caller) =>
      new Set((await page(caller, "?limit=1000")).data.map(({ subject }: { subject: string }) => subject.split("/")[0]))
    const of = async (caller: Caller) => (await page(caller, "?limit=1000")).data
    expect(await subjects(cat)).toEqual(new Set(["agents", "centre", "users"]))
    for (const { subject } of await of(cat)) expect(subject).toMatch(/^(centre|users\/cat|agents\/cat)$/)
    expect([...(await subjects(ann))]).toContain("interactions")
    for (const { subject } of await of(ann)) expect(subject).not.toMatch(/^(users|agents)\/(bob|cat|sue)$/)
  })
})

describe("the stream of events", () => {
  it("begins with what comes next, and says by id where it is", async () => {
    const stream = frames(sue.token)
    const opened = await stream.next()
    expect(opened.value).toMatchObject({ data: undefined })
    const interaction = await world.write("new", { campaign: "pool", from: "stream@example.test" })
    const seen = await eventsUntil(stream, "cc.interaction.queued.v1")
    expect(seen.map(({ type }) => type)).toEqual([
      "cc.contact.created.v1",
      "cc.interaction.arrived.v1",
      "cc.message.received.v1",
      "cc.interaction.queued.v1"
    ])
    expect(seen[1]).toMatchObject({ subject: `interactions/${interaction}`, data: { campaign: "pool" } })
    expect(JSON.stringify(seen)).not.toContain("stream@example")
  })

  it("resumed again and again with Last-Event-ID brings every event once, in order", async () => {
    const start = (await page(world.root, "?limit=1000")).after
    const seen: Array<string> = []
    let lastId = String(start)
    const writing = (async () => {
      for (let at = 0; at < 12; at++) await world.write(`n ${at}`, { campaign: "pool", from: `c${at}@example.test` })
    })()
    // Each time two events, then the connection is dropped and taken up where it was.
    while (seen.length < 48) {
      let taken = 0
      for await (const { id, data } of frames(sue.token, "?after=1", { "last-event-id": lastId })) {
        if (data !== undefined) seen.push(data.id)
        if (id !== undefined) lastId = id
        if (data !== undefined && ++taken === 2) break
      }
    }
    await writing
    const { data } = await page(world.root, `?after=${start}&limit=1000`)
    expect(seen).toEqual(data.slice(0, seen.length).map(({ id }: { id: string }) => id))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it("gives signs of life that carry a reader past what is not shown to it", async () => {
    const cat = await world.agent("cat")
    const stream = frames(cat.token)
    const opened = (await stream.next()).value?.id
    const interaction = await world.write("hidden", { campaign: "pool", from: "hidden@example.test" })
    const position = Number((await world.root("POST", `/v1/interactions/${interaction}/leave`)).headers.get("position"))
    let at = Number(opened)
    for await (const { id, data } of stream) {
      expect(data).toBeUndefined()
      at = Number(id)
      if (at >= position) break
    }
    expect(at).toBeGreaterThanOrEqual(position)
  })

  it("[D2.8d] ends with its session, an agent's at once", async () => {
    const bob = await world.agent("bob")
    const stream = frames(bob.token)
    await stream.next()
    await sue("POST", "/v1/agents/bob/sign-out")
    for await (const _frame of stream);
    expect(await bob("GET", "/v1/session")).toMatchObject({ status: 401 })
  })

  it("is one of so many that a user may have, and gives its place back when it is left", async () => {
    const ann = await world.agent("ann")
    const open = [frames(ann.token), frames(ann.token), frames(ann.token)]
    for (const stream of open) await stream.next()
    expect(await ann("GET", "/v1/events/stream")).toMatchObject({
      status: 429,
      body: { code: "too-many-streams", max: 3 }
    })
    for (const stream of open) await stream.return(undefined)
    await expect
      .poll(async () => {
        const stream = frames(ann.token)
        try {
          return (await stream.next()).done
        } catch {
          return "refused"
        } finally {
          await stream.return(undefined)
        }
      })
      .toBe(false)
  })

  it("from a position that is not there yet is refused, not waited for without end", async () => {
    const answer = await sue("GET", "/v1/events/stream?after=1000000000")
    expect(answer).toMatchObject({ status: 503, body: { code: "position-not-reached" } })
  })

  it("that nobody reads holds up nobody", async () => {
    const { hostname, port } = new URL(world.server.url)
    const socket = connect(Number(port), hostname)
    socket.write(`GET /v1/events/stream?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sue.token}\r\n\r\n`)
    socket.pause()
    for (let at = 0; at < 20; at++) await world.write(`unread ${at}`, { campaign: "pool", from: `u${at}@example.test` })
    expect((await world.root("GET", "/health/ready")).status).toBe(200)
    socket.destroy()
  })
})

describe("the client derived from the API", () => {
  it("signs in, is told problems as values, and follows the stream", async () => {
    const clientOf = (token: string) =>
      HttpApiClient.make(Api, {
        baseUrl: world.server.url,
        transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(token))
      })
    const followed = Effect.gen(function* () {
      const anyone = yield* clientOf("")
      const refused = yield* Effect.flip(
        anyone.campaigns.get({ params: { campaign: Fields.CampaignName.make("help") }, query: {} })
      )
      const { body } = yield* anyone.session.signIn({
        headers: {},
        payload: { user: "sue", password: "correct horse", role: "supervisor" }
      })
      const client = yield* clientOf(body.token)
      const campaign = yield* client.campaigns.get({
        params: { campaign: Fields.CampaignName.make("help") },
        query: {}
      })
      const events = yield* client.events.stream({ query: { after: 0 }, headers: {} })
      const first = yield* Stream.runCollect(Stream.take(events, 2))
      return { refused, campaign, first }
    }).pipe(Effect.provide(FetchHttpClient.layer))
    const { refused, campaign, first } = await Effect.runPromise(followed)
    expect(refused).toMatchObject({ status: 401, code: "not-signed-in" })
    expect(campaign.body).toMatchObject({ campaign: "help", channel: "demo" })
    expect(campaign.headers.position).toBeGreaterThan(0)
    expect(first.map(({ id, data }) => [id, data.type])).toEqual([
      ["1", "cc.centre.created.v1"],
      ["2", field(first[1]?.data, "type")]
    ])
  })
})
