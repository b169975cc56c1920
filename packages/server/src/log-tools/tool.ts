/** What commands on the logs of a database have in common: configuration, the database as it is, progress, exit codes. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { EventStore, type StoreFailure, StoreUnavailable } from "@parley/core/engine"
import { ArchiveDirectory, Database, eventStore, type LogAltered } from "@parley/postgres"
import * as Pg from "@parley/postgres/pg"
import * as Pglite from "@parley/postgres/pglite"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"
import { loadConfig, readTextFile, type Sources } from "../config.ts"
import { lineOf } from "../failures.ts"
import { EXIT_FAILED, EXIT_MISCONFIGURED } from "../run.ts"
import type { Config } from "../settings-schema.ts"
import { archiveDirectoryOf } from "../stores.ts"

/** A log is not as it was written. */
export const EXIT_ALTERED = 3

const CENTRE = /^[a-z0-9][a-z0-9-]{0,62}$/

export interface ToolSurroundings {
  readonly environment: Sources["environment"]
  /** Resolves when the process is asked to end. */
  readonly stopping: Promise<void>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Shows how far it is, each time instead of the line before; null where nobody looks. */
  readonly status: ((line: string) => void) | null
}

export type Told = Pick<ToolSurroundings, "out" | "err" | "status">

/** A command on logs. */
export interface LogTool {
  readonly name: string
  /** Does it with the log of a centre and shows how far it is; the answer says what came of it. */
  readonly each: (centre: string, status: Told["status"]) => Effect.Effect<string, LogAltered | StoreFailure, Database>
}

/** Runs it for the centres of these names, or for all. */
export async function runTool(tool: LogTool, names: ReadonlyArray<string>, around: ToolSurroundings): Promise<number> {
  const { environment, stopping, err } = around
  const odd = names.find((name) => !CENTRE.test(name))
  if (odd !== undefined) return misused(tool.name, `${JSON.stringify(odd)} is no name of a centre`, around)
  const loaded = loadConfig({ flags: [], environment, readFile: readTextFile })
  if (Result.isFailure(loaded)) {
    for (const fault of loaded.failure.faults) err(`parley ${tool.name}: ${fault}`)
    return EXIT_MISCONFIGURED
  }
  const config = loaded.success
  const layer = Layer.provideMerge(eventStore, databaseOf(config, tool.name)).pipe(
    Layer.provideMerge(Layer.succeed(ArchiveDirectory, archiveDirectoryOf(config)))
  )
  const run = Effect.runFork(Effect.scoped(Effect.provide(forEach(tool, names, around), layer)))
  void stopping.then(() => Effect.runFork(Fiber.interrupt(run)))
  const exit = await Effect.runPromise(Fiber.await(run))
  if (Exit.isSuccess(exit)) return exit.value
  const isStopped = Cause.hasInterruptsOnly(exit.cause)
  err(`parley ${tool.name}: ${isStopped ? "stopped before the end" : lineOf(Cause.squash(exit.cause), config)}`)
  return EXIT_FAILED
}

/** It was called in a way that says nothing. */
export function misused(name: string, fault: string, { err }: Pick<Told, "err">): number {
  err(`parley ${name}: ${fault}; \`parley ${name} --help\` says more`)
  return EXIT_MISCONFIGURED
}

type Unopened = SqlError | StoreUnavailable | Pglite.DirectoryInUse | Pglite.DirectoryUnusable

/** The database as it is: nothing is made, and its tables are not brought to another form. */
const databaseOf = (
  { databaseUrl, dataDirectory: directory }: Config,
  tool: string
): Layer.Layer<Database, Unopened> => {
  if (databaseUrl !== null) return Pg.layer({ url: Redacted.make(databaseUrl), applicationName: `parley ${tool}` })
  if (existsSync(join(directory, Pglite.DATABASE_FOLDER))) return Pglite.layer({ directory })
  const nothing = new StoreUnavailable({ operation: "open", reason: "there is none", unknown: false })
  return Layer.effect(Database, Effect.fail(nothing))
}

const forEach = Effect.fnUntraced(function* ({ each }: LogTool, names: ReadonlyArray<string>, told: Told) {
  const present = yield* (yield* EventStore).centres
  const unknown = names.filter((name) => !present.includes(name))
  for (const name of unknown) told.err(`${name}: there is no such centre`)
  const wanted = names.length === 0 ? present : names.filter((name) => present.includes(name))
  if (present.length === 0) told.out("there is no centre in this database")
  let code = unknown.length === 0 ? 0 : EXIT_FAILED
  for (const name of wanted) {
    const done = yield* Effect.catchTag(each(name, told.status), "LogAltered", Effect.succeed)
    told.status?.("")
    if (typeof done === "string") told.out(done)
    else {
      told.err(asAltered(done))
      code = EXIT_ALTERED
    }
  }
  return code
})

const asAltered = ({ centre, after, position, reason }: LogAltered): string =>
  `${centre}: ALTERED after position ${after}, at or before ${position}: ${reason}`
