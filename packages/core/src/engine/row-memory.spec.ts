import { expect, test } from "vitest"
import { plannedPrefix } from "../centre/rows-dialer.ts"
import { InteractionId } from "../kernel/fields.ts"
import { makeRowMemory, ROWS_KEPT_MAX } from "./row-memory.ts"

const row = (id: string) => ({ _tag: "Thread" as const, interactionId: InteractionId.make(id) })

test("[L8-rows] what was written is recalled, what never was is known not to be there", () => {
  const memory = makeRowMemory()
  memory.wrote({ key: "thread/a", row: row("i1") })
  memory.wrote({ key: "thread/a", row: row("i2") })
  expect(memory.recall("thread/a")).toEqual(row("i2"))
  expect(memory.recall("thread/b")).toBeNull()
})

test("what is kept no more must be asked for, until it was read again", () => {
  const memory = makeRowMemory()
  for (let n = 0; n <= ROWS_KEPT_MAX; n++) memory.wrote({ key: `thread/${n}`, row: row(`i${n}`) })
  expect(memory.recall("thread/0")).toBeUndefined()
  memory.read({ key: "thread/0", row: row("i0") })
  expect(memory.recall("thread/0")).toEqual(row("i0"))
})

test("[L8-rows] a dropped row is known to be gone, and asked for when that is remembered no more", () => {
  const memory = makeRowMemory()
  memory.wrote({ key: "thread/a", row: row("i1") })
  memory.wrote({ key: "thread/a", row: null })
  expect(memory.recall("thread/a")).toBeNull()
  for (let n = 0; n <= ROWS_KEPT_MAX; n++) memory.wrote({ key: `thread/${n}`, row: row(`i${n}`) })
  expect(memory.recall("thread/a")).toBeUndefined()
})

test("rows that are read in ranges alone push nothing out", () => {
  const memory = makeRowMemory()
  memory.wrote({ key: "thread/a", row: row("i1") })
  for (let n = 0; n <= ROWS_KEPT_MAX; n++) memory.wrote({ key: `${plannedPrefix("l")}${n}`, row: row(`i${n}`) })
  expect(memory.recall("thread/a")).toEqual(row("i1"))
})
