import type { Centre } from "@parley/core"

/** A command as plain JSON: ids are strings, nothing is branded. */
export type PlainCommand = typeof Centre.CentreCommand.Encoded
