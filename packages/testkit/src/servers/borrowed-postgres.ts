/** A fresh database on a server that somebody else runs. */
import { randomBytes } from "node:crypto"
import type { Client } from "pg"
import { POSTGRES_MAJOR_MIN } from "./postgres-binaries.ts"
import { ServerFailure } from "./processes.ts"
import type { TestPostgres } from "./test-postgres.ts"

/** Creates an empty database there, with `settings` as the database's own. `stop` drops it, cutting its connections. */
export async function freshDatabase(server: string, settings: Readonly<Record<string, string>>): Promise<TestPostgres> {
  const name = `parley_test_${randomBytes(8).toString("hex")}`
  await withClient(server, async (client) => {
    const { rows } = await client.query<{ readonly version: string }>(
      "select current_setting('server_version_num') as version"
    )
    const major = Math.floor(Number(rows[0]?.version ?? 0) / 10_000)
    if (major < POSTGRES_MAJOR_MIN) {
      throw failure(`DATABASE_URL names a Postgres ${major}; ${POSTGRES_MAJOR_MIN} is the oldest that Parley supports`)
    }
    await client.query(`create database ${name} template template0 encoding 'UTF8'`)
    await configure(client, name, settings).catch(async (error: unknown) => {
      await client.query(`drop database ${name}`)
      throw error
    })
  })
  const url = new URL(server)
  url.pathname = `/${name}`
  let dropping: Promise<void> | undefined
  const refuse = (what: string): Promise<void> =>
    Promise.reject(failure(`cannot ${what} the server in DATABASE_URL: it is not ours; unset it for a private one`))
  return {
    url: url.href,
    pid: undefined,
    stop: () => (dropping ??= withClient(server, (client) => client.query(`drop database ${name} with (force)`))),
    stopImmediately: () => refuse("stop"),
    restart: () => refuse("restart")
  }
}

async function configure(client: Client, name: string, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [setting, value] of Object.entries(settings)) {
    const assignment = `${client.escapeIdentifier(setting)} = ${client.escapeLiteral(value)}`
    await client.query(`alter database ${name} set ${assignment}`)
  }
}

/** `pg` is loaded only here: a private server is started without it. */
async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const { Client } = await import("pg")
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    await work(client)
  } catch (error) {
    if (error instanceof ServerFailure) throw error
    throw failure(error instanceof Error ? error.message : String(error))
  } finally {
    await client.end().catch(() => undefined)
  }
}

function failure(message: string): ServerFailure {
  return new ServerFailure({ server: "postgres", message })
}
