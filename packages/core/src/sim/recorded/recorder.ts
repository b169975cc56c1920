/** Writes down the steps of a simulation as the log that they would be: for what-if on a day that never was. */
import type { CentreEvent } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import type { LogEvent } from "./groups.ts"

export class Recorder {
  readonly log: Array<LogEvent> = []
  private steps = 0

  /** To be given to `simulate` as `steps`. */
  readonly hears = (at: Instant, events: ReadonlyArray<CentreEvent>): void => {
    this.steps += 1
    const commandId = `step-${this.steps}`
    for (const [index, event] of events.entries())
      this.log.push({ position: this.log.length + 1, at, commandId, index, last: index === events.length - 1, event })
  }
}
