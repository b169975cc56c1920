/** A real Postgres for tests and benchmarks, private to whoever starts it and gone with him. */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { freshDatabase } from "./borrowed-postgres.ts"
import { type BinarySource, embeddedBinaries, installedBinaries, type PostgresBinaries } from "./postgres-binaries.ts"
import { type Cluster, newCluster } from "./postgres-cluster.ts"
import {
  exited,
  freePort,
  freshFolder,
  type Identity,
  letGo,
  ServerFailure,
  serverEnvironment,
  unprivilegedIdentity
} from "./processes.ts"
import type { PostgresOptions, TestPostgres } from "./test-postgres.ts"
import { startWatchdog, type Watchdog } from "./watchdog.ts"

/**
 * Starts an empty Postgres ≥ 15 on a free loopback port, durable as in production (fsync and synchronous_commit on,
 * whose default order of text is ICU's en-US), in 0.3 s on a quiet machine, as root or as anybody. With `DATABASE_URL` set it is a
 * fresh database on that server instead, which cannot be stopped or restarted by itself and which a killed process
 * leaves behind; a private server ends with its owner whatever kills him. Rejects with `ServerFailure`.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const given = process.env["DATABASE_URL"] ?? ""
  if (options.binaries === undefined && given !== "") return freshDatabase(given, options.settings ?? {})
  const identity = await unprivilegedIdentity()
  const folder = await freshFolder("parley-postgres-", identity)
  const watchdog = startWatchdog({ folder, signal: "QUIT", identity })
  try {
    const binaries = await chooseBinaries({ folder, identity }, options.binaries)
    const cluster = await newCluster({ folder, binaries, identity })
    return await launchAnywhere({ binaries, cluster, identity, folder, settings: options.settings ?? {}, watchdog })
  } catch (error) {
    await watchdog.close()
    throw error
  }
}

async function chooseBinaries(
  place: { readonly folder: string; readonly identity: Identity | undefined },
  wanted: BinarySource | undefined
): Promise<PostgresBinaries> {
  const installed = wanted === "embedded" ? undefined : await installedBinaries()
  if (installed !== undefined) return installed
  if (wanted !== "installed") return embeddedBinaries(place)
  throw new ServerFailure({ server: "postgres", message: "no supported Postgres is installed on this machine" })
}

interface Installation {
  readonly binaries: PostgresBinaries
  readonly cluster: Cluster
  readonly identity: Identity | undefined
  readonly folder: string
  readonly settings: Readonly<Record<string, string>>
  readonly watchdog: Watchdog
}

const PORT_ATTEMPTS_MAX = 5

/** A port that was free a moment ago may be another's now: then the next one. */
async function launchAnywhere(installation: Installation): Promise<TestPostgres> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return handle(installation, port, await launch(installation, port))
    } catch (error) {
      const taken = error instanceof ServerFailure && error.log.includes("Address already in use")
      if (!taken || attempt === PORT_ATTEMPTS_MAX) throw error
    }
  }
}

function handle(installation: Installation, port: number, first: ChildProcess): TestPostgres {
  const { watchdog, cluster } = installation
  let server = first
  let closing: Promise<void> | undefined
  const end = async (signal: "SIGQUIT" | "SIGINT"): Promise<void> => {
    const gone = exited(server)
    server.kill(signal)
    await gone
  }
  return {
    url: `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`,
    get pid() {
      return isUp(server) ? server.pid : undefined
    },
    stop: () => (closing ??= end("SIGQUIT").then(() => watchdog.close())),
    stopImmediately: () => end("SIGQUIT"),
    restart: async () => {
      if (closing !== undefined) throw new ServerFailure({ server: "postgres", message: "stopped for good" })
      await end("SIGINT")
      server = await launch(installation, port)
    }
  }
}

function isUp(server: ChildProcess): boolean {
  return server.exitCode === null && server.signalCode === null
}

const START_DEADLINE_MS = 60_000
const LOG_CHARACTERS_MAX = 4_000
const READY = "database system is ready to accept connections"

/** Starts the postmaster in a session of its own and returns once it takes connections. */
function launch(installation: Installation, port: number): Promise<ChildProcess> {
  const { binaries, cluster, folder, identity, watchdog } = installation
  const child = spawn(join(binaries.folder, "postgres"), ["-D", cluster.data, ...serverArguments(installation, port)], {
    cwd: folder,
    detached: true,
    env: serverEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
    ...identity
  })
  if (child.pid !== undefined) watchdog.watch([child.pid])
  child.once("exit", () => watchdog.watch([]))
  return new Promise((resolve, reject) => {
    let log = ""
    let ready = false
    const fail = (message: string): void => reject(new ServerFailure({ server: "postgres", message, log }))
    const deadline = setTimeout(() => {
      child.kill("SIGQUIT")
      fail(`not ready after ${START_DEADLINE_MS} ms`)
    }, START_DEADLINE_MS)
    child.once("error", (error) => {
      clearTimeout(deadline)
      fail(error.message)
    })
    child.once("close", () => {
      clearTimeout(deadline)
      fail("ended while starting")
    })
    child.stderr.on("data", (chunk: Buffer) => {
      if (ready) return
      log = `${log}${chunk.toString()}`.slice(-LOG_CHARACTERS_MAX)
      ready = log.includes(READY)
      if (!ready) return
      clearTimeout(deadline)
      letGo(child)
      resolve(child)
    })
  })
}

/** Durable, loopback only, no socket file; the log says when the server is ready and nothing of each statement. */
function serverArguments({ settings }: Installation, port: number): readonly string[] {
  const all: Readonly<Record<string, string>> = {
    fsync: "on",
    synchronous_commit: "on",
    timezone: "UTC",
    log_checkpoints: "off",
    max_connections: "200",
    ...settings,
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    logging_collector: "off",
    log_destination: "stderr",
    log_min_messages: "log"
  }
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])
}
