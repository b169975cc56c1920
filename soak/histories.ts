/**
 * Every law on a hundred thousand generated histories and more, in batches with their own seeds, on all cores. And of each
 * history that it is decided anew from what its events tell, and played again as the very same log.
 */
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { SoakResult } from "./result.ts"

/** Histories of one batch; each batch has the next seed. */
export const BATCH = 100
const FIRST_SEED = 1_000_001

const EXEC_ARGV = ["--conditions=@parley/source", "--disable-warning=ExperimentalWarning"]

/** What became of one batch. */
export interface Batch {
  readonly seed: number
  readonly histories: number
  readonly events: number
  /** The story of the law that was broken; null when none was. */
  readonly story: string | null
}

export async function soakHistories(count: number): Promise<SoakResult> {
  const batches = Math.ceil(count / BATCH)
  const workers = Math.min(batches, availableParallelism())
  const began = performance.now()
  let [next, histories, events] = [0, 0, 0]
  const broken: Array<Batch> = []
  const heard = (batch: Batch): void => {
    histories += batch.histories
    events += batch.events
    if (batch.story !== null) {
      console.error(batch.story)
      broken.push(batch)
    }
    const perSecond = histories / ((performance.now() - began) / 1_000)
    const minutes = Math.ceil((count - histories) / perSecond / 60)
    console.error(`${histories} of ${count} histories, ${events} events, ${broken.length} broken, ${minutes} min left`)
  }
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("histories-worker.ts", import.meta.url), { execArgv: EXEC_ARGV })
      const give = (): void => {
        if (next >= batches || broken.length > 0) void worker.terminate().then(() => resolve())
        else worker.postMessage(FIRST_SEED + next++)
      }
      worker.on("message", (batch: Batch) => {
        heard(batch)
        give()
      })
      worker.on("error", reject)
      give()
    })
  await Promise.all(Array.from({ length: workers }, work))
  const [first] = broken
  return {
    passed: first === undefined && histories >= count,
    detail: {
      seeds: [FIRST_SEED, FIRST_SEED + next - 1],
      histories,
      events,
      workers,
      ...(first === undefined ? {} : { seed: first.seed, story: first.story })
    }
  }
}
