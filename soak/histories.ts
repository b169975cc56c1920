/**
 * Every law on a hundred thousand generated histories and more, in batches with their own seeds, on all cores. And of each
 * history that it is decided anew from what its events tell, and played again as the very same log.
 */
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { Progress, SoakResult } from "./result.ts"

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

/** Batches between two reports. */
const REPORTED_EVERY = 10

/** How far it is: every seed before `next` is done. */
interface Done {
  readonly next: number
  readonly histories: number
  readonly events: number
}

const doneBefore = ({ before }: Progress): Done => {
  const { next, histories, events } = before ?? {}
  if (typeof next !== "number" || typeof histories !== "number" || typeof events !== "number")
    return { next: FIRST_SEED, histories: 0, events: 0 }
  return { next, histories, events }
}

const ALONE: Progress = { before: null, reports: () => undefined }

export async function soakHistories(count: number, progress: Progress = ALONE): Promise<SoakResult> {
  const from = doneBefore(progress)
  const last = FIRST_SEED + Math.ceil(count / BATCH) - 1
  const workers = Math.max(1, Math.min(last - from.next + 1, availableParallelism()))
  const began = performance.now()
  let [seed, histories, events] = [from.next, from.histories, from.events]
  const broken: Array<Batch> = []
  /** Seeds that are done while an earlier one is not. */
  const ahead = new Map<number, Batch>()
  let next = from.next
  const detail = () => ({ seeds: [FIRST_SEED, next - 1], next, histories, events, workers })
  const heard = (batch: Batch): void => {
    ahead.set(batch.seed, batch)
    if (batch.story !== null) {
      console.error(batch.story)
      broken.push(batch)
    }
    for (let one = ahead.get(next); one !== undefined && one.story === null; one = ahead.get(next)) {
      ahead.delete(next)
      next += 1
      histories += one.histories
      events += one.events
      if ((next - from.next) % REPORTED_EVERY === 0) progress.reports(detail())
    }
    const perSecond = (histories - from.histories) / ((performance.now() - began) / 1_000)
    const minutes = perSecond === 0 ? "?" : String(Math.max(0, Math.ceil((count - histories) / perSecond / 60)))
    console.error(`${histories} of ${count} histories, ${events} events, ${broken.length} broken, ${minutes} min left`)
  }
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("histories-worker.ts", import.meta.url), { execArgv: EXEC_ARGV })
      const give = (): void => {
        if (seed > last || broken.length > 0) void worker.terminate().then(() => resolve())
        else worker.postMessage(seed++)
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
    detail: { ...detail(), ...(first === undefined ? {} : { seed: first.seed, story: first.story }) }
  }
}
