/** The parts of a recording: deeds, and what they follow. */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import type { Observation } from "../survival.ts"

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

export const wrapUpKey = (interactionId: string, nth: number): string => `${interactionId}#${nth}`
