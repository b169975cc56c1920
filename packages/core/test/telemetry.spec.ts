import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import { TestClock } from "effect/testing"
import { expect, test } from "vitest"
import {
  CENTRES_TOLD_MAX,
  Engine,
  engineLayer,
  EventStore,
  LANE_LIMITS,
  memoryEventStore,
  memoryStores,
  OTHER_CENTRES,
  StoreUnavailable,
  vaultLayer,
  type Stores
} from "../src/engine/index.ts"
import { UserId } from "../src/kernel/fields.ts"
import { observedSubmit } from "../src/engine/telemetry/submissions.ts"
import { campaignLive, contacts, contactsPage, documentOf, type ReadModel } from "../src/stats/index.ts"

const channels = [{ name: "demo", kind: "asynchronous", media: "text" }] as const
const IDLE_MS = 60_000

type World = Engine | Stores | Scope.Scope

const run = <A, E>(effect: Effect.Effect<A, E, World>, stores: Layer.Layer<Stores> = memoryStores) =>
  Effect.runPromise(
    effect.pipe(
      Effect.scoped,
      Effect.provide(
        engineLayer({ channels, idleMs: IDLE_MS }).pipe(
          Layer.provideMerge(vaultLayer(new Uint8Array(32))),
          Layer.provideMerge(stores),
          Layer.provideMerge(TestClock.layer())
        )
      ),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  )

/** The value of one series: a counter's count, a gauge's value, how often a histogram was told; undefined where it is not. */
const figure = (id: string, labels: Readonly<Record<string, string>> = {}) =>
  Effect.map(Metric.snapshot, (all) => {
    const found = all.find(
      (one) => one.id === id && Object.entries(labels).every(([name, value]) => one.attributes?.[name] === value)
    )
    if (found === undefined) return undefined
    if (found.type === "Gauge") return found.state.value
    return found.type === "Counter" || found.type === "Histogram" ? found.state.count : undefined
  })

const ann = { _tag: "CreateUser", userId: UserId.make("ann"), displayName: "Ann", roles: ["agent"] } as const
const bob = { ...ann, userId: UserId.make("bob") }

test("commands are told by what became of them, appends by time and size: once a batch, however many commands", () =>
  run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const before = Number(yield* figure("parley_append_seconds"))
      const both = [acme.send(ann, { commandId: "1" }), acme.send(bob)]
      yield* Effect.all(both, { concurrency: "unbounded" })
      expect(yield* figure("parley_append_seconds")).toBe(before + 1)
      expect(yield* figure("parley_batch_commands")).toBe(before + 1)
      yield* acme.send(ann, { commandId: "1" })
      yield* acme.send(ann)
      yield* Effect.flip(acme.send(bob, { commandId: "1" }))
      const outcomes = ["accepted", "repeated", "refused", "conflict", "failed"]
      const told = yield* Effect.forEach(outcomes, (outcome) =>
        figure("parley_commands_total", { centre: "acme", outcome })
      )
      expect(told).toEqual([2, 1, 1, 1, 0])
      const { position } = yield* acme.state
      expect(yield* figure("parley_log_position", { centre: "acme" })).toBe(position)
    })
  ))

test("commands that wait are told for each lane, and those that found no room", () =>
  run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const room = LANE_LIMITS.people
      const many = Array.from({ length: room + 7 }, () => Effect.result(acme.send(bob)))
      // All are at the door before the writer has had a turn.
      const sending = yield* Effect.forkChild(Effect.all(many, { concurrency: "unbounded" }), {
        startImmediately: true
      })
      expect(yield* figure("parley_mailbox_depth", { centre: "acme", lane: "people" })).toBe(room)
      expect(yield* figure("parley_mailbox_depth", { centre: "acme", lane: "bulk" })).toBe(0)
      yield* Fiber.join(sending)
      expect(yield* figure("parley_mailbox_depth", { centre: "acme", lane: "people" })).toBe(0)
      expect(yield* figure("parley_overloaded_total", { centre: "acme", lane: "people" })).toBe(7)
      expect(yield* figure("parley_commands_total", { centre: "acme", outcome: "overloaded" })).toBe(7)
    })
  ))

