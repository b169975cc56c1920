/** A step taken on a draft, and a centre carried forward in place by such steps. */
import * as Result from "effect/Result"
import type { Instant, InteractionId } from "../kernel/fields.ts"
import { newOwner } from "../kernel/owner.ts"
import { orderedFirst } from "../kernel/ordered-set.ts"
import { agentById, campaignByName, firstTakeable, type Rules } from "../routing/index.ts"
import type { CentreCommand, CentreRejection } from "./commands.ts"
import type { Answer, Context } from "./context.ts"
import { decide } from "./decide.ts"
import type { ChannelDefinition, Zones } from "./definitions.ts"
import type { CentreEvent } from "./events.ts"
import { evolve } from "./evolve.ts"
import { needs } from "./needs.ts"
import type { RowKey, Rows } from "./rows.ts"
import { settle } from "./settle.ts"
import { draftOf, stateOf, type Draft, type State } from "./state.ts"

/** What was decided, without the state it leads to. */
export interface Decision {
  readonly events: ReadonlyArray<CentreEvent>
  readonly answer: Answer
}

export interface Run {
  /** As `Centre.step`. A command that is refused, or already so, changes nothing. */
  readonly step: (rows: Rows, at: Instant, command: CentreCommand) => Result.Result<Decision, CentreRejection>
  /** Folds events that were decided elsewhere, with all that was to be decided then. */
  readonly apply: (at: Instant, events: Iterable<CentreEvent>) => void
  /** What an agent may take first of a campaign in which agents pick; null when there is nothing. */
  readonly firstTakeable: (campaign: string, agentId: string) => InteractionId | null
  /** As `Centre.needs`. */
  readonly needs: (rows: Rows, at: Instant, command: CentreCommand) => ReadonlyArray<RowKey>
  /** As `Centre.nextDeadline`. */
  readonly nextDeadline: () => Instant | null
  /** The state as it stands. It stays valid; what the run edits next is copied, once. */
  readonly state: () => State
}

/** What decides, beside the state. */
export interface Setting {
  readonly rules: Rules
  readonly channels: ReadonlyMap<string, ChannelDefinition>
  readonly zones: Zones
  /** The newest format of a log that it knows. */
  readonly format: number
}

/** Decides a command on a draft, which afterwards is as the events say; without events it is as it was. */
export function decideOn(
  { rules, channels, zones, format }: Setting,
  draft: Draft,
  rows: Rows,
  { at, command }: { readonly at: Instant; readonly command: CentreCommand }
): Result.Result<Decision, CentreRejection> {
  const { index, at: last } = draft
  if (index === null) throw new Error("a step needs indexes")
  const refused = untimely(draft, at, command)
  if (refused !== null) return Result.fail(refused)
  draft.at = at
  const context: Context = { rules, channels, zones, format, rows, at, draft, index, events: [] }
  if (rules.faults.size > 0) rules.faults.clear()
  const decided = decide(context, command)
  const { events } = context
  if (events.length === 0) draft.at = last
  if (Result.isFailure(decided)) return Result.fail(decided.failure)
  if (events.length > 0) settle(context)
  return Result.succeed({ events, answer: decided.success })
}

/** The writer's side of the bargain: time does not run backwards, and what is due comes first. */
function untimely(draft: Draft, at: Instant, command: CentreCommand): CentreRejection | null {
  if (at < draft.at) return { _tag: "ClockWentBack", at, last: draft.at }
  const due = dueFirst(draft)
  if (due !== null && due <= at && command._tag !== "Tick") return { _tag: "DeadlinesDue", due }
  return null
}

const dueFirst = ({ index }: Draft): Instant | null =>
  index === null ? null : (orderedFirst(index.deadlines)?.due ?? null)

/** A run from a state, which stays valid. */
export function runFrom(setting: Setting, from: State): Run {
  let draft = draftOf(from, setting.rules, newOwner())
  const renew = (): State => {
    const state = stateOf(draft)
    draft = draftOf(state, setting.rules, newOwner())
    return state
  }
  return {
    step: (rows, at, command) => decideOn(setting, draft, rows, { at, command }),
    apply: (at, events) => {
      draft.at = at
      for (const event of events) evolve(draft, event)
      // What the edits left to be looked at was looked at where they were decided.
      renew()
    },
    firstTakeable: (name, agentId) => {
      const [campaign, agent] = [campaignByName(draft, name), agentById(draft, agentId)]
      if (campaign === undefined || agent === undefined || draft.index === null) return null
      return firstTakeable({ rules: setting.rules, facts: draft, indexes: draft.index }, campaign, agent)
    },
    needs: (rows, at, command) => needs({ facts: draft, zones: setting.zones, at, rows }, command),
    nextDeadline: () => dueFirst(draft),
    state: renew
  }
}
