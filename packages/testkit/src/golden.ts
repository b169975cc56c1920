/**
 * Golden logs: written once, read for ever. Each is a log as it was stored, with what it folded to then: what reads it
 * otherwise today has changed the meaning of a stored event, and needs a version for it.
 */
import { Centre } from "@parley/core"
import { RowTable } from "@parley/core/engine"
import * as Schema from "effect/Schema"
import { historyDefinition } from "./histories/profiles.ts"
import { plainFacts } from "./laws/plain-state.ts"

/** The first line of a file; each other line is one event. */
export interface GoldenHead {
  readonly golden: 1
  readonly events: number
  /** What it folds to: the facts of the state, and the rows. */
  readonly state: string
  readonly rows: string
}

/** A hash of a text, given by who has one. */
export type HashOf = (text: string) => string

const encode = Schema.encodeSync(Centre.RecordedEvent)
const decode = Schema.decodeUnknownSync(Centre.RecordedEvent)

/** Numbers that JSON has no word for have one here. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === "number" && !Number.isFinite(one) ? String(one) : one))

function foldOf(log: ReadonlyArray<Centre.RecordedEvent>, hashOf: HashOf): Omit<GoldenHead, "golden"> {
  const centre = Centre.make(historyDefinition())
  const { facts } = centre.replay(centre.initial, log)
  const rows = new RowTable()
  for (const { event } of log) for (const change of centre.rowsOf(event)) rows.write(change)
  return { events: log.length, state: hashOf(plain(plainFacts(facts))), rows: hashOf(plain(rows.all())) }
}

/** The file of a log of a generated history. */
export function goldenFile(log: ReadonlyArray<Centre.RecordedEvent>, hashOf: HashOf): string {
  const head: GoldenHead = { golden: 1, ...foldOf(log, hashOf) }
  return [JSON.stringify(head), ...log.map((recorded) => JSON.stringify(encode(recorded))), ""].join("\n")
}

/** What a golden file says, and what it comes to today. */
export interface GoldenRead {
  readonly said: unknown
  readonly now: GoldenHead
  /** Lines that are not written today as they were then. */
  readonly otherwise: ReadonlyArray<string>
  /** Of each event its type and version: `InteractionQueued 1`. */
  readonly kinds: ReadonlySet<string>
}

export function readGolden(file: string, hashOf: HashOf): GoldenRead {
  const [head = "", ...lines] = file.trimEnd().split("\n")
  const log = lines.map((line) => decode(JSON.parse(line)))
  return {
    said: JSON.parse(head),
    now: { golden: 1, ...foldOf(log, hashOf) },
    otherwise: log.flatMap((recorded, nth) =>
      JSON.stringify(encode(recorded)) === lines[nth] ? [] : [lines[nth] ?? ""]
    ),
    kinds: new Set(log.map(({ event, version }) => `${event._tag} ${version}`))
  }
}
