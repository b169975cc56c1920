import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { EventStore } from "../../../core/src/engine/index.ts"
import {
  batchOf,
  contactCreated,
  counted,
  countedBatch,
  idleCommand,
  START
} from "../../../testkit/src/contracts/log-samples.ts"
import { verifyLog } from "../src/chain.ts"
import { Database } from "../src/database.ts"
import { stores } from "../src/stores.ts"
import { drivers } from "./databases.ts"

/** What one alteration of the stored log is, and from where on it shows. */
const ALTERATIONS: ReadonlyArray<readonly [what: string, sql: string, after: number]> = [
  ["the data of an event", `UPDATE parley.events SET data = '{"_tag":"CentreChanged"}' WHERE position = 4`, 3],
  ["one space more in its data", "UPDATE parley.events SET data = (data::text || ' ')::json WHERE position = 6", 5],
  ["its instant", "UPDATE parley.events SET at = at + 1 WHERE position = 2", 1],
  ["its type", "UPDATE parley.events SET type = 'CentreClosed' WHERE position = 2", 1],
  ["its actor", "UPDATE parley.events SET actor = 'eve' WHERE position = 5", 3],
  ["the command it came from", "UPDATE parley.events SET command_id = 'another' WHERE position = 7", 6],
  ["an event taken out", "DELETE FROM parley.events WHERE position = 3", 1],
  ["the last event taken out", "DELETE FROM parley.events WHERE position = 7", 6],
  [
    "two events in each other's place",
    "UPDATE parley.events SET position = CASE position WHEN 2 THEN -4 ELSE -2 END WHERE position IN (2, 4); UPDATE parley.events SET position = -position WHERE position < 0",
    1
  ],
  ["a chain left out", "UPDATE parley.events SET chain = NULL WHERE position = 3", 1],
  ["the chain of the last event left out", "UPDATE parley.events SET chain = NULL WHERE position = 7", 6],
  ["the chain of the head", "UPDATE parley.heads SET chain = sha256('')", 7],
  ["an event put after the head", "UPDATE parley.heads SET position = 8", 7]
]

for (const [driver, database] of drivers)
  layer(Layer.provideMerge(stores, database), { excludeTestServices: true })(
    `the chain of a log on ${driver}`,
    (it) => {
      const written = Effect.gen(function* () {
        const store = yield* EventStore
        yield* (yield* Database).script("TRUNCATE parley.events, parley.heads, parley.commands, parley.rows")
        yield* store.append("acme", countedBatch(START, 1))
        yield* store.append("acme", countedBatch({ ...START, position: 1 }, 2))
        yield* store.append("acme", {
          ...countedBatch({ ...START, position: 3 }, 0),
          commands: [idleCommand("idle", 3)]
        })
        yield* store.append(
          "acme",
          batchOf({ ...START, position: 3 }, [counted(4), contactCreated("c1", "1:AAAAAAAAAAAAAAAAAAAAAA")], () => [
            { key: "contact/1", row: { _tag: "Gone" } }
          ])
        )
        yield* store.append("acme", countedBatch({ ...START, position: 5 }, 1))
        yield* store.append("acme", countedBatch({ ...START, position: 6 }, 1))
      })

      it.effect("holds for what was written, one event or many, with rows or without", () =>
        Effect.gen(function* () {
          yield* written
          const told: Array<number> = []
          const verified = yield* verifyLog("acme", (position) => told.push(position))
          expect(verified).toMatchObject({ centre: "acme", position: 7, batches: 5 })
          expect(verified.chain).toMatch(/^[0-9a-f]{64}$/)
          expect(told).toEqual([7])
          expect(yield* verifyLog("nobody")).toEqual({ centre: "nobody", position: 0, batches: 0, chain: "" })
        })
      )

      it.effect.each(ALTERATIONS)("tells %s", ([, sql, after]) =>
        Effect.gen(function* () {
          yield* written
          yield* (yield* Database).script(sql)
          expect(yield* Effect.flip(verifyLog("acme"))).toMatchObject({ _tag: "LogAltered", centre: "acme", after })
        })
      )

      it.effect("goes on from a log of version 1, which is chained as it stood", () =>
        Effect.gen(function* () {
          const { script } = yield* Database
          const frozen = yield* Effect.promise(() =>
            readFile(join(import.meta.dirname, "fixtures", "version-1.sql"), "utf8")
          )
          yield* script("DROP SCHEMA parley CASCADE")
          yield* script(frozen)
          yield* Effect.scoped(Layer.build(Layer.fresh(stores)))
          const before = [yield* verifyLog("acme"), yield* verifyLog("zürich")]
          expect(before).toMatchObject([
            { position: 5, batches: 5 },
            { position: 3, batches: 3 }
          ])
          const store = yield* EventStore
          const read = yield* store.read("acme", { after: 0, limit: 10 })
          expect(read.map(({ event }) => event)).toEqual([1, 2, 3, 4, 5].map(counted))
          yield* store.append("acme", countedBatch({ ...START, position: 5 }, 2))
          expect(yield* verifyLog("acme")).toMatchObject({ position: 7, batches: 6 })
        })
      )
    }
  )
