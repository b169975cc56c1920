/** One core of the soak of histories: a seed comes in, what became of its batch goes out. */
import { parentPort } from "node:worker_threads"
import { allLaws, findBreach, playedAgain } from "@parley/testkit"
import { BATCH, type Batch } from "./histories.ts"

/** Acts of a history, at most, batch by batch: the long ones go deep, the short ones begin again more often. */
const ACTS_MAX = [190, 60, 60, 30]

const laws = [...allLaws, playedAgain]

function batchOf(seed: number): Batch {
  const found = findBreach({ histories: BATCH, seed, laws, actsMax: ACTS_MAX[seed % ACTS_MAX.length] ?? 190 })
  if ("story" in found) return { seed, histories: 0, events: 0, story: found.story }
  return { seed, histories: found.histories, events: found.events, story: null }
}

parentPort?.on("message", (seed: number) => parentPort?.postMessage(batchOf(seed)))
