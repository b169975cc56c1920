/**
 * What a snapshot says of itself. It has two sections, each with a hash of its own: the facts of the state, and which
 * decision rows there are. Parts are numbered through both.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { STATE_VERSION } from "../../centre/index.ts"
import { hex, utf8 } from "../content/bytes.ts"

/** How a snapshot is written: raised with a change of the head, of the codec, or of the rows' section. */
export const SNAPSHOT_FORMAT = 1

const Section = Schema.Struct({ parts: Schema.Int, hash: Schema.String })

const Head = Schema.Struct({
  format: Schema.Int,
  stateVersion: Schema.Int,
  centre: Schema.String,
  position: Schema.Int,
  epoch: Schema.Int,
  /** Of the event at that position: a log that was restored and went on otherwise has another. */
  at: Schema.Int,
  commandId: Schema.String,
  state: Section,
  rows: Section
})
/** The head of a snapshot. */
export type Head = typeof Head.Type
/** What of a head goes into the hashes of its sections, so that none of it can be altered alone. */
export type Subject = Pick<Head, "centre" | "position" | "epoch" | "at" | "commandId">

const fromText = Schema.decodeUnknownOption(Schema.fromJsonString(Head))

export const textOfHead = (subject: Subject, sections: Pick<Head, "state" | "rows">): string =>
  JSON.stringify({ format: SNAPSHOT_FORMAT, stateVersion: STATE_VERSION, ...subject, ...sections } satisfies Head)

/** Null where the text is no head. A head of another format may be none either: that is no better known. */
export const headOf = (text: string): Head | null => Option.getOrNull(fromText(text))

/** SHA-256 of a part, in hexadecimal. */
export const digestOf = async (part: string): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(part))))

/** The hash of a section from the digests of its parts. */
export const sectionHash = (
  name: "state" | "rows",
  { centre, position, epoch, at, commandId }: Subject,
  digests: ReadonlyArray<string>
): Promise<string> =>
  digestOf(JSON.stringify([name, SNAPSHOT_FORMAT, STATE_VERSION, centre, position, epoch, at, commandId, digests]))
