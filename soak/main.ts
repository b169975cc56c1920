/**
 * `npm run soak -- NAME [COUNT] [--FLAG N]`: what takes longer than a test may; its report goes to `docs/reports/NAME.json`. One that
 * takes hours writes its report as it goes, and goes on where it was left, as long as the sources are the same.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { arch, cpus, platform, totalmem } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { DURABILITY_FLAGS, soakDurability } from "./durability.ts"
import { soakHistories } from "./histories.ts"
import { soakLaws } from "./laws.ts"
import type { Detail, Flags, Soak } from "./result.ts"

const soaks: { readonly [name: string]: Soak } = {
  laws: { run: soakLaws, count: 1_000_000, goesOn: false },
  histories: { run: soakHistories, count: 100_000, goesOn: true },
  durability: {
    run: (_, __, flags) => soakDurability(flags),
    count: 1,
    goesOn: false,
    flags: DURABILITY_FLAGS,
    sources: ["packages/adapters/postgres/src", "test/system/durability"]
  }
}

const NUMBER = /^[1-9]\d{0,7}$/

/** The arguments; null where they are none of a soak's. */
function parsed() {
  const { positionals, tokens } = parseArgs({ strict: false, tokens: true, allowPositionals: true })
  const [name = ""] = positionals
  const soak = soaks[name]
  const known = soak?.flags ?? {}
  const options = Object.fromEntries(Object.keys(known).map((flag) => [flag, { type: "string" as const }]))
  if (soak === undefined || tokens.some((token) => token.kind === "option" && !(token.name in known))) return null
  const read = parseArgs({ options, allowPositionals: true })
  const count = read.positionals[1] ?? String(soak.count)
  const flags: Array<readonly [string, number]> = []
  for (const [flag, value] of Object.entries(read.values)) {
    if (typeof value !== "string" || !NUMBER.test(value)) return null
    flags.push([flag, Number(value)])
  }
  return NUMBER.test(count) ? { name, soak, count, flags: Object.fromEntries(flags) satisfies Flags } : null
}

const given = parsed()
if (given === null) {
  const flagsOf = ({ flags = {} }: Soak) => Object.keys(flags).map((flag) => ` [--${flag} N]`)
  const all = Object.entries(soaks).map(([one, soak]) => [one, ...flagsOf(soak)].join(""))
  console.error(`usage: npm run soak -- NAME [COUNT]; there are: ${all.join(", ")}`)
  process.exit(2)
}
const { name, soak, count, flags } = given

const git = (...args: ReadonlyArray<string>): string => execFileSync("git", [...args], { encoding: "utf8" }).trim()
/** As it began: others may go on meanwhile. */
const commit = git("rev-parse", "HEAD")
/** What is soaked: the sources as they are committed; null while some of them are not. */
const sources = ["packages/core/src", "packages/testkit/src", "soak", ...(soak.sources ?? [])]
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
    commit,
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

const progress = { before: before?.detail ?? null, reports: (detail: Detail) => void write(false, detail) }
const result = await soak.run(Number(count), progress, flags)
console.log(write(result.passed, result.detail))
process.exit(result.passed ? 0 : 1)
