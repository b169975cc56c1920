/**
 * A read model between the log and its store: documents read lately, what has changed since the last write, and the write
 * that brings the store there.
 */
import type { RecordedEvent } from "../centre/index.ts"
import type { Place, ReadModel } from "../stats/index.ts"
import type { ModelWrite } from "./ports.ts"

/** Documents kept in memory, at most about twice as many. */
export const DOCUMENTS_KEPT_MAX = 20_000

interface Entry<Doc> {
  /** As the last write left it in the store; null: there is none there, undefined: nobody looked. */
  stored: Doc | null | undefined
  now: Doc | null
  /** The write that last took it along, to tell whether it is there yet. */
  takenBy: number
}

/** What must be fetched before the event at `at` of a page can be folded. */
export interface Lacking {
  readonly at: number
  readonly keys: ReadonlyArray<string>
}

/** One model from one checkpoint on. */
export class ModelFolding<Doc> {
  private young = new Map<string, Entry<Doc>>()
  private old = new Map<string, Entry<Doc>>()
  private changed = new Map<string, Entry<Doc>>()
  private writes = 0
  private written = 0
  private readonly model: ReadModel<Doc>

  private readonly keptMax: number

  constructor(model: ReadModel<Doc>, keptMax = DOCUMENTS_KEPT_MAX) {
    this.model = model
    this.keptMax = keptMax
  }

  /** Documents that have changed since the last write. */
  get changedCount(): number {
    return this.changed.size
  }

  /** Folds a page from `start` on, as far as documents are known. Null when all of it is folded. O(events). */
  fold(page: ReadonlyArray<RecordedEvent>, start: number): Lacking | null {
    for (let at = start; at < page.length; at++) {
      const recorded = page[at]
      if (recorded === undefined) break
      for (const key of this.model.needs(recorded)) if (this.entry(key) === undefined) return this.lacking(page, at)
      this.step(recorded)
    }
    return null
  }

  /** All that the rest of the page asks for and is not known. */
  private lacking(page: ReadonlyArray<RecordedEvent>, at: number): Lacking {
    const keys = new Set<string>()
    for (const recorded of page.slice(at))
      for (const key of this.model.needs(recorded)) if (this.entry(key) === undefined) keys.add(key)
    return { at, keys: [...keys] }
  }

  private step(recorded: RecordedEvent): void {
    const known = (key: string): Doc | undefined => this.entry(key)?.now ?? undefined
    for (const [key, document] of this.model.evolve(known, recorded)) {
      const entry = this.entry(key) ?? { stored: undefined, now: null, takenBy: 0 }
      entry.now = document
      this.young.set(key, entry)
      this.changed.set(key, entry)
    }
  }

  private entry(key: string): Entry<Doc> | undefined {
    const entry = this.young.get(key)
    if (entry !== undefined) return entry
    const older = this.old.get(key) ?? this.changed.get(key)
    if (older !== undefined) this.young.set(key, older)
    return older
  }

  /** What the store says of these keys; null: no document. */
  learn(documents: Iterable<readonly [key: string, document: Doc | null]>): void {
    for (const [key, document] of documents)
      if (this.entry(key) === undefined) this.young.set(key, { stored: document, now: document, takenBy: 0 })
  }

  /** The write that brings the store from one checkpoint to another; what changes from here on is the next one's. */
  take({ from, to, at }: Pick<ModelWrite, "from" | "to" | "at">): ModelWrite {
    const documents: Array<readonly [string, string | null]> = []
    const places = new Places()
    this.writes += 1
    for (const [key, entry] of this.changed) {
      const { stored, now } = entry
      entry.takenBy = this.writes
      entry.stored = now
      if (stored === now || (stored === null && now === null)) continue
      documents.push([key, now === null ? null : JSON.stringify(now)])
      for (const place of stored === null || stored === undefined ? [] : this.model.places(stored))
        places.leave(place, key)
      for (const place of now === null ? [] : this.model.places(now)) places.take(place, key)
    }
    this.changed = new Map()
    return { from, to, at, documents, ...places.net() }
  }

  /** One more write has come to pass: what it took along need not be kept. */
  settled(): void {
    this.written += 1
    if (this.young.size < this.keptMax) return
    const kept = new Map<string, Entry<Doc>>()
    for (const [key, entry] of this.old) if (!this.young.has(key) && entry.takenBy > this.written) kept.set(key, entry)
    this.old = this.young
    this.young = kept
  }
}

/** What becomes of places, each told once in the end. */
class Places {
  private readonly last = new Map<string, Place & { readonly key: string; readonly stays: boolean }>()

  leave(place: Place, key: string): void {
    const id = `${place.sort}/${place.list}`
    if (this.last.get(id)?.stays !== true) this.last.set(id, { ...place, key, stays: false })
  }

  take(place: Place, key: string): void {
    this.last.set(`${place.sort}/${place.list}`, { ...place, key, stays: true })
  }

  net(): Pick<ModelWrite, "taken" | "left"> {
    const taken: Array<Place & { readonly key: string }> = []
    const left: Array<Place & { readonly key: string }> = []
    for (const { stays, ...place } of this.last.values()) (stays ? taken : left).push(place)
    return { taken, left }
  }
}
