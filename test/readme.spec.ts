import { execFile } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
const pages = [readme, ...["proof.md", "read-models.md"].map((page) => readFileSync(join(root, "docs", page), "utf8"))]
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
  strategy: ["i1 to ann", "i2 to ann", "i3 to ann", "i4 to bob"],
  "read-models": [
    "ann answered 2",
    "bob answered 1",
    "3 arrived",
    "the newest of ann's: i3, and more",
    "conversations: running, 0 behind",
    "desks: running, 0 behind",
    "tally: running, 0 behind"
  ],
  prove: [
    "law L6 is broken:",
    "[L6] Between two consecutive offers by rrmemory (or a rule that promises as much) to a member, each member who was eligible at every offer in between has had one; without refusals counts differ by at most 1. (docs/domain.md 16)",
    "But ann of desk is offered i9, before member 2 has had one.",
    "40 histories break no law; held besides: L6, it promises to leave nobody out",
    "the counterexample again: it holds"
  ],
  "what-if": [
    "yesterday's service level: 91.7 %",
    "with skills, the difference: -2.9 % (-5.6 % … -0.2 %)",
    "with one agent more: 3.5 % (2.7 % … 4.2 %)",
    "22 of 670 left; after 20 s 94.2 % would still wait"
  ]
}

describe.each(Object.entries(outputs))("the example %s", (name, lines) => {
  const file = join(root, "examples", `${name}.ts`)

  test("stands in the README or its page as it is", () => {
    const code = `\`\`\`ts\n${readFileSync(file, "utf8").trimEnd()}\n\`\`\``
    expect(pages.filter((page) => page.includes(code))).toHaveLength(1)
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
