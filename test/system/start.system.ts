import { existsSync, statSync } from "node:fs"
import { rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { campaigns, createCampaign, getJson, signIn, stream, type Client, type Envelope } from "./api-client.ts"
import { startPostgres } from "../../packages/testkit/src/servers/index.ts"
import {
  groupLives,
  heldPort,
  scratch,
  spawnParley,
  startParley,
  STOP_DEADLINE_MS,
  stopParley,
  sweep,
  until,
  type Options,
  type Parley
} from "./server-process.ts"

let directory: string
let remove: () => Promise<void>
const running: Array<Parley> = []

beforeEach(async () => {
  ;({ directory, remove } = await scratch())
})
afterEach(async () => {
  for (const parley of running.splice(0)) await sweep(parley)
  await remove()
})

const start = async (options: Partial<Options> = {}) => {
  const parley = await startParley({ directory, ...options })
  running.push(parley)
  return parley
}

/** The end of one that cannot start. */
const refused = async (options: Partial<Options> = {}) => {
  const parley = spawnParley({ directory, ...options })
  running.push(parley)
  const { code } = await parley.ended
  return { code, stderr: parley.stderr(), stdout: parley.stdout() }
}

const administrator = async ({ url, password }: { readonly url: string; readonly password: string | null }) => {
  const client = await signIn(url, "admin", password ?? "")
  if (client === null) throw new Error("the printed password does not sign in")
  return client
}

/** Reads along until told to stop; returns what it read. */
function readAlong(client: Client, after = 0) {
  const control = new AbortController()
  const seen: Array<Envelope> = []
  const done = (async () => {
    try {
      for await (const event of stream(client, after, control.signal)) seen.push(event)
    } catch {
      // The server went, or the test did.
    }
  })()
  return { seen, done, close: () => control.abort() }
}

describe("npm start", () => {
  it("serves, tells a password once, keeps everything over a restart, and signs nobody up twice", async () => {
    const first = await start({ door: "npm" })
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(first.link.startsWith(`${first.url}/v1/session/link/`)).toBe(true)
    expect(first.stdout()).toContain("a power cut may lose the last moments")
    expect(first.stdout()).toContain(join(directory, "master.key"))
    expect(statSync(join(directory, "master.key")).mode & 0o777).toBe(0o600)
    expect(first.stderr()).toBe("")
    const client = await administrator(first)
    expect(await campaigns(client)).toEqual(["orders", "technical", "billing"])
    const along = readAlong(client)
    await until(() => along.seen.find(({ type }) => type === "cc.interaction.closed.v1"), 90_000, first)
    expect(await stopParley(first)).toMatchObject({ code: 0 })
    expect(first.stderr()).toBe("")

    const second = await start({ door: "npm" })
    expect(second.password).toBeNull()
    expect(second.stdout()).not.toContain("master key made")
    const again = await administrator({ url: second.url, password: first.password })
    const later = readAlong(again)
    const last = along.seen.at(-1)?.sequence ?? 0
    await until(() => later.seen.find(({ sequence }) => sequence > last + 20), 60_000, second)
    expect(later.seen.slice(0, along.seen.length)).toEqual(along.seen)
    const count = (type: string) => later.seen.filter((event) => event.type === type).length
    expect(count("cc.user.created.v1")).toBe(7)
    expect(count("cc.campaign.created.v1")).toBe(3)
    expect(count("cc.agent.session-started.v1")).toBe(6)
    later.close()
    expect(await stopParley(second)).toMatchObject({ code: 0 })
  })

  it("is an empty centre with --no-demo", async () => {
    const parley = await start({ door: "npm", flags: ["--no-demo"] })
    const client = await administrator(parley)
    expect(await campaigns(client)).toEqual([])
    expect((await getJson(client, "/v1/agents")).body).toMatchObject({ data: [] })
    expect(await stopParley(parley)).toMatchObject({ code: 0 })
  })
})

describe("the end", () => {
  it.each([
    ["SIGTERM", "process", "npm"],
    ["SIGTERM", "group", "npm"],
    ["SIGINT", "group", "npm"],
    ["SIGINT", "process", "node"],
    ["SIGHUP", "process", "node"]
  ] as const)(
    "by %s to the %s of %s is code 0 in time, with a stream open, and leaves no process",
    async (signal, to, door) => {
      const parley = await start({ door })
      const client = await administrator(parley)
      const along = readAlong(client)
      await until(() => along.seen.at(10), 30_000, parley)
      const { code, tookMs } = await stopParley(parley, signal, to)
      expect(code).toBe(0)
      expect(tookMs).toBeLessThan(STOP_DEADLINE_MS)
      await along.done
      expect(await until(() => !groupLives(parley) || null, STOP_DEADLINE_MS)).toBe(true)
    }
  )

  it("by several signals at once is still code 0", async () => {
    const parley = await start({ door: "npm" })
    const { pid = 0 } = parley.child
    process.kill(-pid, "SIGINT")
    process.kill(-pid, "SIGTERM")
    const { code, tookMs } = await stopParley(parley, "SIGINT", "group")
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(STOP_DEADLINE_MS)
  })

  it("while it is still starting is code 0 too", async () => {
    const parley = spawnParley({ directory })
    running.push(parley)
    await until(() => /^Parley /m.exec(parley.stdout()), 30_000, parley)
    expect(await stopParley(parley)).toMatchObject({ code: 0 })
  })

  it("by kill -9 loses nothing that was accepted", async () => {
    const parley = await start({ flags: ["--no-demo"] })
    const client = await administrator(parley)
    const names = Array.from({ length: 30 }, (_, n) => `campaign-${n}`)
    const answered: Array<string> = []
    const sending = Promise.allSettled(
      names.map(async (name) => {
        if ((await createCampaign(client, name)) === 201) answered.push(name)
      })
    )
    await until(() => (answered.length > 10 ? true : null), 30_000, parley)
    const told = [...answered]
    expect(await stopParley(parley, "SIGKILL", "group")).toMatchObject({ signal: "SIGKILL" })
    await sending
    const next = await start({ flags: ["--no-demo"] })
    expect(next.password).toBeNull()
    const kept = await campaigns(await administrator({ url: next.url, password: parley.password }))
    expect(told.filter((name) => !kept.includes(name))).toEqual([])
  })
})

describe("on a Postgres server", () => {
  it("keeps everything there; who starts second is refused with a word, and at once let in when the first is killed", async () => {
    const postgres = await startPostgres()
    try {
      const environment = {
        PARLEY_DATABASE_URL: postgres.url,
        PARLEY_MASTER_KEY: Buffer.alloc(32, 3).toString("base64")
      }
      const first = await start({ environment })
      expect(first.stdout()).not.toContain("master key made")
      expect(existsSync(directory)).toBe(false)
      const { password } = first
      expect(await campaigns(await administrator(first))).toHaveLength(3)
      const { code, stderr } = await refused({ environment })
      expect(code).toBe(1)
      expect(stderr).toMatch(/^parley: another Parley has the centre "main" open[^\n]*\n$/)
      expect(await stopParley(first, "SIGKILL", "group")).toMatchObject({ signal: "SIGKILL" })
      const second = await start({ environment })
      const client = await administrator({ url: second.url, password })
      const along = readAlong(client)
      await until(() => along.seen.find(({ type }) => type === "cc.interaction.closed.v1"), 90_000, second)
      expect(await stopParley(second)).toMatchObject({ code: 0 })
      expect(along.seen.filter(({ type }) => type === "cc.user.created.v1")).toHaveLength(7)
    } finally {
      await postgres.stop()
    }
  })
})

describe("a start that cannot be", () => {
  const line = /^parley: [^\n]+\n$/

  it.each([
    ["PARLEY_PORT", "70000"],
    ["PARLEY_ZONE", "Mars/Olympus"],
    ["PARLEY_MASTER_KEY", "short"],
    ["PARLEY_COLOUR", "green"]
  ])("for %s=%s names it, with code 2", async (name, value) => {
    const { code, stderr, stdout } = await refused({ environment: { [name]: value } })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(line)
    expect(stderr).toContain(name)
    expect(existsSync(directory)).toBe(false)
  })

  it("for a wrong file names it and its field, with code 2", async () => {
    const file = `${directory}.json`
    await writeFile(file, JSON.stringify({ prot: 4100 }))
    const { code, stderr } = await refused({ environment: { PARLEY_CONFIG: file } })
    expect(code).toBe(2)
    expect(stderr).toBe(`parley: "prot" in ${file} is unknown; did you mean port?\n`)
  })

  it("for a port in use says so in one line, with code 1, also through npm", async () => {
    const { port, release } = await heldPort()
    const { code, stderr } = await refused({ flags: ["--port", String(port)] })
    expect(code).toBe(1)
    expect(stderr).toMatch(line)
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is in use`)
    expect((await refused({ door: "npm", flags: ["--port", String(port)] })).code).toBe(1)
    await release()
  })

  it("for a directory in use says so, and disturbs nobody", async () => {
    const parley = await start()
    const { code, stderr } = await refused()
    expect(code).toBe(1)
    expect(stderr).toMatch(line)
    expect(stderr).toContain("is in use by another Parley")
    expect((await fetch(`${parley.url}/health/ready`)).status).toBe(200)
    expect(await stopParley(parley)).toMatchObject({ code: 0 })
  })

  it("for a wrong master key says so, and the right one opens it again", async () => {
    const first = await start({ flags: ["--no-demo"] })
    await stopParley(first)
    const key = join(directory, "master.key")
    await rename(key, `${key}.kept`)
    const { code, stderr } = await refused()
    expect(code).toBe(1)
    expect(stderr).toMatch(line)
    expect(stderr).toContain("is not the one that the database was first opened with")
    expect(existsSync(key)).toBe(false)
    await writeFile(key, "nonsense", { mode: 0o600 })
    expect((await refused()).stderr).toContain("it does not hold 32 bytes in base64")
    await rm(key)
    await rename(`${key}.kept`, key)
    const again = await start({ flags: ["--no-demo"] })
    expect(await campaigns(await administrator({ url: again.url, password: first.password }))).toEqual([])
  })

  it("for a database that is away says where, and tells no password", async () => {
    const { port, release } = await heldPort()
    await release()
    const url = `postgres://parley:hunter2@127.0.0.1:${port}/parley`
    const { code, stderr, stdout } = await refused({ environment: { PARLEY_DATABASE_URL: url } })
    expect(code).toBe(1)
    expect(stderr).toMatch(line)
    expect(stderr).toContain(`at 127.0.0.1:${port}`)
    expect(stderr + stdout).not.toContain("hunter2")
  })
})

it("--help tells the flags and settings", async () => {
  const { code, stdout } = await refused({ flags: ["--help"] })
  expect(code).toBe(0)
  expect(stdout).toContain("--no-demo")
  expect(stdout).toContain("PARLEY_DATABASE_URL")
})
