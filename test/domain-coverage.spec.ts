import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"

const script = join(import.meta.dirname, "..", "scripts", "domain-coverage.mjs")
const folders: Array<string> = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

// Ids are put together here, so that this file names none itself.
const token = (id: string) => `[${id}]`
const titled = (...ids: ReadonlyArray<string>) =>
  `it("${ids.map(token).join(" ")} a sentence of the domain", () => {})\n`

const domain = [
  "Ids look like `[D1.1]`.",
  "",
  `- ${token("D1.1a")}¹ Doors open at nine.`,
  `- ${token("D1.1b")} They close at five.`,
  "",
  "| id | name |",
  "|---|---|",
  `| ${token("D1.2-bell")}¹ | \`bell\` |`,
  "",
  `- ${token("L1")}¹ At most one owner.`,
  ""
].join("\n")

const everySlicedId = { "packages/core/src/door/door.spec.ts": titled("D1.1a") + titled("D1.2-bell", "L1") }

function run(files: Readonly<Record<string, string>>, ...options: ReadonlyArray<string>) {
  const root = mkdtempSync(join(tmpdir(), "domain-coverage-"))
  folders.push(root)
  for (const [path, text] of Object.entries({ "docs/domain.md": domain, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--root", root, ...options], {
    encoding: "utf8"
  })
  return { status, stdout, stderr }
}

describe("the listing of ids without a test", () => {
  it("is green under --check when every id of the slice is named, whatever the later ones are", () => {
    const { status, stdout, stderr } = run(everySlicedId, "--check")
    expect(stderr).toBe("")
    expect(stdout).toContain("built: 3 of 3 ids have a test, 0 have none")
    expect(stdout).toContain("later (listed with --all): 0 of 1 ids have a test, 1 have none")
    expect(stdout).not.toContain(token("D1.1b"))
    expect(status).toBe(0)
  })

  it("lists the later ids with --all", () => {
    expect(run(everySlicedId, "--all").stdout).toMatch(/\[D1\.1b\] +They close at five\./)
  })

  it("lists an id of the slice that no test names, and fails on it under --check only", () => {
    const files = { "test/door.system.ts": titled("D1.1a", "L1") }
    expect(run(files).stdout).toMatch(/\[D1\.2-bell\] +`bell`/)
    expect(run(files).status).toBe(0)
    const checked = run(files, "--check")
    expect(checked.stderr).toContain("1 ids of what is built have no test")
    expect(checked.status).toBe(1)
  })

  it("reads system tests, template titles and titles on a line of their own", () => {
    const files = {
      "test/system/door.system.ts": `test.each(faults)(\n  "${token("D1.1a")} with %s",\n  run\n)\n`,
      "packages/core/test/laws.spec.ts": `describe(\`\${name} ${token("L1")}\`, () => {\n  ${titled("D1.2-bell")}})\n`
    }
    expect(run(files, "--check")).toMatchObject({ status: 0, stderr: "" })
  })

  it("reads a title from a table of cases, but not an id in the middle of another string", () => {
    const table = `it.each([["${token("D1.1a")} opens", "x"]])("%s", check)\n`
    const elsewhere = `${titled("L1")}check(text, "as ${token("D1.2-bell")} says")\n`
    const { stdout } = run({ "a.spec.ts": table + elsewhere })
    expect(stdout).toContain("built: 2 of 3 ids have a test, 1 have none")
    expect(stdout).toContain(token("D1.2-bell"))
  })

  it("counts neither comments nor skipped tests nor other files", () => {
    const files = {
      "a.spec.ts": `// ${titled("D1.1a")}/* ${titled("D1.1a")} */\n${titled("L1", "D1.2-bell")}`,
      "b.spec.ts": `it.skip(\n  "${token("D1.1a")}", () => {})\nit.todo("${token("D1.1a")}")\n`,
      "c.ts": titled("D1.1a"),
      "node_modules/d/d.spec.ts": titled("D1.1a")
    }
    const { status, stdout } = run(files, "--check")
    expect(stdout).toMatch(/\[D1\.1a\] +Doors open at nine\./)
    expect(status).toBe(1)
  })
})

describe("what is always an error", () => {
  it.each(["--check", "--all"])(
    "an id that the domain does not have, told with its place and its line's ids (%s)",
    (option) => {
      const files = { ...everySlicedId, "test/late.spec.ts": `\n${titled("D1.1")}` }
      const { status, stderr } = run(files, option)
      expect(stderr).toBe(`error: unknown id ${token("D1.1")} at test/late.spec.ts:2; of that line: D1.1a, D1.1b\n`)
      expect(status).toBe(1)
    }
  )

  it("a document without ids", () => {
    const { status, stderr } = run({ "docs/domain.md": "# Domain\n", "a.spec.ts": 'it("opens", () => {})\n' })
    expect(stderr).toBe("error: no ids in docs/domain.md\n")
    expect(status).toBe(1)
  })

  it("a tree without tests, though a file is called one", () => {
    const { status, stderr } = run({ "a.spec.ts": "export const nothing = 1\n" })
    expect(stderr).toContain("error: no tests")
    expect(status).toBe(1)
  })

  it("under --check, a document that marks no id", () => {
    const files = { ...everySlicedId, "docs/domain.md": domain.replaceAll("¹", "") }
    expect(run(files).status).toBe(0)
    expect(run(files, "--check").stderr).toContain("no id in docs/domain.md bears the mark of what is built")
  })

  it.each([
    ["an id defined twice", `- ${token("L1")} Again.`, `defines ${token("L1")} again`],
    ["a mark apart from its id", `- ${token("L2")} ¹ Two.`, `has its mark apart from ${token("L2")}`],
    ["a definition that is indented", `  - ${token("L2")} Two.`, "is not a definition"]
  ])("%s", (_name, line, message) => {
    const { status, stderr } = run({ ...everySlicedId, "docs/domain.md": `${domain}${line}\n` })
    expect(stderr).toContain(message)
    expect(status).toBe(1)
  })
})
