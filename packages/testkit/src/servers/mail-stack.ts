/** A real mail server for tests: Dovecot and Postfix from Debian's packages, on loopback, private and gone with its owner. */
import type { ChildProcess } from "node:child_process"
import { existsSync } from "node:fs"
import { certificatePath, type MailAccount, type MailPlan, type MailPorts } from "./mail-config.ts"
import { layOut, type MailService, startDaemon, writeConfiguration } from "./mail-daemons.ts"
import { deliverRaw, type RawMail } from "./mail-deliver.ts"
import { endTree, killTree } from "./process-tree.ts"
import { freePort, freshFolder, isFree, isRoot, run, ServerFailure } from "./processes.ts"
import { startWatchdog, type Watchdog } from "./watchdog.ts"

/** What the stack holds. */
export interface MailStackOptions {
  readonly accounts: readonly MailAccount[]
  /** Further domains of ours: mail to an unknown address there is refused or bounced as to one beside the accounts. */
  readonly domains?: readonly string[]
  /** Domains whose mail goes to an SMTP server of the test, by its loopback port. */
  readonly routes?: Readonly<Record<string, number>>
  /** The largest message that is taken; 25 MiB when left out. */
  readonly messageSizeBytesMax?: number
}

/** A running stack. */
export interface MailStack {
  readonly imap: { readonly host: "127.0.0.1"; readonly plainPort: number; readonly tlsPort: number }
  readonly smtp: {
    readonly host: "127.0.0.1"
    readonly port25: number
    readonly submissionPort: number
    readonly smtpsPort: number
  }
  /** The path of the certificate (PEM) that clients must trust, for `localhost` and 127.0.0.1. */
  readonly certificate: string
  readonly accounts: readonly MailAccount[]
  /** Hands a mail to port 25 byte for byte; returns when the server has taken it, some milliseconds before it is in the mailbox. */
  readonly deliver: (mail: RawMail) => Promise<void>
  /** Kills one daemon (both when left out) and all its children as a power cut would; the mail store stays. */
  readonly kill9: (service?: MailService) => Promise<void>
  /** Starts one daemon (both when left out) on the same ports and mail store; one that runs is first ended in order. */
  readonly restart: (service?: MailService) => Promise<void>
  /** Ends both and removes all files; returns when the last process has gone. */
  readonly stop: () => Promise<void>
}

const HOST = "127.0.0.1"
const MESSAGE_SIZE_BYTES_MAX = 26_214_400
const PORT_ATTEMPTS_MAX = 5
const SERVICES: readonly MailService[] = ["imap", "smtp"]

/** Whether the mail stack can run here; if not, what is missing, in words for the reader. */
export async function mailStackAvailable(): Promise<{
  readonly available: boolean
  readonly missing: readonly string[]
}> {
  const files = [
    ["Dovecot", "/usr/sbin/dovecot"],
    ["Dovecot's IMAP", "/usr/lib/dovecot/imap"],
    ["Dovecot's LMTP", "/usr/lib/dovecot/lmtp"],
    ["Postfix", "/usr/lib/postfix/sbin/master"]
  ] as const
  const missing = files.filter(([, path]) => !existsSync(path)).map(([name, path]) => `${name} (${path})`)
  if ((await run(["openssl", "version"])).code !== 0) missing.push("openssl")
  if (!isRoot()) missing.push("root's rights, which Postfix demands")
  if (existsSync("/usr/sbin/dovecot")) {
    const version = (await run(["/usr/sbin/dovecot", "--version"])).stdout.trim()
    if (!version.startsWith("2.3.")) missing.push(`a Dovecot 2.3 (found ${version}, whose configuration differs)`)
  }
  return { available: missing.length === 0, missing }
}

/**
 * Starts Dovecot and Postfix on free loopback ports with the given mailboxes, in about 0.2 s. Nothing leaves the machine:
 * every recipient's domain that is neither ours nor in `routes` fails at once, `hard.test` for good and `soft.test` for
 * now. Several stacks run side by side. Rejects with `ServerFailure`, also when the servers are not installed.
 */
export async function startMailStack(options: MailStackOptions): Promise<MailStack> {
  const { available, missing } = await mailStackAvailable()
  if (!available) {
    const how = "scripts/install-mail-servers.sh installs the servers"
    throw new ServerFailure({ server: "mail", message: `cannot run here, missing: ${missing.join(", ")}; ${how}` })
  }
  refuseUnsafe(options)
  const folder = await freshFolder("parley-mail-", undefined)
  const watchdog = startWatchdog({ folder, signal: "TERM", identity: undefined })
  try {
    return await startAnywhere({ folder, watchdog, options })
  } catch (error) {
    await watchdog.close()
    throw error
  }
}

