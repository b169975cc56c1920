import { connect } from "node:net"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { defaultLimits } from "../src/index.ts"
import { read, type Answer } from "./server.ts"
import { startWorld, type World } from "./world.ts"

let world: World
let headers: Readonly<Record<string, string>>
beforeAll(async () => {
  world = await startWorld({
    routes: [
      { method: "GET", path: "/", handler: () => Effect.succeed(HttpServerResponse.text("a page")) },
      { method: "GET", path: "/defect", handler: () => Effect.die(new Error("secret stack")) },
      { method: "GET", path: "/bare", handler: () => Effect.succeed(HttpServerResponse.empty({ status: 403 })) }
    ]
  })
  const sue = await world.supervisor()
  headers = { authorization: `Bearer ${sue.token}`, "content-type": "application/json" }
})
afterAll(() => world.server.close())

const json = { "content-type": "application/json" }
const send = async (method: string, path: string, body?: string | Uint8Array, extra = {}): Promise<Answer> => {
  const init = {
    method,
    headers: { ...headers, ...extra },
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) })
  }
  return read(await fetch(`${world.server.url}${path}`, init))
}
const asRoot = (method: string, path: string, body?: unknown) =>
  world.root(method, path, body === undefined ? {} : { body })

/** A clear answer, the one form of it, nothing of the inside, and the process lives. */
async function isProblem(answer: Answer, status: number, code: string): Promise<void> {
  expect(answer).toMatchObject({ status, body: { status, code, type: `urn:parley:problem:${code}` } })
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
  expect(JSON.stringify(answer.body)).not.toMatch(/\.ts|node_modules|stack/)
  expect((await send("GET", "/health/live")).status).toBe(200)
}

describe("a request that is not one", () => {
  it.each([
    ["malformed JSON", "{"],
    ["no JSON at all", "\u0000\u0001"],
    ["half a string", '{"user": "a'],
    ["bytes that are no UTF-8", Uint8Array.of(0xff, 0xfe, 0x7b)],
    ["nothing", ""],
    ["null", "null"],
    ["an array", "[]"],
    ["a number", "1e999"],
    ["ten thousand brackets", "[".repeat(10_000)]
  ])("%s in the body is a malformed request", async (_name, body) => {
    await isProblem(await send("POST", "/v1/session", body), 400, "malformed-request")
    await isProblem(await send("POST", "/v1/members", body), 400, "malformed-request")
  })

  it("has every field at fault pointed at", async () => {
    const answer = await asRoot("POST", "/v1/campaigns", {
      campaign: "no blanks",
      channel: 7,
      settings: { wrapUpSeconds: -1, "a/b~c": true },
      more: 1
    })
    await isProblem(answer, 400, "malformed-request")
    expect(answer.body).toMatchObject({
      instance: "/v1/campaigns",
      errors: expect.arrayContaining([
        { pointer: "#/campaign", detail: expect.any(String) },
        { pointer: "#/channel", detail: expect.any(String) },
        { pointer: "#/settings/wrapUpSeconds", detail: expect.any(String) },
        { pointer: "#/settings/a~1b~0c", detail: expect.any(String) },
        { pointer: "#/more", detail: expect.any(String) }
      ])
    })
  })

  it("has faults of query, path and headers pointed at too", async () => {
    const pointers = async (answer: Answer) => {
      await isProblem(answer, 400, "malformed-request")
      return JSON.stringify(answer.body)
    }
    expect(await pointers(await send("GET", "/v1/agents?limit=0"))).toContain('"#/query/limit"')
    expect(await pointers(await send("GET", "/v1/agents?limit=ten&odd=1"))).toContain('"#/query/odd"')
    expect(await pointers(await send("GET", "/v1/agents?cursor=nonsense"))).toContain('"#/query/cursor"')
    expect(await pointers(await send("GET", "/v1/agents?minPosition=-1"))).toContain('"#/query/minPosition"')
    expect(await pointers(await send("GET", "/v1/campaigns/a%20b"))).toContain('"#/path/campaign"')
    const keyed = await send("POST", "/v1/agents/ann/pause", "", { "idempotency-key": "a b" })
    expect(await pointers(keyed)).toContain('"#/headers/idempotency-key"')
    expect(await pointers(await send("GET", "/v1/events/stream", undefined, { "last-event-id": "x" }))).toContain(
      '"#/headers/last-event-id"'
    )
  })

  it("never has a password told back", async () => {
    const answer = await send(
      "POST",
      "/v1/session",
      JSON.stringify({ user: 1, password: ["hunter2-hunter2"], x: "hunter2" })
    )
    await isProblem(answer, 400, "malformed-request")
    expect(JSON.stringify(answer.body)).not.toContain("hunter2")
  })

  it("of another media type is refused as such", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "garbage"
    ])
      await isProblem(
        await send("POST", "/v1/session", "user=a", { "content-type": type }),
        415,
        "unsupported-media-type"
      )
  })
})

