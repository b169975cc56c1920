/** The items that a process puts until it is killed. */
import type { SealedItem } from "@parley/core/engine"

export const CENTRE = "acme"
export const AT = 1_000
/** Further chunks of each item. */
export const CHUNKS = 3

const bytesOf = (text: string, length: number): Uint8Array => new Uint8Array(Buffer.alloc(length, text))

export const chunkOf = (n: number, chunk: number): Uint8Array => bytesOf(`${n} ${chunk} `, 20_000)

export const itemOf = (n: number, ...holders: ReadonlyArray<string>): SealedItem => ({
  id: `item-${n}`,
  sealed: bytesOf(`${n} `, 20_000),
  wraps: new Map(holders.map((holder) => [holder, bytesOf(`${n} ${holder}`, 40)]))
})
