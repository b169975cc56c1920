/** Documents in memory with the lists they stand in: what a read model folds to. */
import { emptyOrderedSet, orderedAdd, orderedDelete, orderedFrom, type OrderedSet } from "../kernel/ordered-set.ts"
import { newOwner } from "../kernel/owner.ts"
import type { Listing } from "./ask.ts"
import type { Place } from "./read-model.ts"

/** A document where it stands. */
export interface Placed<Doc> {
  readonly key: string
  readonly sort: number
  readonly document: Doc
}

/** One list: its numbers in both orders, and who stands at each. */
interface List {
  upwards: OrderedSet<number>
  downwards: OrderedSet<number>
  readonly keys: Map<number, string>
}

const up = (a: number, b: number): number => a - b
const down = (a: number, b: number): number => b - a

/** A table that is written to. A write costs O(places · log n), a page of a list O(lists · (log n + its documents)). */
export class DocumentTable<Doc> {
  private readonly documents = new Map<string, Doc>()
  private readonly lists = new Map<string, List>()
  private readonly owner = newOwner()

  readonly get = (key: string): Doc | undefined => this.documents.get(key)

  /** The document of a key from now on; null: none. Its places are told apart (`place`, `leave`). */
  write(key: string, document: Doc | null): void {
    if (document === null) this.documents.delete(key)
    else this.documents.set(key, document)
  }

  place({ list: name, sort }: Place, key: string): void {
    const list = this.lists.get(name) ?? {
      upwards: emptyOrderedSet(up),
      downwards: emptyOrderedSet(down),
      keys: new Map<number, string>()
    }
    this.lists.set(name, list)
    list.upwards = orderedAdd(list.upwards, sort, this.owner)
    list.downwards = orderedAdd(list.downwards, sort, this.owner)
    list.keys.set(sort, key)
  }

  /** Leaves the place to nobody, if it is this document's. */
  leave({ list: name, sort }: Place, key: string): void {
    const list = this.lists.get(name)
    if (list === undefined || list.keys.get(sort) !== key) return
    list.keys.delete(sort)
    list.upwards = orderedDelete(list.upwards, sort, this.owner)
    list.downwards = orderedDelete(list.downwards, sort, this.owner)
    if (list.keys.size === 0) this.lists.delete(name)
  }

  /** One page of several lists together; what stands at one number of several of them comes once. */
  list({ lists, from, to, limit, order }: Listing): ReadonlyArray<Placed<Doc>> {
    const found = new Map<string, Placed<Doc>>()
    for (const name of lists) {
      let taken = 0
      for (const [sort, key] of this.walk(name, { from, to, order })) {
        if (taken === limit) break
        const document = this.documents.get(key)
        if (document === undefined) continue
        taken += 1
        found.set(`${sort}/${key}`, { key, sort, document })
      }
    }
    const compare = order === "oldest" ? up : down
    return [...found.values()].sort((a, b) => compare(a.sort, b.sort) || (a.key < b.key ? -1 : 1)).slice(0, limit)
  }

  private *walk(name: string, { from, to, order }: Pick<Listing, "from" | "to" | "order">) {
    const list = this.lists.get(name)
    if (list === undefined) return
    const isUp = order === "oldest"
    for (const sort of orderedFrom(isUp ? list.upwards : list.downwards, isUp ? from : to)) {
      if (isUp ? sort >= to : sort < from) return
      const key = list.keys.get(sort)
      if (sort >= from && sort < to && key !== undefined) yield [sort, key] as const
    }
  }
}
