/**
 * A recorded stretch of a log, taken apart into what came from outside and when: arrivals and people's comings and goings
 * at their instants, answers so long after the offer, what owners did so long after an interaction became theirs. Played
 * again on the same rules they meet exactly as they met; on others they go with the interaction, whoever has it then.
 */
import {
  make,
  RowTable,
  rowsOf,
  type CentreCommand,
  type CentreDefinition,
  type CentreEvent,
  type State
} from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import type { Observation } from "../survival.ts"
import { Analyst } from "./analyst.ts"
import { LogBroken, type LogEvent } from "./groups.ts"

/** Something that was done, and its place in the log: what happens at one instant happens in that order. */
export interface Deed {
  readonly position: number
  /** So many ms after what it follows; for those at their own instants, since the epoch. */
  readonly afterMs: number
  readonly does: { readonly command: CentreCommand } | AsIs
}

/** Taken as it stands. `open`: of an interaction that was open then: without it there is nothing to do. */
export interface AsIs {
  readonly events: ReadonlyArray<CentreEvent>
  readonly open: boolean
}

/** One stretch in which an interaction was one agent's. */
export interface Tenure {
  readonly campaign: string
  readonly from: Instant
  readonly deeds: ReadonlyArray<Deed>
  /** How long it was seen to last. `ended`: by who had it, or the client; else it was taken from them, or the log ends. */
  readonly observed: Observation
}

/** What was observed in a campaign, for what was not. */
export interface Observed {
  readonly patience: ReadonlyArray<Observation>
  readonly handling: ReadonlyArray<Observation>
  readonly reaction: ReadonlyArray<Observation>
  readonly rejected: number
}

export interface Parts {
  /** At their own instants. */
  readonly deeds: ReadonlyArray<Deed>
  /** By offer: its answer; of those that ended without one, how long they had been out. */
  readonly answers: ReadonlyMap<string, Deed>
  readonly unanswered: ReadonlyMap<string, number>
  /** By transfer: what became of it by whom it was for. */
  readonly transfers: ReadonlyMap<string, Deed>
  /** By `wrapUpKey`: ended early. */
  readonly wrapUps: ReadonlyMap<string, Deed>
  readonly tenures: ReadonlyMap<string, ReadonlyArray<Tenure>>
  /** By interaction: how long its client waited, and whether they then left. */
  readonly waits: ReadonlyMap<string, Observation>
  /** When what was due fired, where that was later. */
  readonly lateness: ReadonlyMap<Instant, Instant>
  readonly observed: ReadonlyMap<string, Observed>
}

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

export const wrapUpKey = (interactionId: string, nth: number): string => `${interactionId}#${nth}`

/**
 * A log from its first event on, under the definition with which it was made. Throws LogBroken for one that is not whole.
 * O(log).
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
  const before = all.filter(({ at }) => at < begins)
  const during = all.filter(({ at }) => at >= begins && at < ends)
  const centre = make(definition)
  const analyst = new Analyst(definition.channels)
  for (const { event } of before) analyst.remembers(event)
  return {
    definition,
    state: centre.replay(centre.initial, before),
    before,
    log: during,
    from: begins,
    to: ends,
    ...analyst.partsOf(during, ends)
  }
}

/** The rows as they stood when it began. */
export function rowsAtStart({ before }: Recording): RowTable {
  const rows = new RowTable()
  for (const { event } of before) for (const change of rowsOf(event)) rows.write(change)
  return rows
}
