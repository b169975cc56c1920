import { Centre } from "@parley/core"
import { Engine, engineLayer, loopbackChannel, memoryStores, Vault, vaultLayer } from "@parley/core/engine"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { OPEN_MAX } from "./agenda.ts"
import { demoAgents, DEMO_CHANNEL } from "./plan.ts"
import { BEAT_MS, runDemo, sendDemoHome } from "./run.ts"

const NINE = Date.UTC(2026, 2, 2, 9)
/** Enough turns of the event loop for the keys of one message to be made. */
const TURNS = 30

const settled = Effect.promise(async () => {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
})

const pass = (ms: number) =>
  Effect.forEach(Array.from({ length: ms / BEAT_MS }), () => Effect.andThen(TestClock.adjust(BEAT_MS), settled), {
    discard: true
  })

/** Runs the demonstration for so long in a new engine over the stores in context, as one start of the server does. */
const oneStart = (ms: number) =>
  Effect.gen(function* () {
    const handle = yield* (yield* Engine).open("main")
    const channel = yield* Effect.forkChild(loopbackChannel(DEMO_CHANNEL).run(handle))
    const demo = yield* Effect.forkChild(runDemo(handle))
    yield* settled
    yield* pass(ms)
    yield* Fiber.interrupt(demo)
    yield* Fiber.interrupt(channel)
    const events: Array<Centre.RecordedEvent> = []
    for (let page = yield* handle.page(0, 1_000); page.length > 0; page = yield* handle.page(events.length, 1_000))
      events.push(...page)
    return { events, handle, state: (yield* handle.state).state }
  }).pipe(Effect.provide(Layer.fresh(engineLayer({ channels: [DEMO_CHANNEL] }))))

const stores = vaultLayer(new Uint8Array(32)).pipe(Layer.provideMerge(memoryStores))

const count = (events: ReadonlyArray<Centre.RecordedEvent>) => {
  const counts = new Map<string, number>()
  for (const { event } of events) counts.set(event._tag, (counts.get(event._tag) ?? 0) + 1)
  return (tag: Centre.CentreEvent["_tag"]): number => counts.get(tag) ?? 0
}

it.layer(stores)("the demonstration", (it) => {
  it.effect("lives at a steady human pace, in bounds, with offers missed and refused, breaks and a pull campaign", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NINE)
      const minutes = 15
      const { events, handle, state } = yield* oneStart(minutes * 60_000)
      const of = count(events)
      const perSecond = events.length / (minutes * 60)
      expect(perSecond).toBeGreaterThan(0.7)
      expect(perSecond).toBeLessThan(6)
      for (const tag of ["OfferRejected", "OfferExpired", "BreakStarted", "BreakEnded", "InteractionTaken"] as const)
        expect([tag, of(tag)]).not.toEqual([tag, 0])
      expect(of("MessageSent")).toBeGreaterThan(50)
      expect(of("InteractionClosed")).toBeGreaterThan(of("InteractionArrived") - OPEN_MAX - 1)
      const open = handle.centre.views.campaigns(state)?.items.reduce((sum, { interactions }) => sum + interactions, 0)
      expect(open).toBeLessThanOrEqual(OPEN_MAX)
    })
  )

  it.effect("goes on after a restart without signing anyone up or in twice, and keeps customers' conversations", () =>
    Effect.gen(function* () {
      const { events } = yield* oneStart(60_000)
      const of = count(events)
      expect(of("UserCreated")).toBe(demoAgents.length)
      expect(of("AgentSessionStarted")).toBe(demoAgents.length)
      expect(of("CampaignCreated")).toBe(3)
      expect(of("OwnershipTaken")).toBe(2)
      const joined = events.filter(({ event }) => event._tag === "MessageReceived" && /\.m[2-9]$/.test(event.messageId))
      expect(joined.length).toBeGreaterThan(5)
    })
  )

  it.effect("sends its people home when it is switched off", () =>
    Effect.gen(function* () {
      const handle = yield* (yield* Engine).open("main")
      yield* sendDemoHome(handle)
      yield* sendDemoHome(handle)
      const { state } = yield* handle.state
      expect(demoAgents.map(({ userId }) => handle.centre.views.agent(state, userId)?.status)).toEqual(
        demoAgents.map(() => "Disconnected")
      )
      expect(yield* (yield* Vault).tokenKey("main")).toHaveLength(32)
    }).pipe(Effect.provide(Layer.fresh(engineLayer({ channels: [DEMO_CHANNEL] }))))
  )

  it.effect("acts by public commands only", () =>
    Effect.gen(function* () {
      const handle = yield* (yield* Engine).open("other")
      const sent = new Set<Centre.CentreCommand["_tag"]>()
      const watched = {
        ...handle,
        send: (...[command, options]: Parameters<typeof handle.send>) => {
          sent.add(command._tag)
          return handle.send(command, options)
        }
      }
      const demo = yield* Effect.forkChild(runDemo(watched))
      yield* settled
      yield* pass(240_000)
      yield* Fiber.interrupt(demo)
      expect(sent.size).toBeGreaterThan(8)
      expect([...sent].filter((tag) => Centre.audience[tag] !== "public")).toEqual([])
    }).pipe(Effect.provide(Layer.fresh(engineLayer({ channels: [DEMO_CHANNEL] }))))
  )
})
