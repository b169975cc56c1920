import fc from "fast-check"
import { expect, test } from "vitest"
import { rangeKey, type Row } from "../centre/index.ts"
import { InteractionId } from "../kernel/fields.ts"
import { RowOverlay } from "./row-overlay.ts"
import { RowTable } from "../centre/row-table.ts"

const row = (id: string): Row => ({ _tag: "Thread", interactionId: InteractionId.make(id) })
const keys = fc.constantFrom("a", "b", "c", "d", "e", "f", "g").map((letter) => `list/${letter}`)
const changes = fc.array(
  fc.record({ key: fc.oneof(keys, fc.constant("other/a")), row: fc.option(fc.constantFrom(row("i1"), row("i2"))) })
)

/** The overlay's answer after it has asked the store as often as it must. */
function ranged(overlay: RowOverlay, stored: RowTable, limit: number) {
  const key = rangeKey({ prefix: "list/", limit })
  if (overlay.range(key) === undefined) {
    const asked = overlay.toAsk(key)
    overlay.readRange(key, asked, stored.within(asked))
  }
  return overlay.range(key)
}

test("[L8-rows] a range over a batch under way is what the store would give had the batch been written", () => {
  fc.assert(
    fc.property(changes, changes, changes, fc.integer({ min: 1, max: 6 }), (before, batch, more, limit) => {
      const [stored, written] = [new RowTable(), new RowTable()]
      for (const table of [stored, written]) for (const change of before) table.write(change)
      const overlay = new RowOverlay()
      for (const change of [...batch, ...more]) {
        expect(ranged(overlay, stored, limit)).toEqual(written.within({ prefix: "list/", limit }))
        overlay.wrote(change)
        written.write(change)
      }
      for (const change of more) {
        overlay.wrote(change)
        written.write(change)
      }
      expect(ranged(overlay, stored, limit)).toEqual(written.within({ prefix: "list/", limit }))
    })
  )
})

test("what a batch wrote or dropped hides what the store has", () => {
  const overlay = new RowOverlay()
  expect(overlay.get("a")).toBeUndefined()
  overlay.wrote({ key: "a", row: null })
  overlay.read("a", row("i1"))
  expect(overlay.get("a")).toBeNull()
  overlay.wrote({ key: "a", row: row("i2") })
  expect(overlay.get("a")).toEqual(row("i2"))
})
