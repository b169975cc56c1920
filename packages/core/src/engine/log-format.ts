/** The format of a log: what may be written into it, and who may own it. */
import {
  formatNeeded,
  type CentreEvent,
  type CentreRejection,
  type EventVersions,
  type State
} from "../centre/index.ts"
import { FORMAT, formatOf } from "../tenant/index.ts"

type NotRaised = CentreRejection & { readonly _tag: "FormatNotRaised" }

/**
 * The first event that a log of this format may not hold, which the step itself may raise; null when there is none. A rule
 * that acts by time has nobody to refuse: it must look at the format itself.
 */
export function notYetWritten(
  format: number,
  events: ReadonlyArray<CentreEvent>,
  versions: EventVersions
): NotRaised | null {
  let raised = format
  for (const event of events) {
    if (event._tag === "FormatRaised") raised = event.format
    const { _tag: type } = event
    const needed = formatNeeded(type, versions)
    if (needed > raised) return { _tag: "FormatNotRaised", eventType: type, needed, format: raised }
  }
  return null
}

/** Why a centre in this state cannot be owned by this code; null when it can. */
export function formatFault({ facts }: State): string | null {
  const format = formatOf(facts.tenant)
  return format > FORMAT ? `the log is of format ${format}, this version knows ${FORMAT}` : null
}
