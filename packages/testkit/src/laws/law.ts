/** What a law is: something to watch while a history goes by. */
import type { Centre } from "@parley/core"
import type { Driver, Step } from "../harness.ts"
import type { NaiveRules } from "./rules.ts"
import type { World } from "./world.ts"

/** What is wrong, in words; null when nothing is. */
export type Complaint = string | null

export interface Subject {
  /** The same centre made anew. */
  readonly make: () => Centre.Centre
  readonly centre: Centre.Centre
  /** What the centre is meant to be made from. */
  readonly definition: Centre.CentreDefinition
  /** The domain's rules, and those of a strategy under test. */
  readonly rules: NaiveRules
}

/** A command boundary: `world` is the log so far folded by hand, `step` what led here. */
export interface Boundary {
  readonly world: World
  readonly step: Step
  readonly driver: Driver
}

export interface Watch {
  /** Before an event is folded: the world is as it was when that event was decided. */
  readonly event?: (world: World, recorded: Centre.RecordedEvent) => Complaint
  /** At every command boundary. */
  readonly boundary?: (boundary: Boundary) => Complaint
  /** Where looking is dear: at one boundary in so many, as the law's `every` says, and at the last. */
  readonly look?: (boundary: Boundary) => Complaint
  /** When the history is over. */
  readonly end?: (boundary: Boundary) => Complaint
}

export interface Law {
  /** Its id in the domain; `own-rules` for what strategies under test are held to besides. */
  readonly id: string
  /** The domain's words for it. */
  readonly says: string
  /** `look` is asked at one boundary in so many; default 1. */
  readonly every?: number
  readonly watch: (subject: Subject) => Watch
}

/** The first complaint of several questions asked in turn. */
export function firstOf(questions: Iterable<Complaint>): Complaint {
  for (const complaint of questions) if (complaint !== null) return complaint
  return null
}

export const factsOf = ({ driver }: Boundary): Centre.Facts => driver.state.facts
