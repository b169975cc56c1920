/** What a command's sender is told. */
import type { Answer, CentreRejection, RecordedEvent } from "../centre/index.ts"

export interface Accepted {
  readonly ok: true
  /** The position of its last event, or of the log when it changed nothing: read no older to see what it did. */
  readonly position: number
  readonly events: ReadonlyArray<RecordedEvent>
  readonly answer: Answer
  /** The command id had been accepted before: this is what it was told then. */
  readonly repeated: boolean
}

export interface Rejected {
  readonly ok: false
  readonly rejection: CentreRejection
}

export type SendResult = Accepted | Rejected
