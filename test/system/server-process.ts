/** A Parley of a system test: a process of its own in a process group of its own, on a directory of its own. */
import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const MAIN = "packages/server/src/main.ts"

/** A first start makes a database; on a busy machine that takes its time. */
export const START_DEADLINE_MS = 60_000
/** How long the end may take: the promise of `npm start`. */
export const STOP_DEADLINE_MS = 5_000
const POLL_MS = 25

/** Through npm as people do, or straight, as a service manager would. */
export type Door = "npm" | "node"

export interface Options {
  readonly directory: string
  readonly door?: Door
  readonly flags?: ReadonlyArray<string>
  readonly environment?: Readonly<Record<string, string>>
}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
}

export interface Parley {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<Ended>
}

/** `npm start` installs when the lock file is new, which would pull the floor from under a running test. */
function installedAsLocked(): boolean {
  const stamp = join(ROOT, "node_modules", ".parley-installed")
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex")
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lock
}

const inherited = Object.entries(process.env).filter(
  ([name]) => !name.startsWith("PARLEY_") && !name.startsWith("npm_") && name !== "NODE_OPTIONS"
)

/** Runs without waiting; a port of the kernel's choice unless the environment says another. */
export function spawnParley({ directory, door = "node", flags = [], environment = {} }: Options): Parley {
  if (door === "npm" && !installedAsLocked())
    throw new Error("the lock file is not what was installed: run `npm test` once, outside of these tests")
  const [file, args] =
    door === "npm"
      ? (["npm", ["start", ...(flags.length > 0 ? ["--", ...flags] : [])]] as const)
      : ([
          process.execPath,
          ["--conditions=@parley/source", "--disable-warning=ExperimentalWarning", MAIN, ...flags]
        ] as const)
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), PARLEY_DATA_DIRECTORY: directory, PARLEY_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true
  })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })))
  return { child, stdout: () => stdout, stderr: () => stderr, ended }
}

export interface Serving extends Parley {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  /** The one-time link of this start. */
  readonly link: string
  /** Of the administrator; null when it was not told. */
  readonly password: string | null
}

/** Waits for the start line. */
export async function startParley(options: Options): Promise<Serving> {
  const parley = spawnParley(options)
  const line = await until(() => /^Parley on (\S+) — board: (\S+)$/m.exec(parley.stdout()), START_DEADLINE_MS, parley)
  const password = /password (\S+)/.exec(parley.stdout())
  return { ...parley, url: line[1] ?? "", link: line[2] ?? "", password: password?.[1] ?? null }
}

/** What `find` finds, asked again until then; fails at the deadline, and when the process ends first. */
export async function until<A>(
  find: () => A | null | undefined | Promise<A | null | undefined>,
  deadlineMs: number,
  parley?: Parley
): Promise<A> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const found = await find()
    if (found !== null && found !== undefined) return found
    const gone = parley !== undefined && (parley.child.exitCode !== null || parley.child.signalCode !== null)
    if (gone || performance.now() > deadline)
      throw new Error(`${gone ? "it ended" : "not in time"}: ${parley?.stdout() ?? ""}\n${parley?.stderr() ?? ""}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

export interface Stopped extends Ended {
  readonly tookMs: number
}

/** Sends a signal to the process, or to its whole group as a terminal does, and waits for the end. */
export async function stopParley(
  { child, ended }: Parley,
  signal: NodeJS.Signals = "SIGTERM",
  to: "process" | "group" = "process"
): Promise<Stopped> {
  const { pid } = child
  if (pid === undefined) throw new Error("it never ran")
  const begun = performance.now()
  process.kill(to === "group" ? -pid : pid, signal)
  return { ...(await ended), tookMs: performance.now() - begun }
}

/** Whether any process of its group still runs. */
export function groupLives({ child: { pid } }: Parley): boolean {
  if (pid === undefined) return false
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

/** Ends what is left of it, however the test ended. */
export async function sweep(parley: Parley | undefined): Promise<void> {
  if (parley === undefined || !groupLives(parley)) return
  const { pid } = parley.child
  if (pid !== undefined) process.kill(-pid, "SIGKILL")
  await parley.ended
}

/** A data directory that does not exist yet, in a folder that is removed afterwards. */
export async function scratch(): Promise<{ readonly directory: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "parley-system-"))
  return { directory: join(folder, "data"), remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Holds a port of the kernel's choice until released. */
export async function heldPort(): Promise<{ readonly port: number; readonly release: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return {
    port: address.port,
    release: () => new Promise((resolve) => void server.close(() => resolve()))
  }
}
