import { describe, expect, it, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { contentRowsContract } from "../../testkit/src/contracts/index.ts"
import { ContentRows, contentRowsOver, memoryContentRows } from "../src/engine/index.ts"

const fresh = Effect.map(Layer.build(Layer.fresh(memoryContentRows)), (context) => Context.get(context, ContentRows))
const stacked = Layer.effect(
  ContentRows,
  Effect.gen(function* () {
    return contentRowsOver(yield* fresh, yield* fresh)
  })
)

describe("a content store over another", () => {
  layer(stacked, { excludeTestServices: true })((test) => {
    for (const { title, check } of contentRowsContract) test.effect(title, () => check)
  })
})

const item = (id: string) => ({ id, sealed: Uint8Array.of(1), wraps: new Map([["ana", Uint8Array.of(2)]]) })

it.effect("[L13] has what was in the other before, and puts what is new into the first alone", () =>
  Effect.gen(function* () {
    const [first, second] = [yield* fresh, yield* fresh]
    yield* second.putChunk("acme", { id: "old", n: 1, bytes: Uint8Array.of(9) }, 1)
    yield* second.put("acme", item("old"), 1)
    const both = contentRowsOver(first, second)
    yield* both.put("acme", item("new"), 1)
    expect(yield* second.get("acme", "new")).toBeNull()
    expect(yield* both.get("acme", "old")).toEqual(item("old"))
    expect(yield* both.chunk("acme", "old", 1)).toEqual(Uint8Array.of(9))
    const held = yield* both.held("acme", "ana", { after: "", limit: 5 })
    expect(held.map(({ id }) => id)).toEqual(["new", "old"])
    expect(yield* both.held("acme", "ana", { after: "", limit: 1 })).toEqual(held.slice(0, 1))
    expect(yield* both.dropHolder("acme", "ana")).toEqual(["new", "old"])
    expect([yield* second.get("acme", "old"), yield* second.chunk("acme", "old", 1)]).toEqual([null, null])
  }).pipe(Effect.scoped)
)
