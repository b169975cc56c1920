import { expect, it, layer } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted, Schedule, Stream } from "effect"
import { EventStore, followLog } from "../../../core/src/engine/index.ts"
import { countedBatch, headAfter, START } from "../../../testkit/src/contracts/index.ts"
import { Database } from "../src/database.ts"
import { postgres } from "../src/pg.ts"
import { postgresServer } from "./databases.ts"
import { apart, opened, storesAt } from "./stores.ts"

const onServer = Layer.unwrap(
  Effect.map(postgresServer, ({ url }) => storesAt(url, { lockTimeoutMs: 300, appendConnectionsMax: 1 }))
)

let logs = 0

/** A log of ten events, its store, and a way to meddle with its tables. */
const withLog = Effect.gen(function* () {
  const [store, database] = [yield* EventStore, yield* Database]
  const centre = `tampered-${++logs}`
  const written = countedBatch(START, 10)
  yield* store.append(centre, written)
  const change = (text: string) => database.query(text, [centre])
  const read = store.read(centre, { after: 0, limit: 99 })
  return { store, database, centre, change, read, head: headAfter(written) }
})

type Log = Effect.Success<typeof withLog>

layer(onServer, { excludeTestServices: true })("a log that was tampered with", (it) => {
  it.effect("is refused where a position is missing", () =>
    Effect.gen(function* () {
      const { change, centre, read, store } = yield* withLog
      yield* change("DELETE FROM parley.events WHERE centre = $1 AND position = 4")
      const gap = (reason: string) => ({ _tag: "StoreRefused", operation: "read", reason })
      expect(yield* Effect.flip(read)).toMatchObject(gap("a gap: 5 stands where 4 should"))
      const alone = yield* Effect.flip(store.read(centre, { after: 3, limit: 1 }))
      expect(alone).toMatchObject(gap("a gap: nothing stands at 4, the head is 10"))
      expect(yield* store.read(centre, { after: 0, limit: 3 })).toHaveLength(3)
      expect(yield* store.read(centre, { after: 4, limit: 9 })).toHaveLength(6)
      yield* change("DELETE FROM parley.events WHERE centre = $1 AND position = 10")
      const end = yield* Effect.flip(store.read(centre, { after: 8, limit: 9 }))
      expect(end).toMatchObject(gap("a gap: nothing stands at 10, the head is 10"))
    })
  )

  it.effect.each([
    ["an event of an unknown type", "type = 'Unheard'", "an unknown type of event, Unheard (version 1)"],
    ["an event of a later version", "schema_version = 2", "version 2 of CentreChanged, where 1 is known"],
    ["an event of another type than its data", "type = 'CentreCreated'", "no valid CentreCreated (version 1)"],
    ["an event that lacks a field", `data = '{"_tag":"CentreChanged"}'`, "no valid CentreChanged (version 1)"],
    ["data that is no event", "data = 'null'", "no valid CentreChanged (version 1)"]
  ])("is refused at %s, whose position is told", ([_what, column, reason]) =>
    Effect.gen(function* () {
      const { change, read } = yield* withLog
      yield* change(`UPDATE parley.events SET ${column} WHERE centre = $1 AND position = 7`)
      const refused = { _tag: "StoreRefused", operation: "read", reason: `${reason} at position 7` }
      expect(yield* Effect.flip(read)).toMatchObject(refused)
    })
  )

  it.effect.each([
    ["of an unknown type", "type = 'Unheard'", "Unheard", 1],
    ["of a later version", "schema_version = 2", "CentreChanged", 2]
  ] as const)("is followed past an event %s, which is handed on as it is", ([_what, column, type, version]) =>
    Effect.gen(function* () {
      const { change, centre, store } = yield* withLog
      const [before] = yield* store.read(centre, { after: 6, limit: 1 })
      yield* change(`UPDATE parley.events SET ${column} WHERE centre = $1 AND position = 7`)
      const seen = yield* Stream.runCollect(Stream.take(followLog(store, centre, 0), 10))
      expect(seen.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(seen[6]).toEqual({ ...before, version, event: null, unknown: { type, data: before?.event } })
      expect(seen.filter(({ event }) => event === null)).toHaveLength(1)
    })
  )

  it.effect("is not followed past what is no event of its type", () =>
    Effect.gen(function* () {
      const { change, centre, store } = yield* withLog
      yield* change(`UPDATE parley.events SET data = '{}' WHERE centre = $1 AND position = 7`)
      const failure = yield* Effect.flip(Stream.runCollect(followLog(store, centre, 0)))
      expect(failure).toMatchObject({
        _tag: "StoreRefused",
        reason: "no valid CentreChanged (version 1) at position 7"
      })
    })
  )

  it.effect("is refused where an event stands after its head, and a row or a record cannot be read", () =>
    Effect.gen(function* () {
      const { change, centre, store, head } = yield* withLog
      yield* change(`INSERT INTO parley.events
        SELECT centre, 11, type, schema_version, at, command_id, index, last, actor, correlation, causation, data
        FROM parley.events WHERE centre = $1 AND position = 10`)
      const refused = { _tag: "StoreRefused", operation: "append", reason: "an event stands after the head" }
      expect(yield* Effect.flip(store.append(centre, countedBatch(head, 1)))).toMatchObject(refused)
      const reason = "an event stands at 11, after the head 10"
      expect(yield* Effect.flip(store.read(centre, { after: 0, limit: 99 }))).toMatchObject({
        operation: "read",
        reason
      })
      yield* change(`INSERT INTO parley.rows VALUES ($1, 'key', '{"_tag":"Unheard"}')`)
      expect(yield* Effect.flip(store.rows(centre, ["key"]))).toMatchObject({ _tag: "StoreRefused", operation: "rows" })
      yield* change(`UPDATE parley.commands SET answer = '[]' WHERE centre = $1`)
      const record = yield* Effect.flip(store.commands(centre, ["command-1"]))
      expect(record).toMatchObject({ _tag: "StoreRefused", operation: "commands" })
    })
  )
})

layer(onServer, { excludeTestServices: true })("an append", (it) => {
  /** Another's transaction that holds the centre's head until `use` is done. */
  const whileHeadIsHeld = <A, E, R>({ database, centre }: Log, use: Effect.Effect<A, E, R>) =>
    database.transaction(
      Effect.andThen(database.query("SELECT FROM parley.heads WHERE centre = $1 FOR UPDATE", [centre]), use)
    )
  /** Ends the connection that waits for a lock; once it waits. */
  const endTheWaiting = (database: Database["Service"]) =>
    database
      .query("SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
      .pipe(Effect.repeat({ until: (rows) => rows.length > 0, schedule: Schedule.spaced("5 millis") }))

  it.effect("whose connection dies under it is of unknown outcome, and the next one goes on", () =>
    Effect.gen(function* () {
      const log = yield* withLog
      const { store, database, centre, head } = log
      const batch = countedBatch(head, 1)
      const failure = yield* whileHeadIsHeld(
        log,
        Effect.gen(function* () {
          const appending = yield* Effect.forkChild(Effect.flip(store.append(centre, batch)))
          yield* endTheWaiting(database)
          return yield* Fiber.join(appending)
        })
      )
      expect(failure).toMatchObject({ _tag: "StoreUnavailable", operation: "append", unknown: true })
      expect(yield* store.head(centre)).toEqual(head)
      yield* store.append(centre, batch)
      expect(yield* store.head(centre)).toEqual(headAfter(batch))
    })
  )

  it.effect("that waits too long for the head is not written", () =>
    Effect.gen(function* () {
      const log = yield* withLog
      const { store, centre, head } = log
      const failure = yield* whileHeadIsHeld(log, Effect.flip(store.append(centre, countedBatch(head, 1))))
      expect(failure).toMatchObject({ _tag: "StoreUnavailable", operation: "append", unknown: false })
      expect(yield* store.head(centre)).toEqual(head)
    })
  )
})

it.live("a server that is away is unavailable until it is back; one that refuses is refused", () =>
  Effect.gen(function* () {
    const { url, stopImmediately, restart } = yield* postgresServer
    const store = Context.get(yield* opened(storesAt(url)), EventStore)
    const first = countedBatch(START, 1)
    yield* store.append("acme", first)
    yield* Effect.promise(stopImmediately)
    const next = countedBatch(headAfter(first), 1)
    expect(yield* Effect.flip(store.head("acme"))).toMatchObject({ _tag: "StoreUnavailable", unknown: false })
    expect(yield* Effect.flip(store.append("acme", next))).toMatchObject({ _tag: "StoreUnavailable", unknown: false })
    const open = (address: string) => Effect.flip(apart(postgres({ url: Redacted.make(address) }), Effect.void))
    expect(yield* open(url)).toMatchObject({ _tag: "StoreUnavailable", operation: "open", unknown: false })
    yield* Effect.promise(restart)
    yield* store.append("acme", next)
    expect(yield* store.read("acme", { after: 0, limit: 9 })).toEqual([...first.events, ...next.events])
    const stranger = yield* open(url.replace(/\/\/postgres:[^@]*/, "//postgres:wrong"))
    expect(stranger).toMatchObject({ _tag: "StoreRefused", operation: "open" })
  })
)
