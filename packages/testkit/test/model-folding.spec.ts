/** A read model between log and store, with little memory and slow writes: it must come to what folding it at once gives. */
import { Centre, Stats } from "@parley/core"
import type { ModelWrite } from "@parley/core/engine"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ModelFolding } from "../../core/src/engine/model-folding.ts"
import { history, historyDefinition, play, SEED_DEFAULT } from "../src/index.ts"

const seed = Number(process.env["PARLEY_SEED"] ?? SEED_DEFAULT)
const RUNS = 60

/** A store of one model whose writes take effect one by one, when they are told to. */
class SlowStore {
  readonly documents = new Map<string, unknown>()
  readonly places = new Map<string, string>()
  private readonly waiting: Array<ModelWrite> = []
  private position = 0

  write(write: ModelWrite): void {
    this.waiting.push(write)
  }

  settle(): boolean {
    const write = this.waiting.shift()
    if (write === undefined) return false
    expect(write.from).toBe(this.position)
    this.position = write.to
    for (const { key, list, sort } of write.left)
      if (this.places.get(`${list} ${sort}`) === key) this.places.delete(`${list} ${sort}`)
    for (const [key, json] of write.documents)
      if (json === null) this.documents.delete(key)
      else this.documents.set(key, JSON.parse(json))
    for (const { key, list, sort } of write.taken) this.places.set(`${list} ${sort}`, key)
    return true
  }
}

/** Folds a log in pages of some sizes. Writes are taken, and come into effect, at other times, several after one another. */
function folded(
  model: Stats.ReadModel<unknown>,
  log: ReadonlyArray<Centre.RecordedEvent>,
  pages: ReadonlyArray<number>
): SlowStore {
  const store = new SlowStore()
  const folding = new ModelFolding(model, 2)
  let [from, taken] = [0, 0]
  const take = (): void => {
    store.write(folding.take({ from: taken, to: from, at: 0 }))
    taken = from
  }
  for (let n = 0; from < log.length; n++) {
    const size = pages[n % pages.length] ?? 0
    const page = log.slice(from, from + 1 + size)
    for (let start = 0; ;) {
      const lacking = folding.fold(page, start)
      if (lacking === null) break
      folding.learn(lacking.keys.map((key) => [key, store.documents.get(key) ?? null]))
      start = lacking.at
    }
    from += page.length
    if (n % 4 > 0) take()
    for (let left = size % 3; left > 0 && store.settle(); left--) folding.settled()
  }
  take()
  while (store.settle()) folding.settled()
  return store
}

/** What a model comes to when it is folded at once: its documents, and who stands where. */
function atOnce(model: Stats.ReadModel<unknown>, log: ReadonlyArray<Centre.RecordedEvent>) {
  const documents = new Map<string, unknown>()
  for (const recorded of log)
    for (const [key, document] of model.evolve((one) => documents.get(one), recorded))
      if (document === null) documents.delete(key)
      else documents.set(key, document)
  const standing = [...documents].flatMap(([key, document]) =>
    model.places(document).map(({ list, sort }) => [`${list} ${sort}`, key] as const)
  )
  return { documents, places: new Map(standing) }
}

describe.each([Stats.conversations, Stats.contacts, Stats.intervals].map((model) => [model.name, model] as const))(
  "the read model %s",
  (_, model: Stats.ReadModel<unknown>) => {
    test("comes in the store to what it is folded at once, whatever the pages and however late the writes", () => {
      fc.assert(
        fc.property(history({ actsMax: 60 }), fc.array(fc.nat(20), { minLength: 1, maxLength: 9 }), (one, pages) => {
          const { log } = play(Centre.make(historyDefinition()), one)
          const { documents, places } = folded(model, log, pages)
          expect({ documents, places }).toEqual(atOnce(model, log))
        }),
        { seed, numRuns: RUNS }
      )
    })
  }
)
