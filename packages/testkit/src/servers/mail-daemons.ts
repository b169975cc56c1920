/** One Dovecot and one Postfix of a stack: their folders, their start, their end. */
import { type ChildProcess, spawn } from "node:child_process"
import { chmod, chown, mkdir, readFile, utimes, writeFile } from "node:fs/promises"
import { connect } from "node:net"
import { join } from "node:path"
import { certificatePath, keyPath, mailFiles, type MailPlan } from "./mail-config.ts"
import { letGo, pollUntil, run, ServerFailure, serverEnvironment } from "./processes.ts"

/** The two daemons, by what a client speaks to them. */
export type MailService = "imap" | "smtp"

const START_DEADLINE_MS = 20_000
/** How long a connection is left open for its greeting; a port that fell to a silent stranger costs no more. */
const GREETING_PATIENCE_MS = 1_000
const LOG_CHARACTERS_MAX = 4_000

/** The accounts that Debian's packages bring, by number. */
interface MailOwners {
  readonly mail: number
  readonly postfix: number
  readonly postdrop: number
}

/** Makes the folders that both daemons want, with the owners they insist on, and writes the configuration. */
export async function layOut(plan: MailPlan): Promise<void> {
  const { folder } = plan
  const owners = await mailOwners()
  await chown(folder, 0, 0)
  await chmod(folder, 0o755)
  for (const name of ["dovecot", "run", "log", "postfix", "postfix/etc", "postfix/spool"]) {
    await ownedFolder(join(folder, name), { uid: 0, gid: 0, mode: 0o755 })
  }
  await ownedFolder(join(folder, "mail"), { uid: owners.mail, gid: owners.mail, mode: 0o700 })
  await ownedFolder(join(folder, "postfix/data"), { uid: owners.postfix, gid: 0, mode: 0o700 })
  await layOutQueue(join(folder, "postfix/spool"), owners)
  await makeCertificate(folder)
}

/** How old a file must look so that Postfix does not wait (2 s) for its writer to finish. Source: Postfix, `dict_load_fp`. */
const SETTLED_AGE_MS = 60_000

/** Writes the configuration; again when other ports are to be tried. */
export async function writeConfiguration(plan: MailPlan): Promise<void> {
  const settled = new Date(Date.now() - SETTLED_AGE_MS)
  for (const [name, text] of Object.entries(mailFiles(plan))) {
    const path = join(plan.folder, name)
    await writeFile(path, text, { mode: 0o644 })
    await utimes(path, settled, settled)
  }
}

/** What `postfix check` would make in 2.4 s. Source: Postfix 3.7, conf/postfix-files. */
async function layOutQueue(spool: string, owners: MailOwners): Promise<void> {
  const own = { uid: owners.postfix, gid: 0, mode: 0o700 }
  const names = "active bounce corrupt defer deferred flush hold incoming private saved trace"
  for (const name of names.split(" ")) await ownedFolder(join(spool, name), own)
  await ownedFolder(join(spool, "pid"), { uid: 0, gid: 0, mode: 0o755 })
  await ownedFolder(join(spool, "public"), { uid: owners.postfix, gid: owners.postdrop, mode: 0o710 })
  await ownedFolder(join(spool, "maildrop"), { uid: owners.postfix, gid: owners.postdrop, mode: 0o730 })
}

async function ownedFolder(
  path: string,
  owner: { readonly uid: number; readonly gid: number; readonly mode: number }
): Promise<void> {
  await mkdir(path, { recursive: true })
  await chown(path, owner.uid, owner.gid)
  await chmod(path, owner.mode)
}

async function mailOwners(): Promise<MailOwners> {
  const [users, groups] = await Promise.all([readFile("/etc/passwd", "utf8"), readFile("/etc/group", "utf8")])
  return {
    mail: numberOf(users, "mail"),
    postfix: numberOf(users, "postfix"),
    postdrop: numberOf(groups, "postdrop")
  }
}

function numberOf(table: string, name: string): number {
  const row = table.split("\n").find((line) => line.startsWith(`${name}:`))
  if (row === undefined) throw new ServerFailure({ server: "mail", message: `the machine has no account "${name}"` })
  return Number(row.split(":")[2])
}

async function makeCertificate(folder: string): Promise<void> {
  const { code, stderr } = await run([
    "openssl",
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost".split(" "),
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-keyout",
    keyPath(folder),
    "-out",
    certificatePath(folder)
  ])
  if (code !== 0) throw new ServerFailure({ server: "mail", message: "openssl made no certificate", log: stderr })
}

/**
 * Where a daemon's program and log lie, and what it says on which port once it is ready. It opens all its ports before
 * it serves any.
 */
interface DaemonShape {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly log: string
  readonly port: number
  readonly greeting: string
}

function shapeOf({ folder, ports }: MailPlan, service: MailService): DaemonShape {
  if (service === "imap") {
    return {
      name: "dovecot",
      command: ["/usr/sbin/dovecot", "-F", "-c", join(folder, "dovecot/dovecot.conf")],
      log: join(folder, "log/dovecot.log"),
      port: ports.imapPlain,
      greeting: "* OK"
    }
  }
  return {
    name: "postfix",
    command: ["/usr/lib/postfix/sbin/master", "-c", join(folder, "postfix/etc")],
    log: join(folder, "postfix/data/maillog"),
    port: ports.smtp,
    greeting: "220 "
  }
}

/**
 * Starts one daemon in the foreground of a session of its own; returns once it greets. `spawned`
 * learns of it at once, so that it can be ended whatever comes of the start.
 */
export async function startDaemon(
  plan: MailPlan,
  service: MailService,
  spawned: (daemon: ChildProcess) => void
): Promise<void> {
  const { name, command, log, port, greeting } = shapeOf(plan, service)
  const [file, ...args] = command
  const child = spawn(file, args, {
    cwd: plan.folder,
    detached: true,
    env: { ...serverEnvironment(), MAIL_CONFIG: join(plan.folder, "postfix/etc") },
    stdio: "ignore"
  })
  spawned(child)
  let over = false
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("exit", (code) => resolve(`ended while starting, with code ${code ?? "none"}`))
  })
  const ready = pollUntil(async () => over || (await greets(port, greeting)), START_DEADLINE_MS)
  const silent = ready.then((yes) => (yes ? undefined : `silent for ${START_DEADLINE_MS} ms`))
  const refusal = await Promise.race([ended, silent])
  over = true
  if (refusal === undefined) return letGo(child)
  throw new ServerFailure({
    server: name,
    message: refusal,
    log: (await readFile(log, "utf8").catch(() => "")).slice(-LOG_CHARACTERS_MAX)
  })
}

/** Whether the server on this port says this first. */
function greets(port: number, greeting: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" })
    socket.setTimeout(GREETING_PATIENCE_MS, () => socket.destroy())
    socket.once("data", (chunk) => {
      resolve(chunk.toString().startsWith(greeting))
      socket.destroy()
    })
    socket.once("error", () => resolve(false))
    socket.once("close", () => resolve(false))
  })
}
