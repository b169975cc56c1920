import { StoreUnavailable } from "@parley/core/engine"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { clientMail, settingsOf, startServers, type Servers } from "../../adapters/email/test/campaign.ts"
import { parseOpenMetrics } from "./open-metrics-parser.ts"
import { type Collector, ROOT, startCollector, startHouse, type WatchedHouse } from "./watched-house.ts"

/** In whatever a client says, and nowhere else. */
const MARK = "zqnovakzq"
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

let collector: Collector
let house: WatchedHouse
let servers: Servers
let metrics = ""

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** What every request carries in the fields that a client fills in. */
const clientHeaders = {
  "user-agent": `${MARK} browser`,
  referer: `http://${MARK}.test/`,
  "x-request-id": MARK,
  "x-forwarded-for": MARK,
  "accept-language": MARK,
  traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
  tracestate: `${MARK}=1`,
  baggage: `name=${MARK}`
}

let asked = 0
async function call(token: string | null, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${house.url}${path}`, {
    method,
    headers: {
      ...clientHeaders,
      ...(method === "POST" ? { "idempotency-key": `${MARK}-${asked++}` } : {}),
      ...(token === null ? { cookie: `parley_session=${MARK}` } : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" })
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
  })
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json") === true
  return { status: response.status, body: isJson ? JSON.parse(text) : {} }
}

const signIn = async (user: string, password: string, role: string): Promise<string> =>
  String((await call(null, "POST", "/v1/session", { user, password, role })).body["token"])

const inbound = (n: number) => ({
  campaign: "help",
  from: { address: `${MARK}${n}@client.test`, name: `Mrs ${MARK}` },
  text: `My name is ${MARK} and I live at 1 ${MARK} Street`,
  subject: `About ${MARK}`
})

/** Everything that goes well, over HTTP: a client writes, an agent answers, the answer is sent. */
async function aGoodDay(root: string): Promise<void> {
  const user = { userId: "ann", displayName: "Ann", roles: ["agent"], password: `${MARK}-password` }
  expect(await call(root, "POST", "/v1/users", user)).toMatchObject({ status: 201 })
  expect(await call(root, "POST", "/v1/campaigns", { campaign: "help", channel: "demo" })).toMatchObject({
    status: 201
  })
  expect(await call(root, "POST", "/v1/members", { campaigns: ["help", "mail"], agents: ["ann"] })).toMatchObject({
    status: 200
  })
  const ann = await signIn("ann", `${MARK}-password`, "agent")
  const arrived = await call(root, "POST", "/v1/channels/demo/messages", inbound(1))
  const interaction = String(Object(arrived.body["answer"]).interactionId)
  await vi.waitFor(async () =>
    expect(await call(ann, "POST", `/v1/offers/${interaction}.o1/accept`)).toMatchObject({ status: 200 })
  )
  const reply = { text: `Dear ${MARK}`, cc: [{ address: `cc-${MARK}@client.test` }] }
  expect(await call(ann, "POST", `/v1/interactions/${interaction}/reply`, reply)).toMatchObject({ status: 200 })
  expect(await call(ann, "GET", `/v1/interactions/${interaction}/messages`)).toMatchObject({ status: 200 })
  expect(await call(ann, "POST", `/v1/interactions/${interaction}/finish`)).toMatchObject({ status: 200 })
  expect((await call(ann, "POST", `/v1/offers/${interaction}.o1/accept`)).status).toBeGreaterThanOrEqual(400)
  await call(ann, "DELETE", "/v1/agents/ann/wrap-up")
  await answerAMail(ann)
}

/** To a client whose mail server will not have it. */
async function answerAMail(ann: string): Promise<void> {
  const offered = await vi.waitFor(async () => {
    const { data } = (await call(ann, "GET", "/v1/offers")).body
    const [first] = Array.isArray(data) ? data : []
    expect(first).toMatchObject({ campaign: "mail" })
    return String(first.interactionId)
  }, 20_000)
  expect(await call(ann, "POST", `/v1/offers/${offered}.o1/accept`)).toMatchObject({ status: 200 })
  expect(await call(ann, "POST", `/v1/interactions/${offered}/reply`, { text: MARK })).toMatchObject({ status: 200 })
  await servers.smtp.received("RCPT")
}

/** Everything that a client can say wrongly. */
async function nonsense(root: string): Promise<void> {
  await call(null, "POST", "/v1/session", { user: MARK, password: MARK, role: "agent" })
  await call(root, "GET", `/v1/interactions/${MARK}`)
  await call(root, "GET", `/${MARK}/${MARK}?q=${MARK}`)
  await call(root, "GET", `/v1/events?after=0&${MARK}=${MARK}`)
  await call(root, "DELETE", `/v1/users?name=${MARK}`)
  await call(root, "POST", "/v1/channels/demo/messages", `{"text": "${MARK}`)
  await call(root, "POST", "/v1/channels/demo/messages", { ...inbound(2), [MARK]: MARK, campaign: MARK })
  await call(root, "POST", "/v1/channels/demo/messages", { ...inbound(3), campaign: `no-${MARK}` })
  await call(root, "POST", "/v1/users", { userId: "ann", displayName: MARK, roles: [MARK], password: MARK })
  await call(root, "POST", "/v1/interactions/none/reply", { text: MARK })
  await call(`main.${MARK}`, "GET", "/v1/session")
}

/** Everything that may break beneath: stores that are away, that refuse, that throw with the client's words in their mouth. */
async function badWeather(root: string): Promise<void> {
  const words = new Error(`cannot write ${MARK}\n    at ${MARK} (file:///${MARK}.ts:1:1)`)
  Object.assign(words, { code: MARK, _tag: `${MARK} odd` })
  const faults = [
    () => Effect.die(words),
    () => Effect.fail(new StoreUnavailable({ operation: "put", reason: "gone", unknown: true })),
    () => Effect.die({ [MARK]: MARK })
  ]
  for (const fault of faults) {
    house.faults.content = fault
    expect((await call(root, "POST", "/v1/channels/demo/messages", inbound(4))).status).toBeGreaterThanOrEqual(500)
  }
  house.faults.content = null
  house.faults.events = () => Effect.fail(new StoreUnavailable({ operation: "append", reason: "gone", unknown: false }))
  expect((await call(root, "POST", "/v1/channels/demo/messages", inbound(5))).status).toBe(503)
  expect(await call(null, "GET", "/health/ready")).toMatchObject({ status: 503 })
  house.faults.events = null
  await vi.waitFor(
    async () => expect((await call(root, "POST", "/v1/channels/demo/messages", inbound(6))).status).toBe(200),
    30_000
  )
}

/** A campaign by mail: what comes in, what is garbage, what a mail server says of recipients. */
async function mails(root: string): Promise<void> {
  const settings = { channelSettings: settingsOf(servers, { account: "support" }) }
  const campaign = { campaign: "mail", channel: "email", settings, secret: `${MARK}-secret` }
  expect(await call(root, "POST", "/v1/campaigns", campaign)).toMatchObject({ status: 201 })
  servers.imap.deliver(
    clientMail({
      from: `"${MARK}" <${MARK}@ext.test>`,
      id: `<${MARK}@ext.test>`,
      subject: MARK,
      text: MARK,
      head: [`Cc: ${MARK} <cc-${MARK}@ext.test>`, `X-${MARK}: ${MARK}`, `References: <0-${MARK}@ext.test>`]
    })
  )
  servers.imap.deliver(
    Buffer.from(`${MARK}\u0000\r\nFrom: =?${MARK}?B?x?=\r\nContent-Type: multipart/${MARK}; a\r\n\r\n`)
  )
  servers.imap.deliver(clientMail({ from: `${MARK}2@ext.test`, id: "", subject: `=?utf-8?Q?${MARK}=zz?=` }))
}

beforeAll(async () => {
  collector = await startCollector()
  house = await startHouse(collector.url)
  servers = await startServers({ rcpt: (address) => `550 5.1.1 ${address} ${MARK} unknown` })
  servers.imap.password = `${MARK}-secret`
  const root = await signIn(ROOT.user, ROOT.password, "supervisor")
  await mails(root)
  await aGoodDay(root)
  await nonsense(root)
  await badWeather(root)
  const seen = async () => JSON.stringify((await call(root, "GET", "/v1/events?after=0&limit=1000")).body)
  await vi.waitFor(async () => expect((await seen()).match(/"mail"/g)?.length).toBeGreaterThan(3), 20_000)
  const events = await seen()
  expect(events).not.toBe("")
  const answered = await house.metrics()
  expect(answered.headers.get("content-type")).toContain("application/openmetrics-text")
  metrics = await answered.text()
  await house.close()
}, 120_000)
afterAll(async () => {
  await servers.close()
  await collector.close()
})

const entries = (): ReadonlyArray<Record<string, unknown>> => house.lines.map((line) => JSON.parse(line))

describe("What an operator sees of a day on which clients said much and much went wrong", () => {
  it("is logged, a JSON object a line, with what each entry is about", () => {
    const messages = new Set(entries().map(({ message }) => message))
    for (const message of [
      "a request was answered",
      "a request met a failure",
      "a request met a defect",
      "a batch was appended",
      "a batch was not appended",
      "a command was not accepted",
      "mailbox"
    ])
      expect(messages).toContain(message)
    for (const line of house.lines) expect(line).not.toMatch(/[\r\n\u2028\u2029]/)
    const reply = entries().find(({ route }) => route === "/v1/interactions/:interactionId/reply")
    expect(reply).toMatchObject({ level: "DEBUG", method: "POST", status: 200, trace: TRACE })
    const refused = entries().find(({ outcome }) => outcome === "refused")
    expect(refused).toMatchObject({ centre: "main", lane: "people", trace: TRACE, request: expect.any(String) })
    expect(refused?.["command"]).toBeTypeOf("string")
  })

  it("holds nothing of what clients said: not in the log", () => {
    expect(house.lines.length).toBeGreaterThan(50)
    expect(house.lines.filter((line) => line.toLowerCase().includes(MARK))).toEqual([])
  })

  it("nor in the traces, which are spans of requests, appends, a load and submissions", () => {
    const spans = collector.spans()
    expect(
      collector.received
        .map(({ body }) => body)
        .join("")
        .toLowerCase()
    ).not.toContain(MARK)
    const named = (name: string) => spans.filter((span) => span.name === name)
    expect(named("parley.load")).toHaveLength(1)
    expect(named("parley.append").length).toBeGreaterThan(10)
    expect(named("parley.append")[0]?.attributes).toMatchObject({ centre: "main", commands: 2, events: 3 })
    expect(named("parley.append").some(({ status }) => status === 2)).toBe(true)
    expect(named("parley.submit").map(({ attributes }) => attributes)).toContainEqual({
      centre: "main",
      channel: "demo",
      outcome: "sent"
    })
    const replied = named("POST").find(({ attributes }) => String(attributes["http.route"]).endsWith("/reply"))
    expect(replied).toMatchObject({
      traceId: TRACE,
      parentSpanId: "00f067aa0ba902b7",
      attributes: { "http.request.method": "POST", "http.response.status_code": 200 }
    })
    for (const { path, headers } of collector.received) {
      expect(path).toBe("/v1/traces")
      expect(headers).toContain('"x-key":"a key"')
    }
  })

  it("nor in the figures, which a strict reader of OpenMetrics takes", () => {
    expect(metrics.toLowerCase()).not.toContain(MARK)
    const families = parseOpenMetrics(metrics)
    const names = families.map(({ name }) => name)
    for (const name of [
      "parley_append_seconds",
      "parley_append_failures",
      "parley_batch_commands",
      "parley_batch_events",
      "parley_commands",
      "parley_overloaded",
      "parley_mailbox_depth",
      "parley_log_position",
      "parley_centres_loaded",
      "parley_centre_load_seconds",
      "parley_submissions",
      "parley_submission_seconds",
      "parley_http_requests",
      "parley_http_request_seconds",
      "process_resident_memory_bytes",
      "process_cpu_seconds",
      "nodejs_eventloop_lag_p99_seconds"
    ])
      expect(names).toContain(name)
    for (const { name, help } of families) expect(help, name).not.toBeNull()
    const commands = families.find(({ name }) => name === "parley_commands")?.samples ?? []
    const accepted = commands.find(({ labels }) => labels["outcome"] === "accepted")
    expect(accepted).toMatchObject({ labels: { centre: "main" } })
    expect(accepted?.value).toBeGreaterThan(10)
  })
})
