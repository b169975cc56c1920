import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { dirname } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startPostgres, type TestPostgres } from "../../src/servers/index.ts"
import { installedBinaries } from "../../src/servers/postgres-binaries.ts"
import { isFree, pollUntil } from "../../src/servers/processes.ts"

/** How long a server may take to go after its owner was killed. */
const GONE_DEADLINE_MS = 15_000

async function ask<Row extends Record<string, unknown>>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url })
  client.on("error", () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

async function dataFolder(url: string): Promise<string> {
  const rows = await ask<{ readonly folder: string }>(url, "select current_setting('data_directory') as folder")
  return rows[0]?.folder ?? ""
}

function refusesConnections(url: string): Promise<boolean> {
  return isFree(Number(new URL(url).port))
}

const sources =
  (await installedBinaries()) === undefined ? (["embedded"] as const) : (["embedded", "installed"] as const)

describe.each(sources)("a private Postgres from %s binaries", (binaries) => {
  let server: TestPostgres

  beforeAll(async () => {
    server = await startPostgres({ binaries })
  })
  afterAll(() => server.stop())

  it("is of a supported version and durable", async () => {
    const rows = await ask(
      server.url,
      `select current_setting('server_version_num')::int >= 150000 as supported,
              current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as synchronous_commit`
    )
    expect(rows).toEqual([{ supported: true, fsync: "on", synchronous_commit: "on" }])
  })

  it("orders text as a language does, so that a forgotten COLLATE shows", async () => {
    const rows = await ask(server.url, `select 'a' < 'B' as by_language, 'a' < 'B' collate "C" as by_byte`)
    expect(rows).toEqual([{ by_language: true, by_byte: false }])
  })

  it("refuses a wrong password", async () => {
    const wrong = new URL(server.url)
    wrong.password = "wrong"
    await expect(ask(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" })
  })

  it("keeps what was committed through a crash, on the same address", async () => {
    await ask(server.url, "create table kept (position int)")
    await ask(server.url, "insert into kept values (1), (2)")
    const before = server.pid
    await server.stopImmediately()
    expect(server.pid).toBeUndefined()
    expect(await refusesConnections(server.url)).toBe(true)
    await server.restart()
    expect(await ask(server.url, "select position from kept order by position")).toEqual([
      { position: 1 },
      { position: 2 }
    ])
    expect(server.pid).not.toBe(before)
  })

  it("restarts while it runs", async () => {
    const before = server.pid
    await server.restart()
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }])
    expect(server.pid).not.toBe(before)
  })
})

describe("private Postgres servers", () => {
  it("do not see each other", async () => {
    const [left, right] = await Promise.all([
      startPostgres({ binaries: "embedded" }),
      startPostgres({ binaries: "embedded", settings: { work_mem: "7MB" } })
    ])
    try {
      await ask(left.url, "create table only_left (position int)")
      expect(await ask(right.url, "select to_regclass('only_left') as found")).toEqual([{ found: null }])
      expect(await ask(right.url, "show work_mem")).toEqual([{ work_mem: "7MB" }])
      expect(left.url).not.toBe(right.url)
    } finally {
      await Promise.all([left.stop(), right.stop()])
    }
  })

  it("leave neither a process nor a file when stopped, once or twice, up or down", async () => {
    const server = await startPostgres({ binaries: "embedded" })
    const folder = dirname(await dataFolder(server.url))
    await server.stopImmediately()
    await Promise.all([server.stop(), server.stop()])
    expect(existsSync(folder)).toBe(false)
    expect(await refusesConnections(server.url)).toBe(true)
    await expect(server.restart()).rejects.toThrow("stopped for good")
  })

  it("say why they do not start, and leave nothing", async () => {
    const starting = startPostgres({ binaries: "embedded", settings: { work_mem: "much" } })
    await expect(starting).rejects.toMatchObject({ _tag: "ServerFailure", server: "postgres" })
    await expect(starting).rejects.toThrow("work_mem")
  })

  it("go when their owner is killed", async () => {
    const owner = spawn(process.execPath, [fileURLToPath(new URL("postgres-owner.ts", import.meta.url))], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const url = await firstLine(owner.stdout)
    const folder = dirname(await dataFolder(url))
    const gone = once(owner, "exit")
    owner.kill("SIGKILL")
    await gone
    expect(await pollUntil(() => refusesConnections(url), GONE_DEADLINE_MS)).toBe(true)
    expect(await pollUntil(() => !existsSync(folder), GONE_DEADLINE_MS)).toBe(true)
  })
})

describe("a fresh database on a given server", () => {
  let given: TestPostgres

  beforeAll(async () => {
    given = await startPostgres({ binaries: "embedded" })
  })
  afterAll(() => given.stop())

  async function onGiven<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = process.env["DATABASE_URL"]
    process.env["DATABASE_URL"] = given.url
    try {
      return await work()
    } finally {
      if (before === undefined) delete process.env["DATABASE_URL"]
      else process.env["DATABASE_URL"] = before
    }
  }

  it("has its own settings, does not stop the server, and is dropped by stop", async () => {
    const fresh = await onGiven(() => startPostgres({ settings: { work_mem: "7MB" } }))
    expect(await ask(fresh.url, "show work_mem")).toEqual([{ work_mem: "7MB" }])
    await expect(fresh.stopImmediately()).rejects.toThrow("it is not ours")
    await expect(fresh.restart()).rejects.toThrow("it is not ours")
    await Promise.all([fresh.stop(), fresh.stop()])
    await expect(ask(fresh.url, "select 1")).rejects.toMatchObject({ code: "3D000" })
    expect(await ask(given.url, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("is not left behind when a setting is refused", async () => {
    await expect(onGiven(() => startPostgres({ settings: { port: "1" } }))).rejects.toThrow("port")
    expect(await ask(given.url, "select datname from pg_database where datname like 'parley_test_%'")).toEqual([])
  })
})

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line
  throw new Error("the owner said nothing")
}
