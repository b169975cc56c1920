/** What a read model promises to the stores it is folded into, held on a log. */
import { deepEqual, fail, ok } from "node:assert/strict"
import type { Centre, Stats } from "@parley/core"

/**
 * Throws where the model breaks a promise on this log: it folds from the documents it asks for alone; a document comes back
 * from JSON as it was; one it writes without having asked for it is new or stands in no list; a list has one document at
 * each number, a whole one; and what it is given is not changed in place.
 */
export function checkReadModel<Doc>(model: Stats.ReadModel<Doc>, log: Iterable<Centre.RecordedEvent>): void {
  const documents = new Map<string, Doc>()
  const standing = new Map<string, string>()
  for (const recorded of log) {
    const where = `${model.name} at position ${recorded.position}, ${recorded.event._tag}`
    const needs = new Set(model.needs(recorded))
    const before = JSON.stringify([...needs].map((key) => documents.get(key)))
    const changes = model.evolve((key) => (needs.has(key) ? documents.get(key) : undefined), recorded)
    deepEqual(
      model.evolve((key) => documents.get(key), recorded),
      changes,
      `${where}: with all documents something else would come of it than with those it needs`
    )
    const after = JSON.stringify([...needs].map((key) => documents.get(key)))
    ok(before === after, `${where}: a document was changed in place`)
    for (const [key, document] of changes) {
      const known = documents.get(key)
      if (known !== undefined && !needs.has(key) && model.places(known).length > 0)
        fail(`${where}: ${key} is written without having been asked for, and stands in a list`)
      for (const { list, sort } of known === undefined ? [] : model.places(known))
        if (standing.get(`${list}\n${sort}`) === key) standing.delete(`${list}\n${sort}`)
      if (document === null) {
        documents.delete(key)
        continue
      }
      const stored: unknown = JSON.parse(JSON.stringify(document))
      deepEqual(model.decode(stored), document, `${where}: ${key} does not come back from JSON as it was`)
      for (const { list, sort } of model.places(document)) {
        ok(Number.isSafeInteger(sort), `${where}: ${sort} is no number of a list`)
        const other = standing.get(`${list}\n${sort}`)
        ok(other === undefined, `${where}: ${key} and ${other} stand at ${sort} of the list "${list}"`)
        standing.set(`${list}\n${sort}`, key)
      }
      documents.set(key, document)
    }
  }
}
