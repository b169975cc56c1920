import { expect, it } from "@effect/vitest"
import { Context, Effect, Fiber, References, Schedule } from "effect"
import { EventStore } from "../../../core/src/engine/index.ts"
import { verifyLog } from "../src/chain.ts"
import { Database } from "../src/database.ts"
import { postgresServer } from "./databases.ts"
import { CENTRE, engineAt, ownRole, reading, writing, type Reading } from "./racing.ts"
import { opened, storesAt } from "./stores.ts"

const WRITERS = ["writer_1", "writer_2", "writer_3"] as const
const READERS = 3
/** How often the owner is cut off; every other time another has the centre before it may come back. */
const CUTS = 6
/** For how long it may not come back in the other half: who is in the midst of taking over is met by appends of the one before. */
const CUT_MS = 300
/** How much is written between two cuts, at least. */
const REIGN_EVENTS = 20

const OWNER = `SELECT a.usename AS role FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND a.usename LIKE 'writer%'`
const EPOCH = `SELECT epoch FROM parley.heads WHERE centre = '${CENTRE}'`
const EVERYBODY = "pid <> pg_backend_pid() AND usename IS NOT NULL"

/** Polls until it holds. */
const until = <A, E>(look: Effect.Effect<A, E>, holds: (found: A) => boolean) =>
  Effect.timeout(Effect.repeat(look, { until: holds, schedule: Schedule.spaced("5 millis") }), "30 seconds")

/** Cuts the sessions of whoever owns the centre, or of everybody, readers included, and keeps the owner out for a while. */
const cut = Effect.fnUntraced(function* ({ query }: Database["Service"], n: number) {
  const [found] = yield* until(query(OWNER), (rows) => rows.length > 0)
  const role = String(found?.["role"])
  const epoch = Effect.map(query(EPOCH), (rows) => Number(rows[0]?.["epoch"]))
  const before = yield* epoch
  yield* query(`ALTER ROLE ${role} NOLOGIN`)
  const whose = n % 2 === 0 ? `usename = '${role}'` : EVERYBODY
  yield* query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${whose}`)
  yield* n % 2 === 0 ? until(epoch, (now) => now > before) : Effect.sleep(CUT_MS)
  yield* query(`ALTER ROLE ${role} LOGIN`)
  return role
})

it.live(
  "of several engines that race for a centre while their sessions are cut, readers see each event once and in order",
  () =>
    Effect.gen(function* () {
      const { url } = yield* postgresServer
      const context = yield* opened(storesAt(url))
      const [database, store] = [Context.get(context, Database), Context.get(context, EventStore)]
      const position = Effect.map(store.head(CENTRE), (head) => head.position)
      const readings = Array.from({ length: READERS }, (): Reading => ({ seen: [] }))
      const readers = yield* Effect.forEach(readings, (one) => Effect.forkChild(reading(url, one)))

      let isOver = false
      const writers = yield* Effect.forEach(WRITERS, (role) =>
        Effect.gen(function* () {
          const engine = yield* engineAt(yield* Effect.provide(ownRole(url, role), context))
          return yield* Effect.forkChild(writing(engine, role, () => isOver))
        })
      )
      const cuts: Array<string> = []
      for (let n = 0; n < CUTS; n++) {
        const from = yield* position
        yield* until(position, (now) => now >= from + REIGN_EVENTS)
        cuts.push(yield* cut(database, n))
      }
      isOver = true
      const answers = new Map((yield* Effect.forEach(writers, (one) => Fiber.join(one))).flatMap((one) => [...one]))

      const { position: end } = yield* verifyLog(CENTRE).pipe(Effect.provide(context))
      const haveSeen = Effect.sync(() => readings.every(({ seen }) => seen.length >= end))
      yield* until(haveSeen, (all) => all)
      yield* Effect.forEach(readers, (one) => Fiber.interrupt(one))

      const log = readings[0]?.seen ?? []
      expect(log.map((event) => event.position)).toEqual(Array.from({ length: end }, (_, n) => n + 1))
      for (const { seen } of readings) expect(seen).toEqual(log)
      const users = log.filter(({ type }) => type === "UserCreated")
      expect(new Set(users.map(({ commandId }) => commandId)).size).toBe(users.length)
      for (const [commandId, at] of answers) expect(log[at - 1]?.commandId).toBe(commandId)
      expect(answers.size).toBeGreaterThan((CUTS * REIGN_EVENTS) / 2)
      expect(log.filter(({ type }) => type === "OwnershipTaken").length).toBeGreaterThan(CUTS / 2)
      expect(new Set(cuts).size).toBeGreaterThan(1)
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None")),
  120_000
)
