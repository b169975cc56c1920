import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const reference = join(root, "docs/reference.md")
const script = join(root, "scripts/reference.mjs")
const folder = mkdtempSync(join(tmpdir(), "parley-reference-"))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function make(...options: ReadonlyArray<string>) {
  const flags = ["--conditions=@parley/source", "--disable-warning=ExperimentalWarning"]
  const { status, stderr } = spawnSync(process.execPath, [...flags, script, ...options], {
    encoding: "utf8",
    cwd: root
  })
  return { status, stderr }
}

describe("the reference", () => {
  test("is what the schemas say: `npm run reference` makes it anew", () => {
    expect(make("--check")).toEqual({ status: 0, stderr: "" })
  })

  test("that is out of date is told", () => {
    const other = join(folder, "other.md")
    writeFileSync(other, readFileSync(reference, "utf8").replace("#### RecordPoints", "#### RecordScores"))
    const { status, stderr } = make("--check", "--file", other)
    expect(status).toBe(1)
    expect(stderr).toContain("is out of date: run `npm run reference`")
  })

  test("tells of a command who may send it, what it holds and what it means", () => {
    const text = readFileSync(reference, "utf8")
    const [, command = ""] = text.split("#### DefineAgentGroup\n")
    expect(command).toContain("Sent by an administrator.")
    const [, points = ""] = text.split("#### RecordPoints\n")
    expect(points.split("####")[0]).toBe(`
All rows or none. Of the same agent, measure and day the last holds; 0 takes points back.

Sent by a supervisor with the action \`gamification\` who sees what it is about.

| field | holds | |
|---|---|---|
| \`entries\` | list of 1 to 500 [\`PointsEntry\`](#pointsentry) |  |

`)
    expect(text).toContain(
      "| `LISTS_PER_DIALER_MAX` | dialer | 1,000 | [`TooManyLists`](#toomanylists) | Lists of one dialer that are not done with, at most. |"
    )
    expect(text).toContain("| `serviceLevelSeconds` | `20` | `3600` |")
    const [, change = ""] = text.split("### SettingsChange\n")
    expect(change.split("### ")[0]).toContain("May be left out. How long a transfer may go unanswered; 0 = for ever.")
    expect(text).toContain(
      "| `objective` | [`Points`](#points) or `null` | Points a day that an agent is to reach; null = none. |"
    )
  })
})