/** Addresses, domains and passwords become lines of configuration: nothing in them may end a line or a field. */
function refuseUnsafe({ accounts, domains = [], routes = {} }: MailStackOptions): void {
  const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/
  const refuse = (what: string): never => {
    throw new ServerFailure({ server: "mail", message: `${what} cannot be configured` })
  }
  for (const { address } of accounts) {
    const [local = "", host = "", ...rest] = address.split("@")
    if (rest.length > 0 || !/^[a-z0-9._-]+$/.test(local) || !domain.test(host)) refuse(`the account "${address}"`)
  }
  for (const name of [...domains, ...Object.keys(routes)]) if (!domain.test(name)) refuse(`the domain "${name}"`)
}

interface Ground {
  readonly folder: string
  readonly watchdog: Watchdog
  readonly options: MailStackOptions
}

/** Ports that were free a moment ago may be another's now (Postfix then ends without a word): then others. */
async function startAnywhere({ folder, watchdog, options }: Ground): Promise<MailStack> {
  for (let attempt = 1; ; attempt++) {
    const plan: MailPlan = {
      folder,
      ports: await freePorts(),
      accounts: options.accounts,
      domains: options.domains ?? [],
      routes: options.routes ?? {},
      messageSizeBytesMax: options.messageSizeBytesMax ?? MESSAGE_SIZE_BYTES_MAX
    }
    if (attempt === 1) await layOut(plan)
    await writeConfiguration(plan)
    const daemons = new Daemons(plan, watchdog)
    try {
      await daemons.start(SERVICES)
      return handle(plan, daemons, watchdog)
    } catch (error) {
      await daemons.kill(SERVICES)
      const free = await Promise.all(Object.values(plan.ports).map(isFree))
      if (free.every(Boolean) || attempt === PORT_ATTEMPTS_MAX) throw error
    }
  }
}

async function freePorts(): Promise<MailPorts> {
  const ports = new Set<number>()
  while (ports.size < 5) ports.add(await freePort())
  const [imapPlain = 0, imapTls = 0, smtp = 0, submission = 0, smtps = 0] = ports
  return { imapPlain, imapTls, smtp, submission, smtps }
}

/** The daemons that run now, and the watchdog's knowledge of them. */
class Daemons {
  readonly #plan: MailPlan
  readonly #watchdog: Watchdog
  readonly #running = new Map<MailService, ChildProcess>()

  constructor(plan: MailPlan, watchdog: Watchdog) {
    this.#plan = plan
    this.#watchdog = watchdog
  }

  async start(services: readonly MailService[]): Promise<void> {
    await Promise.all(
      services.map(async (service) => {
        const onSpawn = (child: ChildProcess): void => {
          this.#running.set(service, child)
          child.once("exit", () => this.#tell())
          this.#tell()
        }
        await startDaemon(this.#plan, service, onSpawn)
      })
    )
  }

  async end(services: readonly MailService[]): Promise<void> {
    await Promise.all(services.map((service) => this.#take(service, endTree)))
  }

  async kill(services: readonly MailService[]): Promise<void> {
    await Promise.all(services.map((service) => this.#take(service, killTree)))
  }

  async #take(service: MailService, how: (server: ChildProcess) => Promise<void>): Promise<void> {
    const server = this.#running.get(service)
    if (server === undefined) return
    await how(server)
    this.#running.delete(service)
    this.#tell()
  }

  #tell(): void {
    const up = [...this.#running.values()].filter((child) => child.exitCode === null && child.signalCode === null)
    this.#watchdog.watch(up.map(({ pid }) => pid).filter((pid) => pid !== undefined))
  }
}

function handle(plan: MailPlan, daemons: Daemons, watchdog: Watchdog): MailStack {
  const { ports } = plan
  const chosen = (service?: MailService): readonly MailService[] => (service === undefined ? SERVICES : [service])
  let closing: Promise<void> | undefined
  return {
    imap: { host: HOST, plainPort: ports.imapPlain, tlsPort: ports.imapTls },
    smtp: { host: HOST, port25: ports.smtp, submissionPort: ports.submission, smtpsPort: ports.smtps },
    certificate: certificatePath(plan.folder),
    accounts: plan.accounts,
    deliver: (mail) => deliverRaw(ports.smtp, mail),
    kill9: (service) => daemons.kill(chosen(service)),
    restart: async (service) => {
      if (closing !== undefined) throw new ServerFailure({ server: "mail", message: "stopped for good" })
      await daemons.end(chosen(service))
      await daemons.start(chosen(service))
    },
    stop: () => (closing ??= daemons.kill(SERVICES).then(() => watchdog.close()))
  }
}
