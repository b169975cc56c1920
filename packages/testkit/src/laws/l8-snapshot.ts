import type { Centre } from "@parley/core"
import type { Driver } from "../harness.ts"
import type { Complaint, Law, Subject } from "./law.ts"
import { differenceOf, plainState } from "./plain-state.ts"

/** What was written of a state on the way, and where. */
interface Kept {
  readonly pieces: ReadonlyArray<string>
  readonly position: number
}

/**
 * A state that is written as a snapshot is, and read again, is the same; with the events after it, it is what the whole
 * log gives. Read are the very bytes, from the newest snapshot of the history and from its first.
 */
export const snapshots: Law = {
  id: "L8-snapshot",
  says: "Snapshot + tail = replay.",
  every: 20,
  watch: (subject) => {
    const kept: Array<Kept> = []
    return {
      look: ({ driver: { state } }) => {
        const pieces = [...subject.centre.pieces(state)]
        kept.push({ pieces, position: state.facts.position })
        return told("what was written and read again differs", differ(resumed(subject, pieces).done(), state))
      },
      end: ({ driver }) => {
        for (const one of new Set([kept[0], kept.at(-2)])) {
          const complaint = one === undefined ? null : continuedOtherwise(subject, driver, one)
          if (complaint !== null) return complaint
        }
        return null
      }
    }
  }
}

function resumed({ centre }: Subject, pieces: ReadonlyArray<string>): Centre.Fold {
  const resuming = centre.resume()
  for (const piece of pieces) resuming.add(piece)
  return resuming.fold()
}

const differ = (a: Centre.State, b: Centre.State): string | null => differenceOf(plainState(a), plainState(b))

const told = (what: string, difference: string | null): Complaint =>
  difference === null ? null : `${what}, at ${difference}`

function continuedOtherwise(subject: Subject, { log, state }: Driver, { pieces, position }: Kept): Complaint {
  const fold = resumed(subject, pieces)
  fold.add(log.slice(position))
  const after = fold.done()
  const difference = differ(after, state)
  if (difference !== null)
    return told(`the snapshot at ${position} with its tail and the live state differ`, difference)
  const { centre } = subject
  const replayed = centre.replay(centre.initial, log)
  return [...centre.pieces(after, "canonical")].join() === [...centre.pieces(replayed, "canonical")].join()
    ? null
    : `the snapshot at ${position} with its tail has another canonical form than the replayed log`
}
