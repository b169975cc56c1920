/** Where a story of durability lies outside of the processes that tell it: a database, and the file of a journal. */
import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Layer, Redacted } from "effect"
import type { Stores } from "@parley/core/engine"
import { Database, stores } from "@parley/postgres"
import * as Pg from "@parley/postgres/pg"
import * as Pglite from "@parley/postgres/pglite"
import { fileJournal } from "../../../packages/testkit/src/durability/journal.ts"
import type { Setting } from "../../../packages/testkit/src/durability/house.ts"
import { startPostgres, type TestPostgres } from "../../../packages/testkit/src/servers/index.ts"

export type Driver = "pg" | "pglite"

/** A directory of PGlite's, or the address of a database. */
export interface Place {
  readonly driver: Driver
  readonly at: string
}

/** How long a session may take to come to rest; on a machine with other things to do. */
const REST_MS = 60_000

/** The wall's time. */
export const settingOf = (on: Context.Context<Stores>, journalFile: string): Omit<Setting, "around"> => ({
  stores: on,
  journal: fileJournal(journalFile),
  pace: { since: 0, speed: 1 },
  restMs: REST_MS,
  housekeepingMs: REST_MS
})

const databaseAt = ({ driver, at }: Place) =>
  Layer.orDie(driver === "pg" ? Pg.layer({ url: Redacted.make(at) }) : Pglite.layer({ directory: at }))

/** Runs on the stores of a place, as a process of its own would, and closes them. */
export const onPlace = <A, E>(
  place: Place,
  use: (on: Context.Context<Stores | Database>) => Effect.Effect<A, E, Database>
) =>
  Effect.flatMap(Effect.context<Stores | Database>(), use).pipe(
    Effect.provide(Layer.fresh(Layer.provideMerge(stores, databaseAt(place))))
  )

/** A place, and where the journal of what is told there lies. */
export interface Story extends Place {
  readonly journalFile: string
}

/** Places for stories, each with its tables, made from one that was migrated once. */
export interface Places {
  readonly fresh: () => Promise<Story>
  /** The server, where there is one. */
  readonly server: TestPostgres | null
  readonly end: () => Promise<void>
}

const nothing = () => Effect.void
const TEMPLATE = "template_of_stories"

export async function pglitePlaces(): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), "parley-durability-"))
  const template = join(folder, "template")
  await Effect.runPromise(onPlace({ driver: "pglite", at: template }, nothing))
  let made = 0
  return {
    server: null,
    fresh: async () => {
      const at = join(folder, `story-${++made}`)
      await cp(template, at, { recursive: true })
      return { driver: "pglite", at, journalFile: `${at}.jsonl` }
    },
    end: () => rm(folder, { recursive: true })
  }
}

export async function postgresPlaces(): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), "parley-durability-"))
  const server = await startPostgres()
  const script = (sql: string) =>
    Effect.runPromise(
      Effect.flatMap(Database, (database) => database.script(sql)).pipe(
        Effect.provide(Layer.fresh(Layer.orDie(Pg.layer({ url: Redacted.make(server.url) }))))
      )
    )
  const urlOf = (name: string): string => {
    const url = new URL(server.url)
    url.pathname = `/${name}`
    return url.href
  }
  await script(`CREATE DATABASE ${TEMPLATE}`)
  await Effect.runPromise(onPlace({ driver: "pg", at: urlOf(TEMPLATE) }, nothing))
  let made = 0
  return {
    server,
    fresh: async () => {
      const name = `story_${++made}`
      await script(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
      return { driver: "pg", at: urlOf(name), journalFile: join(folder, `${name}.jsonl`) }
    },
    end: async () => {
      await server.stop()
      await rm(folder, { recursive: true })
    }
  }
}
