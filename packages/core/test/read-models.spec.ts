/** Read models as an engine runs them: from their checkpoints on, beside older versions, whatever fails. */
import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe } from "vitest"
import { ReadModels, StoreUnavailable, type CentreHandle } from "../src/engine/index.ts"
import { contacts, contactsPage, documentOf, type ReadModel } from "../src/stats/index.ts"
import { added, checkpoints, engine, live, send, stores, tags } from "./given-engine.ts"

/** How many contacts there are, in one document; `step` is what one counts for. */
const counting = (version: number, step = 1): ReadModel<number> => ({
  name: "count",
  version,
  decode: (json) => (typeof json === "number" ? json : null),
  needs: ({ event }) => (event._tag === "ContactAdded" ? ["all"] : []),
  evolve: (documents, { event }) => (event._tag === "ContactAdded" ? [["all", (documents("all") ?? 0) + step]] : []),
  places: () => []
})
const all = () => documentOf<number>("all")

const count = (acme: CentreHandle, model: ReadModel<number>, minPosition: number) =>
  Effect.flatMap(acme.model(model), (running) => running.read(all, { minPosition }))

describe("a read model", () => {
  layer(Layer.empty, { excludeTestServices: true })((it) => {
    it.effect("shows what one wrote oneself, once it has come to that position", () =>
      engine((acme) =>
        Effect.gen(function* () {
          for (let n = 1; n <= 20; n++) {
            const position = yield* added(acme, `c${n}`)
            const read = yield* count(acme, counting(1), position)
            expect(read.value).toBe(n)
            expect(read.position).toBeGreaterThanOrEqual(position)
          }
        })
      ).pipe(Effect.provide(stores()))
    )

    it.effect("comes as well to a position at which nothing was of concern to it", () =>
      engine((acme) =>
        Effect.gen(function* () {
          yield* added(acme, "a")
          const position = yield* send(acme, { _tag: "CreateUser", userId: "u", displayName: "U", roles: ["agent"] })
          expect(yield* count(acme, counting(1), position)).toEqual({ position, value: 1 })
        })
      ).pipe(Effect.provide(stores()))
    )

    it.effect("goes on after a restart from its checkpoint, without folding anew what it has folded", () =>
      Effect.gen(function* () {
        const folded: Array<number> = []
        const model = {
          ...counting(1),
          needs: (recorded: Parameters<ReadModel<number>["needs"]>[0]) => {
            folded.push(recorded.position)
            return counting(1).needs(recorded)
          }
        }
        const first = yield* engine((acme) =>
          Effect.flatMap(added(acme, "a", "b"), (position) => Effect.map(count(acme, model, position), () => position))
        )
        const before = folded.length
        expect(Math.max(...folded)).toBe(first)
        yield* engine((acme) =>
          Effect.gen(function* () {
            // At once there is what was folded before.
            expect(yield* count(acme, model, 0)).toMatchObject({ value: 2 })
            expect((yield* count(acme, model, 0)).position).toBeGreaterThanOrEqual(first)
            const position = yield* added(acme, "c")
            expect((yield* count(acme, model, position)).value).toBe(3)
          })
        )
        expect(Math.min(...folded.slice(before))).toBeGreaterThan(first)
      }).pipe(Effect.provide(stores()))
    )

    it.effect("of a new version is built beside the old one, which is read meanwhile and dropped afterwards", () => {
      let isHeld = true
      const held = stores(({ write }) => ({
        write: (centre, id, change) => (isHeld && id.version === 2 ? Effect.never : write(centre, id, change))
      }))
      return Effect.gen(function* () {
        const old = yield* engine((acme) =>
          Effect.flatMap(added(acme, "a", "b", "c"), (position) =>
            Effect.map(count(acme, counting(1), position), () => position)
          )
        )
        yield* engine((acme) =>
          Effect.gen(function* () {
            expect(yield* count(acme, counting(2, 10), 0)).toEqual({ position: old, value: 3 })
            const [status] = yield* acme.models
            expect(status).toMatchObject({ name: "count", version: 2, state: "building", position: 0 })
            expect(status?.lag).toBeGreaterThan(3)
          })
        )
        isHeld = false
        yield* engine((acme) =>
          Effect.gen(function* () {
            const position = yield* added(acme, "d")
            expect((yield* count(acme, counting(2, 10), position)).value).toBe(40)
            for (;;) {
              const left = yield* checkpoints
              if (left.length === 1) return expect(left).toMatchObject([{ name: "count", version: 2 }])
              yield* Effect.yieldNow
            }
          })
        )
      }).pipe(Effect.provide(held))
    })

    it.effect("whose older documents it cannot read makes readers wait for the new ones", () =>
      Effect.gen(function* () {
        yield* engine((acme) => Effect.flatMap(added(acme, "a"), (position) => count(acme, counting(1), position)))
        const texts: ReadModel<string> = {
          ...counting(2),
          decode: (json) => (typeof json === "string" ? json : null),
          evolve: (documents, { event }) =>
            event._tag === "ContactAdded" ? [["all", `${documents("all") ?? ""}${event.contactId}`]] : [],
          places: () => []
        }
        yield* engine((acme) =>
          Effect.gen(function* () {
            const running = yield* acme.model(texts)
            expect((yield* running.read(() => documentOf<string>("all"))).value).toBe("a")
          })
        )
      }).pipe(Effect.provide(stores()))
    )

    it.effect("that throws stops, says at which position and why, and nothing else stops with it", () =>
      engine((acme) =>
        Effect.gen(function* () {
          const fragile: ReadModel<number> = {
            ...counting(1),
            name: "fragile",
            evolve: (documents, recorded) => {
              if (recorded.event._tag === "ContactAdded" && recorded.event.contactId === "bad") throw new Error("no!")
              return counting(1).evolve(documents, recorded)
            }
          }
          const good = yield* added(acme, "a")
          expect((yield* count(acme, fragile, good)).value).toBe(1)
          const bad = yield* added(acme, "bad")
          const failure = yield* Effect.flip(count(acme, fragile, bad))
          expect(failure).toMatchObject({ _tag: "ModelStopped", name: "fragile", position: good, reason: "Error: no!" })
          // Up to where it is right it is read still.
          expect((yield* count(acme, fragile, good)).value).toBe(1)
          const after = yield* added(acme, "b")
          expect((yield* count(acme, counting(1), after)).value).toBe(3)
          const status = yield* acme.models
          expect(status.map(({ name, state, reason }) => [name, state, reason])).toEqual([
            ["count", "running", null],
            ["fragile", "stopped", "Error: no!"]
          ])
          expect(status[1]?.lag).toBe(after - good)
        })
      ).pipe(Effect.provide(stores()))
    )

    it.effect("whose stored document is none of its own stops", () =>
      Effect.gen(function* () {
        yield* engine((acme) => Effect.flatMap(added(acme, "a"), (position) => count(acme, counting(1), position)))
        const strict = { ...counting(1), decode: () => null }
        yield* engine((acme) =>
          Effect.gen(function* () {
            const position = yield* added(acme, "b")
            const failure = yield* Effect.flip(count(acme, strict, position))
            expect(failure).toMatchObject({ _tag: "ModelStopped", reason: "all is no document of it" })
          })
        )
      }).pipe(Effect.provide(stores()))
    )

    it.effect("waits for a store that is away, and folds each event once though an answer was lost", () => {
      let calls = 0
      const away = new StoreUnavailable({ operation: "test", reason: "away", unknown: true })
      const failing = stores(({ write, documents, checkpoints: found }) => ({
        write: (centre, id, change) =>
          Effect.flatMap(write(centre, id, change), () => (++calls % 2 === 1 ? away : Effect.void)),
        documents: (centre, id, keys) =>
          Effect.flatMap(documents(centre, id, keys), (known) => (++calls % 3 === 1 ? away : Effect.succeed(known))),
        checkpoints: (centre) =>
          Effect.flatMap(found(centre), (known) => (++calls % 2 === 1 ? away : Effect.succeed(known)))
      }))
      return engine((acme) =>
        Effect.gen(function* () {
          const running = yield* acme.model(counting(1))
          for (let n = 1; n <= 3; n++) {
            const position = yield* added(acme, `c${n}`)
            const read = Effect.retry(running.read(all, { minPosition: position }), { times: 5 })
            expect((yield* read).value).toBe(n)
          }
        })
      ).pipe(Effect.provide(failing))
    })

    it.effect("that another process folds as well takes each event once", () => {
      const folding = (ids: ReadonlyArray<string>) => (acme: CentreHandle) =>
        Effect.flatMap(added(acme, ...ids), (position) => count(acme, counting(1), position))
      return Effect.gen(function* () {
        const models = yield* ReadModels
        // The other one has folded further, from the same checkpoint, before each write of this one.
        const racing = stores(() => ({
          ...models,
          write: (centre, id, change) =>
            change.from === change.to
              ? models.write(centre, id, change)
              : Effect.andThen(Effect.ignore(models.write(centre, id, change)), models.write(centre, id, change))
        }))
        const read = yield* Effect.provide(engine(folding(["a", "b", "c"])), racing)
        expect(read.value).toBe(3)
      }).pipe(Effect.provide(stores()))
    })

    it.effect("runs from the opening on where the engine was given it, and no two have one name", () =>
      Effect.gen(function* () {
        yield* engine(
          (acme) =>
            Effect.gen(function* () {
              yield* added(acme, "a")
              expect((yield* acme.models).map(({ name, kind }) => [name, kind])).toEqual([
                ["contacts", "model"],
                ["tags", "projection"]
              ])
              const page = yield* (yield* acme.model(contacts)).read(contactsPage(), {
                minPosition: yield* added(acme, "b")
              })
              expect(page.value.items.map(({ contactId }) => contactId)).toEqual(["b", "a"])
            }),
          { readModels: [contacts], projections: [tags] }
        )
        for (const twice of [
          { readModels: [contacts], projections: [{ ...tags, name: "contacts" }] },
          { readModels: [contacts, { ...contacts }] }
        ]) {
          const built = Effect.scoped(Layer.build(Layer.fresh(live(twice))))
          const defect = yield* Effect.catchDefect(built, Effect.succeed)
          expect(defect).toMatchObject({ _tag: "NameTaken", name: "contacts" })
        }
        yield* engine((acme) =>
          Effect.gen(function* () {
            yield* acme.model(contacts)
            const other = Effect.asVoid(acme.project({ ...tags, name: "contacts" }))
            expect(yield* Effect.catchDefect(other, Effect.succeed)).toMatchObject({ _tag: "NameTaken" })
          })
        )
      }).pipe(Effect.provide(stores()))
    )
  })
})
