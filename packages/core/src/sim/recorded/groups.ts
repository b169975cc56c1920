/** A log as what was done, one step after another: the events of one command, or of time passing. */
import type { CentreEvent } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"

/** As much of a stored event as a recording needs. */
export interface LogEvent {
  readonly position: number
  readonly at: Instant
  readonly commandId: string
  readonly index: number
  readonly last: boolean
  readonly event: CentreEvent
}

/** All events of one step. */
export interface Group {
  /** Of its first event. */
  readonly position: number
  readonly at: Instant
  readonly events: ReadonlyArray<CentreEvent>
}

/** A log that is not whole: a gap, or a command cut in two. */
export class LogBroken extends Error {
  readonly _tag = "LogBroken"
}

/** Throws LogBroken where positions do not follow one another or a command is not whole. */
export function groupsOf(log: Iterable<LogEvent>): ReadonlyArray<Group> {
  const groups: Array<Group> = []
  let open: { readonly position: number; readonly at: Instant; readonly events: Array<CentreEvent> } | null = null
  let before: LogEvent | null = null
  for (const one of log) {
    if (before !== null && one.position !== before.position + 1)
      throw new LogBroken(`position ${one.position} follows ${before.position}`)
    before = one
    if (open === null) {
      if (one.index !== 0) throw new LogBroken(`position ${one.position} is the middle of a command`)
      open = { position: one.position, at: one.at, events: [] }
      groups.push(open)
    }
    open.events.push(one.event)
    if (one.last) open = null
  }
  if (open !== null) throw new LogBroken(`the command at position ${open.position} has no end`)
  return groups
}
