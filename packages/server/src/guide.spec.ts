import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { LOG_FIELDS } from "./logging.ts"

test("the guide tells every field that an entry of the log may have, in the words of the code", () => {
  const guide = readFileSync(new URL("../../../docs/operating/observing.md", import.meta.url), "utf8")
  const rows = Object.entries(LOG_FIELDS).map(([field, what]) => `| \`${field}\` | ${what} |`)
  expect(rows.filter((row) => !guide.includes(row))).toEqual([])
  expect(rows.length).toBeGreaterThan(20)
})
