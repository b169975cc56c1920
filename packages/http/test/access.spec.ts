import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { access, type Level } from "../src/access.ts"
import { Api } from "../src/index.ts"
import { endpointsOf } from "../src/paths.ts"
import { ADMINISTRATOR, callerOf, signedIn, type Caller } from "./server.ts"
import { startWorld, type World } from "./world.ts"

const endpoints = endpointsOf(Api)

/** The table once more, by hand: o open, y yes, n no, w own, m member, c conversation; agent, supervisor, administrator. */
const expected: Readonly<Record<string, string>> = {
  "session.signIn": "o",
  "session.followLink": "o",
  "session.current": "yyy",
  "session.signOut": "yyy",
  "meta.version": "o",
  "meta.live": "o",
  "meta.ready": "o",
  "users.list": "nny",
  "users.create": "nny",
  "users.get": "nny",
  "users.change": "nny",
  "users.setPassword": "nny",
  "agents.list": "nyy",
  "agents.get": "wyy",
  "agents.inbox": "wyy",
  "agents.whyIdle": "wyy",
  "agents.startBreak": "wnn",
  "agents.endBreak": "wnn",
  "agents.endWrapUp": "wnn",
  "agents.pause": "nyy",
  "agents.resume": "nyy",
  "agents.signOut": "nyy",
  "channels.list": "yyy",
  "channels.receive": "nny",
  "campaigns.list": "yyy",
  "campaigns.create": "nny",
  "campaigns.get": "myy",
  "campaigns.change": "nny",
  "campaigns.enable": "nny",
  "campaigns.disable": "nny",
  "campaigns.remove": "nny",
  "campaigns.queue": "myy",
  "members.add": "nyy",
  "members.remove": "nyy",
  "members.list": "myy",
  "members.change": "nyy",
  "members.pause": "nyy",
  "members.resume": "wyy",
  "interactions.get": "myy",
  "interactions.messages": "cyy",
  "interactions.explain": "myy",
  "interactions.reply": "ynn",
  "interactions.take": "ynn",
  "interactions.finish": "ynn",
  "interactions.leave": "nny",
  "offers.list": "ynn",
  "offers.accept": "ynn",
  "offers.reject": "ynn",
  "stats.realtime": "yyy",
  "stats.definitions": "yyy",
  "board.get": "yyy",
  "events.page": "yyy",
  "events.stream": "yyy"
}
const letters = { yes: "y", no: "n", own: "w", member: "m", conversation: "c" } as const
const yesOrNo = (may: boolean) => (may ? "y" : "n")

let world: World
let interaction: string
const callers = new Map<Level, Caller>()
const signIn = (level: Level): Promise<Caller> =>
  level === "agent"
    ? world.agent("ann")
    : level === "supervisor"
      ? world.supervisor()
      : signedIn(world.server, ADMINISTRATOR, "supervisor")
beforeAll(async () => {
  world = await startWorld({ limits: { minPositionWaitMs: 20 } })
  interaction = await world.write("hello", { campaign: "pool" })
  for (const level of ["agent", "supervisor", "administrator"] as const) callers.set(level, await signIn(level))
})
afterAll(() => world.server.close())

/** A path of the endpoint: of ann's own things, or of what is not hers. */
const pathOf = (path: string, whose: "own" | "other") =>
  path
    .replace(":agentId", whose === "own" ? "ann" : "bob")
    .replace(":userId", "nobody")
    .replace(":campaign", whose === "own" ? "help" : "closed")
    .replace(":interactionId", whose === "own" ? interaction : "hidden")
    .replace(":offerId", "none.o1")
    .replace(":channel", "none")
    .replace(":token", "none")

/** Asks without a body: who may not is refused before it is missed. */
const statusFor = async (level: Level, { name, method, path }: { name: string; method: string; path: string }) => {
  const caller = callers.get(level)
  if (caller === undefined) throw new Error(level)
  const { status } = await caller(method, name === "events.stream" ? `${path}?after=1000000000` : path)
  if (name === "session.signOut") callers.set(level, await signIn(level))
  return status
}

