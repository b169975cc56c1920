/** What no store may take of a read model, whatever it holds. */
import type { ModelWrite } from "./ports.ts"

/** Why a write is none; null when it is one. O(size of the write). */
export function writeFault({ from, to, documents, taken, left }: ModelWrite): string | null {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= from))
    return `a model cannot go from ${from} to ${to}`
  if (new Set(documents.map(([key]) => key)).size < documents.length) return "a document is there twice"
  const places = new Set<string>()
  for (const { list, sort } of taken) places.add(`${sort}/${list}`)
  if (places.size < taken.length) return "a place is taken twice"
  for (const { list, sort } of left) if (places.has(`${sort}/${list}`)) return "a place is left and taken"
  return [...taken, ...left].every(({ sort }) => Number.isSafeInteger(sort)) ? null : "a place has no whole number"
}
