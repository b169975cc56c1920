/** A new data directory: unpacked from this machine's template if there is one (0.1 s), else made by `initdb` (0.7 s). */
import { createHash, randomBytes } from "node:crypto"
import { lstat, readFile, rename, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { PostgresBinaries } from "./postgres-binaries.ts"
import { type Identity, run, ServerFailure } from "./processes.ts"

/** Changes when a template made by an older version of this file must not be used. */
const TEMPLATE_EDITION = 1

/** Where a data directory lies and the password of its only role, the superuser `postgres`. */
export interface Cluster {
  readonly data: string
  readonly password: string
}

interface Place {
  readonly folder: string
  readonly binaries: PostgresBinaries
  readonly identity: Identity | undefined
}

/** Puts `data/` and `password` into the folder. The folder is fresh and belongs to `identity`. */
export async function newCluster(place: Place): Promise<Cluster> {
  const template = templatePath(place)
  if (!(await unpack(place, template))) {
    await initialise(place)
    await pack(place, template)
  }
  const password = await readFile(join(place.folder, "password"), "utf8")
  return { data: join(place.folder, "data"), password: password.trim() }
}

/** One template for each account and build of Postgres, beside the servers' own folders. */
function templatePath({ folder, binaries, identity }: Place): string {
  const build = createHash("sha256").update(`${binaries.source} ${binaries.version}`).digest("hex").slice(0, 12)
  const uid = identity?.uid ?? process.getuid?.() ?? 0
  return join(dirname(folder), `parley-postgres-template-${TEMPLATE_EDITION}-${build}-${uid}.tar`)
}

/** False when there is no template, or one that is not ours alone, or one that does not unpack. */
async function unpack({ folder, identity }: Place, template: string): Promise<boolean> {
  const found = await lstat(template).catch(() => undefined)
  const uid = identity?.uid ?? process.getuid?.()
  if (found === undefined || !found.isFile() || found.uid !== uid || (found.mode & 0o077) !== 0) return false
  const { code } = await run(["tar", "-xf", template], { cwd: folder, identity })
  return code === 0
}

/**
 * One file and one rename: starts at the same time never see half a template, and the last one wins. A machine
 * without `tar` only starts slower.
 */
async function pack({ folder, identity }: Place, template: string): Promise<void> {
  const { code } = await run(["sh", "-c", "umask 077 && tar -cf template.tar data password"], { cwd: folder, identity })
  if (code === 0) await rename(join(folder, "template.tar"), template).catch(() => undefined)
}

/**
 * The default order of text is ICU's en-US, not bytes: what forgets `COLLATE "C"` shows in the tests. Only the
 * start-up's own flushing is left out (`--no-sync`); the server itself runs with fsync.
 */
async function initialise({ folder, binaries, identity }: Place): Promise<void> {
  const passwordFile = join(folder, "password")
  await run(["rm", "-rf", "data", "password"], { cwd: folder, identity })
  await writeFile(passwordFile, `${randomBytes(16).toString("hex")}\n`, { mode: 0o644 })
  const { code, stdout, stderr } = await run(
    [
      join(binaries.folder, "initdb"),
      `--pgdata=${join(folder, "data")}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=icu",
      "--icu-locale=en-US",
      "--no-sync"
    ],
    { cwd: folder, identity }
  )
  if (code !== 0) throw new ServerFailure({ server: "postgres", message: "initdb failed", log: `${stdout}${stderr}` })
}
