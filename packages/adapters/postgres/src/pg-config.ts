/** Where a Postgres server is and how connections to it are set up. */
import * as Redacted from "effect/Redacted"
import { type ClientConfig, TypeOverrides } from "pg"
import { COLUMN_PARSERS } from "./sql-types.ts"

/** How to reach a server. TLS and its certificates are said in the address (`?sslmode=…`). */
export interface PgConfig {
  /** `postgres://user:password@host:port/database`. */
  readonly url: Redacted.Redacted<string>
  /** Connections for all but appends; `CONNECTIONS_MAX` if left out. Each running `listen` has one more. */
  readonly connectionsMax?: number
  /** Connections for appends, one for each centre that appends at the same time; `APPEND_CONNECTIONS_MAX`. */
  readonly appendConnectionsMax?: number
  /** Connections for the documents of read models; `KEYED_CONNECTIONS_MAX`. */
  readonly keyedConnectionsMax?: number
  /** After this the server gives a statement up; `STATEMENT_TIMEOUT_MS`. */
  readonly statementTimeoutMs?: number
  /** After this the server gives up waiting for a lock; `LOCK_TIMEOUT_MS`. */
  readonly lockTimeoutMs?: number
  /** How the connections are called in `pg_stat_activity`; "parley". */
  readonly applicationName?: string
  /** Where the files of archived logs lie; left out, what was archived cannot be read. */
  readonly archiveDirectory?: string
}

export const CONNECTIONS_MAX = 10
export const APPEND_CONNECTIONS_MAX = 2
export const KEYED_CONNECTIONS_MAX = 4
export const STATEMENT_TIMEOUT_MS = 30_000
export const LOCK_TIMEOUT_MS = 10_000

/** After this the server ends a connection whose transaction stands still: a process that hangs holds no lock. */
export const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000

/** For connecting, and for waiting until a connection of the pool is free. */
export const CONNECT_TIMEOUT_MS = 10_000

/** The settings of one client of `pg`; `planner` are server settings that hold from its start. */
export function clientConfig(config: PgConfig, planner: Readonly<Record<string, string>> = {}): ClientConfig {
  const { url, options } = withoutOptions(Redacted.value(config.url))
  const startUp = [options, ...Object.entries(planner).map(([name, value]) => `-c ${name}=${value}`)]
  return {
    connectionString: url,
    options: startUp.filter((option) => option !== "").join(" "),
    application_name: config.applicationName ?? "parley",
    statement_timeout: config.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    lock_timeout: config.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: columnTypes()
  }
}

/** `pg` lets an address's `options` replace those given beside it, so they are taken out and joined. */
function withoutOptions(address: string): { readonly url: string; readonly options: string } {
  if (!URL.canParse(address)) return { url: address, options: "" }
  const url = new URL(address)
  const options = url.searchParams.get("options") ?? ""
  url.searchParams.delete("options")
  return { url: options === "" ? address : url.href, options }
}

function columnTypes(): TypeOverrides {
  const overrides = new TypeOverrides()
  for (const [oid, parse] of COLUMN_PARSERS) overrides.setTypeParser(oid, parse)
  return overrides
}
