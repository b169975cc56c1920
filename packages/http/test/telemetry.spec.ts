import { Effect, Layer } from "effect"
import { Engine, EventStore, memoryEventStore, memoryStores, StoreUnavailable } from "@parley/core/engine"
import { afterEach, describe, expect, it, vi } from "vitest"
import { callerOf, startServer, type TestServer } from "./server.ts"
import { startWorld } from "./world.ts"

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

describe("a request", () => {
  it("has an id of the server's own in its answer, whatever it says of itself, and another each time", async () => {
    server = await startServer()
    const get = callerOf(server, null)
    const headers = { "x-request-id": "mrs-novak" }
    const answers = [await get("GET", "/health/live", { headers }), await get("GET", "/no/such/path", { headers })]
    const ids = answers.map((answer) => answer.headers.get("x-request-id"))
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    expect(new Set(ids).size).toBe(2)
  })

  it("leaves its trace as the correlation of the events that came of it; none where it is no trace", async () => {
    const world = await startWorld()
    server = world.server
    const send = async (userId: string, traceparent: string | null) => {
      const body = { userId, displayName: userId, roles: ["agent"], password: "correct horse" }
      const headers = traceparent === null ? {} : { traceparent }
      expect(await world.root("POST", "/v1/users", { body, headers })).toMatchObject({ status: 201 })
    }
    await send("dan", `00-${TRACE}-00f067aa0ba902b7-01`)
    await send("eve", "00-novak-novak-01")
    await send("fay", null)
    const page = await world.server.run(
      Effect.flatMap(Effect.service(EventStore), (store) => store.read("main", { after: 0, limit: 1_000 }))
    )
    const correlations = page.flatMap(({ event, correlationId }) =>
      event._tag === "UserCreated" && ["dan", "eve", "fay"].includes(event.userId) ? [correlationId] : []
    )
    expect(correlations).toEqual([TRACE, null, null])
  })
})

/** Stores whose events are away for as long as they are told to be. */
const switchable = () => {
  const away = { isAway: false }
  const events = Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({
      ...store,
      append: (...args: Parameters<typeof store.append>) =>
        Effect.suspend(() =>
          away.isAway
            ? Effect.fail(new StoreUnavailable({ operation: "append", reason: "away", unknown: false }))
            : store.append(...args)
        )
    }))
  ).pipe(Layer.provide(memoryEventStore))
  return { away, stores: Layer.merge(memoryStores, events) }
}

describe("readiness", () => {
  it("says why it is not: the store is away, and is again once it is back", async () => {
    const { away, stores } = switchable()
    server = await startServer({ stores, limits: { readyHoldsMs: 0 } })
    const ready = () => callerOf(server ?? expect.fail(), null)("GET", "/health/ready")
    expect(await ready()).toMatchObject({ status: 200, body: { status: "ready", centre: "main" } })
    away.isAway = true
    const refused = await ready()
    expect(refused).toMatchObject({ status: 503, body: { code: "not-ready", reason: "store-away" } })
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/)
    expect(await callerOf(server, null)("GET", "/health/live")).toMatchObject({ status: 200 })
    away.isAway = false
    await vi.waitFor(async () => expect(await ready()).toMatchObject({ status: 200 }), 30_000)
  })

  it("gives up waiting for a store that does not answer", async () => {
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    let isHanging = false
    const hanging = Layer.effect(
      EventStore,
      Effect.map(EventStore, (store) => ({
        ...store,
        append: (...args: Parameters<typeof store.append>) =>
          Effect.suspend(() => {
            const opened = isHanging ? Effect.promise(() => gate) : Effect.void
            return Effect.andThen(opened, store.append(...args))
          })
      }))
    ).pipe(Layer.provide(memoryEventStore))
    server = await startServer({ stores: Layer.merge(memoryStores, hanging), limits: { readyWaitMs: 50 } })
    isHanging = true
    expect(await callerOf(server, null)("GET", "/health/ready")).toMatchObject({
      status: 503,
      body: { reason: "no-answer" }
    })
    open()
  })

  it("is over once the process is about to end, though it still answers", async () => {
    let isStopping = false
    server = await startServer({ isStopping: () => isStopping })
    const get = callerOf(server, null)
    expect(await get("GET", "/health/ready")).toMatchObject({ status: 200 })
    isStopping = true
    expect(await get("GET", "/health/ready")).toMatchObject({ status: 503, body: { reason: "stopping" } })
    expect(await get("GET", "/health/live")).toMatchObject({ status: 200 })
  })

  it("is over when the engine has stopped", async () => {
    server = await startServer({ limits: { readyHoldsMs: 0 } })
    await server.run(Effect.flatMap(Effect.service(Engine), ({ stop }) => stop))
    expect(await callerOf(server, null)("GET", "/health/ready")).toMatchObject({
      status: 503,
      body: { reason: "stopping" }
    })
  })
})
