/** The parts of a recording: deeds, and what they follow. */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import type { Observation } from "../survival.ts"
import type { Anchor } from "./anchors.ts"

/** Something that was done, and its place in the log: what happens at one instant happens in that order. */
export interface Deed {
  readonly position: number
  /** So many ms after what it follows; where that is nothing, since the epoch. */
  readonly afterMs: number
  readonly does: { readonly command: CentreCommand } | AsIs
}

/** Taken as it stands. `open`: of an interaction that was open then: without it there is nothing to do. */
export interface AsIs {
  readonly events: ReadonlyArray<CentreEvent>
  readonly open: boolean
}

/** What was observed in a campaign, for what was not. */
export interface Observed {
  readonly patience: ReadonlyArray<Observation>
  readonly handling: ReadonlyArray<Observation>
  readonly reaction: ReadonlyArray<Observation>
  readonly rejected: number
}

export interface Parts {
  /** By what they follow, in their order. */
  readonly deeds: ReadonlyMap<Anchor, ReadonlyArray<Deed>>
  /** By tenure: how long it lasted. `ended`: by who had it, or the client; else it was taken from them, or the log ends. */
  readonly handled: ReadonlyMap<Anchor, Observation>
  /** By offer that ended without an answer: how long it had been out. */
  readonly unanswered: ReadonlyMap<string, number>
  /** By interaction: how long its client waited, and whether they then left. */
  readonly waits: ReadonlyMap<string, Observation>
  /** When what was due fired, where that was later. */
  readonly lateness: ReadonlyMap<Instant, Instant>
  readonly observed: ReadonlyMap<string, Observed>
}
