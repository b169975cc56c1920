/** A binary search in a vector. */
import { vectorGet, vectorLength, type Vector } from "../kernel/vector.ts"

/** The index of the first item that a test holds for, given that it holds for all after it; the length if none. O(log n). */
export function vectorFirst<V>(items: Vector<V>, test: (item: V) => boolean): number {
  let [low, high] = [0, vectorLength(items)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const item = vectorGet(items, middle)
    if (item !== undefined && !test(item)) low = middle + 1
    else high = middle
  }
  return low
}
