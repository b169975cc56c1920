/** A process that owns the centre of `restart.snapshot` while a snapshot is made, and prints what its writer feels of it. */
import { Snapshots, type CentreHandle } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { anyCommand, CENTRE, onCentre } from "./restart-centre.ts"
import { rounded } from "./result.ts"

/**
 * How long this process's thread computes between two turns of a timer of 1 ms, at most (ms): what holds up the writer. Of
 * processor time, for on shared cores the clock tells of others besides.
 */
function blocks(): { readonly end: () => number } {
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1e3
  }
  let [longest, last] = [0, cpuMs()]
  const timer = setInterval(() => {
    const now = cpuMs()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return {
    end: () => {
      clearInterval(timer)
      return rounded(longest)
    }
  }
}

/** One caller after another until told to stop: how long the writer was held up at once, and the longest wait for an answer. */
const underLoad = (acme: CentreHandle, name: string, until: Effect.Effect<boolean, unknown, Snapshots>) =>
  Effect.gen(function* () {
    const watch = blocks()
    let longestAnswerMs = 0
    let commands = 0
    for (; commands % 64 !== 0 || !(yield* until); commands++) {
      const began = performance.now()
      yield* acme.send(anyCommand(`${name}-${commands}`))
      longestAnswerMs = Math.max(longestAnswerMs, performance.now() - began)
    }
    return { commands, longestBlockCpuMs: watch.end(), longestAnswerMs: rounded(longestAnswerMs) }
  })

/** What a writer under load feels of a snapshot being made, and what it feels without. */
const pausesOf = (acme: CentreHandle) =>
  Effect.gen(function* () {
    const snapshots = yield* Snapshots
    const cpu = process.cpuUsage()
    const began = performance.now()
    const made = Effect.map(snapshots.heads(CENTRE), (heads) => heads.length > 0)
    const during = yield* underLoad(acme, "during", made)
    const ms = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    let left = Math.max(during.commands, 256)
    const without = yield* underLoad(
      acme,
      "without",
      Effect.sync(() => (left -= 64) <= 0)
    )
    const [newest] = yield* snapshots.heads(CENTRE)
    const { state, rows } = JSON.parse(newest?.head ?? "{}") as {
      readonly [section: string]: { readonly parts: number } | undefined
    }
    return { during, without, madeInMs: rounded(ms), cpuMs: (user + system) / 1e3, parts: [state?.parts, rows?.parts] }
  })

const [url = "", lastAt = ""] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await onCentre({ url, lastAt: Number(lastAt) }, pausesOf)))
