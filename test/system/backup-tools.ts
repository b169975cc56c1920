/** The tools that `docs/operating/backup.md` names, as it names them. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { installedBinaries } from "../../packages/testkit/src/servers/postgres-binaries.ts"
import { ServerFailure, startPostgres, type TestPostgres } from "../../packages/testkit/src/servers/index.ts"

const run = promisify(execFile)
/** What a dump may print, at most. */
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024

/** A server with the tools of its own version. */
export interface Toolbox {
  readonly server: TestPostgres
  readonly tool: (name: string, ...args: ReadonlyArray<string>) => Promise<string>
}

export async function openToolbox(): Promise<Toolbox> {
  const binaries = await installedBinaries()
  if (binaries === undefined)
    throw new ServerFailure({ server: "postgres", message: "none is installed: run scripts/install-postgres.sh" })
  const tool = async (name: string, ...args: ReadonlyArray<string>): Promise<string> => {
    const { stdout } = await run(join(binaries.folder, name), args, { maxBuffer: OUTPUT_BYTES_MAX })
    return stdout
  }
  return { server: await startPostgres({ binaries: "installed" }), tool }
}

let databases = 0

/** The address of a new, empty database. */
export async function emptyDatabase({ server, tool }: Toolbox): Promise<string> {
  const name = `restored_${++databases}`
  await tool("psql", "--no-psqlrc", "--command", `CREATE DATABASE ${name}`, server.url)
  const address = new URL(server.url)
  address.pathname = `/${name}`
  return address.href
}

/** A dump as text, as one searches it. */
export const plainDump = ({ tool }: Toolbox, url: string): Promise<string> => tool("pg_dump", "--schema=parley", url)

/** A dump to restore from, without what can be made again. */
export const dumpTo = ({ tool }: Toolbox, url: string, file: string): Promise<string> =>
  tool(
    "pg_dump",
    "--format=custom",
    "--schema=parley",
    "--exclude-table-data=parley.snapshots",
    "--exclude-table-data=parley.snapshot_parts",
    `--file=${file}`,
    url
  )

export const restoreFrom = ({ tool }: Toolbox, file: string, url: string): Promise<string> =>
  tool("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", `--dbname=${url}`, file)

const KEYS = "parley.private WHERE kind = 'contact-key'"

/** The keys of contacts, as they are now. */
export const keysTo = ({ tool }: Toolbox, url: string, file: string): Promise<string> =>
  tool("psql", "--no-psqlrc", "--command", `\\copy (SELECT * FROM ${KEYS}) TO '${file}'`, url)

/** Adds keys that a restored database lacks. */
export const keysFrom = ({ tool }: Toolbox, file: string, url: string): Promise<string> =>
  tool(
    "psql",
    "--no-psqlrc",
    "--set=ON_ERROR_STOP=1",
    "--single-transaction",
    "--command=CREATE TEMPORARY TABLE keys (LIKE parley.private)",
    `--command=\\copy keys FROM '${file}'`,
    "--command=INSERT INTO parley.private SELECT * FROM keys ON CONFLICT DO NOTHING",
    url
  )

/** Copies a folder in which somebody works: what vanishes on the way is no part of the copy. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await run("cp", ["-R", from, to]).catch((error: unknown) => {
    const told = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n") : []
    if (told.length === 0 || told.some((line) => !line.endsWith("No such file or directory"))) throw error
  })
}
