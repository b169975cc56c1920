import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { expect, test } from "vitest"
import {
  Engine,
  engineLayer,
  EventStore,
  HeadMoved,
  memoryStores,
  Ownership,
  vaultLayer,
  type Stores
} from "../src/engine/index.ts"
import { AgentId, CampaignName, InteractionId, SessionId, UserId } from "../src/kernel/fields.ts"

const channels = [{ name: "demo", kind: "asynchronous", media: "text" }] as const
const IDLE_MS = 60_000

const engineOn = (stores: Layer.Layer<Stores>) =>
  engineLayer({ channels, idleMs: IDLE_MS }).pipe(
    Layer.provideMerge(vaultLayer(new Uint8Array(32))),
    Layer.provideMerge(stores),
    Layer.provideMerge(TestClock.layer())
  )

const run = <A, E>(effect: Effect.Effect<A, E, Engine | Stores | Scope.Scope>, stores = memoryStores) =>
  Effect.runPromise(effect.pipe(Effect.scoped, Effect.provide(engineOn(stores))))

const ann = UserId.make("ann")
const create = { _tag: "CreateUser", userId: ann, displayName: "Ann", roles: ["agent"] } as const

test("a centre is loaded when it is used, one at a time, and put away when it was idle for a while", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      expect(yield* engine.loaded).toEqual([])
      const handles = yield* Effect.all(
        [1, 2, 3].map(() => Effect.scoped(engine.use("acme"))),
        {
          concurrency: "unbounded"
        }
      )
      expect(new Set(handles).size).toBe(1)
      yield* Effect.scoped(Effect.flatMap(engine.use("globex"), ({ send }) => send(create)))
      expect(yield* engine.loaded).toEqual(["acme", "globex"])
      yield* TestClock.adjust(IDLE_MS / 2)
      yield* Effect.scoped(engine.use("acme"))
      yield* TestClock.adjust(IDLE_MS / 2)
      expect(yield* engine.loaded).toEqual(["acme"])
      yield* TestClock.adjust(IDLE_MS)
      expect(yield* engine.loaded).toEqual([])
      const { state, epoch } = yield* engine.use("globex")
      expect((yield* state).position).toBeGreaterThan(2)
      expect(epoch).toBe(2)
    })
  ))

test("a centre that somebody holds is never put away, and who was put away says so to a handle kept too long", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      const held = yield* Scope.make()
      const acme = yield* Scope.provide(engine.use("acme"), held)
      const kept = yield* Effect.scoped(engine.use("globex"))
      yield* TestClock.adjust(10 * IDLE_MS)
      expect(yield* engine.loaded).toEqual(["acme"])
      expect(yield* acme.send(create)).toMatchObject({ ok: true })
      expect(yield* Effect.flip(kept.send(create))).toMatchObject({ _tag: "CentreClosed", centre: "globex" })
      yield* Scope.close(held, Exit.void)
      yield* TestClock.adjust(2 * IDLE_MS)
      expect(yield* engine.loaded).toEqual([])
    })
  ))

test("[D14.2a] a centre that is put away is loaded again when something in it is due", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      const store = yield* EventStore
      const campaign = CampaignName.make("support")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const acme = yield* engine.use("acme")
          yield* acme.send(create)
          yield* acme.send({
            _tag: "CreateCampaign",
            campaign,
            channel: "demo" as never,
            settings: { offerTimeoutSeconds: 600 }
          })
          yield* acme.send({ _tag: "AddMembers", campaigns: [campaign], agents: [AgentId.make("ann")] })
          yield* acme.send({ _tag: "SignIn", agentId: AgentId.make("ann"), sessionId: SessionId.make("s") })
          const contents = { body: null, raw: null, attachments: [] }
          yield* acme.send({ _tag: "ReceiveMessage", interactionId: InteractionId.make("i1"), campaign, contents })
        })
      )
      yield* TestClock.adjust(300_000)
      expect(yield* engine.loaded).toEqual([])
      const before = yield* store.head("acme")
      yield* TestClock.adjust(302_000)
      expect(yield* engine.loaded).toEqual(["acme"])
      const events = yield* store.read("acme", { after: before.position, limit: 10 })
      expect(events.map(({ event }) => event._tag)).toContain("OfferExpired")
    })
  ))

test("while a centre is being put away, who asks for it waits and gets it anew", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      const first = yield* Effect.scoped(engine.use("acme"))
      const sent = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 50 }, (_, n) => n),
          (n) =>
            Effect.andThen(
              TestClock.adjust(IDLE_MS / 4),
              Effect.scoped(
                Effect.flatMap(engine.use("acme"), ({ send }) => send({ ...create, userId: UserId.make(`u${n}`) }))
              )
            )
        )
      )
      yield* TestClock.adjust(IDLE_MS * 3)
      const results = yield* Fiber.join(sent)
      expect(results.every(({ ok }) => ok)).toBe(true)
      expect(first.name).toBe("acme")
    })
  ))

test("a centre that could not be opened is tried anew by the next who asks", () => {
  let isBroken = true
  const broken = Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({
      ...store,
      append: (centre: string, batch: Parameters<typeof store.append>[1]) =>
        isBroken ? Effect.fail(new HeadMoved({ position: 1, epoch: 9 })) : store.append(centre, batch)
    }))
  ).pipe(Layer.provideMerge(memoryStores))
  return run(
    Effect.gen(function* () {
      const engine = yield* Engine
      expect(yield* Effect.flip(engine.open("acme"))).toMatchObject({ _tag: "OwnershipLost" })
      isBroken = false
      const acme = yield* engine.open("acme")
      isBroken = true
      expect(yield* Effect.flip(acme.send(create))).toMatchObject({ _tag: "OwnershipLost" })
      isBroken = false
      // Who held the old one let it go by itself: the claim is free for the next.
      expect(yield* (yield* engine.open("acme")).send(create)).toMatchObject({ ok: true })
    }),
    broken
  )
})

test("a centre that another process has is waited for, and then refused", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      const { claim } = yield* Ownership
      const other = yield* Scope.make()
      yield* Scope.provide(claim("acme"), other)
      const refused = yield* Effect.forkChild(Effect.flip(engine.open("acme")))
      yield* TestClock.adjust(11_000)
      expect(yield* Fiber.join(refused)).toMatchObject({ _tag: "CentreTaken", centre: "acme" })
      const waiting = yield* Effect.forkChild(engine.open("acme"))
      yield* TestClock.adjust(5_000)
      yield* Scope.close(other, Exit.void)
      yield* TestClock.adjust(5_000)
      expect((yield* Fiber.join(waiting)).name).toBe("acme")
    })
  ))
