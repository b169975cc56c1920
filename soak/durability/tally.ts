/** What callers were told and the world received, held to the log that they left. */
import { EventStore, type Stores } from "@parley/core/engine"
import { verifyLog, type Database } from "@parley/postgres"
import { Context, Effect } from "effect"
import { effectFaults, effectsIn } from "../../packages/testkit/src/durability/effects.ts"
import { fileJournal } from "../../packages/testkit/src/durability/journal.ts"
import {
  gapFaults,
  lostFaults,
  rowFaults,
  twiceFaults,
  wholeLog
} from "../../packages/testkit/src/durability/log-faults.ts"
import { onPlace, type Story } from "../../test/system/durability/places.ts"
import { CENTRE } from "./callers.ts"

/** Faults that are told of each kind, at most. */
const TOLD_MAX = 5

/** What a story came to. The first four count what must not be. */
export interface Tally {
  readonly lost: number
  readonly twice: number
  readonly gaps: number
  readonly otherFaults: number
  /** The first of them, in words. */
  readonly faults: ReadonlyArray<string>
  readonly acknowledged: number
  readonly events: number
  readonly batches: number
  readonly effects: number
  /** Effects of which nobody knows what became of them: said to be so. */
  readonly ambiguous: number
}

export const noTally: Tally = {
  lost: 0,
  twice: 0,
  gaps: 0,
  otherFaults: 0,
  faults: [],
  acknowledged: 0,
  events: 0,
  batches: 0,
  effects: 0,
  ambiguous: 0
}

export const sum = (a: Tally, b: Tally): Tally => ({
  lost: a.lost + b.lost,
  twice: a.twice + b.twice,
  gaps: a.gaps + b.gaps,
  otherFaults: a.otherFaults + b.otherFaults,
  faults: [...a.faults, ...b.faults].slice(0, TOLD_MAX * 4),
  acknowledged: a.acknowledged + b.acknowledged,
  events: a.events + b.events,
  batches: a.batches + b.batches,
  effects: a.effects + b.effects,
  ambiguous: a.ambiguous + b.ambiguous
})

export const isClean = ({ lost, twice, gaps, otherFaults }: Tally): boolean => lost + twice + gaps + otherFaults === 0

export const tally = (story: Story): Promise<Tally> =>
  Effect.runPromise(onPlace(story, (stores) => tallied(story, stores)))

const tallied = Effect.fnUntraced(function* (story: Story, stores: Context.Context<Stores | Database>) {
  const journal = fileJournal(story.journalFile)
  const { position } = yield* Context.get(stores, EventStore).head(CENTRE)
  const log = yield* wholeLog(stores, CENTRE, position)
  const [gaps, twice] = [gapFaults(log, position), twiceFaults(log)]
  const lost = yield* lostFaults(stores, CENTRE, { journal, log })
  const altered = yield* Effect.result(verifyLog(CENTRE))
  const other = [
    ...(yield* rowFaults(stores, CENTRE, log)),
    ...effectFaults(log, journal),
    ...(altered._tag === "Failure" ? [`the log does not match its chain: ${JSON.stringify(altered.failure)}`] : [])
  ]
  const effects = [...effectsIn(log).values()]
  const acknowledged = new Set(
    journal.lines().flatMap((line) => (line._tag === "Acknowledged" ? [line.commandId] : []))
  )
  return {
    lost: lost.length,
    twice: twice.length,
    gaps: gaps.length,
    otherFaults: other.length,
    faults: [gaps, twice, lost, other].flatMap((kind) => kind.slice(0, TOLD_MAX)),
    acknowledged: acknowledged.size,
    events: log.length,
    batches: altered._tag === "Success" ? altered.success.batches : 0,
    effects: effects.length,
    ambiguous: effects.filter((state) => state === "ambiguous").length
  }
})
