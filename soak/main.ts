/**
 * `npm run soak -- NAME [COUNT]`: what takes longer than a test may; its report goes to `docs/reports/NAME.json`. One that
 * takes hours writes its report as it goes, and goes on where it was left, as long as the sources are the same.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { arch, cpus, platform, totalmem } from "node:os"
import { join } from "node:path"
import { soakHistories } from "./histories.ts"
import { soakLaws } from "./laws.ts"
import type { Detail, Soak } from "./result.ts"

const soaks: { readonly [name: string]: Soak } = {
  laws: { run: soakLaws, count: 1_000_000, goesOn: false },
  histories: { run: soakHistories, count: 100_000, goesOn: true }
}

const [name = "", said] = process.argv.slice(2)
const soak = soaks[name]
const count = said ?? String(soak?.count ?? 0)
if (soak === undefined || !/^[1-9]\d{0,7}$/.test(count)) {
  console.error(`usage: npm run soak -- NAME [COUNT]; there are: ${Object.keys(soaks).join(", ")}`)
  process.exit(2)
}

const git = (...args: ReadonlyArray<string>): string => execFileSync("git", [...args], { encoding: "utf8" }).trim()
/** What is soaked: the sources as they are committed; null while some of them are not. */
const sources = ["packages/core/src", "packages/testkit/src", "soak"]
const tree =
  git("status", "--porcelain", "--", ...sources) === ""
    ? sources.map((path) => git("rev-parse", `HEAD:${path}`).slice(0, 12)).join(" ")
    : null

const folder = join(import.meta.dirname, "..", "docs", "reports")
const file = join(folder, `${name}.json`)

interface Report {
  readonly tree?: string | null
  readonly seconds?: number
  readonly detail?: Detail
}

/** The report of an earlier run of the very same sources; null when there is none. */
function earlier(): Report | null {
  try {
    const report: Report = JSON.parse(readFileSync(file, "utf8"))
    return tree !== null && report.tree === tree ? report : null
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null
    throw error
  }
}

const before = soak.goesOn ? earlier() : null
const started = performance.now()
function write(passed: boolean, detail: Detail): string {
  const report = {
    soak: name,
    commit: git("rev-parse", "HEAD"),
    tree,
    date: new Date().toISOString(),
    machine: {
      platform: platform(),
      arch: arch(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version
    },
    seconds: Math.round((before?.seconds ?? 0) + (performance.now() - started) / 1_000),
    passed,
    detail
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  return JSON.stringify(report)
}

const result = await soak.run(Number(count), {
  before: before?.detail ?? null,
  reports: (detail) => void write(false, detail)
})
console.log(write(result.passed, result.detail))
process.exit(result.passed ? 0 : 1)
