/** Snapshots in memory, gone with the layer. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Snapshots, type SnapshotHead, type SnapshotPlace } from "../ports.ts"
import { storableText } from "../storable.ts"

interface Kept {
  readonly place: SnapshotPlace
  head: SnapshotHead | null
  readonly parts: Map<number, string>
}

const newestFirst = (a: SnapshotPlace, b: SnapshotPlace): number => b.position - a.position || b.epoch - a.epoch

export const memorySnapshots: Layer.Layer<Snapshots> = Layer.sync(Snapshots, () => {
  const centres = new Map<string, Map<string, Kept>>()
  const keptOf = (centre: string): Map<string, Kept> => {
    const name = storableText(centre)
    const known = centres.get(name) ?? new Map<string, Kept>()
    centres.set(name, known)
    return known
  }
  const at = (kept: Map<string, Kept>, { position, epoch }: SnapshotPlace): Kept => {
    const key = `${position}/${epoch}`
    const known = kept.get(key) ?? { place: { position, epoch }, head: null, parts: new Map<number, string>() }
    kept.set(key, known)
    return known
  }
  const wholeOf = (kept: Map<string, Kept>): ReadonlyArray<SnapshotHead> =>
    [...kept.values()].flatMap(({ head }) => (head === null ? [] : [head])).sort(newestFirst)
  return Snapshots.of({
    putPart: (centre, place, nth, text) =>
      Effect.sync(() => {
        at(keptOf(centre), place).parts.set(nth, text)
      }),
    complete: (centre, { position, epoch, head }) =>
      Effect.sync(() => {
        at(keptOf(centre), { position, epoch }).head = { position, epoch, head }
      }),
    heads: (centre) => Effect.sync(() => wholeOf(keptOf(centre))),
    parts: (centre, { position, epoch }, { from, limit }) =>
      Effect.sync(() => {
        const parts = [...(keptOf(centre).get(`${position}/${epoch}`)?.parts ?? [])]
        const later = parts.filter(([nth]) => nth >= from).sort(([a], [b]) => a - b)
        return later.slice(0, limit).map(([, text]) => text)
      }),
    prune: (centre, keep) =>
      Effect.sync(() => {
        const kept = keptOf(centre)
        const whole = wholeOf(kept)
        const stay = new Set(whole.slice(0, keep).map(({ position, epoch }) => `${position}/${epoch}`))
        const newest = whole[0]
        if (newest === undefined) return 0
        for (const [key, { place, head }] of kept)
          if (!stay.has(key) && (head !== null || newestFirst(place, newest) > 0)) kept.delete(key)
        return Math.max(whole.length - keep, 0)
      })
  })
})
