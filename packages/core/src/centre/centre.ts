/**
 * A centre as one deterministic state machine: commands in, events and the next state out. Pure and total: no clock,
 * no randomness, no I/O; a state once handed out stays valid for ever.
 */
import * as Result from "effect/Result"
import type { Instant } from "../kernel/fields.ts"
import { orderedFirst } from "../kernel/ordered-set.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { newOwner } from "../kernel/owner.ts"
import type { Planner, Slot } from "../pacing/index.ts"
import {
  builtIn,
  conditions,
  makeRules,
  type Conditions,
  type Explanation,
  type IdleExplanation,
  type Rules,
  type Strategies
} from "../routing/index.ts"
import { FORMAT } from "../tenant/index.ts"
import type { CentreCommand, CentreRejection } from "./commands.ts"
import type { CentreDefinition } from "./definitions.ts"
import type { RecordedEvent } from "./events.ts"
import { isOnSchedule, plannerOf, slotOf, type PlanOptions } from "./dialing.ts"
import { evolve } from "./evolve.ts"
import { available, explain, whyIdle } from "./explain.ts"
import { needs } from "./needs.ts"
import { piecesOf, restoring } from "./persisted-state.ts"
import { reindex } from "./reindex.ts"
import { decideOn, runFrom, type Decision, type Run, type Setting } from "./run.ts"
import { rowsOf, type RowKey, type Rows } from "./rows.ts"
import { draftOf, draftOfFacts, factsOf, initialState, stateOf, type Facts, type State } from "./state.ts"
import { makeViews, type Views } from "./views.ts"

export interface Stepped extends Decision {
  readonly state: State
}

/** A stored event as far as folding it needs. */
export type Folded = Pick<RecordedEvent, "at" | "event">

/** A replay under way. */
export interface Fold {
  readonly add: (events: Iterable<Folded>) => void
  readonly done: () => State
}

/** A state being read from its pieces. */
export interface Resuming {
  /** The next piece. Throws `PersistedUnreadable`. */
  readonly add: (piece: string) => void
  /** A replay that begins at the state, once all pieces are there. Throws `PersistedUnreadable`. */
  readonly fold: () => Fold
}

/** Rounds of asking for rows, at most. */
export const NEEDS_ROUNDS_MAX = 3

export interface Centre {
  readonly initial: State
  /**
   * The rows, and ranges of them, that deciding needs and that are not at hand; ask again with them until it is empty.
   * Never more than NEEDS_ROUNDS_MAX rounds.
   */
  readonly needs: (state: State, at: Instant, command: CentreCommand, rows: Rows) => ReadonlyArray<RowKey>
  /** Total: a rejection carries the fact that hinders. `DeadlinesDue` for any command but Tick while something is due. */
  readonly step: (
    state: State,
    rows: Rows,
    at: Instant,
    command: CentreCommand
  ) => Result.Result<Stepped, CentreRejection>
  /** From a state on in place: for who has no use for the states that were, as a simulation has none. */
  readonly run: (state: State) => Run
  readonly rowsOf: typeof rowsOf
  /** The state after one more event. */
  readonly evolve: (state: State, event: Folded) => State
  /** The state after many: facts first, then the indexes once. O(events + state). */
  readonly replay: (state: State, events: Iterable<Folded>) => State
  /** The same for a log that comes in pages: add each, then take the state once. */
  readonly fold: (state: State) => Fold
  /**
   * The state in pieces of text, made as they are asked for, each of about 64 KiB and each a JSON document: what a snapshot
   * is made of. Indexes are left out. `canonical`: the same text for all states that say the same, to take a hash of.
   */
  readonly pieces: (state: State, form?: "canonical") => IterableIterator<string>
  /** Goes on from a state in pieces that were written under this `STATE_VERSION`. */
  readonly resume: () => Resuming
  /** When the centre must next be woken by a Tick; null = never. */
  readonly nextDeadline: (state: State) => Instant | null
  /** Why an open interaction is where it is and who comes next; undefined when it is not open. */
  readonly explain: (state: State, interactionId: string) => Explanation | undefined
  /** Why nothing comes to an agent; undefined for who is no agent. */
  readonly whyIdle: (state: State, agentId: string) => IdleExplanation | undefined
  /** Members who could be offered (pull: could take) a campaign's work; undefined when there is no such campaign. */
  readonly available: (state: State, campaign: string) => number | undefined
  /** When a dialer may claim its next records; undefined when there is none. */
  readonly slot: (state: State, dialer: string, at: Instant) => Slot | undefined
  /** Whether the hours of a dialer and of its campaign are open; undefined when there is no such dialer. */
  readonly onSchedule: (state: State, dialer: string, at: Instant) => boolean | undefined
  /** A dry run of a list from this instant on; undefined when there is none. */
  readonly plan: (state: State, listId: string, at: Instant, options: PlanOptions) => Planner | undefined
  readonly views: Views
}

