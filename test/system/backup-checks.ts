/** What must hold of a restored centre. */
import { Centre } from "@parley/core"
import { EventStore, PAGE_MAX, RowTable, type Stores } from "@parley/core/engine"
import { Database, verifyLog } from "@parley/postgres"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect } from "vitest"
import { plainly } from "../../packages/testkit/src/durability/plainly.ts"
import { CENTRE, send, textIn, type House, type Seen } from "./backup-house.ts"

/** Commands and texts that must have been looked at: with fewer nothing is proved. */
const TRAFFIC_MIN = 40

export type Log = ReadonlyArray<Centre.RecordedEvent>

/** The log up to a position. */
export const logUpTo = (position: number) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    const log: Array<Centre.RecordedEvent> = []
    while (log.length < position) {
      const limit = Math.min(PAGE_MAX, position - log.length)
      log.push(...(yield* store.read(CENTRE, { after: log.length, limit })))
    }
    return log
  })

/** What lies in the stores before anybody opens the centre: a whole log, its rows, its chain. */
export const restoredLog = Effect.gen(function* () {
  const store = yield* EventStore
  const { position } = yield* store.head(CENTRE)
  const log = yield* logUpTo(position)
  expect(log.at(-1)?.last).toBe(true)
  expect(yield* verifyLog(CENTRE)).toMatchObject({ position })
  const fold = new RowTable()
  for (const { event } of log) for (const change of Centre.rowsOf(event)) fold.write(change)
  const rows = yield* store.range(CENTRE, { prefix: "", limit: Number.MAX_SAFE_INTEGER })
  expect(plainly(rows)).toBe(plainly(fold.all()))
  return log
})

/** Builds the stores for as long as it looks at them. */
export const lookedAt = <RE>(stores: Layer.Layer<Stores | Database, RE>) =>
  Effect.flatMap(Layer.build(Layer.fresh(stores)), (context: Context.Context<Stores | Database>) =>
    Effect.provideContext(restoredLog, context)
  ).pipe(Effect.scoped)

/** That the opened centre is what the log says, that all which was acknowledged by then is there, and can be read. */
export const isWhole = (house: House, { log, seen }: { readonly log: Log; readonly seen: Seen }) =>
  Effect.gen(function* () {
    const { handle, vault } = house
    const { state, position } = yield* handle.state
    const { centre } = handle
    const canonical = (one: Centre.State): string => [...centre.pieces(one, "canonical")].join("\n")
    expect(canonical(state)).toBe(canonical(centre.replay(centre.initial, yield* logUpTo(position))))
    const recorded = [...seen.acknowledged].filter(([, at]) => at <= log.length)
    expect(recorded.length).toBeGreaterThan(TRAFFIC_MIN)
    const ends = new Map(log.filter(({ last }) => last).map((event) => [event.commandId, event.position]))
    for (const [commandId, at] of recorded) expect(ends.get(commandId), commandId).toBe(at)
    const texts = [...seen.texts].filter(([, one]) => one.position <= log.length)
    expect(texts.length).toBeGreaterThan(TRAFFIC_MIN)
    for (const [id, { text }] of texts) expect(yield* textIn(vault, id)).toBe(text)
  })

/** That a command which was accepted before the backup is known, and a new one is carried out. */
export const goesOn = (house: House) =>
  Effect.gen(function* () {
    const again = { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] } as const
    expect(yield* send(house, "set-up-0", again)).toMatchObject({ repeated: true })
    const fresh = { _tag: "CreateUser", userId: "new", displayName: "New", roles: ["agent"] } as const
    expect(yield* send(house, "after-the-restore", fresh)).toMatchObject({ repeated: false })
  })
