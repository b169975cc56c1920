/** What both servers need of the machine: who they run as, where they live, which port is free, and who ends them. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { chown, mkdtemp, rm } from "node:fs/promises"
import { createServer, Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"

/** The account a server runs as, when it is not this process's own. */
export interface Identity {
  readonly uid: number
  readonly gid: number
}

/** A test server that could not be started, or cannot do what was asked of it. `log` holds what it said last. */
export class ServerFailure extends Error {
  readonly _tag = "ServerFailure"
  readonly server: string
  readonly log: string

  constructor(failure: { readonly server: string; readonly message: string; readonly log?: string }) {
    const log = failure.log?.trim() ?? ""
    super(`${failure.server}: ${failure.message}${log === "" ? "" : `\n${log}`}`)
    this.name = "ServerFailure"
    this.server = failure.server
    this.log = log
  }
}

/** How a short-lived command ended. `code` is -1 when it could not be started or was ended by a signal. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end and gathers its words. Never for daemons: they would inherit the pipes and never let go. */
export function run(
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly identity?: Identity | undefined } = {}
): Promise<Outcome> {
  const [file, ...args] = command
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? "/",
      env: serverEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      ...options.identity
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.on("error", (error) => resolve({ code: -1, stdout, stderr: `${stderr}${error.message}` }))
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }))
  })
}

/** This process's environment in the C locale, without the variables by which Postgres takes orders. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"))
  return { ...Object.fromEntries(kept), LC_ALL: "C" }
}

/** Whether this process is root. Postgres refuses to run as root, Postfix refuses anything else. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The account for a server that refuses root: `postgres` if the machine has it, else `nobody`; undefined for an
 * ordinary user, whose servers run as himself.
 */
export async function unprivilegedIdentity(): Promise<Identity | undefined> {
  if (!isRoot()) return undefined
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all([run(["id", "-u", name]), run(["id", "-g", name])])
    if (uid.code === 0 && gid.code === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new ServerFailure({
    server: "postgres",
    message: "running as root, and the machine has neither an account `postgres` nor `nobody` to run Postgres as"
  })
}

/** A fresh folder that `identity` owns and can reach; below the system's temp folder, or `/tmp` where that is closed to it. */
export async function freshFolder(prefix: string, identity: Identity | undefined): Promise<string> {
  for (const base of new Set([tmpdir(), "/tmp"])) {
    const folder = await mkdtemp(join(base, prefix))
    if (identity === undefined) return folder
    await chown(folder, identity.uid, identity.gid)
    if ((await run(["sh", "-c", 'cd "$1"', "sh", folder], { identity })).code === 0) return folder
    await rm(folder, { recursive: true, force: true })
  }
  throw new ServerFailure({ server: prefix, message: `uid ${identity?.uid} can enter neither ${tmpdir()} nor /tmp` })
}

/** Below the range from which Linux takes the near ends of outgoing connections, so that a port outlives a restart. */
const PORT_MIN = 15_000
const PORT_MAX = 32_000
const PORT_ATTEMPTS_MAX = 200

/** A loopback port nobody listens on now. Another process may take it before its use: callers retry with a new one. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORT_ATTEMPTS_MAX; attempt++) {
    const port = randomInt(PORT_MIN, PORT_MAX)
    if (await isFree(port)) return port
  }
  throw new ServerFailure({ server: "loopback", message: `no free port found between ${PORT_MIN} and ${PORT_MAX}` })
}

/** Whether nobody listens on this loopback port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", () => resolve(false))
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** Lets this process end although the child still runs; its pipes no longer hold the event loop either. */
export function letGo(child: ChildProcess): void {
  child.unref()
  for (const stream of child.stdio) if (stream instanceof Socket) stream.unref()
}

/** The child's exit, now or earlier; while somebody waits here, this process stays. */
export function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  child.ref()
  return new Promise((resolve) => child.once("exit", () => resolve()))
}

/** Between two looks at a fact that no event announces (another's process, another's port). */
const POLL_INTERVAL_MS = 5

/** Asks until `holds` does or the deadline has passed; returns whether it held. */
export async function pollUntil(holds: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + deadlineMs
  for (;;) {
    if (await holds()) return true
    if (performance.now() >= giveUpAt) return false
    await delay(POLL_INTERVAL_MS)
  }
}
