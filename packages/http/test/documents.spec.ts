import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Api } from "../src/index.ts"
import { endpointsOf } from "../src/paths.ts"
import { PROBLEM_MEDIA_TYPE } from "../src/problems/problem.ts"
import { callerOf, startServer, type TestServer } from "./server.ts"

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const get = (path: string) => callerOf(server, null)("GET", path)

describe("/openapi.json", () => {
  it("is OpenAPI 3.1 and describes every endpoint with its problems, its answer and whether it asks for a session", async () => {
    const { status, body } = await get("/openapi.json")
    expect(status).toBe(200)
    const { openapi, info, paths, components } = Object(body)
    expect(openapi).toMatch(/^3\.1\./)
    expect(info).toMatchObject({ title: "Parley" })
    expect(Object.keys(components.securitySchemes).toSorted()).toEqual(["bearer", "cookie"])
    for (const { name, method, path, guarded } of endpointsOf(Api)) {
      const operation = paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()]
      expect([name, typeof operation]).toEqual([name, "object"])
      const { responses, security } = operation
      expect(Object.keys(responses["500"].content)).toEqual([PROBLEM_MEDIA_TYPE])
      expect([name, Object.keys(responses).some((code) => /^[23]/.test(code))]).toEqual([name, true])
      expect([name, security.length > 0]).toEqual([name, guarded])
    }
    const { get: campaigns, post } = paths["/v1/campaigns"]
    expect(Object.keys(campaigns.responses["200"].headers)).toContain("position")
    expect(post.parameters).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "idempotency-key", in: "header" })])
    )
  })
})

describe("/docs", () => {
  it("is one page with its script in it, that loads nothing from elsewhere", async () => {
    const { status, body, headers } = await get("/docs")
    expect(status).toBe(200)
    expect(headers.get("content-type")).toContain("text/html")
    const policy = headers.get("content-security-policy") ?? ""
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self'")
    const head = String(body).slice(0, String(body).indexOf("<script"))
    expect(head).not.toMatch(/<(link|img|script|iframe)[^>]*https?:/)
    expect(String(body)).not.toMatch(/<script[^>]*\ssrc=/)
  })
})

describe("health", () => {
  it("says that the process lives and that the centre can be written", async () => {
    expect(await get("/health/live")).toMatchObject({ status: 200, body: { status: "live" } })
    expect(await get("/health/ready")).toMatchObject({ status: 200, body: { status: "ready", centre: "main" } })
  })
})
