/**
 * The shape of a read model: a fold of the log into documents that lie in the store, so that it holds years of history and
 * goes on after a restart from where it stood. Never read by a decision, rebuilt at any time.
 *
 * One definition serves everywhere: the engine folds it into a store, tests and laws into a table in memory. It remembers
 * nothing but its documents; what it must know of the past is a document as well.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Recorded } from "../kernel/envelope.ts"
import type { StoredEvent } from "./projection.ts"

/** A place in a list of documents: a list is walked by its numbers, upwards or downwards. */
export interface Place {
  readonly list: string
  /** A whole number within ±2^53. At each of a list's numbers stands one document: the last that was put there. */
  readonly sort: number
}

/** The documents as they are before an event; undefined where there is none. */
export type Documents<Doc> = (key: string) => Doc | undefined

/** A document as it is from now on; null: it is no more. */
export type Change<Doc> = readonly [key: string, document: Doc | null]

/** What takes a document it does not know from JSON. Its parts are methods, so that one list may hold models of any documents. */
export interface ReadModel<Doc> {
  /** Unique among the read models and projections of an engine. */
  readonly name: string
  /** Raised when documents change their meaning or shape: the model is then built anew, beside the old one. */
  readonly version: number
  /** The document that this JSON is; null when it is none. `decoding` makes one from a schema. */
  decode(json: unknown): Doc | null
  /** Keys of the documents that must be known to fold this event: at least all that it changes, but for those it begins. */
  needs(recorded: Recorded<StoredEvent>): ReadonlyArray<string>
  /**
   * What changes with this event; nothing that no longer is as it was is changed in place. Documents are plain JSON. One that
   * was not asked for must be new, or stand in no list.
   */
  evolve(documents: Documents<Doc>, recorded: Recorded<StoredEvent>): ReadonlyArray<Change<Doc>>
  /** The lists it stands in: a function of the document alone. */
  places(document: Doc): ReadonlyArray<Place>
}

/** `ReadModel.decode` of documents with a schema whose encoded form is the document itself. */
export function decoding<Doc>(schema: Schema.Decoder<Doc>): (json: unknown) => Doc | null {
  const decode = Schema.decodeUnknownOption(schema)
  return (json) => Option.getOrNull(decode(json))
}
