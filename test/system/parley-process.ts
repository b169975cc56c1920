/** A Parley of its own as a child process, killed and started again at will, and callers of its API. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { exited, freePort, pollUntil } from "../../packages/testkit/src/servers/processes.ts"

/** From the start of the process to its address; PGlite alone takes some four seconds. */
const START_DEADLINE_MS = 60_000
const MAIN = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url))

export type Answer = { readonly status: number; readonly body: unknown }
export type Caller = (method: string, path: string, body?: unknown) => Promise<Answer>

/** An event as the API tells it. */
export type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }

/** A field of a body; throws when it is not there. */
export const field = (body: unknown, ...path: readonly string[]): unknown => {
  let at = body
  for (const name of path) {
    if (typeof at !== "object" || at === null || !(name in at)) throw new Error(`no ${name} in ${JSON.stringify(body)}`)
    at = Reflect.get(at, name)
  }
  return at
}

export const list = (body: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = field(body, ...path)
  if (!Array.isArray(found)) throw new Error(`no list ${path.join(".")} in ${JSON.stringify(body)}`)
  return found
}

export class ParleyProcess {
  readonly #directory: string
  readonly #environment: Readonly<Record<string, string>>
  #child: ChildProcess | null = null
  #password = ""
  #administrator: Caller = () => Promise.reject(new Error("not signed in"))
  url = ""
  /** All it wrote, for a failing test to show. */
  readonly lines: string[] = []

  private constructor(directory: string, environment: Readonly<Record<string, string>>) {
    this.#directory = directory
    this.#environment = environment
  }

  /** Starts one on a fresh directory; with a database's address its data lie there. */
  static async start(databaseUrl: string | null): Promise<ParleyProcess> {
    const directory = await mkdtemp(join(tmpdir(), "parley-system-"))
    const parley = new ParleyProcess(directory, {
      PARLEY_DATA_DIRECTORY: join(directory, "data"),
      PARLEY_PORT: String(await freePort()),
      ...(databaseUrl === null ? {} : { PARLEY_DATABASE_URL: databaseUrl })
    })
    await parley.restart()
    parley.#administrator = await parley.signIn("admin", parley.#password, "supervisor")
    return parley
  }

  get root(): Caller {
    return this.#administrator
  }

  /** Starts it on the data of before. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, ["--conditions=@parley/source", MAIN, "--no-demo"], {
      cwd: this.#directory,
      env: { PATH: process.env["PATH"], ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"]
    })
    this.#child = child
    const heard: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        heard.push(line)
        this.lines.push(line)
      })
    }
    const found = (pattern: RegExp) => heard.map((line) => pattern.exec(line)?.[1]).find((match) => match !== undefined)
    const started = await pollUntil(
      () => found(/^Parley on (http:\S+)/) !== undefined || child.exitCode !== null,
      START_DEADLINE_MS
    )
    const url = found(/^Parley on (http:\S+)/)
    if (!started || url === undefined) throw new Error(`Parley did not start:\n${heard.join("\n")}`)
    this.url = url
    this.#password = found(/^administrator made: user admin, password (\S+)/) ?? this.#password
  }

  /** As a power cut would. */
  async kill9(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null) return
    child.kill("SIGKILL")
    await exited(child)
  }

  async close(): Promise<void> {
    await this.kill9()
    await rm(this.#directory, { recursive: true, force: true })
  }

  /** A caller with this token, or with none. It finds the server again after a restart. */
  caller(token: string | null): Caller {
    return async (method, path, body) => {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" })
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      })
      const text = await response.text()
      return { status: response.status, body: text === "" ? null : JSON.parse(text) }
    }
  }

  async signIn(user: string, password: string, role: "agent" | "supervisor"): Promise<Caller> {
    const { status, body } = await this.caller(null)("POST", "/v1/session", { user, password, role })
    if (status !== 201) throw new Error(`sign-in as ${user}: ${status} ${JSON.stringify(body)}`)
    return this.caller(String(field(body, "token")))
  }

  /** An administrator's call that must be obeyed. */
  async must(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.root(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** All public events of a campaign so far, or of everything. */
  async events(campaign?: string): Promise<readonly Told[]> {
    const told: Told[] = []
    for (let after = 0; ;) {
      const page = await this.must("GET", `/v1/events?after=${after}&limit=1000`)
      for (const one of list(page, "data")) {
        const data = field(one, "data")
        if (typeof data !== "object" || data === null) continue
        told.push({ type: String(field(one, "type")), data: Object.fromEntries(Object.entries(data)) })
      }
      after = Number(field(page, "after"))
      if (field(page, "more") !== true) break
    }
    return campaign === undefined ? told : told.filter(({ data }) => data["campaign"] === campaign)
  }
}