/** A centre with these strategies (besides the built-in ones), channels and zones. */
export const make = (definition: CentreDefinition): Centre => makeWith(definition, conditions)

const together = (own: Partial<Strategies> = {}): Strategies => ({
  eligibility: [...builtIn.eligibility, ...(own.eligibility ?? [])],
  delivery: [...builtIn.delivery, ...(own.delivery ?? [])],
  order: [...builtIn.order, ...(own.order ?? [])]
})

/** The same with another table of conditions, as mutants are made, or knowing another format. */
export function makeWith(definition: CentreDefinition, table: Conditions, format: number = FORMAT): Centre {
  const strategies = together(definition.strategies)
  const rules = makeRules(strategies, table)
  // What a reader's question brings a strategy to do has no part in what is decided next.
  const forReaders = makeRules(strategies, table)
  const channels = new Map(definition.channels.map((channel) => [channel.name, channel]))
  const { zones } = definition

  const setting: Setting = { rules, channels, zones, format }

  const step: Centre["step"] = (state, rows, at, command) => {
    const draft = draftOf(state, rules, newOwner())
    const decided = decideOn(setting, draft, rows, { at, command })
    if (Result.isFailure(decided)) return Result.fail(decided.failure)
    const { events, answer } = decided.success
    return Result.succeed({ events, state: events.length === 0 ? state : stateOf(draft), answer })
  }

  return {
    initial: initialState,
    needs: ({ facts }, at, command, rows) => needs({ facts, zones, at, rows }, command),
    step,
    run: (state) => runFrom(setting, state),
    rowsOf,
    evolve: (state, { at, event }) => {
      const draft = draftOf(state, rules, newOwner())
      draft.at = at
      evolve(draft, event)
      return stateOf(draft)
    },
    replay: (state, events) => {
      const fold = foldFrom(rules, state.facts)
      fold.add(events)
      return fold.done()
    },
    fold: ({ facts }) => foldFrom(rules, facts),
    pieces: piecesOf,
    resume: () => {
      const { add, done } = restoring()
      return { add, fold: () => foldFrom(rules, done()) }
    },
    nextDeadline: (state) => orderedFirst(state.indexes.deadlines)?.due ?? null,
    explain: (state, interactionId) => explain(forReaders, state, interactionId),
    whyIdle: (state, agentId) => whyIdle(forReaders, state, agentId),
    available: (state, campaign) => available(forReaders, state, campaign),
    slot: ({ facts }, name, at) => {
      const dialer = hamtGet(facts.dialers.dialers, name)
      return dialer === undefined ? undefined : slotOf(facts, zones, dialer, at)
    },
    onSchedule: ({ facts }, name, at) => {
      const dialer = hamtGet(facts.dialers.dialers, name)
      return dialer === undefined ? undefined : isOnSchedule(facts, zones, dialer, at)
    },
    plan: ({ facts }, listId, at, options) => plannerOf(facts, zones, { ...options, listId, at }),
    views: makeViews(forReaders, channels)
  }
}

function foldFrom(rules: Rules, start: Facts): Fold {
  const draft = draftOfFacts(start, newOwner())
  return {
    add: (events) => {
      for (const { at, event } of events) {
        draft.at = at
        evolve(draft, event)
      }
    },
    done: () => {
      const facts = factsOf(draft)
      return { facts, indexes: reindex(rules, facts) }
    }
  }
}