test("who gives up is told as one who was interrupted, once, also where they still waited for room", () =>
  run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const told = (outcome: string) => figure("parley_commands_total", { centre: "acme", outcome })
      const startNow = { startImmediately: true } as const
      const person = yield* Effect.forkChild(Effect.result(acme.send(ann)), startNow)
      const bulk = yield* Effect.forEach(Array.from({ length: LANE_LIMITS.bulk + 1 }), () =>
        Effect.forkChild(Effect.result(acme.send(bob, { lane: "bulk" })), startNow)
      )
      expect(yield* figure("parley_mailbox_depth", { centre: "acme", lane: "bulk" })).toBe(LANE_LIMITS.bulk)
      for (const fiber of [person, ...bulk.slice(-2)]) yield* Fiber.interrupt(fiber)
      expect(yield* told("interrupted")).toBe(3)
      yield* Fiber.awaitAll(bulk)
      expect(yield* told("interrupted")).toBe(3)
      expect(yield* told("accepted")).toBe(1)
      expect(yield* told("refused")).toBe(LANE_LIMITS.bulk - 2)
    })
  ))

test("a projection tells how far it is behind, and a centre that is put away tells nothing but its counts", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      const lag = figure("parley_projection_lag_events", { centre: "acme", projection: "campaign-live" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const acme = yield* engine.use("acme")
          const running = yield* acme.project({ ...campaignLive, name: "campaign-live" })
          const { position } = yield* acme.state
          yield* running.read(position)
          expect(yield* lag).toBe(0)
          const stuck = yield* acme.project({
            name: "stuck",
            version: 1,
            initial: 0,
            evolve: () => Number(BigInt("no number"))
          })
          yield* Effect.exit(stuck.read(position))
          expect(yield* figure("parley_projection_lag_events", { projection: "stuck" })).toBe(position)
          expect(yield* figure("parley_centres_loaded")).toBe(1)
          expect(yield* figure("parley_centre_load_seconds")).toBe(1)
        })
      )
      yield* TestClock.adjust(2 * IDLE_MS)
      expect(yield* figure("parley_centres_loaded")).toBe(0)
      expect(yield* lag).toBeUndefined()
      expect(yield* figure("parley_log_position", { centre: "acme" })).toBeUndefined()
      expect(yield* figure("parley_mailbox_depth", { centre: "acme" })).toBeUndefined()
      expect(yield* figure("parley_commands_total", { centre: "acme" })).toBe(0)
    })
  ))

test("a projection that is asked for again, and one that goes on from a saved view, tell the lag that they have", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      const lag = figure("parley_projection_lag_events", { centre: "acme", projection: "counted" })
      const counted = { name: "counted", version: 1, initial: 0, evolve: (so: number) => so + 1 }
      const read = Effect.gen(function* () {
        const acme = yield* engine.use("acme")
        const { position } = yield* acme.state
        for (const again of [counted, { ...counted }]) yield* (yield* acme.project(again)).read(position)
        expect(position).toBeGreaterThan(0)
        return yield* lag
      })
      expect(yield* Effect.scoped(read)).toBe(0)
      yield* TestClock.adjust(2 * IDLE_MS)
      expect(yield* lag).toBeUndefined()
      expect(yield* Effect.scoped(read)).toBe(0)
    })
  ))

test("a read model tells how far it is behind, as projections do; one that stopped is left behind", () =>
  run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const lag = (projection: string) => figure("parley_projection_lag_events", { centre: "acme", projection })
      const stuck: ReadModel<unknown> = { ...contacts, name: "stuck", needs: () => [String(BigInt("no number"))] }
      for (const model of [contacts, contacts, stuck]) yield* acme.model<unknown>(model)
      yield* acme.send(ann)
      const { position } = yield* acme.state
      yield* (yield* acme.model(contacts)).read(contactsPage(), { minPosition: position })
      expect(yield* lag("contacts")).toBe(0)
      yield* Effect.exit((yield* acme.model(stuck)).read(() => documentOf("all"), { minPosition: position }))
      expect(yield* lag("stuck")).toBe(position)
    })
  ))

