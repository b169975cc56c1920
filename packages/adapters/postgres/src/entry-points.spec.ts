import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const run = promisify(execFile)

/** Prints which drivers were asked for while the entry point was loaded. */
const script = (entry: string) => `
  import { registerHooks } from "node:module"
  const drivers = new Set()
  const resolve = (name, context, next) => {
    if (name === "pg" || name.startsWith("@electric-sql/")) drivers.add(name)
    return next(name, context)
  }
  registerHooks({ resolve })
  await import(${JSON.stringify(entry)})
  console.log(JSON.stringify([...drivers]))`

it.each([
  ["@parley/postgres", []],
  ["@parley/postgres/pg", ["pg"]],
  ["@parley/postgres/pglite", []]
])("loading %s loads of the drivers only %j", async (entry, drivers) => {
  const { stdout } = await run(
    process.execPath,
    ["--conditions=@parley/source", "--input-type=module", "--eval", script(entry)],
    { cwd: join(import.meta.dirname, "..") }
  )
  expect(JSON.parse(stdout)).toEqual(drivers)
})
