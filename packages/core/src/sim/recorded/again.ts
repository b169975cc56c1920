/** A log once more: each step decided anew from the command that its events tell of. What comes out must be the log. */
import * as Result from "effect/Result"
import { make, RowTable, type CentreCommand, type CentreDefinition } from "../../centre/index.ts"
import { rowsOf } from "../../centre/index.ts"
import type { CentreEvent, Run } from "../../centre/index.ts"
import { Threads } from "./arrival-commands.ts"
import { commandBehind } from "./commands.ts"
import { groupsOf, type Group, type LogEvent } from "./groups.ts"

/**
 * The first step at which a log is not decided as it was: the definition is not the one it was made with, and what-if is
 * not exact. (That another strategy offers otherwise is a Divergence of its shadow, of which a log has many.)
 */
export interface Parting {
  readonly position: number
  /** The command that was read off the events there: Tick where time passed. */
  readonly command: CentreCommand["_tag"]
  readonly recorded: ReadonlyArray<CentreEvent>
  readonly decided: ReadonlyArray<CentreEvent>
}

/** Decides a whole log anew, under the definition it was made with; the first step at which it parts from it, if any. */
export function partingOf(definition: CentreDefinition, log: Iterable<LogEvent>): Parting | null {
  const centre = make(definition)
  const again = new Again(centre.run(centre.initial), definition)
  for (const group of groupsOf(log)) {
    const parting = again.next(group)
    if (parting !== null) return parting
  }
  return null
}

class Again {
  readonly rows = new RowTable()
  private readonly run: Run
  private readonly threads: Threads

  constructor(run: Run, { channels }: CentreDefinition) {
    this.run = run
    this.threads = new Threads(channels)
  }

  next({ position, at, events }: Group): Parting | null {
    const command = commandBehind(events, this.threads)
    if (command === null) this.run.apply(at, events)
    else {
      const stepped = this.run.step(this.rows, at, command)
      const decided = Result.isSuccess(stepped) ? stepped.success.events : []
      if (JSON.stringify(decided) !== JSON.stringify(events))
        return { position, command: command._tag, recorded: events, decided }
    }
    for (const event of events) {
      this.threads.hears(event)
      for (const change of rowsOf(event)) this.rows.write(change)
    }
    return null
  }
}
