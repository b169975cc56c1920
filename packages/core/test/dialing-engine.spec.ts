import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"
import * as Centre from "../src/centre/index.ts"
import {
  EventStore,
  ReadModels,
  memoryStores,
  openCentre,
  runDialing,
  Snapshots,
  StoreUnavailable,
  type Batch,
  type CentreHandle,
  type SubmitRecord
} from "../src/engine/index.ts"
import { STORE_TRIES_MAX } from "../src/engine/write.ts"
import { hamtGet } from "../src/kernel/hamt.ts"
import { rows } from "./dialing.ts"
import { channels, zones, type Plain } from "./story.ts"
import { Schema } from "effect"

const COUNT = 12
const decode = Schema.decodeUnknownSync(Centre.CentreCommand)

/** A dialer of a channel that fakes the world, with a list of records. */
const given: ReadonlyArray<Plain> = [
  { _tag: "CreateCampaign", campaign: "sales", channel: "mail" },
  { _tag: "CreateDialer", dialer: "spring", campaign: "sales", settings: { concurrencyMax: 3, retryAfterSeconds: 0 } },
  { _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" },
  { _tag: "ImportRecords", listId: "march", records: rows(COUNT) },
  { _tag: "CompleteList", listId: "march" },
  { _tag: "ActivateList", listId: "march" },
  { _tag: "StartDialer", dialer: "spring" }
]

const open = Effect.gen(function* () {
  const scope = yield* Scope.make()
  const store = yield* EventStore
  const readModels = yield* ReadModels
  const centre = Centre.make({ channels, zones })
  const snapshots = yield* Snapshots
  const opening = {
    name: "acme",
    centre,
    store,
    snapshots,
    readModels,
    newId: () => crypto.randomUUID(),
    create: { zone: "UTC" },
    lost: Effect.never
  }
  const handle = yield* Scope.provide(openCentre(opening), scope)
  return { handle, close: Scope.close(scope, Exit.void) }
})

const countsOf = ({ state }: CentreHandle) =>
  Effect.map(state, ({ state: { facts } }) => hamtGet(facts.dialers.lists, "march")?.counts)

/** Runs until every record of the list is processed. */
const untilDone = Effect.fnUntraced(function* (handle: CentreHandle, submit: SubmitRecord) {
  const run = runDialing(handle, "mail", submit).pipe(Effect.catch(() => Effect.never))
  const done = Effect.gen(function* () {
    for (;;) {
      const { position } = yield* handle.state
      const { sent = 0, failed = 0, ambiguous = 0 } = (yield* countsOf(handle)) ?? {}
      if (sent + failed + ambiguous === COUNT) return
      yield* handle.next(position)
    }
  })
  yield* Effect.raceFirst(run, Effect.ignore(done))
})

/** What a server has taken, by row; the n-th submission ends in a crash, before the gate or after the last byte. */
const scenario = (crashAt: number, when: "before" | "after") =>
  Effect.gen(function* () {
    const taken = new Map<number, number>()
    const refused = new Set<number>()
    let calls = 0
    const crashed = yield* Deferred.make<void>()
    const submit: SubmitRecord = ({ record: { row } }, gate) =>
      Effect.gen(function* () {
        calls += 1
        const crashes = calls === crashAt
        if (crashes && when === "before")
          return yield* Effect.andThen(Deferred.succeed(crashed, undefined), Effect.never)
        if (row % 5 === 0 && !refused.has(row)) {
          refused.add(row)
          return { outcome: "temporary", reason: "greylisted" } as const
        }
        yield* gate
        taken.set(row, (taken.get(row) ?? 0) + 1)
        if (crashes) return yield* Effect.andThen(Deferred.succeed(crashed, undefined), Effect.never)
        return { outcome: "sent" } as const
      })
    const first = yield* open
    for (const command of given) yield* first.handle.send(decode(command))
    yield* Effect.raceFirst(untilDone(first.handle, submit), Deferred.await(crashed))
    yield* first.close
    const second = yield* open
    yield* untilDone(second.handle, submit)
    const counts = yield* countsOf(second.handle)
    yield* second.close
    return { taken, counts }
  }).pipe(Effect.provide(memoryStores))

/** A store that is away for so many tries of the first append that has a claim in it. */
const awayAtTheClaim = (tries: number) => {
  let left = tries
  const away = new StoreUnavailable({ operation: "append", reason: "away", unknown: true })
  const store = Effect.map(EventStore, (inner) => ({
    ...inner,
    append: (centre: string, batch: Batch) =>
      left > 0 && batch.events.some(({ event }) => event._tag === "RecordsClaimed") && left-- > 0
        ? Effect.fail(away)
        : inner.append(centre, batch)
  }))
  return Layer.effect(EventStore, store).pipe(Layer.provideMerge(memoryStores))
}

describe("A dialer's records through the engine", () => {
  it("[D9.6c] are sent in this process too when the answer to their claim was lost in an outage", async () => {
    const outage = Effect.gen(function* () {
      const { handle, close } = yield* open
      for (const command of given) yield* handle.send(decode(command))
      const submit: SubmitRecord = (_record, gate) => Effect.as(gate, { outcome: "sent" } as const)
      yield* untilDone(handle, submit)
      const counts = yield* countsOf(handle)
      yield* close
      return counts
    }).pipe(Effect.provide(awayAtTheClaim(STORE_TRIES_MAX + 1)))
    expect(await Effect.runPromise(outage)).toMatchObject({ claimed: 0, sent: COUNT, ambiguous: 0 })
  })

  it.each([
    [1, "before"],
    [4, "before"],
    [11, "before"],
    [1, "after"],
    [6, "after"],
    [12, "after"]
  ] as const)(
    "[D9.6b] [D9.6c] a crash at submission %i, %s the last byte, loses none and repeats none",
    async (at, when) => {
      const { taken, counts } = await Effect.runPromise(scenario(at, when))
      const { sent = 0, ambiguous = 0 } = counts ?? {}
      expect(new Set(taken.values())).toEqual(new Set([1]))
      expect(counts).toMatchObject({ fresh: 0, retrying: 0, claimed: 0, submitted: 0, failed: 0 })
      expect(sent + ambiguous).toBe(COUNT)
      // What was under way beside the one that crashed may have passed the gate, and is not sent again either.
      expect(ambiguous).toBeLessThanOrEqual(3)
      expect(taken.size).toBeGreaterThanOrEqual(sent)
      expect(COUNT - taken.size).toBeLessThanOrEqual(ambiguous)
      if (when === "after") expect(ambiguous).toBeGreaterThanOrEqual(1)
    }
  )

  it("[D9.1b] [D9.9f] the engine sends the next when its time has come, and nobody asks meanwhile", async () => {
    const waited = await Effect.runPromise(
      Effect.gen(function* () {
        const { handle, close } = yield* open
        for (const command of given) yield* handle.send(decode(command))
        yield* handle.send(decode({ _tag: "ChangeDialer", dialer: "spring", settings: { secondsBetween: 1 } }))
        const at: Array<number> = []
        const second = yield* Deferred.make<void>()
        const submit: SubmitRecord = (_record, gate) =>
          Effect.gen(function* () {
            at.push((yield* handle.state).state.facts.at)
            yield* gate
            if (at.length === 2) yield* Deferred.succeed(second, undefined)
            return { outcome: "sent" } as const
          })
        yield* Effect.raceFirst(untilDone(handle, submit), Deferred.await(second))
        const claims = handle.page(0, 100)
        const asked = (yield* claims).filter(({ event }) => event._tag === "RecordsClaimed").length
        yield* close
        return { gap: (at[1] ?? 0) - (at[0] ?? 0), asked }
      }).pipe(Effect.provide(memoryStores))
    )
    expect(waited.gap).toBeGreaterThanOrEqual(1_000)
    expect(waited.asked).toBe(2)
  })
})
