/** What a test asks of a Postgres and what it gets, whoever runs the server. */
import type { BinarySource } from "./postgres-binaries.ts"

/** How to start a Postgres. */
export interface PostgresOptions {
  /** Server settings, as by `postgres -c name=value`. Against `DATABASE_URL`: settings of the fresh database. */
  readonly settings?: Readonly<Record<string, string>>
  /**
   * Whose binaries to run. Left out: `DATABASE_URL` if it is set, else installed ones, else the npm package's. Named:
   * a private server in any case.
   */
  readonly binaries?: BinarySource
}

/** A running Postgres. */
export interface TestPostgres {
  /** A superuser's connection address, the same after a restart; the database is empty. */
  readonly url: string
  /** The postmaster's process id; undefined while it is down, and for a server that was not started here. */
  readonly pid: number | undefined
  /** Ends the server and removes its files (or drops the fresh database). A second call waits for the first. */
  readonly stop: () => Promise<void>
  /** A crash: no checkpoint, connections cut, files kept for `restart`. Nothing that was committed may be lost. */
  readonly stopImmediately: () => Promise<void>
  /** Starts it again on the same port and files; one that still runs is first shut down in order. */
  readonly restart: () => Promise<void>
}
