/** Who owns a centre: whoever holds the lock of its name. */
import { CentreTaken, Ownership, storableText } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Database } from "./database.ts"
import { storeFailures } from "./store-failure.ts"

/** The port on a database. */
export const ownership: Layer.Layer<Ownership, never, Database> = Layer.effect(
  Ownership,
  Effect.map(Database, ({ lock }) =>
    Ownership.of({
      claim: (centre) =>
        lock(`parley/centre/${storableText(centre)}`).pipe(
          storeFailures({ name: "claim", writes: false }),
          Effect.flatMap((claimed) =>
            claimed === null ? Effect.fail(new CentreTaken({ centre })) : Effect.succeed(claimed)
          )
        )
    })
  )
)
