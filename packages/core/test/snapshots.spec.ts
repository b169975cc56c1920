import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { Snapshots, StoreUnavailable } from "../src/engine/index.ts"
import { CLOSING_EVENTS_MIN, SNAPSHOT_EVERY } from "../src/engine/snapshots/schedule.ts"
import { SNAPSHOTS_KEPT } from "../src/engine/snapshots/write.ts"
import { command, DUPLICATE, hashOf, message, open, replayed, run, written } from "./snapshots.ts"

const OPEN = 300

describe("a centre that is opened again", () => {
  it("begins at its snapshot, reads only what came after, and is what the whole log gives", () =>
    run(
      Effect.gen(function* () {
        yield* written(OPEN)
        const [snapshot] = yield* (yield* Snapshots).heads("acme")
        const { handle, seen, close } = yield* open
        const { state } = yield* handle.state
        expect(snapshot?.position).toBeGreaterThan(CLOSING_EVENTS_MIN)
        expect(Math.min(...seen.reads)).toBe((snapshot?.position ?? 0) - 1)
        expect(seen.warnings).toEqual([])
        expect(hashOf(state)).toBe(hashOf(yield* replayed(Infinity)))
        yield* close
      })
    ))

  it("goes on as if it had never stopped: the same commands write the same events", () =>
    run(
      Effect.gen(function* () {
        yield* written(OPEN)
        const { handle, close } = yield* open
        yield* handle.send(command({ _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] }))
        yield* handle.send(command({ _tag: "AddMembers", campaigns: ["support"], agents: ["ann"] }))
        const signedIn = yield* handle.send(command({ _tag: "SignIn", agentId: "ann", sessionId: "s1" }))
        expect(signedIn.ok && signedIn.events.map(({ event }) => event._tag)).toContain("InteractionOffered")
        expect(hashOf((yield* handle.state).state)).toBe(hashOf(yield* replayed(Infinity)))
        yield* close
      })
    ))

  it("knows the rows that were written before the snapshot: what came twice is told from what is new", () =>
    run(
      Effect.gen(function* () {
        yield* written(OPEN)
        const { handle, close } = yield* open
        const again = yield* handle.send(message(7, "i7-again"))
        expect(again).toMatchObject(DUPLICATE)
        const fresh = yield* handle.send(message(OPEN + 1))
        expect(fresh.ok && fresh.events.length).toBeGreaterThan(1)
        yield* close
      })
    ))

  it("tells a past state from the nearest snapshot before it", () =>
    run(
      Effect.gen(function* () {
        yield* written(OPEN)
        const [snapshot] = yield* (yield* Snapshots).heads("acme")
        const at = snapshot?.position ?? 0
        const { handle, seen, close } = yield* open
        yield* handle.send(message(OPEN + 1))
        seen.reads.length = 0
        expect(hashOf(yield* handle.stateAt(at + 1))).toBe(hashOf(yield* replayed(at + 1)))
        expect(seen.reads).toEqual([at - 1, at])
        seen.reads.length = 0
        expect(hashOf(yield* handle.stateAt(at - 1))).toBe(hashOf(yield* replayed(at - 1)))
        expect(seen.reads[0]).toBe(0)
        yield* close
      })
    ))

  it("that wrote little has no snapshot", () =>
    run(
      Effect.gen(function* () {
        yield* written(3)
        expect(yield* (yield* Snapshots).heads("acme")).toEqual([])
      })
    ))
})

describe("a snapshot", () => {
  const fill = Effect.fnUntraced(function* (from: number, to: number) {
    const { handle, close } = yield* open
    const send = (n: number) => handle.send(message(n))
    const all = Array.from({ length: to - from }, (_, n) => from + n)
    yield* Effect.forEach(all, send, { concurrency: 200, discard: true })
    const { position } = yield* handle.state
    yield* close
    return position
  })

  it("is made when so many events were written, while the centre goes on", () =>
    run(
      Effect.gen(function* () {
        yield* written(1)
        const { handle, close } = yield* open
        const snapshots = yield* Snapshots
        for (let n = 1; (yield* handle.state).position < SNAPSHOT_EVERY; n += 1_000) {
          expect(yield* snapshots.heads("acme")).toEqual([])
          const all = Array.from({ length: 1_000 }, (_, i) => n + i)
          yield* Effect.forEach(all, (one) => handle.send(message(one)), { concurrency: 200, discard: true })
        }
        while ((yield* snapshots.heads("acme")).length === 0) yield* handle.send(message(0))
        const [snapshot] = yield* snapshots.heads("acme")
        expect(snapshot?.position).toBeGreaterThanOrEqual(SNAPSHOT_EVERY)
        expect(snapshot?.position).toBeLessThan(SNAPSHOT_EVERY + 3_000)
        yield* close
      })
    ))

  it("of a clean close takes the place of the oldest, and only the newest are kept", () =>
    run(
      Effect.gen(function* () {
        yield* written(OPEN)
        const ends = [yield* fill(OPEN, 2 * OPEN), yield* fill(2 * OPEN, 3 * OPEN), yield* fill(3 * OPEN, 4 * OPEN)]
        const heads = yield* (yield* Snapshots).heads("acme")
        expect(heads.map(({ position }) => position)).toEqual(ends.slice(-SNAPSHOTS_KEPT).reverse())
      })
    ))

  it("that cannot be made is warned of, and holds up neither the centre nor its close", () =>
    run(
      Effect.gen(function* () {
        const away = new StoreUnavailable({ operation: "putPart", reason: "away", unknown: true })
        const snapshots = yield* Snapshots
        const broken = { ...snapshots, putPart: () => away }
        yield* Effect.provideService(written(OPEN), Snapshots, broken)
        expect(yield* snapshots.heads("acme")).toEqual([])
        const { handle, seen, close } = yield* Effect.provideService(open, Snapshots, broken)
        const all = Array.from({ length: OPEN }, (_, n) => OPEN + n)
        yield* Effect.forEach(all, (n) => handle.send(message(n)), { concurrency: 200, discard: true })
        yield* close
        expect(seen.warnings.join()).toContain("a snapshot was not made")
      })
    ))
})
