/** A centre in stores in memory that is opened, closed and opened again, with what it read and what it warned of. */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Centre from "../src/centre/index.ts"
import { EventStore, memoryStores, openCentre, ReadModels, Snapshots } from "../src/engine/index.ts"
import { channels, zones, type Plain } from "./story.ts"

const decode = Schema.decodeUnknownSync(Centre.CentreCommand)

export const centre = Centre.make({ channels, zones })
export const command = (plain: Plain): Centre.CentreCommand => decode(plain)

/** What was read of the log, by where it began, and what was warned of, since the centre was opened. */
export interface Seen {
  readonly reads: Array<number>
  readonly warnings: Array<string>
}

/** Opens "acme", as another process would; `close` is a clean one. */
export const open = Effect.gen(function* () {
  const [store, snapshots, scope] = [yield* EventStore, yield* Snapshots, yield* Scope.make()]
  const seen: Seen = { reads: [], warnings: [] }
  const watched: EventStore["Service"] = {
    ...store,
    read: (name, range) => {
      seen.reads.push(range.after)
      return store.read(name, range)
    }
  }
  const logger = Logger.make(({ message }) => {
    seen.warnings.push(JSON.stringify(message))
  })
  const readModels = yield* ReadModels
  const opening = { name: "acme", centre, store: watched, snapshots, readModels, newId: () => crypto.randomUUID() }
  const handle = yield* openCentre({ ...opening, create: { zone: "UTC" }, lost: Effect.never }).pipe(
    Effect.provide(Logger.layer([logger])),
    (opened) => Scope.provide(opened, scope)
  )
  return { handle, seen, close: Effect.provide(Scope.close(scope, Exit.void), Logger.layer([logger])) }
})

const hash = (n: number): string => `1:${n.toString(36).padStart(22, "A")}`

/** A message of a client, told from all others by its fingerprint. */
export const message = (n: number, interactionId = `i${n}`): Centre.CentreCommand =>
  command({
    _tag: "ReceiveMessage",
    interactionId,
    campaign: "support",
    from: [hash(n)],
    fingerprint: [hash(1_000_000 + n)],
    contents: { body: `b${n}`, raw: null, attachments: [] }
  })

const campaign = command({ _tag: "CreateCampaign", campaign: "support", channel: "mail" })

/** A centre with so many open interactions, closed: it has a snapshot where these were enough. */
export const written = Effect.fnUntraced(function* (interactions: number) {
  const { handle, close } = yield* open
  yield* handle.send(campaign)
  yield* Effect.forEach(
    Array.from({ length: interactions }, (_, n) => n),
    (n) => handle.send(message(n)),
    { concurrency: 200, discard: true }
  )
  yield* close
})

/** The same state has the same hash. */
export const hashOf = (state: Centre.State): string =>
  createHash("sha256")
    .update([...centre.pieces(state, "canonical")].join("\n"))
    .digest("hex")

/** The state that the log up to a position gives, folded from its start. */
export const replayed = Effect.fnUntraced(function* (position: number) {
  const store = yield* EventStore
  return centre.replay(centre.initial, yield* store.read("acme", { after: 0, limit: position }))
})

export const run = <A, E>(effect: Effect.Effect<A, E, Layer.Success<typeof memoryStores>>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, Layer.fresh(memoryStores)))

/** What was found out about a message that came before. */
export const DUPLICATE = { ok: true, events: [{ event: { _tag: "MessageSkipped", reason: "duplicate" } }] }
