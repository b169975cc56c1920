/** What goes wrong with files, as the core's ports tell it. */
import { type StoreFailure, StoreRefused, StoreUnavailable } from "@parley/core/engine"
import { codeOf } from "./files.ts"

/** Conditions that pass: no room, too many open files, a disk that does not answer. Source: errno(3). */
const PASSING: ReadonlySet<string> = new Set([
  "ENOSPC",
  "EDQUOT",
  "EMFILE",
  "ENFILE",
  "EIO",
  "EAGAIN",
  "EBUSY",
  "EINTR"
])

export const unheld = (operation: string): StoreRefused =>
  new StoreRefused({ operation, reason: "an item needs a holder" })

export const taken = (operation: string): StoreRefused =>
  new StoreRefused({ operation, reason: "one of this id is there already" })

/** The name tells which file it is. */
export const unreadable = (name: string): StoreRefused =>
  new StoreRefused({ operation: "get", reason: `the item in ${name} cannot be read` })

export function storeFailure(operation: string, error: unknown): StoreFailure {
  if (error instanceof StoreRefused) return error
  const code = codeOf(error)
  if (code === "EEXIST") return taken(operation)
  const reason = code === "" ? String(error) : code
  return PASSING.has(code)
    ? new StoreUnavailable({ operation, reason, unknown: true })
    : new StoreRefused({ operation, reason })
}
