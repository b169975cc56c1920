/**
 * A process that owns the centre of `restart.snapshot` until so many snapshots were made, and prints what its writer felt
 * of them. Arguments: address, last instant, snapshots, callers.
 */
import { EventStore, Snapshots, type CentreHandle } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { CENTRE, DAY, onCentre, rename } from "./restart-centre.ts"
import { rounded } from "./result.ts"

const [url = "", ...numbers] = process.argv.slice(2)
const [lastAt = NaN, wanted = NaN, callers = NaN] = numbers.map(Number)

/** How long the thread computed at once, at most (ms of processor time), and how long somebody waited for an answer. */
interface Felt {
  longestBlockCpuMs: number
  longestAnswerMs: number
  commands: number
}
const nothing = (): Felt => ({ longestBlockCpuMs: 0, longestAnswerMs: 0, commands: 0 })

/** The snapshots made so far, and what was felt while one was made and while none was; the first is to warm up. */
const made = { count: 0, isUnderWay: false, parts: 0, ms: [] as Array<number> }
const [during, without] = [nothing(), nothing()]
const feeling = (): Felt | null => (made.count === 0 ? null : made.isUnderWay ? during : without)

/** Sees when a snapshot begins and ends. */
const watched = (snapshots: Snapshots["Service"]): Snapshots["Service"] => {
  let began = 0
  return {
    ...snapshots,
    putPart: (...part) => {
      if (!made.isUnderWay) [began, made.isUnderWay] = [performance.now(), true]
      return snapshots.putPart(...part)
    },
    complete: (...whole) =>
      Effect.tap(snapshots.complete(...whole), () =>
        Effect.sync(() => {
          made.ms.push(rounded(performance.now() - began))
          made.isUnderWay = false
          made.count += 1
        })
      )
  }
}

/**
 * Between two turns of a timer of 1 ms whatever this thread computes holds up the writer. Of processor time, for on
 * shared cores the clock tells of others besides.
 */
function watchBlocks(): void {
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1e3
  }
  let last = cpuMs()
  setInterval(() => {
    const now = cpuMs()
    const felt = feeling()
    if (felt !== null) felt.longestBlockCpuMs = Math.max(felt.longestBlockCpuMs, now - last)
    last = now
  }, 1).unref()
}

const caller = (acme: CentreHandle, number: number) =>
  Effect.gen(function* () {
    for (let n = 0; made.count < wanted; n++) {
      const began = performance.now()
      yield* acme.send(rename(number * Math.floor(DAY.agents / callers), n))
      const felt = feeling()
      if (felt === null) continue
      felt.longestAnswerMs = Math.max(felt.longestAnswerMs, performance.now() - began)
      felt.commands += 1
    }
  })

const owned = (acme: CentreHandle) =>
  Effect.gen(function* () {
    const head = () => Effect.flatMap(EventStore, (store) => store.head(CENTRE))
    watchBlocks()
    const from = yield* head()
    while (callers === 0 && made.count < wanted) yield* Effect.sleep(10)
    const all = Array.from({ length: callers }, (_, number) => caller(acme, number))
    yield* Effect.all(all, { concurrency: "unbounded", discard: true })
    const events = (yield* head()).position - from.position
    return { snapshots: made.count, ms: made.ms, callers, events, during, without }
  })

const told = await onCentre({ url, lastAt, watched }, owned)
process.stdout.write(JSON.stringify(told))
