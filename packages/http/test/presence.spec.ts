import { expect, it } from "vitest"
import { callerOf, CENTRE, field, startServer, signedIn, ADMINISTRATOR, PASSWORD } from "./server.ts"
import { startWorld } from "./world.ts"

it("[D2.8m] an agent who falls silent is disconnected, keeps break and work, and is back with the next request", async () => {
  const world = await startWorld({ limits: { agentSilenceMs: 200 } })
  const ann = await world.agent("ann")
  await ann("POST", "/v1/agents/ann/breaks")
  const watched = async () => (await world.root("GET", "/v1/agents/ann")).body
  await expect.poll(async () => field(await watched(), "status")).toBe("Disconnected")
  expect(await watched()).toMatchObject({ break: { name: "Pause" }, requeueAt: expect.any(Number) })
  expect(await ann("GET", "/v1/agents/ann")).toMatchObject({
    status: 200,
    body: { status: "FreeOnBreak", requeueAt: null }
  })
  await world.server.close()
})

it("an open stream is a sign of life; a supervisor's sign-out outlasts silence", async () => {
  const world = await startWorld({ limits: { agentSilenceMs: 150 } })
  const [ann, bob] = [await world.agent("ann"), await world.agent("bob")]
  const leaving = new AbortController()
  const stream = await fetch(`${world.server.url}/v1/events/stream`, {
    headers: { authorization: `Bearer ${ann.token}` },
    signal: leaving.signal
  })
  const statusOf = async (user: string) => field((await world.root("GET", `/v1/agents/${user}`)).body, "status")
  await expect.poll(() => statusOf("bob")).toBe("Disconnected")
  expect(await statusOf("ann")).toBe("Free")
  await world.root("POST", "/v1/agents/bob/sign-out")
  expect(await bob("GET", "/v1/session")).toMatchObject({ status: 401 })
  leaving.abort()
  await stream.text().catch(() => "")
  await expect.poll(() => statusOf("ann")).toBe("Disconnected")
  await world.server.close()
})

it("a server with a stream open closes within its grace of a second", async () => {
  const server = await startServer()
  const root = await signedIn(server, ADMINISTRATOR, "supervisor")
  const stream = await fetch(`${server.url}/v1/events/stream`, { headers: { authorization: `Bearer ${root.token}` } })
  expect(stream.status).toBe(200)
  const started = performance.now()
  await Promise.all([server.close(), stream.text().catch(() => "")])
  expect(performance.now() - started).toBeLessThan(3_000)
  const body = { user: ADMINISTRATOR, password: PASSWORD, role: "supervisor", centre: CENTRE }
  await expect(callerOf(server, null)("POST", "/v1/session", { body })).rejects.toThrow()
})
