import { expect, test } from "vitest"
import { FIRST_CAPACITY, makeRowFilter } from "./row-filter.ts"

test("a key that was added is always there, also after the filter has grown", () => {
  const filter = makeRowFilter()
  const count = 3 * FIRST_CAPACITY
  for (let n = 0; n < count; n++) filter.add(`thread/support/1:${n}`)
  for (let n = 0; n < count; n++) if (!filter.mayHave(`thread/support/1:${n}`)) throw new Error(`lost ${n}`)
  let asked = 0
  for (let n = 0; n < 10_000; n++) if (filter.mayHave(`print/support/1:${n}`)) asked += 1
  expect(asked / 10_000).toBeLessThan(0.05)
})

test("an empty filter has nothing", () => {
  expect(makeRowFilter().mayHave("contact/1:a")).toBe(false)
})
