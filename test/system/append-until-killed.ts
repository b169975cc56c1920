/**
 * Takes a centre over, checks its log and prints its position, then appends batches for ever and prints the position of
 * each one acknowledged. Arguments: `pglite` and a directory, or `pg` and an address; the centre.
 */
import { writeSync } from "node:fs"
import { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
import { Effect, Redacted } from "effect"
import { batchOf, contactCreated } from "../../packages/testkit/src/contracts/index.ts"
import { postgres } from "../../packages/adapters/postgres/src/pg.ts"
import { pglite } from "../../packages/adapters/postgres/src/pglite.ts"
import { takeOver } from "../../packages/adapters/postgres/test/whole-log.ts"

const [driver, place = "", centre = ""] = process.argv.slice(2)
/** Events of a batch: 1 to this. Rows are rewritten now and then: there are fewer addresses than events. */
const BATCH_MAX = 40
const ADDRESSES = 25

const say = (position: number): number => writeSync(1, `${position}\n`)

const append = Effect.gen(function* () {
  const store = yield* EventStore
  say(yield* takeOver(centre))
  for (let n = 0; ; n++) {
    const head = yield* store.head(centre)
    const events = Array.from({ length: 1 + ((n * 7) % BATCH_MAX) }, (_, index) => {
      const position = head.position + 1 + index
      return contactCreated(`contact-${position}`, `1:hash-of-an-address-${position % ADDRESSES}`)
    })
    yield* store.append(centre, batchOf(head, events, Centre.rowsOf))
    say(head.position + events.length)
  }
})

const live = driver === "pglite" ? pglite({ directory: place }) : postgres({ url: Redacted.make(place) })
const SERVER_GONE = 3
await Effect.runPromise(
  Effect.provide(append, live).pipe(
    Effect.catchTag("StoreUnavailable", () => Effect.sync(() => process.exit(SERVER_GONE)))
  )
)
