/** `engine.telemetry.*`: what it costs a command to be counted, and its batch to be timed, on a store in memory. */
import { Centre } from "@parley/core"
import { EventStore, memoryStores, ReadModels, Snapshots, type CentreHandle } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { openCentre, type Opening } from "../packages/core/src/engine/handle.ts"
import { Figures } from "../packages/core/src/engine/telemetry/figures.ts"
import { observedLoad, observedStore } from "../packages/core/src/engine/telemetry/observed.ts"
import { id, utcDays, type AgentId } from "./centre.ts"
import { rounded, type Bench, type Figure } from "./result.ts"

/** Pairs of short rounds: whatever else the machine does meets one in many, and the median leaves it out. */
const ROUNDS = 3_000
const WARM_UP_ROUNDS = 300
/** Commands of one round: some 3 ms. */
const COMMANDS = 256
const SHARE_MAX = 1.02

const centre = Centre.make({ channels: [{ name: "mail", kind: "asynchronous", media: "text" }], zones: utcDays })

/** Appends that end in a later turn, as those of every real store do: batches are then cut alike, whoever sends. */
const inALaterTurn = (store: EventStore["Service"]): EventStore["Service"] => ({
  ...store,
  append: (name, batch) => Effect.andThen(Effect.yieldNow, store.append(name, batch))
})

/** A centre in stores of its own, watched as the engine watches it, or by nobody. */
const opened = (isWatched: boolean) =>
  Effect.gen(function* () {
    const store = inALaterTurn(yield* EventStore)
    const [snapshots, readModels] = [yield* Snapshots, yield* ReadModels]
    const ports = { store, snapshots, readModels, newId: () => crypto.randomUUID(), lost: Effect.never }
    const opening: Opening = { ...ports, name: "acme", centre, create: { zone: "UTC" } }
    if (!isWatched) return yield* openCentre(opening)
    const figures = new Figures(yield* Effect.context())
    return yield* observedLoad("acme", figures, (ear) =>
      openCentre({ ...opening, ear, store: observedStore(store, figures) })
    )
  }).pipe(Effect.provide(memoryStores, { local: true }), Effect.provideService(Metric.MetricRegistry, new Map()))

const signIn = (acme: CentreHandle, agents: number) =>
  Effect.gen(function* () {
    for (let n = 0; n < agents; n++) {
      const agentId = id<AgentId>(`a${n}`)
      yield* acme.send({ _tag: "CreateUser", userId: agentId, displayName: `Agent ${n}`, roles: ["agent"] })
      yield* acme.send({ _tag: "SignIn", agentId, sessionId: id(`s${n}`) })
    }
  })

/** Milliseconds of one round: each caller begins and ends breaks of its agent, one command after another. */
const round = (acme: CentreHandle, callers: number) =>
  Effect.gen(function* () {
    const caller = (number: number) =>
      Effect.gen(function* () {
        for (let n = 0; n < COMMANDS / callers; n++) {
          const _tag = n % 2 === 0 ? "StartBreak" : "EndBreak"
          const sent = yield* acme.send({ _tag, agentId: id<AgentId>(`a${number}`) })
          if (!sent.ok) throw new Error(JSON.stringify(sent.rejection))
        }
      })
    const all = Array.from({ length: callers }, (_, number) => caller(number))
    const from = performance.now()
    yield* Effect.all(all, { concurrency: "unbounded", discard: true })
    return performance.now() - from
  })

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

const against = (callers: number) =>
  Effect.gen(function* () {
    const [bare, watched] = [yield* opened(false), yield* opened(true)]
    for (const acme of [bare, watched]) yield* signIn(acme, callers)
    const bareMs: Array<number> = []
    const watchedMs: Array<number> = []
    const shares: Array<number> = []
    for (let n = 0; n < WARM_UP_ROUNDS + ROUNDS; n++) {
      // In turn who is first: neither always runs on what the other left.
      const first = yield* round(n % 2 === 0 ? bare : watched, callers)
      const second = yield* round(n % 2 === 0 ? watched : bare, callers)
      if (n < WARM_UP_ROUNDS) continue
      const [alone, seen] = n % 2 === 0 ? [first, second] : [second, first]
      bareMs.push(alone)
      watchedMs.push(seen)
      shares.push(seen / alone)
    }
    return { bareMs: median(bareMs), watchedMs: median(watchedMs), share: median(shares) }
  }).pipe(Effect.scoped)

const telemetryFigure = (callers: number, shareMax: number | null): Bench => ({
  name: `engine.telemetry.${callers}`,
  run: async (): Promise<ReadonlyArray<Figure>> => {
    const { bareMs, watchedMs, share } = await Effect.runPromise(against(callers))
    const perCommand = (ms: number): number => rounded((ms / COMMANDS) * 1_000)
    return [
      {
        name: `engine.telemetry.${callers}`,
        value: perCommand(watchedMs),
        unit: "µs per command",
        baseline: "the same engine, watched by nobody",
        baselineValue: perCommand(bareMs),
        ratio: rounded(share),
        gate: shareMax === null ? null : `<= ${shareMax}`,
        aim: `<= ${SHARE_MAX}`,
        passed: shareMax === null ? null : share <= shareMax,
        detail: { callers, rounds: ROUNDS, ratio: "median over pairs of rounds", store: "in memory, in a later turn" }
      }
    ]
  }
})

/** Every command a batch of its own, whose append takes no time: the worst there is, on no store that keeps anything. */
export const engineTelemetry1 = telemetryFigure(1, null)
export const engineTelemetry32 = telemetryFigure(32, SHARE_MAX)
