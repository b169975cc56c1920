/** What may be told of an error: its name, its code, where it happened. Never its message, which may quote a client. */
import * as Cause from "effect/Cause"
import * as Predicate from "effect/Predicate"
import { plain } from "./plain-text.ts"

/** Frames of a stack that are told, the innermost first. */
const FRAMES_MAX = 12
/** How deep the causes of an error are followed for its code. */
const DEPTH_MAX = 4

/** An error as it is told. */
export interface Told {
  /** Its tag or the name of its class. */
  readonly name: string
  /** True: nobody expected it. */
  readonly isDefect: boolean
  /** A code of the operating system or of the database. */
  readonly code: string | null
  /** Facts of the core's own failures, which carry nothing of a client. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Functions and lines of code. */
  readonly frames: ReadonlyArray<string>
}

/** Failures of the core whose fields may be told, and which. The reasons of a store quote nothing that was written. */
const FACTS: Readonly<Record<string, ReadonlyArray<string>>> = {
  StoreUnavailable: ["operation", "reason", "unknown"],
  StoreRefused: ["operation", "reason"],
  HeadMoved: ["position", "epoch"],
  Overloaded: ["lane", "limit"],
  OwnershipLost: ["centre", "epoch"],
  CentreTaken: ["centre"],
  CentreClosed: ["centre"],
  ClockBehind: ["clock", "last", "limitMs"],
  LogUnreadable: ["centre", "position"],
  CentreDefect: ["centre"],
  ContentUnreadable: ["reason"]
}

const NAME = /^[A-Za-z_$][\w$./@-]{0,99}$/
const CODE = /^[A-Z0-9_]{3,40}$/
const FRAME = /^\s*at ((?:async )?(?:[\w$.<>[\] #]+ \()?(?:file:\/\/|node:|\/|[\w@.-]+\/)[^\s()]*:\d+:\d+\)?)$/

/** What may be told of an error, whatever was thrown or failed with. */
export function told(error: unknown, isDefect = false): Told {
  const name = nameOf(error)
  return { name, isDefect, code: codeOf(error), facts: factsOf(name, error), frames: framesOf(error) }
}

/** The same of each failure and defect of a cause; an interruption is none. */
export const toldOfCause = (cause: Cause.Cause<unknown>): ReadonlyArray<Told> =>
  cause.reasons.flatMap((reason) => {
    if (Cause.isFailReason(reason)) return [told(reason.error)]
    return Cause.isDieReason(reason) ? [told(reason.defect, true)] : []
  })

function nameOf(error: unknown): string {
  const candidates = [
    Predicate.hasProperty(error, "_tag") ? error._tag : undefined,
    error instanceof Error ? error.name : undefined,
    error instanceof Error ? error.constructor.name : undefined
  ]
  const name = candidates.find((one) => typeof one === "string" && NAME.test(one))
  return typeof name === "string" ? name : typeof error
}

function codeOf(error: unknown, depth = 0): string | null {
  if (depth > DEPTH_MAX || !Predicate.isObject(error)) return null
  if (Predicate.hasProperty(error, "code") && typeof error.code === "string" && CODE.test(error.code)) return error.code
  const inner = Predicate.hasProperty(error, "reason") ? codeOf(error.reason, depth + 1) : null
  return inner ?? (Predicate.hasProperty(error, "cause") ? codeOf(error.cause, depth + 1) : null)
}

function factsOf(name: string, error: unknown): Told["facts"] {
  const names = FACTS[name] ?? []
  return Object.fromEntries(
    names.flatMap((field): ReadonlyArray<[string, string | number | boolean]> => {
      const value: unknown = Predicate.hasProperty(error, field) ? error[field] : undefined
      if (typeof value === "string") return [[field, plain(value)]]
      return typeof value === "number" || typeof value === "boolean" ? [[field, value]] : []
    })
  )
}

/** The lines of the stack that name code. A stack begins with the message, which is taken off before they are looked for. */
function framesOf(error: unknown): ReadonlyArray<string> {
  if (!(error instanceof Error) || typeof error.stack !== "string") return []
  const { stack, message } = error
  const at = message === "" ? -1 : stack.indexOf(message)
  const lines = stack.slice(at < 0 ? 0 : at + message.length).split("\n")
  return lines.flatMap((line) => plain(FRAME.exec(line)?.[1] ?? "") || []).slice(0, FRAMES_MAX)
}
