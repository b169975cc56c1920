import * as Result from "effect/Result"
import { sameValue } from "../kernel/same.ts"
import type { BreakCommand, BreakRejection } from "./commands.ts"
import type { BreakEvent } from "./events.ts"
import { breakNamed, PAUSE, type BreakDefinition, type Breaks } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<BreakEvent>, BreakRejection>

/** Breaks that a centre defines, at most. */
export const BREAKS_MAX = 100

/** What breaks there are. The same definition again, and the removal of one that is not there, yield no event. */
export function decide(breaks: Breaks, command: BreakCommand): Decision {
  const { name } = command
  if (name === PAUSE.name) return Result.fail({ _tag: "BreakIsFixed", name })
  const known = breakNamed(breaks, name)
  if (command._tag === "RemoveBreak") return Result.succeed(known === undefined ? [] : [{ _tag: "BreakRemoved", name }])
  if (command._tag === "ChangeBreak" && known === undefined) return Result.fail({ _tag: "BreakUnknown", name })
  const definition = defined(command, command._tag === "ChangeBreak" ? known : PAUSE)
  if (known !== undefined && sameValue(known, definition)) return Result.succeed([])
  if (command._tag === "ChangeBreak") return Result.succeed([{ _tag: "BreakChanged", ...definition }])
  if (known !== undefined) return Result.fail({ _tag: "BreakExists", name })
  if (breaks.length >= BREAKS_MAX) return Result.fail({ _tag: "TooManyBreaks", limit: BREAKS_MAX })
  return Result.succeed([{ _tag: "BreakDefined", ...definition }])
}

type Definition = Exclude<BreakCommand, { _tag: "RemoveBreak" }>

/** What a command leaves out is as it was before. */
const defined = (command: Definition, before: BreakDefinition = PAUSE): BreakDefinition => ({
  name: command.name,
  icon: command.icon === undefined ? before.icon : command.icon,
  colour: command.colour === undefined ? before.colour : command.colour,
  maxMinutes: command.maxMinutes === undefined ? before.maxMinutes : command.maxMinutes
})
