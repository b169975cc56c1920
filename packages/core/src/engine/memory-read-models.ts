/** Read models in memory, with the same promises as on a database; all is gone with the layer. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DocumentTable, type Placed } from "../stats/index.ts"
import { CheckpointMoved, StoreRefused } from "./failures.ts"
import { writeFault } from "./model-writes.ts"
import { ReadModels, type Checkpoint, type ModelId, type ModelWrite } from "./ports.ts"
import { storableText } from "./storable.ts"

interface Model {
  checkpoint: Checkpoint
  /** Documents as JSON, so that they come back as they would from a database. */
  readonly table: DocumentTable<string>
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The port in memory. */
export const memoryReadModels: Layer.Layer<ReadModels> = Layer.sync(ReadModels, () => {
  const centres = new Map<string, Map<string, Model>>()
  const modelsOf = (centre: string) => centres.get(storableText(centre))
  const modelOf = (centre: string, id: ModelId) => modelsOf(centre)?.get(keyOf(id))
  return ReadModels.of({
    checkpoints: (centre) =>
      Effect.sync(() =>
        [...(modelsOf(centre)?.values() ?? [])]
          .map(({ checkpoint }) => checkpoint)
          .sort((a, b) => byCode(a.name, b.name) || a.version - b.version)
      ),
    write: (centre, id, write) =>
      Effect.suspend((): Effect.Effect<void, StoreRefused | CheckpointMoved> => {
        const fault = writeFault(write)
        if (fault !== null) return Effect.fail(new StoreRefused({ operation: "writeModel", reason: fault }))
        const known = modelOf(centre, id)
        const position = known?.checkpoint.position ?? 0
        if (position !== write.from) return Effect.fail(new CheckpointMoved({ position }))
        const models = modelsOf(centre) ?? new Map<string, Model>()
        centres.set(storableText(centre), models)
        const name = storableText(id.name)
        const checkpoint = { name, version: id.version, position: write.to, at: write.at }
        const model: Model = known ?? { checkpoint, table: new DocumentTable() }
        models.set(keyOf(id), model)
        model.checkpoint = checkpoint
        writeTo(model.table, write)
        return Effect.void
      }),
    documents: (centre, id, keys) =>
      Effect.sync(() => {
        const found = new Map<string, unknown>()
        for (const key of keys) {
          const json = modelOf(centre, id)?.table.get(storableText(key))
          if (json !== undefined) found.set(key, JSON.parse(json))
        }
        return found
      }),
    list: (centre, id, listing) =>
      Effect.sync((): ReadonlyArray<Placed<unknown>> => {
        const lists = listing.lists.map(storableText)
        const listed = modelOf(centre, id)?.table.list({ ...listing, lists }) ?? []
        return listed.map(({ key, sort, document }) => ({ key, sort, document: JSON.parse(document) }))
      }),
    drop: (centre, id) =>
      Effect.sync(() => {
        modelsOf(centre)?.delete(keyOf(id))
      })
  })
})

const keyOf = ({ name, version }: ModelId): string => `${version}/${storableText(name)}`

function writeTo(table: DocumentTable<string>, { documents, taken, left }: ModelWrite): void {
  for (const { key, ...place } of left) table.leave({ ...place, list: storableText(place.list) }, storableText(key))
  for (const [key, json] of documents) table.write(storableText(key), json)
  for (const { key, ...place } of taken) table.place({ ...place, list: storableText(place.list) }, storableText(key))
}
