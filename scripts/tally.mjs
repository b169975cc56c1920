// Adds up the JSON reports of the test runs and prints the one closing line. Red when a report is missing, empty or failed.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const folder = process.argv[2] ?? ".cache/reports"
let passed = 0
let failed = 0
let skipped = 0
const files = readdirSync(folder).filter((name) => name.endsWith(".json"))
for (const name of files) {
  const report = JSON.parse(readFileSync(join(folder, name), "utf8"))
  passed += report.numPassedTests
  failed += report.numFailedTests + (report.numFailedTests === 0 && report.success === false ? 1 : 0)
  skipped += report.numPendingTests + report.numTodoTests
}
if (files.length === 0 || passed === 0) failed += 1
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
process.exit(failed > 0 ? 1 : 0)
