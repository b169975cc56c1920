/** Queries put to read models in a store. */
import * as Effect from "effect/Effect"
import { noTexts, type Answer, type Ask, type Query, type ReadModel, type Texts, type Wanted } from "../stats/index.ts"
import { StoreRefused, type StoreFailure } from "./failures.ts"
import type { ModelId, ReadModels } from "./ports.ts"

/** The operation of which `StoreRefused` tells where a document is none of its model's. */
export const ASKING = "read"

/** Where a model's documents lie. */
export interface Shelf {
  readonly centre: string
  readonly store: ReadModels["Service"]
  /** Which version is read: not always the model's own. */
  readonly id: ModelId
}

/** Brings the texts that a query asks for. */
export type TextReader<E = never, R = never> = (wanted: Wanted) => Effect.Effect<Texts, E, R>

/** Of one who knows none: what is looked for in texts is not found. */
export const withoutTexts: TextReader = () => Effect.succeed(noTexts)

/** The answer to a query. Fails with `StoreRefused` where a document is none of this model's. */
export const answerTo = <Doc, A, E, R>(
  shelf: Shelf,
  model: ReadModel<Doc>,
  query: Query<Doc, A>,
  texts: TextReader<E, R>
): Effect.Effect<A, StoreFailure | E, R> =>
  Effect.gen(function* () {
    const asking = query()
    for (let step = asking.next(); ;) {
      if (step.done === true) return step.value
      step = asking.next(yield* answer(shelf, model, step.value, texts))
    }
  })

const answer = <Doc, E, R>(
  { store, centre, id }: Shelf,
  model: ReadModel<Doc>,
  ask: Ask,
  texts: TextReader<E, R>
): Effect.Effect<Answer<Doc>, StoreFailure | E, R> => {
  const read = (key: string, document: unknown): Effect.Effect<Doc, StoreRefused> => {
    const known = model.decode(document)
    const reason = `${key} is no document of ${model.name}, version ${model.version}`
    return known === null ? Effect.fail(new StoreRefused({ operation: ASKING, reason })) : Effect.succeed(known)
  }
  switch (ask._tag) {
    case "Documents":
      return Effect.gen(function* () {
        const documents = new Map<string, Doc>()
        for (const [key, document] of yield* store.documents(centre, id, ask.keys))
          documents.set(key, yield* read(key, document))
        return { _tag: "Documents", documents }
      })
    case "Listing":
      return Effect.gen(function* () {
        const listed = yield* Effect.forEach(yield* store.list(centre, id, ask.listing), ({ key, sort, document }) =>
          Effect.map(read(key, document), (known) => ({ key, sort, document: known }))
        )
        return { _tag: "Listing", listed }
      })
    case "Texts":
      return Effect.map(texts(ask.wanted), (known) => ({ _tag: "Texts", texts: known }))
  }
}
