import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ADMINISTRATOR, callerOf, PASSWORD, signedIn, startServer, type TestServer } from "./server.ts"

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe("a session", () => {
  it("begins with the right password and a role that is held", async () => {
    const answer = await callerOf(server, null)("POST", "/v1/session", {
      body: { user: ADMINISTRATOR, password: PASSWORD, role: "supervisor" }
    })
    expect(answer).toMatchObject({
      status: 201,
      body: { userId: ADMINISTRATOR, role: "supervisor", administrator: true, centre: "main" }
    })
    const root = await signedIn(server, ADMINISTRATOR, "supervisor")
    expect(await root("GET", "/v1/session")).toMatchObject({ status: 200, body: { userId: ADMINISTRATOR } })
    expect(await root("GET", "/v1/campaigns")).toMatchObject({ status: 200, body: { data: [], nextCursor: null } })
    expect(await root("GET", "/health/ready")).toMatchObject({ status: 200, body: { status: "ready" } })
    expect(await root("GET", "/v1/nowhere")).toMatchObject({ status: 404, body: { code: "not-found" } })
    expect(await root("PUT", "/v1/campaigns")).toMatchObject({ status: 405, body: { code: "method-not-allowed" } })
    expect(await root("POST", "/v1/campaigns", { body: { campaign: "sales", channel: "demo" } })).toMatchObject({
      status: 201
    })
    expect(await root("POST", "/v1/campaigns", { body: { campaign: "sa les", channel: 3, x: 1 } })).toMatchObject({
      status: 400
    })
  })
})