describe("a body that is too large", () => {
  it("is refused, whether its length is told or not", async () => {
    const long = JSON.stringify({ user: "a".repeat(defaultLimits.bodyBytesMax), password: "p" })
    const answer = await send("POST", "/v1/session", long)
    await isProblem(answer, 413, "body-too-large")
    expect(answer.body).toMatchObject({ bodyBytesMax: defaultLimits.bodyBytesMax })
    const chunks = new ReadableStream({
      start: (controller) => {
        for (let at = 0; at < 40; at++) controller.enqueue(new Uint8Array(65_536).fill(0x20))
        controller.close()
      }
    })
    const init = { method: "POST", headers: json, body: chunks, duplex: "half" as const }
    await isProblem(await read(await fetch(`${world.server.url}/v1/session`, init)), 413, "body-too-large")
  })

  it("is not read before it is known who sends it", async () => {
    const long = JSON.stringify({ campaigns: ["a".repeat(defaultLimits.bodyBytesMax)] })
    const answer = await send("POST", "/v1/members", long, { authorization: "Bearer none" })
    expect(answer.status).toBe(401)
  })
})

describe("a path or method that is none", () => {
  it.each([
    "/v1",
    "/v1/",
    "/v2/agents",
    "/v1/agents/ann/nothing",
    "/..%2f..%2fetc/passwd",
    "/v1/campaigns/%ZZ",
    "/v1/campaigns/%FF"
  ])("%s is not found", async (path) => isProblem(await send("GET", path), 404, "not-found"))

  it("tells by Allow what a path takes", async () => {
    const answer = await send("PUT", "/v1/campaigns")
    await isProblem(answer, 405, "method-not-allowed")
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST")
    expect((await send("PUT", "//V1//campaigns")).headers.get("allow")).toBe("GET, HEAD, POST")
    expect((await send("DELETE", "/v1/agents/ann/breaks")).headers.get("allow")).toBe("POST")
    expect((await send("POST", "/openapi.json")).headers.get("allow")).toBe("GET, HEAD")
    expect((await send("POST", "/")).headers.get("allow")).toBe("GET, HEAD")
    expect((await send("HEAD", "/health/live")).status).toBe(200)
  })
})

