/**
 * What is outside of the process that may be killed: what callers noted before they went on, and what the world received.
 * A line that was written is there whatever becomes of the process.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs"
import * as Schema from "effect/Schema"

const Answer = Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown))

export const Line = Schema.Union([
  /** A caller means to use this id, of content or of a secret, from here on. */
  Schema.TaggedStruct("Noted", { name: Schema.String, id: Schema.String }),
  /** A caller has had the answer to a command. */
  Schema.TaggedStruct("Acknowledged", { commandId: Schema.String, position: Schema.Int, answer: Answer }),
  /** A caller was told of a failure. `unknown`: it may have been carried out; `recorded`: it was, by then. */
  Schema.TaggedStruct("Failed", {
    commandId: Schema.String,
    failure: Schema.String,
    unknown: Schema.Boolean,
    recorded: Schema.Boolean
  }),
  /** The world has received an effect. */
  Schema.TaggedStruct("Delivered", { key: Schema.String }),
  /** A session has come to its end. */
  Schema.TaggedStruct("Finished", { session: Schema.Int }),
  /** Where the process was killed. */
  Schema.TaggedStruct("Killed", { failpoint: Schema.String })
])
export type Line = typeof Line.Type

export interface Journal {
  readonly write: (line: Line) => void
  readonly lines: () => ReadonlyArray<Line>
}

export function memoryJournal(): Journal {
  const lines: Array<Line> = []
  return { write: (line) => void lines.push(line), lines: () => lines }
}

const JsonLine = Schema.fromJsonString(Line)
const encode = Schema.encodeSync(JsonLine)
const decode = Schema.decodeUnknownSync(JsonLine)

/** The end of a line whose writer was killed in the midst of it: it was never written, for its write never returned. */
const TORN = "~torn"

const textIn = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "")

/** In a file, appended to line by line: the operating system has each of them before `write` returns. */
export function fileJournal(path: string): Journal {
  let isBegun = false
  const begin = (): void => {
    const text = textIn(path)
    if (text !== "" && !text.endsWith("\n")) appendFileSync(path, `${TORN}\n`)
    isBegun = true
  }
  return {
    write: (line) => {
      if (!isBegun) begin()
      appendFileSync(path, `${encode(line)}\n`)
    },
    lines: () =>
      textIn(path)
        .split("\n")
        // The last one is empty, or was not written to its end.
        .slice(0, -1)
        .flatMap((text) => (text.endsWith(TORN) ? [] : [decode(text)]))
  }
}

/** The id noted under a name. */
export const notedIn = (journal: Journal, name: string): string | undefined =>
  journal.lines().flatMap((line) => (line._tag === "Noted" && line.name === name ? [line.id] : []))[0]

/** The number of the session that comes next. */
export const nextSession = (journal: Journal): number =>
  journal.lines().reduce((next, line) => (line._tag === "Finished" ? Math.max(next, line.session + 1) : next), 0)
