/** `npm run simulate -- --fixture FILE`: a counterexample played again, step by step, and whether its law holds by now. */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { strategiesFrom } from "../strategies.ts"
import type { Console } from "./console.ts"

/** 0 when all laws hold by now, 1 when one is broken still, 2 when it cannot be played. */
export async function runReplay(file: string, module: string | null, { out, err }: Console): Promise<number> {
  // Only who replays a fixture needs the laws.
  const { readFixture, replayFixture, tellFixture } = await import("@parley/testkit")
  try {
    const fixture = readFixture(readFileSync(file, "utf8"))
    const strategies = await Effect.runPromise(
      Effect.mapError(strategiesFrom(module), ({ reason }) => new Error(`${module}: ${reason}`))
    )
    const options = { strategies }
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
