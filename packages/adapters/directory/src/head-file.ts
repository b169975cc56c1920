/** The file of an item that says what it is: its wraps and when it was put, then the sealed bytes of the head. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** What of an item changes, and what it is looked up by. */
export interface ItemHead {
  readonly id: string
  /** When it was put, ms. */
  readonly at: number
  readonly wraps: ReadonlyMap<string, Uint8Array>
  readonly sealed: Uint8Array
}

const FORMAT = 0x01
/** Before the JSON: the format, and the length of the JSON in 4 bytes, big endian. */
const PREFIX_BYTES = 5

const Told = Schema.fromJsonString(
  Schema.Struct({
    id: Schema.String,
    at: Schema.Finite,
    wraps: Schema.Array(Schema.Tuple([Schema.String, Schema.Uint8ArrayFromBase64]))
  })
)
const decode = Schema.decodeUnknownOption(Told)
const encode = Schema.encodeSync(Told)

export function encodeHead({ id, at, wraps, sealed }: ItemHead): ReadonlyArray<Uint8Array> {
  const told = Buffer.from(encode({ id, at, wraps: [...wraps] }), "utf8")
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt8(FORMAT, 0)
  prefix.writeUInt32BE(told.length, 1)
  return [prefix, told, sealed]
}

/** Null where the bytes are no head. */
export function decodeHead(bytes: Buffer): ItemHead | null {
  if (bytes.length < PREFIX_BYTES || bytes[0] !== FORMAT) return null
  const end = PREFIX_BYTES + bytes.readUInt32BE(1)
  if (end > bytes.length) return null
  const told = Option.getOrNull(decode(bytes.toString("utf8", PREFIX_BYTES, end)))
  if (told === null) return null
  return { id: told.id, at: told.at, wraps: new Map(told.wraps), sealed: new Uint8Array(bytes.subarray(end)) }
}
