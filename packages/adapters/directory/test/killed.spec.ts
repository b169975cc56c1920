import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { ContentRows } from "@parley/core/engine"
import { Effect } from "effect"
import { contentDirectory } from "../src/index.ts"
import { AT, CENTRE, chunkOf, CHUNKS, itemOf } from "./killed-items.ts"

/** Kills, each at another moment after the first acknowledgement. */
const KILLS = 3
const KILL_DELAY_MAX_MS = 120

type Said = readonly [what: string, n: number]

/** Lets a process write and kills it; what it had acknowledged, as far as it said so whole. */
const killed = (directory: string) =>
  Effect.promise(async (): Promise<ReadonlyArray<Said>> => {
    const script = join(import.meta.dirname, "put-until-killed.ts")
    const child = spawn(process.execPath, ["--conditions=@parley/source", script, directory], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const exit = once(child, "exit")
    let text = ""
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString()
        if (text.includes("placed")) resolve()
      })
      child.once("exit", () => resolve())
    })
    const timer = setTimeout(() => child.kill("SIGKILL"), Math.random() * KILL_DELAY_MAX_MS)
    await exit
    clearTimeout(timer)
    expect(child.signalCode).toBe("SIGKILL")
    const lines = text.split("\n").slice(0, -1)
    return lines.map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])] as const)
  })

/** Each item is whole with all its chunks, or not there; the holders it was found with. */
const holdersOf = Effect.fnUntraced(function* (n: number) {
  const rows = yield* ContentRows
  const item = yield* rows.get(CENTRE, `item-${n}`)
  if (item === null) return null
  const holders = [...item.wraps.keys()]
  expect(item).toEqual(itemOf(n, ...holders))
  for (let chunk = 1; chunk <= CHUNKS; chunk++)
    expect(yield* rows.chunk(CENTRE, `item-${n}`, chunk)).toEqual(chunkOf(n, chunk))
  return holders
})

/** What was acknowledged holds; of what was under way at the kill either form may. */
const checked = Effect.fnUntraced(function* (said: ReadonlyArray<Said>) {
  const rows = yield* ContentRows
  const last = Math.max(...said.map(([, n]) => n))
  const put = [...new Set(said.map(([, n]) => n))]
  for (const n of put) {
    const has = (what: string) => said.some(([one, number]) => one === what && number === n)
    const holders = yield* holdersOf(n)
    if (has("dropped")) expect(holders).toBeNull()
    else if (n < last || (has("placed") && n % 3 !== 0)) expect(holders).toEqual(["ana", "bob"])
    else expect([null, [""], ["ana", "bob"]]).toContainEqual(holders)
  }
  expect(put.length).toBeGreaterThan(0)
  yield* holdersOf(last + 1)
  // What is not placed, and what was not finished, is swept; what is placed is found by either holder.
  yield* rows.sweep(CENTRE, AT + 1)
  expect(yield* rows.held(CENTRE, "", { after: "", limit: 9 })).toEqual([])
  expect(yield* rows.chunk(CENTRE, `item-${last + 1}`, 1)).toBeNull()
  const found = yield* Effect.forEach(["ana", "bob"], (holder) =>
    Effect.map(rows.held(CENTRE, holder, { after: "", limit: 100_000 }), (items) => items.map(({ id }) => id))
  )
  expect(found[0]).toEqual(found[1])
  const placed = yield* Effect.filter(put, (n) => Effect.map(holdersOf(n), (holders) => holders !== null))
  for (const n of placed) expect(found[0]).toContain(`item-${n}`)
})

it.live("of processes killed on a content directory all that was acknowledged is there, and nothing by half", () =>
  Effect.gen(function* () {
    const directory = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "parley-killed-content-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true }))
    )
    for (let kill = 0; kill < KILLS; kill++) {
      const said = yield* killed(directory)
      yield* Effect.provide(checked(said), contentDirectory({ directory }))
    }
  })
)