describe("the table of access", () => {
  it("names every endpoint and nothing else", () => {
    expect(endpoints.map(({ name }) => name).sort()).toEqual(Object.keys(access).sort())
    expect(endpoints.length).toBeGreaterThan(50)
  })

  it("is what was decided", () => {
    const written = Object.entries(access).map(([name, row]) => [
      name,
      row === "open" ? "o" : `${letters[row.agent]}${yesOrNo(row.supervisor)}${yesOrNo(row.administrator)}`
    ])
    expect(Object.fromEntries(written)).toEqual(expected)
  })

  it("guards exactly the endpoints that are not open", () => {
    for (const { name, guarded } of endpoints) expect([name, guarded]).toEqual([name, expected[name] !== "o"])
  })
})

describe("[D15.3a] [D15.3b] without a session", () => {
  it.each(endpoints.filter(({ guarded }) => guarded))(
    "$method $path is refused as all others are",
    async ({ method, path }) => {
      const wrong = `main.${"A".repeat(43)}`
      for (const token of [null, "", "nonsense", wrong, `elsewhere.${"A".repeat(43)}`]) {
        const answer = await callerOf(world.server, token)(method, pathOf(path, "own"))
        const { instance: _instance, ...body } = Object(answer.body)
        expect({ status: answer.status, body }).toEqual({
          status: 401,
          body: {
            type: "urn:parley:problem:not-signed-in",
            status: 401,
            code: "not-signed-in",
            title: "A session is needed"
          }
        })
      }
    }
  )
})

describe.each(["agent", "supervisor", "administrator"] as const)("[D15.3a] [D15.3b] as %s", (level) => {
  const column = ["agent", "supervisor", "administrator"].indexOf(level)

  it.each(endpoints.filter(({ guarded }) => guarded))("$method $path", async ({ name, method, path }) => {
    const letter = expected[name]?.[column] ?? "n"
    // Those who may do anything are pointed at nothing: the walk is to change nothing.
    const own = await statusFor(level, { name, method, path: pathOf(path, level === "agent" ? "own" : "other") })
    if (letter === "n") expect(own).toBe(403)
    else expect([401, 403]).not.toContain(own)
    if (letter !== "w" && !(letter === "m" && path.includes(":campaign"))) return
    expect(await statusFor(level, { name, method, path: pathOf(path, "other") })).toBe(403)
  })
})

describe("[D15.3a] an agent", () => {
  it("sees interactions of their campaigns, reads those that are theirs or nobody's", async () => {
    const [ann, bob, cat] = [await world.agent("ann"), await world.agent("bob"), await world.agent("cat")]
    const id = await world.write("secret words", { campaign: "pool", from: "other@example.test" })
    const seen = async (caller: Caller, what = "") => (await caller("GET", `/v1/interactions/${id}${what}`)).status
    expect(await Promise.all([seen(ann), seen(bob), seen(cat)])).toEqual([200, 200, 403])
    expect(await Promise.all([seen(ann, "/messages"), seen(bob, "/messages"), seen(cat, "/messages")])).toEqual([
      200, 200, 403
    ])
    expect(await ann("POST", `/v1/interactions/${id}/take`)).toMatchObject({ status: 200 })
    expect(await Promise.all([seen(ann, "/messages"), seen(bob, "/messages"), seen(bob)])).toEqual([200, 403, 200])
  })

  it("lists only the campaigns they are a member of", async () => {
    const names = async (caller: Caller) =>
      Object(Object((await caller("GET", "/v1/campaigns")).body).data).map((one: { campaign: string }) => one.campaign)
    expect(await names(await world.agent("ann"))).toEqual(["help", "pool"])
    expect(await names(await world.agent("cat"))).toEqual([])
  })
})
