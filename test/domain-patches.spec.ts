import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"

const script = join(import.meta.dirname, "..", "scripts", "domain-patches.mjs")
const folders: Array<string> = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

// Ids are put together here, so that this file names none itself.
const token = (id: string) => `[${id}]`

const tree = {
  "docs/domain.md": `- ${token("D1.1a")}¹ Doors open at nine.\n- ${token("D1.1b")} They close at five.\n`,
  "src/door.ts": "export const opensAt = 9\nexport const closesAt = 17\n",
  "test/door.spec.ts": `it("${token("D1.1a")} opens at nine", () => {})\n`
}

const patch = {
  ids: ["D1.1a"],
  file: "src/door.ts",
  find: "opensAt = 9",
  replace: "opensAt = 10",
  spec: "test/door.spec.ts"
}

function check(patches: ReadonlyArray<object>, excused: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), "domain-patches-"))
  folders.push(root)
  const written = {
    ...tree,
    "test/patches/A.json": JSON.stringify(patches),
    "test/patches/excused.json": JSON.stringify(excused)
  }
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--check", "--root", root], {
    encoding: "utf8"
  })
  return { status, stdout, stderr }
}

describe("the check of the patches", () => {
  it("is green when each id that is built has one that fits; the others need none", () => {
    expect(check([patch])).toEqual({
      status: 0,
      stdout: "1 patches for 1 built ids, 0 excused; 0 faults\n",
      stderr: ""
    })
  })

  it.each([
    ["a text that stands nowhere", { ...patch, find: "opensAt = 8" }, '"opensAt = 8" is on 0 lines of src/door.ts'],
    ["a text that stands twice", { ...patch, find: "sAt = " }, '"sAt = " is on 2 lines of src/door.ts'],
    ["a text replaced by itself", { ...patch, replace: patch.find }, "replaces a text by itself"],
    ["an id that is none", { ...patch, ids: ["D1.1a", "D9.9"] }, "the id D9.9 is not in docs/domain.md"],
    ["a test that does not bear the id", { ...patch, ids: ["D1.1b"] }, `has no test of ${token("D1.1b")}`],
    ["a second place that does not fit", { ...patch, also: [{ ...patch, find: "noon" }] }, '"noon" is on 0 lines']
  ])("names %s", (_name, wrong, message) => {
    const { status, stderr } = check([patch, wrong])
    expect(stderr).toContain(message)
    expect(status).toBe(1)
  })

  it("names a built id without a patch, unless it is excused with a reason", () => {
    const later = { ...patch, ids: [] }
    expect(check([later])).toMatchObject({ status: 1, stderr: `error: no patch for ${token("D1.1a")}\n` })
    expect(check([later], { "D1.1a": "needs a real door" })).toMatchObject({ status: 0, stderr: "" })
    expect(check([later], { "D1.1a": "" }).stderr).toContain("has no reason")
    expect(check([patch], { "D1.1a": "needs a real door" }).stderr).toContain("has a patch")
    expect(check([patch], { "D1.1b": "needs a real door" }).stderr).toContain("is no id of what is built")
  })
})
