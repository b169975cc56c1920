/** Things still to be looked at, each once, in the order in which they were added. */

/** A set that costs next to nothing until something is in it: most steps leave most lists empty. */
export class Todo<T> {
  private items: Set<T> | undefined = undefined

  add(item: T): void {
    this.items ??= new Set()
    this.items.add(item)
  }

  delete(item: T): void {
    this.items?.delete(item)
  }

  get size(): number {
    return this.items?.size ?? 0
  }

  /** As of a `Set`: what is added during the walk is walked, what is deleted is not. Of an empty list nothing is made. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.items === undefined || this.items.size === 0 ? nothing : this.items.values()
  }
}

const end: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** It has no state, so all can walk the same. */
const nothing: IterableIterator<never> = {
  next: () => end,
  [Symbol.iterator]: () => nothing
}
