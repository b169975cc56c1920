/** `npm run soak -- NAME [COUNT]`: what takes longer than a test may; its report goes to `docs/reports/NAME.json`. */
import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { arch, cpus, platform, totalmem } from "node:os"
import { join } from "node:path"
import { soakHistories } from "./histories.ts"
import { soakLaws } from "./laws.ts"
import type { SoakResult } from "./result.ts"

interface Soak {
  readonly run: (count: number) => SoakResult | Promise<SoakResult>
  /** Commands, or histories, unless another number is given. */
  readonly count: number
}

const soaks: { readonly [name: string]: Soak } = {
  laws: { run: soakLaws, count: 1_000_000 },
  histories: { run: soakHistories, count: 100_000 }
}

const [name = "", said] = process.argv.slice(2)
const soak = soaks[name]
const count = said ?? String(soak?.count ?? 0)
if (soak === undefined || !/^[1-9]\d{0,7}$/.test(count)) {
  console.error(`usage: npm run soak -- NAME [COUNT]; there are: ${Object.keys(soaks).join(", ")}`)
  process.exit(2)
}
const started = performance.now()
const result = await soak.run(Number(count))
const report = {
  soak: name,
  commit: execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim(),
  date: new Date().toISOString(),
  machine: {
    platform: platform(),
    arch: arch(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version
  },
  seconds: Math.round((performance.now() - started) / 1_000),
  ...result
}
const folder = join(import.meta.dirname, "..", "docs", "reports")
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
console.log(JSON.stringify(report))
process.exit(result.passed ? 0 : 1)
