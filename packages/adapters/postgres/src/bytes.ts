/** Columns of bytes. */

/** The bytes of a bytea as a plain `Uint8Array` on the same memory: `pg` gives a `Buffer`. Null when it is none. */
export function bytesOf(value: unknown): Uint8Array | null {
  return value instanceof Uint8Array ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null
}
