/** What keeps the server from starting or running, as one line for the person who started it. */
import {
  ClockBehind,
  LogUnreadable,
  CentreTaken,
  OwnershipLost,
  StoreRefused,
  StoreUnavailable,
  WrongMasterKey
} from "@parley/core/engine"
import { ContentDirectoryInUse, ContentDirectoryUnusable } from "@parley/directory"
import { DirectoryInUse, DirectoryUnusable } from "@parley/postgres/pglite"
import * as Data from "effect/Data"
import { ServeError } from "effect/http/HttpServerError"
import { SqlError } from "effect/sql/SqlError"
import { MetricsUnheard } from "./metrics.ts"
import { KEY_FILE, MasterKeyUnusable } from "./master-key.ts"
import { FixtureUnusable } from "./replay.ts"
import type { Config } from "./settings-schema.ts"
import { StrategiesUnusable } from "./strategies.ts"

/** What is needed at start was refused by the rules. */
export class SetUpRefused extends Data.TaggedError("SetUpRefused")<{ readonly reason: string }> {}

/** One line, without a stack, and without the database's password. */
export function lineOf(error: unknown, config: Config): string {
  const line = told(error, config)
  const { databaseUrl } = config
  const password = databaseUrl === null ? "" : new URL(databaseUrl).password
  const safe = password === "" ? line : line.replaceAll(password, "***").replaceAll(decodeURIComponent(password), "***")
  return safe.replaceAll(/\s+/g, " ").trim()
}

function told(error: unknown, config: Config): string {
  const { dataDirectory, databaseUrl } = config
  if (error instanceof DirectoryInUse)
    return `the data directory ${dataDirectory} is in use by another Parley: end that one first, or name another directory in PARLEY_DATA_DIRECTORY`
  if (error instanceof ContentDirectoryInUse)
    return `the content directory ${error.directory} is in use by another Parley: end that one first, or name another directory in PARLEY_CONTENT_DIRECTORY`
  if (error instanceof WrongMasterKey)
    return `this master key is not the one that the database was first opened with: restore ${databaseUrl === null ? `${dataDirectory}/${KEY_FILE}` : "the key"}, or give the right one in PARLEY_MASTER_KEY (and, while it is changed, the one so far in PARLEY_MASTER_KEY_PREVIOUS)`
  if (error instanceof ServeError) return serveLine(error.cause, { ...config, ...WEB })
  if (error instanceof MetricsUnheard) return serveLine(error.cause, { host: error.host, port: error.port, ...METRICS })
  if (error instanceof OwnershipLost)
    return `another Parley has taken over the centre "${error.centre}": this one has stopped writing and ends`
  if (error instanceof CentreTaken) return `another Parley has the centre "${error.centre}" open: end that one first`
  if (error instanceof ClockBehind)
    return `the clock of this machine stands ${Math.round((error.last - error.clock) / 1_000)} s before the last event: set it right, then start again`
  if (error instanceof LogUnreadable)
    return `the log of the centre "${error.centre}" cannot be read at position ${error.position}: ${error.reason}`
  if (error instanceof SqlError) return databaseLine(error.message === "" ? error.cause.message : error.message, config)
  if (error instanceof StoreUnavailable || error instanceof StoreRefused) return databaseLine(error.reason, config)
  if (
    error instanceof MasterKeyUnusable ||
    error instanceof DirectoryUnusable ||
    error instanceof ContentDirectoryUnusable
  )
    return error.message
  if (error instanceof StrategiesUnusable) return `the strategies in ${error.module} cannot be used: ${error.reason}`
  if (error instanceof FixtureUnusable) return `the fixture ${error.file} cannot be played: ${error.reason}`
  if (error instanceof SetUpRefused) return `the centre "${config.centre}" cannot be set up: ${error.reason}`
  return `it cannot go on: ${error instanceof Error ? error.message : String(error)}`
}

/** The server's name is told, not who signs in there. */
function databaseLine(reason: string, { databaseUrl, dataDirectory }: Config): string {
  const where = databaseUrl === null ? `in ${dataDirectory}` : `at ${new URL(databaseUrl).host}`
  return `the database ${where} does not work: ${reason}`
}

/** Where something could not listen, and what chooses another place. */
interface Place {
  readonly host: string
  readonly port: number
  readonly portBy: string
  readonly hostBy: string
}
const WEB = { portBy: "PARLEY_PORT or with --port", hostBy: "PARLEY_HOST" }
const METRICS = { portBy: "PARLEY_METRICS_PORT", hostBy: "PARLEY_METRICS_HOST" }

function serveLine(cause: unknown, { host, port, portBy, hostBy }: Place): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : ""
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is in use: end what uses it, or choose another in ${portBy}`
    case "EACCES":
      return `port ${port} on ${host} is not ours to use: choose one from 1024 on in ${portBy}`
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is no address of this machine: choose another in ${hostBy}`
    default:
      return `it cannot listen on ${host} port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}
