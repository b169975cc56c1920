/** A snapshot that cannot be used is passed over: with a warning, and with nothing lost. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { EventStore, Snapshots, StoreRefused, StoreUnavailable, type SnapshotHead } from "../src/engine/index.ts"
import { DUPLICATE, hashOf, message, open, replayed, run, written } from "./snapshots.ts"

const OPEN = 300

/** Two snapshots of "acme", and where they stand: the older first. */
const given = Effect.gen(function* () {
  yield* written(OPEN)
  const { handle, close } = yield* open
  const all = Array.from({ length: OPEN }, (_, n) => OPEN + n)
  yield* Effect.forEach(all, (n) => handle.send(message(n)), { concurrency: 200, discard: true })
  yield* close
  const [newer, older] = yield* (yield* Snapshots).heads("acme")
  if (newer === undefined || older === undefined) throw new Error("there are not two snapshots")
  return { newer, older }
})

/** Rewrites fields of a head. */
const headed = (snapshot: SnapshotHead, change: (head: Record<string, unknown>) => object): SnapshotHead => ({
  ...snapshot,
  head: JSON.stringify({ ...JSON.parse(snapshot.head), ...change(JSON.parse(snapshot.head)) })
})

type Store = Snapshots["Service"]
type Damage = (store: Store, snapshot: SnapshotHead) => Effect.Effect<unknown, unknown, EventStore>

const reheaded =
  (change: (head: Record<string, unknown>) => object): Damage =>
  (store, snapshot) =>
    store.complete("acme", headed(snapshot, change))

/** The first part from there on that can be altered so is. */
const altered =
  (from: (head: { state: { parts: number } }) => number, change: (part: string) => string): Damage =>
  (store, snapshot) =>
    Effect.gen(function* () {
      const nth = from(JSON.parse(snapshot.head))
      const [part = ""] = yield* store.parts("acme", snapshot, { from: nth, limit: 1 })
      const after = change(part)
      if (after === part) throw new Error("nothing was altered")
      yield* store.putPart("acme", snapshot, nth, after)
    })

const state = (): number => 0
const rows = ({ state: { parts } }: { state: { parts: number } }): number => parts
const lastRows = (head: { state: { parts: number } }): number => rows(head) + 1

const damages: ReadonlyArray<readonly [title: string, warning: RegExp, damage: Damage]> = [
  [
    "whose state was altered to another valid one",
    /state section was altered/,
    altered(state, (part) => part.replace("i7", "i8"))
  ],
  ["whose state is no JSON any more", /no JSON/, altered(state, (part) => part.slice(0, -9))],
  [
    "whose state says what no state says",
    /a tag that is none/,
    altered(state, (part) => part.replace('"hamt"', '"heap"'))
  ],
  ["whose rows were altered", /rows section was altered/, altered(lastRows, (part) => `BBBB${part.slice(4)}`)],
  ["whose rows were cut short", /cut short/, altered(lastRows, (part) => part.slice(0, -8))],
  ["whose sizes of rows are senseless", /sizes of the row filter/, altered(rows, () => '[{"capacity":3,"count":1}]')],
  [
    "of which parts are missing",
    /parts of it are missing/,
    reheaded(({ rows: section }) => ({ rows: { ...Object(section), parts: 9_999 } }))
  ],
  [
    "whose head cannot be read",
    /its head cannot be read/,
    (store, one) => store.complete("acme", { ...one, head: "{" })
  ],
  ["of a format to come", /format 99/, reheaded(() => ({ format: 99 }))],
  ["of another version of the state", /version 0, where/, reheaded(() => ({ stateVersion: 0 }))],
  ["of another centre", /of the centre other/, reheaded(() => ({ centre: "other" }))],
  [
    "whose head belongs to another",
    /head is of another/,
    reheaded(({ position }) => ({ position: Number(position) - 1 }))
  ],
  [
    "of an epoch to come",
    /epoch to come/,
    (store, one) => {
      const later = headed({ ...one, epoch: 99 }, () => ({ epoch: 99 }))
      return store.complete("acme", later)
    }
  ],
  [
    "beyond the end of the log",
    /beyond the head/,
    (store, one) => {
      const later = headed({ ...one, position: 999_999 }, () => ({ position: 999_999 }))
      return store.complete("acme", later)
    }
  ],
  ["of a log with another history", /another history/, reheaded(({ at }) => ({ at: Number(at) - 1 }))],
  ["of a log that went on otherwise in the same instant", /another history/, reheaded(() => ({ commandId: "other" }))],
  [
    "whose instant was altered with its log's",
    /state section was altered/,
    (store, one) =>
      Effect.gen(function* () {
        const event = yield* (yield* EventStore).read("acme", { after: one.position - 1, limit: 1 })
        Object.assign(event[0] ?? {}, { at: 1 })
        yield* store.complete(
          "acme",
          headed(one, () => ({ at: 1 }))
        )
      })
  ]
]

describe("a snapshot", () => {
  it.each(damages)("%s is passed over for the one before it", (title, warning, damage) =>
    run(
      Effect.gen(function* () {
        const { newer, older } = yield* given
        yield* damage(yield* Snapshots, newer)
        const expected = hashOf(yield* replayed(newer.position))
        const { handle, seen, close } = yield* open
        expect(seen.warnings).toEqual([expect.stringMatching(warning)])
        // What never was a snapshot here leaves the true ones in place.
        const begun = title.includes("epoch to come") || title.includes("beyond") ? newer : older
        expect(Math.min(...seen.reads)).toBe(begun.position - 1)
        expect(hashOf(yield* handle.stateAt(newer.position))).toBe(expected)
        expect(hashOf((yield* handle.state).state)).toBe(hashOf(yield* replayed(Infinity)))
        yield* close
      })
    )
  )

  it("that is no better than the one before it either leaves the whole log to be folded", () =>
    run(
      Effect.gen(function* () {
        const { newer, older } = yield* given
        const store = yield* Snapshots
        for (const one of [newer, older])
          yield* store.complete(
            "acme",
            headed(one, () => ({ stateVersion: 0 }))
          )
        const { handle, seen, close } = yield* open
        expect([seen.warnings.length, seen.reads[0]]).toEqual([2, 0])
        expect(hashOf((yield* handle.state).state)).toBe(hashOf(yield* replayed(Infinity)))
        const again = yield* handle.send(message(7, "i7-again"))
        expect(again).toMatchObject(DUPLICATE)
        yield* close
      })
    ))

  it("is passed over where their store refuses, and waited for where it is away", () =>
    run(
      Effect.gen(function* () {
        yield* given
        const store = yield* Snapshots
        const refusing = { ...store, heads: () => new StoreRefused({ operation: "heads", reason: "denied" }) }
        const { seen, close } = yield* Effect.provideService(open, Snapshots, refusing)
        expect([seen.warnings.length, seen.reads[0]]).toEqual([1, 0])
        yield* close
        const away = {
          ...store,
          parts: () => new StoreUnavailable({ operation: "parts", reason: "cut", unknown: false })
        }
        const failure = yield* Effect.flip(Effect.provideService(open, Snapshots, away))
        expect(failure._tag).toBe("StoreUnavailable")
      })
    ))
})
