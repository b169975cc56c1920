/**
 * Sixty-four callers whose process is killed with -9 at random moments, on each store; whose database is stopped at once;
 * whose connection is cut in the midst of a commit. Then all that they were told is looked for in the log.
 */
import { join } from "node:path"
import { bundled } from "../test/system/durability/child.ts"
import { pglitePlaces, postgresPlaces } from "../test/system/durability/places.ts"
import { CALLERS } from "./durability/callers.ts"
import { isClean } from "./durability/tally.ts"
import { cuts, kills, stops, type Troubled } from "./durability/troubles.ts"
import type { Flags, SoakResult } from "./result.ts"

export const DURABILITY_FLAGS = { kills: 200, stops: 20, cuts: 100, seed: 1 }

/** Numbers in [0, 1), the same for the same seed. Source: mulberry32, by Tommy Ettinger (public domain). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export async function soakDurability(flags: Flags): Promise<SoakResult> {
  const wanted = { ...DURABILITY_FLAGS, ...flags }
  const child = await bundled(join(import.meta.dirname, "durability", "call-until-killed.ts"))
  const random = randomOf(wanted.seed)
  const came = new Map<string, Troubled>()
  try {
    for (const [store, make] of [
      ["pglite", pglitePlaces],
      ["postgres", postgresPlaces]
    ] as const) {
      const places = await make()
      try {
        const trouble = (what: string) => {
          const said = (line: string): void => console.error(`${what}, ${store}: ${line}`)
          return { child, places, random, said }
        }
        came.set(`kills, ${store}`, await kills(wanted.kills, trouble("kills")))
        if (places.server === null) continue
        came.set(`stops, ${store}`, await stops(wanted.stops, trouble("stops")))
        came.set(`cuts, ${store}`, await cuts(wanted.cuts, trouble("cuts")))
      } finally {
        await places.end()
      }
    }
  } finally {
    await child.end()
  }
  const passed = [...came.values()].every(isClean)
  return { passed, detail: { ...wanted, callers: CALLERS, ...Object.fromEntries(came) } }
}
