/** Views of projections saved in the store, so that a restart need not fold the log anew. */
import * as Effect from "effect/Effect"
import { makePersisted, NotPersistable, PersistedUnreadable } from "../kernel/persisted.ts"
import { FIRST, AFTER_ALL, LISTING_MAX, type Projection } from "../stats/index.ts"
import type { CheckpointMoved, StoreFailure } from "./failures.ts"
import type { ModelSource } from "./model-runner.ts"
import type { ModelId } from "./ports.ts"

/** Pieces of one saved view, of about 64 KiB each: a larger one is not saved. */
export const VIEW_PIECES_MAX = 2_000

/** A view, and up to which position and instant it holds. */
export interface ViewAt<View> {
  readonly view: View
  readonly position: number
  readonly at: number
}

/** The list in which the pieces of a view stand, in their order. */
const PIECES = "pieces"

/**
 * The view that was saved; the initial one at 0 where there is none, or none that can be read. What was saved of other
 * versions is dropped.
 */
export const savedView = <View>(
  source: ModelSource,
  projection: Projection<View>
): Effect.Effect<ViewAt<View> & { readonly pieces: number }, StoreFailure> =>
  Effect.gen(function* () {
    const { centre, store } = source
    const found = (yield* store.checkpoints(centre)).filter(({ name }) => name === projection.name)
    const own = found.find(({ version }) => version === projection.version)
    for (const other of found) if (other !== own) yield* store.drop(centre, other)
    const nothing = { view: projection.initial, position: 0, at: 0, pieces: 0 }
    if (own === undefined) return nothing
    const texts = yield* piecesOf(source, own)
    const restored = restoredFrom(projection, texts)
    if (restored !== null) return { view: restored.view, position: own.position, at: own.at, pieces: texts.length }
    yield* Effect.logWarning(`the saved view of ${own.name} cannot be read; it is folded anew`)
    yield* store.drop(centre, own)
    return nothing
  })

/** What is saved of a projection, where it was saved by another or its answer was lost. */
export const savedNow = (source: ModelSource, { name, version }: ModelId): Effect.Effect<Saved, StoreFailure> =>
  Effect.gen(function* () {
    const found = yield* source.store.checkpoints(source.centre)
    const own = found.find((one) => one.name === name && one.version === version)
    return own === undefined
      ? { position: 0, pieces: 0 }
      : { position: own.position, pieces: (yield* piecesOf(source, own)).length }
  })

const piecesOf = ({ centre, store }: ModelSource, id: ModelId) =>
  Effect.gen(function* () {
    const texts: Array<string> = []
    for (let from = FIRST; ;) {
      const page = { lists: [PIECES], from, to: AFTER_ALL, limit: LISTING_MAX, order: "oldest" } as const
      const listed = yield* store.list(centre, id, page)
      for (const { document } of listed) texts.push(JSON.stringify(document))
      const last = listed.at(-1)
      if (last === undefined || listed.length < LISTING_MAX) return texts
      from = last.sort + 1
    }
  })

function restoredFrom<View>(
  projection: Projection<View>,
  texts: ReadonlyArray<string>
): { readonly view: View } | null {
  const restoring = makePersisted(projection.orders).restoring()
  try {
    for (const text of texts) restoring.add(text)
    const view = restoring.done()
    return isViewOf(projection, view) ? { view } : null
  } catch (error) {
    if (error instanceof PersistedUnreadable) return null
    throw error
  }
}

/** Whether a value has the form of the projection's views, as far as its initial one shows it. */
function isViewOf<View>({ initial }: Projection<View>, value: unknown): value is View {
  if (typeof initial !== "object" || initial === null) return typeof value === typeof initial
  if (typeof value !== "object" || value === null || Array.isArray(value) !== Array.isArray(initial)) return false
  return Array.isArray(initial) || Object.keys(initial).every((key) => key in value)
}

/** Saved up to where, in how many pieces. */
export interface Saved {
  readonly position: number
  readonly pieces: number
}

/**
 * Saves a view in place of the one before. The view is taken apart piece by piece, so that nothing else waits long. Null
 * where it cannot be saved: it holds what is no plain value, or is too large.
 */
export const saveView = <View>(
  { centre, store }: ModelSource,
  projection: Projection<View>,
  { view, position, at }: ViewAt<View>,
  before: Saved
): Effect.Effect<Saved | null, StoreFailure | CheckpointMoved> =>
  Effect.gen(function* () {
    const documents: Array<readonly [string, string]> = []
    const pieces = makePersisted(projection.orders).pieces(view)
    for (let piece = next(pieces); piece !== null; piece = next(pieces)) {
      if (documents.length === VIEW_PIECES_MAX) return null
      if (piece === NOT_SAVED) return null
      documents.push([String(documents.length), piece])
      yield* Effect.yieldNow
    }
    const places = (from: number, to: number) =>
      Array.from({ length: Math.max(0, to - from) }, (_, n) => ({
        list: PIECES,
        sort: from + n,
        key: String(from + n)
      }))
    const left = places(documents.length, before.pieces)
    yield* store.write(centre, projection, {
      from: before.position,
      to: position,
      at,
      documents: [...documents, ...left.map(({ key }) => [key, null] as const)],
      taken: places(0, documents.length),
      left
    })
    return { position, pieces: documents.length }
  })

/** For a piece of what cannot be taken apart. */
const NOT_SAVED = ""

function next(pieces: IterableIterator<string>): string | null {
  try {
    const step = pieces.next()
    return step.done === true ? null : step.value
  } catch (error) {
    if (error instanceof NotPersistable) return NOT_SAVED
    throw error
  }
}
