/** A read model folded in memory: for tests and laws, and for whoever has a log at hand and no store. */
import type { Recorded } from "../kernel/envelope.ts"
import type { Answer, Ask, Query } from "./ask.ts"
import { DocumentTable } from "./document-table.ts"
import type { StoredEvent } from "./projection.ts"
import type { ReadModel } from "./read-model.ts"
import { noTexts, type Texts } from "./texts.ts"

/** Events are added in order. Each is told the documents it asked for and no others, as in a store. */
export class ModelFold<Doc> {
  private readonly table = new DocumentTable<Doc>()
  private readonly model: ReadModel<Doc>

  constructor(model: ReadModel<Doc>) {
    this.model = model
  }

  add(recorded: Recorded<StoredEvent>): void {
    const { model, table } = this
    const needs = new Set(model.needs(recorded))
    const known = (key: string): Doc | undefined => (needs.has(key) ? table.get(key) : undefined)
    for (const [key, document] of model.evolve(known, recorded)) {
      const before = table.get(key)
      if (before !== undefined) for (const place of model.places(before)) table.leave(place, key)
      table.write(key, document)
      if (document !== null) for (const place of model.places(document)) table.place(place, key)
    }
  }

  /** The answer to a query, with the texts that whoever asks knows. */
  ask<A>(query: Query<Doc, A>, texts: Texts = noTexts): A {
    const asking = query()
    for (let step = asking.next(); ;) {
      if (step.done === true) return step.value
      step = asking.next(this.answer(step.value, texts))
    }
  }

  private answer(ask: Ask, texts: Texts): Answer<Doc> {
    switch (ask._tag) {
      case "Documents": {
        const documents = new Map<string, Doc>()
        for (const key of ask.keys) {
          const document = this.table.get(key)
          if (document !== undefined) documents.set(key, document)
        }
        return { _tag: "Documents", documents }
      }
      case "Listing":
        return { _tag: "Listing", listed: this.table.list(ask.listing) }
      case "Texts":
        return { _tag: "Texts", texts }
    }
  }
}

/** A read model of these events. */
export function foldModel<Doc>(model: ReadModel<Doc>, events: Iterable<Recorded<StoredEvent>>): ModelFold<Doc> {
  const fold = new ModelFold(model)
  for (const recorded of events) fold.add(recorded)
  return fold
}
