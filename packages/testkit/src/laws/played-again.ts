/** What the log tells is all there is to know: a law for the log of a whole history. */
import { partingOf, playAgain, recordingOf, type LogEvent } from "@parley/core/sim"
import type { Complaint, Law, Subject } from "./law.ts"

/**
 * A history decided anew from its log, and played again with nothing changed. Not one of docs/domain.md 16 and not among
 * `allLaws`, for it is dear: who wants what-if to be exact under strategies of their own names it besides.
 */
export const playedAgain: Law = {
  id: "played-again",
  says: "A log is decided anew as it was, step by step, and played again with nothing changed is the very same log.",
  watch: (subject) => ({ end: ({ driver }) => otherwise(subject, driver.log) })
}

function otherwise({ definition }: Subject, log: ReadonlyArray<LogEvent>): Complaint {
  const parting = partingOf(definition, log)
  if (parting !== null) return `decided anew it parts at ${JSON.stringify(parting)}`
  const { events, refusals, skipped } = playAgain(recordingOf(definition, log), {}, { seed: "again" })
  const nth = log.findIndex(({ at, event }, index) => JSON.stringify({ at, event }) !== JSON.stringify(events[index]))
  const here = nth < 0 ? Math.min(log.length, events.length) : nth
  if (here < log.length || here < events.length)
    return `played again it differs at event ${here + 1}: ${JSON.stringify(log[here])}, now ${JSON.stringify(events[here])}`
  if (refusals.size > 0 || skipped > 0)
    return `played again ${skipped} commands were skipped and refused were ${JSON.stringify([...refusals])}`
  return null
}
