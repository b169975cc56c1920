/**
 * The codec of persisted values: states, views. Plain values (texts, numbers but NaN, booleans, null, undefined, lists,
 * records) and the kernel's structures (`Hamt`, `Vector`, `OrderedSet`, `Bits`) become pieces of text and come back as
 * what they were. Anything else is refused, a lost function being worse than none.
 *
 * A piece is a JSON document: a list of steps. `[0, value, key]` places a plain value and `[3, value, key]` one with tags
 * in it, `[1, kind, order, key]` opens a structure too large for one step, `[2]` closes it. So a state of any size is written and read in pieces, and who writes may pause
 * between two of them.
 *
 * A record keeps which of its keys are absent and which undefined. −0 comes back as 0.
 */
import { isBits } from "./bits.ts"
import { isHamt } from "./hamt.ts"
import { isOrderedSet, orderedFrom } from "./ordered-set.ts"
import {
  builderOf,
  entriesOf,
  fromJson,
  isOdd,
  isRecord,
  isStructure,
  keysOf,
  kindOf,
  membersOf,
  orderOf,
  PersistedUnreadable,
  toJson,
  type Builder,
  type Form,
  type Orders
} from "./persisted-json.ts"
import { isVector, vectorValues } from "./vector.ts"

export { NotPersistable, PersistedUnreadable, type Orders } from "./persisted-json.ts"

/** UTF-16 code units of a piece, about: the step that goes beyond is its last. */
export const PIECE_UNITS = 65_536
/** What one step holds at most: values count 1 each, texts 1 for each 16 code units besides. */
export const STEP_WEIGHT_MAX = 2_000

/** A value being read. */
export interface Restoring {
  /** The next piece. Throws `PersistedUnreadable`. */
  readonly add: (piece: string) => void
  /** The value, once all pieces are there. Throws `PersistedUnreadable`. */
  readonly done: () => unknown
}

export interface Persisted {
  /**
   * The pieces of a value, made one by one as they are asked for: O(size of the piece) each. The value must not be edited
   * in place meanwhile, and its ordered sets must be of the orders given. Throws `NotPersistable`.
   */
  readonly pieces: (value: unknown) => IterableIterator<string>
  /** The same in one form, whatever the history of its maps and records: what a hash of a value is taken of. */
  readonly canonical: (value: unknown) => IterableIterator<string>
  readonly restoring: () => Restoring
  /** All pieces in one text, one a line. */
  readonly persist: (value: unknown) => string
  readonly restore: (text: string) => unknown
}

/** The codec for values whose ordered sets are of these orders. */
export function makePersisted(orders: Orders = {}): Persisted {
  const pieces: Persisted["pieces"] = (value) => piecesOf(value, { orders, canonical: false })
  const restoring = (): Restoring => restoringWith(orders)
  return {
    pieces,
    canonical: (value) => piecesOf(value, { orders, canonical: true }),
    restoring,
    persist: (value) => [...pieces(value)].join("\n"),
    restore: (text) => {
      const reading = restoring()
      // JSON has no raw line breaks.
      for (const piece of text.split("\n")) reading.add(piece)
      return reading.done()
    }
  }
}

/** What is in a structure, with its keys where it has some. */
type Children = Iterator<readonly [key: string | undefined, value: unknown]>

function* piecesOf(whole: unknown, form: Form): IterableIterator<string> {
  const open: Array<Children> = [[[undefined, whole] as const].values()]
  let text = ""
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { done, value: child } = inner.next()
    if (done === true) {
      open.pop()
      if (open.length > 0) text += ",[2]"
    } else {
      const [key, value] = child
      const step = stepOf(value, key, form)
      text += `,${step.text}`
      if (step.children !== null) open.push(step.children)
    }
    if (text.length >= PIECE_UNITS || (open.length === 0 && text !== "")) {
      yield `[${text.slice(1)}]`
      text = ""
    }
  }
}

interface Step {
  readonly text: string
  /** Of a structure that is opened: what is in it. */
  readonly children: Children | null
}

