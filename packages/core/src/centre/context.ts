/** What a decision works with: the rules, the rows, and a draft that every event it emits is applied to at once. */
import type * as Result from "effect/Result"
import type { Instant } from "../kernel/fields.ts"
import type { IndexDraft, Reading, Rules } from "../routing/index.ts"
import type { CentreRejection } from "./commands.ts"
import type { ChannelDefinition, Zones } from "./definitions.ts"
import type { CentreEvent } from "./events.ts"
import { evolve } from "./evolve.ts"
import type { Rows } from "./rows.ts"
import type { Draft } from "./state.ts"

export interface Context {
  readonly rules: Rules
  readonly channels: ReadonlyMap<string, ChannelDefinition>
  readonly zones: Zones
  /** The newest format of a log that this code knows. */
  readonly format: number
  readonly rows: Rows
  readonly at: Instant
  readonly draft: Draft
  readonly index: IndexDraft
  readonly events: Array<CentreEvent>
}

/** What a command's sender is told besides that it was accepted. */
export type Answer = { readonly [key: string]: string | number | boolean | null } | null

/** Decides whether, and only then emits: a flow that fails has emitted nothing. */
export type Decided = Result.Result<Answer, CentreRejection>

/** What routing's questions read, in the middle of a decision. */
export const readingOf = ({ rules, draft, index }: Context): Reading => ({ rules, facts: draft, indexes: index })

/** Records an event and applies it. */
export function emit(context: Context, event: CentreEvent): void {
  context.events.push(event)
  evolve(context.draft, event)
}

export function emitAll(context: Context, events: ReadonlyArray<CentreEvent>): null {
  for (const event of events) emit(context, event)
  return null
}
