/** One core of the soak of histories: a seed comes in, what became of its batch goes out. */
import { parentPort } from "node:worker_threads"
import { Centre } from "@parley/core"
import { partingOf, playAgain, recordingOf } from "@parley/core/sim"
import { findBreach, history, historyDefinition, play, type History } from "@parley/testkit"
import fc from "fast-check"
import { BATCH, type Batch } from "./histories.ts"

const definition = historyDefinition()

/** Acts of a history, at most, batch by batch: the long ones go deep, the short ones begin again more often. */
const ACTS_MAX = [190, 60, 60, 30]

/** What a history played again differs in from what it was; null when in nothing. */
function playedOtherwise(one: History): string | null {
  const { log } = play(Centre.make(definition), one)
  const parting = partingOf(definition, log)
  if (parting !== null) return `decided anew it parts at ${JSON.stringify(parting)}`
  const { events } = playAgain(recordingOf(definition, log), {}, { seed: "soak" })
  const nth = log.findIndex(({ at, event }, index) => JSON.stringify({ at, event }) !== JSON.stringify(events[index]))
  if (nth < 0 && events.length === log.length) return null
  return `played again it differs at event ${nth + 1}: ${JSON.stringify(log[nth])}, now ${JSON.stringify(events[nth])}`
}

function batchOf(seed: number): Batch {
  const actsMax = ACTS_MAX[seed % ACTS_MAX.length] ?? 190
  const found = findBreach({ histories: BATCH, seed, actsMax })
  if ("story" in found) return { seed, histories: 0, events: 0, story: found.story }
  let story: string | null = null
  fc.check(
    fc.property(history({ actsMax }), (one) => {
      story = playedOtherwise(one)
      return story === null
    }),
    { seed, numRuns: BATCH, endOnFailure: true }
  )
  return { seed, histories: found.histories, events: found.events, story }
}

parentPort?.on("message", (seed: number) => parentPort?.postMessage(batchOf(seed)))
