/** Projections as an engine runs them: from the view that was saved on, each by itself. */
import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe } from "vitest"
import { ReadModels, type CentreHandle } from "../src/engine/index.ts"
import type { Projection } from "../src/stats/index.ts"
import { added, checkpoints, engine, stores, tags } from "./given-engine.ts"

describe("a projection", () => {
  layer(Layer.empty, { excludeTestServices: true })((it) => {
    const read = <View>(acme: CentreHandle, projection: Projection<View>, minPosition: number) =>
      Effect.flatMap(acme.project(projection), (running) => running.read(minPosition))

    /** The first position that it was told of in an engine of its own, and its view after one contact more. */
    const told = (projection: typeof tags, contactId: string) => {
      let first = 0
      const listening = {
        ...projection,
        evolve: (view: { readonly [tag: string]: number }, recorded: Parameters<typeof tags.evolve>[1]) => {
          if (first === 0) first = recorded.position
          return projection.evolve(view, recorded)
        }
      }
      return engine((acme) =>
        Effect.gen(function* () {
          const position = yield* added(acme, contactId)
          const { value } = yield* read(acme, listening, position)
          return { first, added: value["ContactAdded"], position }
        })
      )
    }

    it.effect("goes on after a restart from the view that was saved at the end", () =>
      Effect.gen(function* () {
        const before = yield* told(tags, "a")
        expect(before).toMatchObject({ first: 1, added: 1 })
        expect(yield* told(tags, "b")).toMatchObject({ first: before.position + 1, added: 2 })
      }).pipe(Effect.provide(stores()))
    )

    it.effect("of another version, or whose saved view cannot be read, is folded anew", () =>
      Effect.gen(function* () {
        yield* told(tags, "a")
        expect(yield* told({ ...tags, version: 2 }, "b")).toMatchObject({ first: 1, added: 2 })
        expect((yield* checkpoints).map(({ version }) => version)).toEqual([2])
        const models = yield* ReadModels
        const [saved] = yield* checkpoints
        const { position = 0, at = 0 } = saved ?? {}
        const spoilt = { from: position, to: position, at, documents: [["0", '[["?"]]']], taken: [], left: [] } as const
        yield* models.write("acme", { name: "tags", version: 2 }, spoilt)
        expect(yield* told({ ...tags, version: 2 }, "c")).toMatchObject({ first: 1, added: 3 })
      }).pipe(Effect.provide(stores()))
    )

    it.effect("whose views cannot be saved is folded anew, and that throws stops by itself", () =>
      Effect.gen(function* () {
        const dates: Projection<{ readonly last: Map<string, number> }> = {
          name: "dates",
          version: 1,
          initial: { last: new Map() },
          evolve: (_, { event, at }) => {
            if (event._tag === "ContactAdded" && event.contactId === "bad") throw new Error("no!")
            return { last: new Map([[event._tag, at]]) }
          }
        }
        yield* engine((acme) => Effect.flatMap(added(acme, "a"), (position) => read(acme, dates, position)))
        expect(yield* checkpoints).toEqual([])
        yield* engine((acme) =>
          Effect.gen(function* () {
            const good = yield* added(acme, "b")
            expect((yield* read(acme, dates, good)).position).toBe(good)
            const bad = yield* added(acme, "bad")
            expect(yield* Effect.flip(read(acme, dates, bad))).toMatchObject({ _tag: "ModelStopped", position: good })
            expect((yield* read(acme, tags, bad)).value["ContactAdded"]).toBe(3)
            expect(yield* acme.models).toMatchObject([
              { name: "dates", state: "stopped" },
              { name: "tags", lag: 0 }
            ])
          })
        )
      }).pipe(Effect.provide(stores()))
    )
  })
})
