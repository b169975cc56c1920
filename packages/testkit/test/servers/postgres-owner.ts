/** A process that starts a Postgres, says where, and never stops it: the spec kills it. */
import { startPostgres } from "../../src/servers/index.ts"

const server = await startPostgres({ binaries: "embedded" })
process.stdout.write(`${server.url}\n`)
setInterval(() => undefined, 60_000)
