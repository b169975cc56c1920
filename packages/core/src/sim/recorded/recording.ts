/**
 * A recorded stretch of a log, taken apart into what came from outside and when: arrivals and people's comings and goings
 * at their instants, answers so long after the offer, what owners did so long after an interaction became theirs. Played
 * again on the same rules they meet exactly as they met; on others they go with the interaction, whoever has it then.
 */
import { make, RowTable, rowsOf, type CentreDefinition, type State } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import { Analyst } from "./analyst.ts"
import { groupsOf, LogBroken, type LogEvent } from "./groups.ts"
import type { Parts } from "./parts.ts"

export interface Recording extends Parts {
  readonly definition: CentreDefinition
  /** As the centre stood when it began, and what came before. */
  readonly state: State
  readonly before: ReadonlyArray<LogEvent>
  readonly log: ReadonlyArray<LogEvent>
  readonly from: Instant
  readonly to: Instant
}

export interface RecordingOptions {
  /** What was before is the state in which it begins; default: with the log. */
  readonly from?: Instant
  /** The first instant that is not of it any more; default: the end of the log. */
  readonly to?: Instant
}

/**
 * A log from its first event on, under the definition with which it was made. Throws LogBroken for one that is not whole,
 * and for a stretch that holds no time, or has no end. O(log).
 */
export function recordingOf(
  definition: CentreDefinition,
  log: Iterable<LogEvent>,
  { from, to }: RecordingOptions = {}
): Recording {
  const all = [...log]
  const [first, last] = [all[0], all.at(-1)]
  if (first === undefined || last === undefined) throw new LogBroken("the log is empty")
  if (first.position !== 1) throw new LogBroken(`the log begins at position ${first.position}`)
  const begins = from ?? first.at
  const ends = to ?? last.at + 1
  if (!(begins > -Infinity && begins < ends && ends < Infinity))
    throw new LogBroken(`from ${begins} to ${ends} is no stretch of time`)
  // Throws at gaps, and where a command is not whole.
  groupsOf(all)
  const before = all.filter(({ at }) => at < begins)
  const during = all.filter(({ at }) => at >= begins && at < ends)
  const centre = make(definition)
  const analyst = new Analyst(definition.channels)
  for (const { at, event } of before) analyst.heardBefore(at, event)
  const parts = analyst.partsOf(during, ends)
  analyst.heardAfter(all.filter(({ at }) => at >= ends))
  return {
    definition,
    state: centre.replay(centre.initial, before),
    before,
    log: during,
    from: begins,
    to: ends,
    ...parts
  }
}

/** The rows as they stood when it began. */
export function rowsAtStart({ before }: Recording): RowTable {
  const rows = new RowTable()
  for (const { event } of before) for (const change of rowsOf(event)) rows.write(change)
  return rows
}
