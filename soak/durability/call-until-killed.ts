/** Arguments: `pglite` and a directory, or `pg` and an address; the file of the journal; and its part. SIGTERM ends it in order. */
import { Effect } from "effect"
import { fileJournal } from "../../packages/testkit/src/durability/journal.ts"
import { onPlace, type Driver } from "../../test/system/durability/places.ts"
import { call, type Part } from "./callers.ts"

const [driver = "", at = "", journalFile = "", what = ""] = process.argv.slice(2)

const isDriver = (name: string): name is Driver => name === "pg" || name === "pglite"
if (!isDriver(driver)) throw new Error(`there is no driver ${driver}`)

const told = Effect.callback<void>((resume) => {
  process.once("SIGTERM", () => resume(Effect.void))
})

const isPart = (name: string): name is Part => name === "prepare" || name === "call" || name === "drain"
if (!isPart(what)) throw new Error(`there is no part ${what}`)

await Effect.runPromise(onPlace({ driver, at }, (stores) => call(stores, fileJournal(journalFile), { what, told })))
process.exit(0)
