// Adds up the JSON reports of the test runs and prints the one closing line. Red when a report is missing, empty or failed.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

const [folder = ".cache/reports", ...suites] = process.argv.slice(2)
let passed = 0
let failed = 0
let skipped = 0
for (const suite of suites) {
  const file = join(folder, `${suite}.json`)
  if (!existsSync(file)) {
    console.error(`no report of ${suite}: it did not run`)
    failed += 1
    continue
  }
  const report = JSON.parse(readFileSync(file, "utf8"))
  passed += report.numPassedTests
  failed += report.numFailedTests
  skipped += report.numPendingTests + report.numTodoTests
  // A suite that did not even load counts no test.
  if (report.numTotalTests === 0 || (!report.success && report.numFailedTests === 0)) failed += 1
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
