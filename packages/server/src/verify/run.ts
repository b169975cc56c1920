/** `parley verify`: holds the logs of a database against their chains of hashes, and says by its exit code what it found. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { EventStore, StoreUnavailable } from "@parley/core/engine"
import { Database, eventStore, type LogAltered, type VerifiedLog, verifyLog } from "@parley/postgres"
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
import type { Config } from "../settings.ts"

/** A log is not as it was written. */
export const EXIT_ALTERED = 3

const CENTRE = /^[a-z0-9][a-z0-9-]{0,62}$/

export const VERIFY_HELP = [
  "Holds the log of each centre, or of those named, against its chain of hashes.",
  "",
  "  parley verify [centre …]",
  "",
  "The database is the one of the configuration (PARLEY_DATABASE_URL, or PARLEY_DATA_DIRECTORY, whose Parley must be ended",
  "first). Nothing is written. For each centre it prints how far the log goes and the chain that stands for all of it: the",
  "same chain again means that nothing before it changed.",
  "",
  "Exit codes: 0 all as written; 3 a log was altered; 1 it could not be read to its end; 2 misconfigured.",
  ""
].join("\n")

export interface VerifySurroundings {
  readonly environment: Sources["environment"]
  /** Resolves when the process is asked to end. */
  readonly stopping: Promise<void>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Shows how far it is, each time instead of the line before; null where nobody looks. */
  readonly status: ((line: string) => void) | null
}

export async function runVerify(names: ReadonlyArray<string>, surroundings: VerifySurroundings): Promise<number> {
  const { environment, stopping, out, err, status } = surroundings
  if (names.includes("--help")) {
    out(VERIFY_HELP)
    return 0
  }
  const odd = names.find((name) => !CENTRE.test(name))
  if (odd !== undefined) {
    err(`parley verify: ${JSON.stringify(odd)} is no name of a centre; \`parley verify --help\` says more`)
    return EXIT_MISCONFIGURED
  }
  const loaded = loadConfig({ flags: [], environment, readFile: readTextFile })
  if (Result.isFailure(loaded)) {
    for (const fault of loaded.failure.faults) err(`parley verify: ${fault}`)
    return EXIT_MISCONFIGURED
  }
  const config = loaded.success
  const run = Effect.runFork(
    Effect.scoped(
      Effect.provide(verifyAll(names, { out, err, status }), Layer.provideMerge(eventStore, databaseOf(config)))
    )
  )
  void stopping.then(() => Effect.runFork(Fiber.interrupt(run)))
  const exit = await Effect.runPromise(Fiber.await(run))
  if (Exit.isSuccess(exit)) return exit.value
  const isStopped = Cause.hasInterruptsOnly(exit.cause)
  err(`parley verify: ${isStopped ? "stopped before the end" : lineOf(Cause.squash(exit.cause), config)}`)
  return EXIT_FAILED
}

type Unopened = SqlError | StoreUnavailable | Pglite.DirectoryInUse | Pglite.DirectoryUnusable

/** The database as it is: nothing is made, and its tables are not brought to another form. */
const databaseOf = ({ databaseUrl, dataDirectory: directory }: Config): Layer.Layer<Database, Unopened> => {
  if (databaseUrl !== null) return Pg.layer({ url: Redacted.make(databaseUrl), applicationName: "parley verify" })
  if (existsSync(join(directory, Pglite.DATABASE_FOLDER))) return Pglite.layer({ directory })
  const nothing = new StoreUnavailable({ operation: "open", reason: "there is none", unknown: false })
  return Layer.effect(Database, Effect.fail(nothing))
}

type Told = Pick<VerifySurroundings, "out" | "err" | "status">

const verifyAll = Effect.fnUntraced(function* (names: ReadonlyArray<string>, told: Told) {
  const present = yield* (yield* EventStore).centres
  const unknown = names.filter((name) => !present.includes(name))
  for (const name of unknown) told.err(`${name}: there is no such centre`)
  const wanted = names.length === 0 ? present : names.filter((name) => present.includes(name))
  if (present.length === 0) told.out("there is no centre in this database")
  let code = unknown.length === 0 ? 0 : EXIT_FAILED
  for (const name of wanted) if (!(yield* verifyOne(name, told))) code = EXIT_ALTERED
  return code
})

/** Whether the log is as it was written. */
const verifyOne = (name: string, { out, err, status }: Told) =>
  verifyLog(name, (position, of) => status?.(`${name}: ${position} of ${of}`)).pipe(
    Effect.map((verified) => {
      status?.("")
      out(asWritten(verified))
      return true
    }),
    Effect.catchTag("LogAltered", (altered) =>
      Effect.sync(() => {
        status?.("")
        err(asAltered(altered))
        return false
      })
    )
  )

const asWritten = ({ centre, position, batches, chain }: VerifiedLog): string =>
  `${centre}: as written, ${position} events in ${batches} batches, chain ${chain}`

const asAltered = ({ centre, after, position, reason }: LogAltered): string =>
  `${centre}: ALTERED after position ${after}, at or before ${position}: ${reason}`
