import { Centre, Fields } from "@parley/core"
import { EventStore, ReadModels } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { beforeAll, describe, expect, test } from "vitest"
import { CENTRE } from "../src/durability/desk.ts"
import { failpointOf, failpoints, SIDES } from "../src/durability/failpoints.ts"
import { tellStory } from "../src/durability/house.ts"
import { batchesIn, gapFaults, twiceFaults, wholeLog } from "../src/durability/log-faults.ts"
import type { Around } from "../src/durability/ports.ts"
import {
  inMemory,
  lyingNth,
  refusingNth,
  stopAt,
  sweptAt,
  untroubled,
  untroubledOutcome
} from "../src/durability/trouble.ts"
import { differences, type Outcome } from "../src/durability/verdict.ts"

/** Store calls of the story that are swept in all; here every so manieth. */
const SWEPT = 300
const SWEPT_EVERY = 50

/** The row of the last contact: nothing of the story asks for it. */
const PAT = Centre.personKey(Fields.ContactId.make("pat"))

const run = <A>(effect: Effect.Effect<A, unknown>): Promise<A> => Effect.runPromise(effect)

let expected: Outcome

beforeAll(async () => {
  expected = await run(untroubledOutcome)
})

describe("the story of durability", () => {
  test("comes by every failpoint, and makes more store calls than are swept", async () => {
    const reached = new Set<string>()
    let calls = 0
    const around: Around = (call, effect) => {
      if (call.port !== "outside") calls += 1
      if (call.writes) for (const side of SIDES) reached.add(failpointOf(call, side))
      return effect
    }
    await run(inMemory((setting) => tellStory({ ...setting, around })))
    expect(failpoints.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([])
    expect(failpoints.length).toBe(reached.size)
    expect(calls).toBeGreaterThanOrEqual(SWEPT)
  })

  test("has effects, content that stays and content that goes", () => {
    expect(Object.fromEntries(expected.effects)).toEqual({
      "i1.m2": "sent",
      "march/1": "sent",
      "march/2": "sent",
      "march/3": "sent",
      "i2.m2": "sent"
    })
    const kept = [...expected.texts].filter(([, text]) => text !== null).map(([name]) => name.slice("content ".length))
    expect(kept.toSorted()).toEqual(["name-kim", "name-lee", "name-pat", "row-1", "row-2", "row-3"])
  })
})

describe("a process that stops for good at a failpoint", () => {
  test.each([
    ["eventStore.append.before", 5],
    ["eventStore.append.after", 40],
    ["outside.acknowledge.before", 20],
    ["outside.acknowledge.after", 20],
    ["contentRows.rewrap.after", 1],
    ["contentRows.dropHolder.before", 1],
    ["contentRows.changeWraps.after", 1],
    ["privateRows.replace.before", 3],
    ["readModels.write.after", 2],
    ["snapshots.complete.before", 1]
  ])("at %s, time %i: the next one ends the story as it would have ended", async (failpoint, nth) => {
    const { told, faults, outcome } = await run(inMemory((setting) => stopAt(setting, failpoint, nth)))
    expect(told).toBe(true)
    expect([...faults, ...differences(expected, outcome)]).toEqual([])
    expect([...outcome.effects.values()]).toEqual(["sent", "sent", "sent", "sent", "sent"])
  })

  test.each(["outside.deliver.before", "outside.deliver.after"])(
    "at %s: nobody knows what became of the effect, and that is said",
    async (failpoint) => {
      const { faults, outcome } = await run(inMemory((setting) => stopAt(setting, failpoint, 1)))
      expect([...faults, ...differences(expected, outcome)]).toEqual([])
      expect([...outcome.effects.values()].filter((state) => state === "ambiguous").length).toBeGreaterThanOrEqual(1)
    }
  )
})

describe("a store call that fails", () => {
  const calls = Array.from({ length: SWEPT / SWEPT_EVERY }, (_, index) => SWEPT_EVERY * index + 1)
  test.each(calls.flatMap((n) => [[n, "before"] as const, [n, "after"] as const]))(
    "number %i, %s it has taken effect: the same comes of it",
    async (n, when) => {
      const { failed, faults } = await run(sweptAt(expected, n, when))
      expect(failed).not.toBeNull()
      expect(faults).toEqual([])
    }
  )
})

// What the verdict is worth: each of these is an engine, or a store, that is broken in one way.
describe("the verdict tells", () => {
  test("a command that was acknowledged and not appended", async () => {
    const around = lyingNth("eventStore", "append", 5)
    const { faults } = await run(inMemory((setting) => Effect.ignore(tellStory({ ...setting, around }))))
    expect(faults).toContainEqual(expect.stringMatching(/^desk-\d was acknowledged at \d+, where it is not$/))
  })

  test("a message that was sent before it was said to be submitted", async () => {
    const ungated = await run(
      inMemory((setting) => stopAt({ ...setting, sendsUngated: true }, "outside.deliver.after", 1))
    )
    expect(ungated.faults).toContainEqual(expect.stringMatching(/was sent 2 times/))
  })

  test("a failure that says that nothing was written, where it was", async () => {
    const around = refusingNth("eventStore", "append", 5)
    const { faults } = await run(inMemory((setting) => Effect.ignore(tellStory({ ...setting, around }))))
    expect(faults).toEqual([
      expect.stringMatching(/^desk-\d was said not to be carried out \(StoreRefused\), and was$/)
    ])
  })

  test("a row that was not written with its batch", async () => {
    const without = (store: EventStore["Service"]): EventStore["Service"] => ({
      ...store,
      append: (centre, batch) => store.append(centre, { ...batch, rows: batch.rows.filter(({ key }) => key !== PAT) })
    })
    const { faults } = await run(
      inMemory((setting) => {
        const stores = Context.add(setting.stores, EventStore, without(Context.get(setting.stores, EventStore)))
        return Effect.ignore(tellStory({ ...setting, stores, around: untroubled }))
      })
    )
    expect(faults).toContain("the decision rows are not the fold of the log")
  })

  test("documents that were not written, though their checkpoint was", async () => {
    const without = (store: ReadModels["Service"]): ReadModels["Service"] => ({
      ...store,
      write: (centre, id, write) =>
        store.write(centre, id, id.name === "contacts" ? { ...write, documents: [] } : write)
    })
    const { faults } = await run(
      inMemory((setting) => {
        const stores = Context.add(setting.stores, ReadModels, without(Context.get(setting.stores, ReadModels)))
        return Effect.ignore(tellStory({ ...setting, stores, around: untroubled }))
      })
    )
    expect(faults).toContain("the documents of contacts are not the fold of the log")
  })

  test("content that should be gone, and is not", async () => {
    const around = lyingNth("contentRows", "dropHolder", 1)
    const { faults, outcome } = await run(inMemory((setting) => tellStory({ ...setting, around })))
    // The key is destroyed: nobody reads it. But its bytes are there.
    expect(differences(expected, outcome)).toEqual([])
    expect(faults).toEqual(["mia holds what was erased"])
  })

  test("a position that is missing, and a command that is there twice", async () => {
    const { told: log } = await run(
      inMemory((setting) =>
        Effect.andThen(tellStory({ ...setting, around: untroubled }), wholeLog(setting.stores, CENTRE, 10))
      )
    )
    expect(gapFaults(log, 10)).toEqual([])
    expect(gapFaults(log.toSpliced(3, 1), 10)).toEqual(["there is a gap before position 5"])
    expect(gapFaults(log, 11)).toEqual(["the log has 10 events, its head stands at 11"])
    expect(twiceFaults(log)).toEqual([])
    const again = log.map((event) => ({ ...event, position: event.position + log.length }))
    expect(twiceFaults([...log, ...again]).length).toBe(batchesIn(log).size)
  })

  test("another outcome than without failure", () => {
    const texts = new Map([...expected.texts, ["content name-kim", "another"]])
    const effects = new Map([...expected.effects, ["march/1", "failed" as const]])
    expect(differences(expected, { ...expected, texts, effects })).toEqual([
      "texts: content name-kim is another, without failure name-kim",
      "effects: march/1 is failed, without failure sent"
    ])
  })
})
