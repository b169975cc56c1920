import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
const run = promisify(execFile)

const outputs = {
  embed: [
    "InteractionArrived",
    "InteractionQueued",
    "InteractionOffered",
    "refused: AlreadyOwned",
    "OfferAccepted at position 12"
  ],
  "embed-effect": ["refused: UserExists", "CentreCreated", "DayStarted", "OwnershipTaken"],
  strategy: ["i1 to ann", "i2 to ann", "i3 to ann", "i4 to bob"]
}

describe.each(Object.entries(outputs))("the example %s", (name, lines) => {
  const file = join(root, "examples", `${name}.ts`)

  test("stands in the README as it is", () => {
    expect(readme).toContain(`\`\`\`ts\n${readFileSync(file, "utf8").trimEnd()}\n\`\`\``)
  })

  test("runs and prints what it should", async () => {
    const { stdout } = await run(process.execPath, ["--conditions=@parley/source", file], { cwd: root })
    expect(stdout.trimEnd().split("\n")).toEqual(lines)
  })
})

test("every file the README points at is there", () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !link.includes("://"))
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([])
})
