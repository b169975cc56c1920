/**
 * Appends batches to a centre for ever and prints the position of each one acknowledged. Arguments: `pglite` and a
 * directory, or `pg` and an address; the centre.
 */
import { writeSync } from "node:fs"
import { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
import { Effect, Redacted } from "effect"
import { batchOf, contactCreated } from "../../../testkit/src/contracts/index.ts"
import { postgres } from "../src/pg.ts"
import { pglite } from "../src/pglite.ts"

const [driver, place = "", centre = ""] = process.argv.slice(2)
/** Events of a batch: 1 to this. Rows are rewritten now and then: there are fewer contacts than events. */
const BATCH_MAX = 40
const CONTACTS = 25

const append = Effect.gen(function* () {
  const store = yield* EventStore
  for (let n = 0; ; n++) {
    const head = yield* store.head(centre)
    const events = Array.from({ length: 1 + ((n * 7) % BATCH_MAX) }, (_, index) => {
      const position = head.position + 1 + index
      return contactCreated(`contact-${position}`, `1:hash-of-a-contact-${position % CONTACTS}`)
    })
    yield* store.append(centre, batchOf(head, events, Centre.rowsOf))
    writeSync(1, `${head.position + events.length}\n`)
  }
})

const live = driver === "pglite" ? pglite({ directory: place }) : postgres({ url: Redacted.make(place) })
await Effect.runPromise(Effect.provide(append, live))
