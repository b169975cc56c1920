/**
 * Folds the contacts of a centre's log, from where an earlier process left off, and prints the positions it has come to.
 * Arguments: the address of a Postgres; the centre.
 */
import { writeSync } from "node:fs"
import { Effect, Redacted } from "effect"
import { postgres } from "../src/pg.ts"
import { foldContacts } from "./fold-contacts.ts"

const [url = "", centre = ""] = process.argv.slice(2)
const say = (position: number): number => writeSync(1, `${position}\n`)

await Effect.runPromise(Effect.provide(foldContacts(centre, say), postgres({ url: Redacted.make(url) })))