function stepOf(value: unknown, key: string | undefined, form: Form): Step {
  const end = key === undefined ? "]" : `,${JSON.stringify(key)}]`
  const scale = { left: STEP_WEIGHT_MAX, tagged: form.canonical }
  weigh(value, scale)
  if (scale.left >= 0 || typeof value !== "object" || value === null) {
    const text = scale.tagged ? `[3,${JSON.stringify(toJson(value, form))}` : `[0,${JSON.stringify(value)}`
    return { text: text + end, children: null }
  }
  const order = isOrderedSet(value) ? orderOf(value, form.orders) : null
  return { text: `[1,"${kindOf(value)}",${JSON.stringify(order)}${end}`, children: inside(value, form.canonical) }
}

/**
 * Takes a value's weight off what is left, and stops when nothing is; `tagged` when there is something in it that
 * `JSON.stringify` alone would not write.
 */
function weigh(value: unknown, scale: { left: number; tagged: boolean }): void {
  scale.left -= 1
  if (typeof value === "string") scale.left -= value.length >>> 4
  else if (typeof value !== "object") scale.tagged ||= typeof value !== "boolean" && !Number.isFinite(value)
  else if (value !== null) weighInside(value, scale)
}

function weighInside(value: object, scale: { left: number; tagged: boolean }): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && scale.left >= 0; i++) weigh(value[i], scale)
  } else if (isRecord(value)) {
    for (const key in value) {
      if (scale.left < 0) return
      scale.tagged ||= isOdd(key)
      weigh(value[key], scale)
    }
  } else {
    scale.tagged = true
    for (const [, item] of inside(value, false)) {
      if (scale.left < 0) return
      weigh(item, scale)
    }
  }
}

/** What is in a structure, with its keys where it has some, as it is asked for; in a canonical form, maps are sorted first. */
function* inside(value: object, canonical: boolean): Generator<readonly [string | undefined, unknown]> {
  if (isHamt(value)) yield* entriesOf(value, canonical)
  else if (Array.isArray(value)) for (const item of value) yield [undefined, item]
  else if (isVector(value)) for (const item of vectorValues(value)) yield [undefined, item]
  else if (isOrderedSet(value)) for (const item of orderedFrom(value)) yield [undefined, item]
  else if (isBits(value)) for (const index of membersOf(value)) yield [undefined, index]
  else if (isRecord(value)) for (const key of keysOf(value, canonical)) yield [key, value[key]]
}

/** A structure being read, and its key in the one around it. */
interface Building {
  readonly builder: Builder
  readonly key: unknown
}

function restoringWith(orders: Orders): Restoring {
  const building: Array<Building> = []
  let whole: { readonly value: unknown } | null = null
  const place = (key: unknown, value: unknown): void => {
    const around = building.at(-1)
    if (around !== undefined) around.builder.add(key, value)
    else if (whole === null) whole = { value }
    else throw new PersistedUnreadable("something after the end")
  }
  const take = (step: unknown): void => {
    if (!Array.isArray(step)) throw new PersistedUnreadable("a step that is none")
    const [what, first, second, third] = step
    if (step.length === 1 && what !== 2) throw new PersistedUnreadable("a step that is none")
    if (what === 0) return place(second, first)
    if (what === 3) return place(second, fromJson(first, orders))
    if (what === 1 && isStructure(first)) {
      building.push({ builder: builderOf(first, second, orders), key: third })
      return
    }
    const ended = what === 2 ? building.pop() : undefined
    if (ended === undefined) throw new PersistedUnreadable("a step that is none")
    place(ended.key, ended.builder.done())
  }
  return {
    add: (piece) => {
      for (const step of stepsOf(piece)) take(step)
    },
    done: () => {
      if (whole === null || building.length > 0) throw new PersistedUnreadable("the end is missing")
      return whole.value
    }
  }
}

function stepsOf(piece: string): ReadonlyArray<unknown> {
  let steps: unknown
  try {
    steps = JSON.parse(piece)
  } catch {
    throw new PersistedUnreadable("no JSON")
  }
  if (!Array.isArray(steps)) throw new PersistedUnreadable("no list of steps")
  return steps
}
