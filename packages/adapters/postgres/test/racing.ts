/** Processes that race for one centre on one Postgres, each with a role, pools and an engine of its own, and who reads along. */
import { Context, Effect, Layer, Redacted, Schedule, Stream } from "effect"
import {
  Engine,
  engineLayer,
  EventStore,
  followLog,
  vaultLayer,
  type CentreHandle
} from "../../../core/src/engine/index.ts"
import { commandOf } from "../../../testkit/src/harness.ts"
import { Database } from "../src/database.ts"
import { postgres } from "../src/pg.ts"

export const CENTRE = "acme"
const KEY = new Uint8Array(32).fill(3)
const PASSWORD = "writer"
/** Between two tries of who was turned away, or whose store is away. */
const PAUSE_MS = 20

/** The address of a role that may do everything, for one process alone. */
export const ownRole = (url: string, role: string) =>
  Effect.gen(function* () {
    yield* (yield* Database).query(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${PASSWORD}'`)
    const address = new URL(url)
    address.username = role
    address.password = PASSWORD
    return address.href
  })

/** An engine of its own at this address, for as long as the scope is open. */
export const engineAt = (url: string) =>
  Effect.map(
    Layer.build(
      Layer.fresh(
        engineLayer({ channels: [] }).pipe(
          Layer.provide(vaultLayer(KEY)),
          Layer.provideMerge(postgres({ url: Redacted.make(url) }))
        )
      )
    ),
    (context) => Context.get(context, Engine)
  )

/** What a writer was answered: by id of a command, the position of its event. */
export type Answers = Map<string, number>

const send = (handle: CentreHandle, commandId: string) =>
  Effect.map(
    handle.send(commandOf({ _tag: "CreateUser", userId: commandId, displayName: "Somebody", roles: ["agent"] }), {
      commandId
    }),
    (sent) => {
      if (!sent.ok) throw new Error(`${commandId} was refused: ${JSON.stringify(sent.rejection)}`)
      return sent.position
    }
  )

/** One command after another, each under its id again and again until it is answered, until told to stop. */
export const writing = (engine: Engine["Service"], name: string, isOver: () => boolean) =>
  Effect.gen(function* () {
    const answers: Answers = new Map()
    for (let n = 0; !isOver(); n++) {
      const commandId = `${name}-${n}`
      const once = Effect.scoped(Effect.flatMap(engine.use(CENTRE), (handle) => send(handle, commandId)))
      const sent = yield* Effect.retry(once, {
        while: ({ _tag }) => AGAIN.has(_tag) && !isOver(),
        schedule: Schedule.spaced(PAUSE_MS)
      }).pipe(
        Effect.catchIf(
          ({ _tag }) => AGAIN.has(_tag),
          () => Effect.succeed(null)
        )
      )
      if (sent !== null) answers.set(commandId, sent)
    }
    return answers
  })

/** What befalls who races: another has the centre, or took it, or the store is away, or keeps its role out. */
const AGAIN: ReadonlySet<string> = new Set([
  "CentreTaken",
  "OwnershipLost",
  "CentreClosed",
  "StoreUnavailable",
  "StoreRefused",
  "Overloaded"
])

/** What a reader saw, in the order in which it saw it. */
export interface Reading {
  readonly seen: Array<{ readonly position: number; readonly commandId: string; readonly type: string }>
}

/** Follows the log from its start, and again from the last position whenever its store fails; never ends by itself. */
export const reading = (url: string, { seen }: Reading) =>
  Effect.scoped(
    Effect.gen(function* () {
      const stores = yield* Layer.build(Layer.fresh(postgres({ url: Redacted.make(url) })))
      const store = Context.get(stores, EventStore)
      const follow = Effect.suspend(() =>
        Stream.runForEach(followLog(store, CENTRE, seen.length), ({ position, commandId, event }) =>
          Effect.sync(() => seen.push({ position, commandId, type: event?._tag ?? "unknown" }))
        )
      )
      return yield* Effect.forever(
        Effect.retry(follow, { while: ({ _tag }) => _tag === "StoreUnavailable", schedule: Schedule.spaced(PAUSE_MS) })
      )
    })
  )
