/** `npm run simulate -- --fixture FILE`: a counterexample played again, step by step, and whether its law holds by now. */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Routing } from "@parley/core"
import type { Console } from "./run.ts"

/** 0 when all laws hold by now, 1 when one is broken still, 2 when it cannot be played. */
export async function runReplay(file: string, module: string | null, { out, err }: Console): Promise<number> {
  // Only who replays a fixture needs the laws.
  const { readFixture, replayFixture, tellFixture } = await import("@parley/testkit")
  try {
    const fixture = readFixture(readFileSync(file, "utf8"))
    const strategies = module === null ? {} : await strategiesOf(module)
    const fair = (strategies.delivery ?? []).map(({ name }) => name)
    const options = { strategies, ...(fixture.law === "L6" ? { promises: { fair } } : {}) }
    out(`[${fixture.law}] was broken: ${fixture.complaint}`)
    out("")
    for (const line of tellFixture(fixture, options)) out(line)
    const complaint = replayFixture(fixture, options)
    out("")
    out(complaint === null ? "Now every law holds." : `It is broken still: ${complaint}`)
    return complaint === null ? 0 : 1
  } catch (error) {
    err(`simulate: ${error instanceof Error ? error.message : String(error)}`)
    err("try --help")
    return 2
  }
}

/** What a module exports as `strategies`. */
async function strategiesOf(module: string): Promise<Partial<Routing.Strategies>> {
  const loaded: { readonly strategies?: Partial<Routing.Strategies> } = await import(
    pathToFileURL(resolve(module)).href
  )
  if (loaded.strategies === undefined) throw new Error(`${module} exports no "strategies"`)
  return loaded.strategies
}