test("more centres than are told apart are told together, under a name that none can bear", () =>
  run(
    Effect.gen(function* () {
      const engine = yield* Engine
      for (let n = 0; n < CENTRES_TOLD_MAX + 2; n++)
        yield* Effect.scoped(Effect.flatMap(engine.use(`c${n}`), ({ send }) => send(ann)))
      const all = yield* Metric.snapshot
      const labels = new Set(all.flatMap(({ attributes }) => attributes?.["centre"] ?? []))
      expect(labels.size).toBe(CENTRES_TOLD_MAX + 1)
      expect(yield* figure("parley_commands_total", { centre: OTHER_CENTRES, outcome: "accepted" })).toBe(2)
      expect(yield* figure("parley_mailbox_depth", { centre: OTHER_CENTRES })).toBe(0)
      expect(yield* figure("parley_log_position", { centre: OTHER_CENTRES })).toBeUndefined()
      expect(yield* Effect.flip(engine.open(OTHER_CENTRES))).toMatchObject({ _tag: "StoreRefused" })
    })
  ))

/** A store that is away for the n-th append of a user. */
const awayOnce = () => {
  let isAway = true
  return Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({
      ...store,
      append: (centre: string, batch: Parameters<typeof store.append>[1]) =>
        Effect.suspend(() => {
          if (!isAway || batch.events[0]?.event._tag !== "UserCreated") return store.append(centre, batch)
          isAway = false
          return Effect.fail(new StoreUnavailable({ operation: "append", reason: "away", unknown: false }))
        })
    }))
  ).pipe(Layer.provide(memoryEventStore))
}

test("an append that failed is counted by what it failed with, and not among those the store took", () =>
  run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const before = Number(yield* figure("parley_append_seconds"))
      const sending = yield* Effect.forkChild(acme.send(ann), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(sending)).toMatchObject({ ok: true })
      expect(yield* figure("parley_append_failures_total", { reason: "StoreUnavailable" })).toBe(1)
      expect(yield* figure("parley_append_seconds")).toBe(before + 1)
    }),
    Layer.merge(memoryStores, awayOnce())
  ))

/** A tracer that keeps the spans that ended. */
function keepingTracer() {
  const ended: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (at, exit) => {
        end(at, exit)
        ended.push(span)
      }
      return span
    }
  })
  return { tracer, ended }
}

test("a load and each append are spans with their centre and size, and a submission with its outcome", async () => {
  const { tracer, ended } = keepingTracer()
  const submit = observedSubmit({ centre: "acme", channel: "mail" }, (outcome: "sent" | "failed") =>
    Effect.succeed({ outcome, reason: "said by Mrs Novak" })
  )
  await run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      yield* acme.send(ann)
      yield* submit("sent")
      yield* submit("failed")
      yield* submit("sent")
      expect(yield* figure("parley_submissions_total", { channel: "mail", outcome: "sent" })).toBe(2)
      expect(yield* figure("parley_submissions_total", { channel: "mail", outcome: "failed" })).toBe(1)
      expect(yield* figure("parley_submission_seconds")).toBe(3)
    }).pipe(Effect.provideService(Tracer.Tracer, tracer))
  )
  const told = ended.map(({ name, attributes }) => [name, Object.fromEntries(attributes)])
  expect(told).toEqual([
    ["parley.append", { centre: "acme", epoch: 1, position: 3, commands: 2, events: 3 }],
    ["parley.load", { centre: "acme" }],
    ["parley.append", { centre: "acme", epoch: 1, position: 4, commands: 1, events: 1 }],
    ["parley.submit", { centre: "acme", channel: "mail", outcome: "sent" }],
    ["parley.submit", { centre: "acme", channel: "mail", outcome: "failed" }],
    ["parley.submit", { centre: "acme", channel: "mail", outcome: "sent" }]
  ])
})

test("what is logged beside a centre is not said to belong to the request that loaded it", () => {
  const lines: Array<unknown> = []
  const keep = Logger.make(({ message, fiber }) => {
    lines.push([message, fiber.getRef(References.CurrentLogAnnotations)])
  })
  return run(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme").pipe(Effect.annotateLogs({ request: "r1" }))
      yield* acme.send(ann)
    }).pipe(Effect.provide(Logger.layer([keep])), Effect.provideService(References.MinimumLogLevel, "Debug"))
  ).then(() => {
    expect(lines.length).toBeGreaterThan(2)
    expect(JSON.stringify(lines)).not.toContain("r1")
    expect(JSON.stringify(lines)).toContain('"centre":"acme"')
  })
})
