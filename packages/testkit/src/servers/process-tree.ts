/** Whole trees of daemons, ended by id and never by name. Linux: reads /proc. */
import type { ChildProcess } from "node:child_process"
import { readdir, readFile } from "node:fs/promises"
import { exited, pollUntil, ServerFailure } from "./processes.ts"

/** One process beyond doubt: a process id alone may come to mean another. */
interface ProcessId {
  readonly pid: number
  /** When it was started, in clock ticks since the machine's boot. */
  readonly startTicks: string
}

interface ProcessEntry extends ProcessId {
  readonly parent: number
  readonly state: string
}

/** How long a server may take to end in order. Dovecot takes 5 s over a child that was itself just starting. */
const ORDERLY_END_MS = 2_000
/** A process that was killed is gone by then. */
const END_DEADLINE_MS = 10_000

/** Asks a server of ours to end, kills it if it takes long, and returns when it and all its children have gone. */
export async function endTree(server: ChildProcess): Promise<void> {
  const root = server.pid
  if (root === undefined || hasEnded(server)) return
  const children = await descendants(root)
  server.kill("SIGTERM")
  if (!(await pollUntil(() => hasEnded(server), ORDERLY_END_MS))) await killTree(server)
  await allGone(children)
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null
}

/**
 * Ends a server of ours and all its children as a power cut would. The server is stopped first, so that it starts no
 * more children, and none of their ids can come to mean another process before it is collected.
 */
export async function killTree(server: ChildProcess): Promise<void> {
  const root = server.pid
  if (root === undefined || hasEnded(server)) return
  const gone = exited(server)
  server.kill("SIGSTOP")
  await pollUntil(async () => "TZ".includes((await readProcess(root))?.state ?? "Z"), END_DEADLINE_MS)
  const children = await descendants(root)
  for (const child of children) killQuietly(child.pid)
  server.kill("SIGKILL")
  await gone
  await allGone(children)
}

async function allGone(processes: readonly ProcessId[]): Promise<void> {
  const noneLeft = async (): Promise<boolean> => (await remaining(processes)).length === 0
  if (await pollUntil(noneLeft, END_DEADLINE_MS)) return
  for (const { pid } of await remaining(processes)) killQuietly(pid)
  if (await pollUntil(noneLeft, END_DEADLINE_MS)) return
  const pids = (await remaining(processes)).map(({ pid }) => pid).join(", ")
  throw new ServerFailure({ server: "mail", message: `processes ${pids} do not end` })
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // Gone between the look and the signal.
  }
}

/** Those that still run: an ended process that nobody collected yet does not. */
async function remaining(processes: readonly ProcessId[]): Promise<readonly ProcessId[]> {
  const now = await Promise.all(processes.map(({ pid }) => readProcess(pid)))
  return processes.filter((process, index) => {
    const entry = now[index]
    return entry !== undefined && entry.startTicks === process.startTicks && entry.state !== "Z"
  })
}

/** All processes below `root`, without it. O(processes of the machine). */
async function descendants(root: number): Promise<readonly ProcessId[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
  const all = (await Promise.all(names.map((name) => readProcess(Number(name))))).filter((entry) => entry !== undefined)
  const found: ProcessEntry[] = []
  let generation: readonly number[] = [root]
  while (generation.length > 0) {
    const next = all.filter((entry) => generation.includes(entry.parent))
    found.push(...next)
    generation = next.map(({ pid }) => pid)
  }
  return found
}

/** Source: proc_pid_stat(5); the command in parentheses may itself hold blanks and parentheses. */
async function readProcess(pid: number): Promise<ProcessEntry | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return { pid, state: fields[0] ?? "", parent: Number(fields[1]), startTicks: fields[19] ?? "" }
}
