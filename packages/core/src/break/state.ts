import type { IconName } from "../kernel/fields.ts"
import type { BreakEvent } from "./events.ts"

export interface BreakDefinition {
  readonly name: string
  readonly icon: IconName | null
  readonly colour: string | null
  readonly maxMinutes: number | null
}

/** The break that always exists: without icon, colour or maximum. A supervisor's pause unless another is named. */
export const PAUSE: BreakDefinition = { name: "Pause", icon: null, colour: null, maxMinutes: null }

/** What was defined, by name ascending; `Pause` is not among them. */
export type Breaks = ReadonlyArray<BreakDefinition>

/** `Pause`, or what was defined under the name. O(breaks). */
export const breakNamed = (breaks: Breaks, name: string): BreakDefinition | undefined =>
  name === PAUSE.name ? PAUSE : breaks.find((one) => one.name === name)

export function evolve(breaks: Breaks, event: BreakEvent): Breaks {
  const others = breaks.filter(({ name }) => name !== event.name)
  if (event._tag === "BreakRemoved") return others
  const { _tag, ...definition } = event
  return [...others, definition].sort((a, b) => (a.name < b.name ? -1 : 1))
}
