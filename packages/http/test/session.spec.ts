import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { makeOneTimeLink, setPassword } from "../src/index.ts"
import { ADMINISTRATOR, callerOf, CENTRE, field, PASSWORD, read, signedIn, startServer } from "./server.ts"
import { firstOffer, startWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.server.close())

const signIn = (body: unknown) => callerOf(world.server, null)("POST", "/v1/session", { body })

describe("signing in", () => {
  it("answers a wrong password, an unknown user and an unknown centre alike", async () => {
    const role = "agent"
    const wrong = [
      await signIn({ user: "ann", password: "wrong", role }),
      await signIn({ user: "nobody", password: PASSWORD, role }),
      await signIn({ user: "no body!", password: PASSWORD, role }),
      await signIn({ user: "ann", password: PASSWORD, role, centre: "elsewhere" })
    ]
    for (const answer of wrong) expect(answer).toMatchObject({ status: 401, body: wrong[0]?.body ?? {} })
    expect(wrong[0]?.body).toMatchObject({ code: "wrong-credentials" })
    expect(wrong[0]?.headers.get("www-authenticate")).toContain("Bearer")
    // An unknown centre was not made by being asked for.
    expect(await signIn({ user: "ann", password: PASSWORD, role, centre: "elsewhere" })).toMatchObject({ status: 401 })
  })

  it("[D2.8a] [D15.1b] takes a role that is held, and tells the roles only to who knows the password", async () => {
    const refused = await signIn({ user: "sue", password: PASSWORD })
    expect(refused).toMatchObject({ status: 403, body: { code: "role-not-held", roles: ["supervisor", "agent"] } })
    const other = await signIn({ user: "ann", password: PASSWORD, role: "supervisor" })
    expect(other).toMatchObject({ status: 403, body: { roles: ["agent"] } })
    expect(JSON.stringify((await signIn({ user: "sue", password: "wrong" })).body)).not.toContain("supervisor")
    expect(await signIn({ user: "sue", password: PASSWORD, role: "agent", language: "pt-BR" })).toMatchObject({
      status: 201,
      body: { userId: "sue", role: "agent", language: "pt-BR", administrator: false }
    })
  })

  it("gives a cookie that no script reads and that counts as the token does", async () => {
    const answer = await signIn({ user: "bob", password: PASSWORD, role: "agent" })
    const cookie = answer.headers.get("set-cookie") ?? ""
    expect(cookie).toMatch(/^parley_session=main\.[\w-]{43}; /)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    expect(cookie).toMatch(/Path=\//i)
    const withCookie = (headers = {}) => ({ headers: { cookie: cookie.split(";")[0] ?? "", ...headers } })
    const anyone = callerOf(world.server, null)
    expect(await anyone("GET", "/v1/session", withCookie())).toMatchObject({ status: 200, body: { userId: "bob" } })
    const breaks = "/v1/agents/bob/breaks"
    for (const headers of [{ "sec-fetch-site": "same-site" }, { origin: "http://127.0.0.1:1" }])
      expect(await anyone("POST", breaks, withCookie(headers))).toMatchObject({
        status: 403,
        body: { code: "cross-site" }
      })
    expect(await anyone("POST", breaks, withCookie({ "sec-fetch-site": "same-origin" }))).toMatchObject({ status: 200 })
    const ended = await anyone("DELETE", "/v1/session", withCookie())
    expect(ended).toMatchObject({ status: 204, body: null })
    expect(ended.headers.get("set-cookie")).toMatch(/parley_session=;.*Max-Age=0/i)
    expect(await anyone("GET", "/v1/session", withCookie())).toMatchObject({ status: 401 })
  })

  it("[D2.8i] connects an agent; a supervisor's session connects nobody", async () => {
    const status = async () => field((await world.root("GET", "/v1/agents/sue")).body, "status")
    const sue = await world.supervisor()
    expect(await status()).toBe("Free")
    const asAgent = await signedIn(world.server, "sue", "agent")
    await asAgent("DELETE", "/v1/session")
    // The session of the test above is still there.
    expect(await status()).toBe("Free")
    await world.root("POST", "/v1/agents/sue/sign-out")
    expect(await status()).toBe("Disconnected")
    expect(await sue("GET", "/v1/session")).toMatchObject({ status: 200, body: { role: "supervisor" } })
  })
})

describe("signing out", () => {
  it("[D2.8c] [D2.8j] of the last session is refused with work active, unless forced", async () => {
    const ann = await world.agent("ann")
    const interaction = await world.write("hello")
    await ann("POST", `/v1/offers/${await firstOffer(ann, "ann")}/accept`)
    expect(await ann("DELETE", "/v1/session")).toMatchObject({
      status: 409,
      body: { code: "agent-has-active-interactions", interactions: [interaction] }
    })
    const second = await world.agent("ann")
    expect(await second("DELETE", "/v1/session")).toMatchObject({ status: 204 })
    expect(await ann("DELETE", "/v1/session?force=true")).toMatchObject({ status: 204 })
    expect(await ann("GET", "/v1/session")).toMatchObject({ status: 401, body: { code: "not-signed-in" } })
    expect(await world.root("GET", `/v1/interactions/${interaction}`)).toMatchObject({
      body: { stage: "waiting", leg: 2, ownerId: null }
    })
  })

  it("[D2.8d] [D2.8k] by a supervisor revokes every session of the agent at once", async () => {
    const [first, second] = [await world.agent("bob"), await world.agent("bob")]
    const sue = await world.supervisor()
    expect(await sue("POST", "/v1/agents/bob/sign-out")).toMatchObject({ status: 200 })
    for (const bob of [first, second]) expect(await bob("GET", "/v1/session")).toMatchObject({ status: 401 })
  })

  it("comes with a new password, and with the loss of the role", async () => {
    const before = await signedIn(world.server, "cat", "agent")
    await world.server.run(setPassword({ centre: CENTRE, user: "cat", password: "another password" }))
    expect(await before("GET", "/v1/session")).toMatchObject({ status: 401 })
    const put = await world.root("PUT", "/v1/users/cat/password", { body: { password: PASSWORD } })
    expect(put).toMatchObject({ status: 204 })
    const supervisor = await world.supervisor()
    await world.root("PATCH", "/v1/users/sue", { body: { roles: ["agent"] } })
    expect(await supervisor("GET", "/v1/session")).toMatchObject({ status: 401 })
    await world.root("PATCH", "/v1/users/sue", { body: { roles: ["supervisor", "agent"] } })
    expect(await supervisor("GET", "/v1/session")).toMatchObject({ status: 200 })
  })
})

describe("a one-time link", () => {
  const follow = (path: string, method = "GET") => fetch(`${world.server.url}${path}`, { method, redirect: "manual" })

  it("signs in once, by a cookie, and leads to the board", async () => {
    const path = await world.server.run(makeOneTimeLink({ centre: CENTRE, user: ADMINISTRATOR, role: "supervisor" }))
    expect((await follow(path, "HEAD")).status).toBe(404)
    const [one, other] = await Promise.all([follow(path), follow(path)])
    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([303, 404])
    const [used, refused] = one.status === 303 ? [one, other] : [other, one]
    expect(used.headers.get("location")).toBe("/")
    const cookie = used.headers.get("set-cookie")?.split(";")[0] ?? ""
    const answer = await callerOf(world.server, null)("GET", "/v1/session", { headers: { cookie } })
    expect(answer).toMatchObject({ status: 200, body: { userId: ADMINISTRATOR, administrator: true } })
    expect(await read(refused)).toMatchObject({ status: 404, body: { code: "link-unknown" } })
  })

  it("that never was is a problem", async () => {
    for (const token of ["x", `main.${"a".repeat(43)}`, `elsewhere.${"a".repeat(43)}`])
      expect((await follow(`/v1/session/link/${token}`)).status).toBe(404)
  })
})

describe("[D15.2b] failed sign-ins", () => {
  it("are throttled for each user and each address, and forgotten after the right password", async () => {
    const server = await startServer({ limits: { failedSignInsPerUserMax: 3, failedSignInsPerAddressMax: 8 } })
    const attempt = (user: string, password: string) =>
      callerOf(server, null)("POST", "/v1/session", { body: { user, password, role: "supervisor" } })
    const statuses = async (user: string, password: string, times: number) => {
      const answers = await Promise.all(Array.from({ length: times }, () => attempt(user, password)))
      return answers.map(({ status }) => status).toSorted((a, b) => a - b)
    }
    expect(await statuses(ADMINISTRATOR, "wrong", 2)).toEqual([401, 401])
    expect((await attempt(ADMINISTRATOR, PASSWORD)).status).toBe(201)
    expect(await statuses(ADMINISTRATOR, "wrong", 4)).toEqual([401, 401, 401, 429])
    const refused = await attempt(ADMINISTRATOR, PASSWORD)
    expect(refused).toMatchObject({ status: 429, body: { code: "too-many-sign-ins" } })
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(600)
    // Two before and three after were wrong: three more and the address has had its eight.
    expect(await statuses("someone", "wrong", 3)).toEqual([401, 401, 401])
    expect(await statuses("else", "wrong", 1)).toEqual([429])
    await server.close()
  })
})

describe("[D15.1c] the version", () => {
  it("is told to anyone", async () => {
    expect(await callerOf(world.server, null)("GET", "/v1/version")).toMatchObject({
      status: 200,
      body: { name: "parley", version: "0.0.0-test", api: "v1" }
    })
  })
})
