/**
 * A part of a log as a file: gzip over lines of JSON, which any tool reads. The first line says what it is, each other
 * one is an event: what stands around it, then `data`, letter for letter as it was written, so that the chain still holds.
 */
import { createHash } from "node:crypto"
import { promisify } from "node:util"
import { gunzip, gzip } from "node:zlib"
import type { Tuple } from "../log-page.ts"
import { bytesOf } from "../bytes.ts"

/** Events after which a file is ended with the batch; one may hold more, by the size of that batch. */
export const SEGMENT_EVENTS = 20_000
/** Characters after which a file is ended with the batch. */
export const SEGMENT_CHARS = 16 * 1024 * 1024
/** Bytes that a file may unfold to. */
export const SEGMENT_BYTES_MAX = 512 * 1024 * 1024

/** The version of the form of these files. */
const FORMAT = 1

/** What a file says of itself. */
export interface SegmentHead {
  readonly centre: string
  readonly first: number
  readonly last: number
  /** Hex; of all before it. */
  readonly chainBefore: string
}

const zip = promisify(gzip)
const unzip = promisify(gunzip)

const hex = (bytes: unknown): string | null => {
  const read = bytesOf(bytes)
  return read === null ? null : Buffer.from(read).toString("hex")
}

/** The line of an event. `data` comes last: it begins after the first `,"data":`, which no other field can hold. */
export const lineOf = ([, position, type, version, at, commandId, index, last, ...rest]: Tuple): string => {
  const [actor, correlationId, causationId, data, chain] = rest
  const around = { position, type, version, at, commandId, index, last, actor, correlationId, causationId }
  return `${JSON.stringify({ ...around, chain: hex(chain) }).slice(0, -1)}${DATA}${String(data)}}`
}

const DATA = ',"data":'

/** The file of these lines. */
export const encodeSegment = (head: SegmentHead, lines: ReadonlyArray<string>): Promise<Buffer> =>
  zip([JSON.stringify({ parley: "log", format: FORMAT, ...head }), ...lines, ""].join("\n"))

/** The events of a file as the columns of `log-page.ts`, without the head. Throws where it is no such file. */
export async function decodeSegment(
  bytes: Uint8Array,
  expected: Omit<SegmentHead, "chainBefore">
): Promise<Array<Tuple>> {
  const text = (await unzip(bytes, { maxOutputLength: SEGMENT_BYTES_MAX })).toString("utf8")
  const [head = "", ...lines] = text.split("\n")
  const said: unknown = JSON.parse(head)
  const wanted = { parley: "log", format: FORMAT, ...expected }
  for (const [key, value] of Object.entries(wanted))
    if (fieldOf(said, key) !== value) throw new Error(`its ${key} is not ${JSON.stringify(value)}`)
  if (lines.pop() !== "" || lines.length !== expected.last - expected.first + 1) throw new Error("lines are missing")
  return lines.map(tupleOf)
}

function tupleOf(line: string): Tuple {
  const at = line.indexOf(DATA)
  if (at < 0 || !line.endsWith("}")) throw new Error("a line is no event")
  const around: unknown = JSON.parse(`${line.slice(0, at)}}`)
  const chain = fieldOf(around, "chain")
  const columns = COLUMNS.map((column) => fieldOf(around, column))
  return [
    null,
    ...columns,
    line.slice(at + DATA.length, -1),
    typeof chain === "string" ? Buffer.from(chain, "hex") : null
  ]
}

const COLUMNS = [
  "position",
  "type",
  "version",
  "at",
  "commandId",
  "index",
  "last",
  "actor",
  "correlationId",
  "causationId"
]

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined

export const sha256Of = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest()