describe("what is not there", () => {
  it.each([
    ["GET", "/v1/users/nobody", 404, "user-unknown"],
    ["PATCH", "/v1/users/nobody", 404, "user-unknown"],
    ["PUT", "/v1/users/nobody/password", 404, "user-unknown"],
    ["GET", "/v1/agents/nobody", 404, "agent-unknown"],
    ["GET", "/v1/agents/nobody/inbox", 404, "agent-unknown"],
    ["GET", "/v1/agents/nobody/why-idle", 404, "agent-unknown"],
    ["POST", "/v1/agents/nobody/pause", 404, "agent-unknown"],
    ["GET", "/v1/campaigns/none", 404, "campaign-unknown"],
    ["PATCH", "/v1/campaigns/none", 404, "campaign-unknown"],
    ["DELETE", "/v1/campaigns/none", 404, "campaign-unknown"],
    ["GET", "/v1/campaigns/none/queue", 404, "campaign-unknown"],
    ["GET", "/v1/campaigns/none/members", 404, "campaign-unknown"],
    ["POST", "/v1/campaigns/none/members/ann/pause", 404, "campaign-unknown"],
    ["POST", "/v1/campaigns/help/members/cat/pause", 404, "member-unknown"],
    ["GET", "/v1/interactions/none", 404, "interaction-unknown"],
    ["GET", "/v1/interactions/none/messages", 404, "interaction-unknown"],
    ["GET", "/v1/interactions/none/explain", 404, "interaction-unknown"],
    ["POST", "/v1/interactions/none/leave", 404, "interaction-unknown"]
  ])("%s %s answers %i %s", async (method, path, status, code) => {
    const body = path.endsWith("/password")
      ? { password: "long enough" }
      : method === "PATCH"
        ? bodyOf(path)
        : undefined
    await isProblem(await asRoot(method, path, body), status, code)
  })

  it("of an agent's own is told as clearly", async () => {
    const ann = await world.agent("ann")
    await isProblem(await ann("POST", "/v1/offers/none/accept"), 404, "offer-unknown")
    await isProblem(await ann("POST", "/v1/offers/none.o1/accept"), 404, "interaction-unknown")
    await isProblem(await ann("POST", "/v1/interactions/none/take"), 404, "interaction-unknown")
    await isProblem(await ann("POST", "/v1/interactions/none/finish"), 404, "interaction-unknown")
    const replied = await ann("POST", "/v1/interactions/none/reply", { body: { text: "hi" } })
    await isProblem(replied, 404, "interaction-unknown")
  })

  it("in a command is a refusal with the fact", async () => {
    const channel = await asRoot("POST", "/v1/campaigns", { campaign: "x", channel: "pigeon" })
    await isProblem(channel, 422, "channel-unknown")
    expect(channel.body).toMatchObject({ channel: "pigeon" })
    const settings = { campaign: "x", channel: "demo", settings: { delivery: "coin" } }
    await isProblem(await asRoot("POST", "/v1/campaigns", settings), 422, "strategy-unknown")
    const zone = { campaign: "x", channel: "demo", settings: { zone: "Mars/Olympus" } }
    await isProblem(await asRoot("POST", "/v1/campaigns", zone), 422, "zone-unknown")
    const inbound = { campaign: "help", from: { address: "a" } }
    await isProblem(await asRoot("POST", "/v1/channels/pigeon/messages", inbound), 422, "channel-unknown")
    await isProblem(await asRoot("POST", "/v1/channels/chat/messages", inbound), 422, "channel-differs")
    const members = { campaigns: ["help"], agents: ["nobody"] }
    await isProblem(await asRoot("POST", "/v1/members", members), 404, "agent-unknown")
  })
})

const bodyOf = (path: string) => (path.includes("users") ? { displayName: "x" } : { settings: {} })

describe("what goes wrong inside", () => {
  it("is told without a stack", async () => {
    const answer = await send("GET", "/defect")
    await isProblem(answer, 500, "internal-error")
    expect(JSON.stringify(answer.body)).not.toContain("secret")
  })

  it("is a problem also where a route answers a bare status", async () => {
    await isProblem(await send("GET", "/bare"), 403, "forbidden")
  })

  it("closes nothing when a connection speaks no HTTP or stops in the middle", async () => {
    const { hostname, port } = new URL(world.server.url)
    for (const text of [
      "\u0016\u0003\u0001",
      "GET /v1/session HTTP/1.1\r\nHost: x\r\n",
      "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
    ])
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.end(text))
        socket
          .on("close", () => resolve())
          .on("error", () => resolve())
          .resume()
      })
    expect((await send("GET", "/health/live")).status).toBe(200)
    expect((await send("GET", "/")).body).toBe("a page")
  })
})
