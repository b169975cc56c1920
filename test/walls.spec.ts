import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { describe, expect, it } from "vitest"
import { houseRules, importsOf, isSource, readTooFew, violations, type Minimum, type SourceFile } from "./walls.ts"

const root = join(import.meta.dirname, "..")

/** Raise a line when its package has grown: a reading of less than this is no reading. */
const minima: Readonly<Record<string, Minimum>> = {
  core: { files: 10, imports: 7 },
  testkit: { files: 9, imports: 30 },
  http: { files: 1, imports: 0 },
  server: { files: 2, imports: 0 },
  "adapters/postgres": { files: 1, imports: 0 },
  "adapters/email": { files: 12, imports: 30 },
  "adapters/directory": { files: 7, imports: 20 }
}

function read(folder: string): ReadonlyArray<SourceFile> {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : read(path)
    if (!entry.name.endsWith(".ts")) return []
    return [{ path: relative(root, path).split(sep).join("/"), text: readFileSync(path, "utf8") }]
  })
}

const house = read(join(root, "packages"))
const one = (path: string, text: string) =>
  violations([{ path: `packages/${path}`, text }], houseRules).map(({ rule }) => rule)
const importing = (path: string, specifier: string) => one(path, `import { x } from "${specifier}"\n`)

describe("the house", () => {
  it("is read far enough", () => {
    expect(readTooFew(house, minima)).toEqual([])
  })

  it("breaks none of its walls", () => {
    expect(violations(house, houseRules)).toEqual([])
  })

  it("has walls that a copy of each of its kernel's files breaks", () => {
    const kernel = house.filter(({ path }) => path.startsWith("packages/core/src/kernel/") && isSource(path))
    expect(kernel.length).toBeGreaterThan(4)
    for (const { path, text } of kernel) {
      const copy = { path, text: `import { open } from "../engine/index.ts"\n${text}` }
      expect(violations([copy], houseRules)).toEqual([{ path, rule: "core", detail: "kernel imports engine/index.ts" }])
    }
  })
})

describe("a reading that is too thin", () => {
  it("of nothing at all is told for every package", () => {
    expect(readTooFew([], minima)).toHaveLength(Object.keys(minima).length)
  })

  it("of files whose imports were not seen is told", () => {
    const blind = house.map((file) => ({ ...file, text: "" }))
    expect(readTooFew(blind, minima).join()).toContain("core: ")
  })

  it("of specs alone is told", () => {
    const specs = house.filter(({ path }) => path.endsWith(".spec.ts"))
    expect(readTooFew(specs, minima)).toHaveLength(Object.keys(minima).length)
  })

  it("of a package without a minimum is told", () => {
    const files = [...house, { path: "packages/adapters/sms/src/index.ts", text: "" }]
    expect(readTooFew(files, minima)).toEqual(["adapters/sms has no minimum"])
  })
})

describe("the import lines of a file", () => {
  it("are all that name a module, over several lines, re-exports, types and dynamic ones included", () => {
    const text = [
      'import "a"',
      "import {\n  b1,\n  b2\n} from 'b'",
      'import type { C } from "c"',
      'export { d } from "d"',
      'export * as e from "e"',
      "type F = import('f').F",
      'const g = await import("g")',
      '// import { no } from "comment"',
      '/** import { no } from "comment" */',
      'export const h = "x"'
    ].join("\n")
    expect(importsOf(text)).toEqual(["a", "b", "c", "d", "e", "f", "g"])
  })

  it("are read behind a string that looks like the start of a comment", () => {
    expect(importsOf('const glob = "src/**/*.ts"\nimport { a } from "a"\n/* end */')).toEqual(["a"])
  })
})

/** Every pair of a table: who imports, what, and whether the table allows it. */
const pairsOf = (table: Readonly<Record<string, string>>) =>
  Object.entries(table).flatMap(([from, allowed]) =>
    Object.keys(table).map((to) => ({
      from,
      to,
      verb: allowed.split(" ").includes(to) ? "may import" : "may not import"
    }))
  )

describe("the walls of core", () => {
  // The rules once more, with two rooms, so that something other than themselves holds them.
  const mayImport = {
    kernel: "kernel",
    agent: "kernel agent",
    campaign: "kernel campaign",
    routing: "kernel agent campaign routing",
    pacing: "kernel agent campaign pacing",
    stats: "kernel stats",
    centre: "kernel agent campaign routing pacing centre",
    sim: "kernel agent campaign routing pacing stats centre sim",
    engine: "kernel agent campaign routing pacing stats centre engine"
  }

  it.each(pairsOf(mayImport))("$from $verb $to", ({ from, to, verb }) => {
    expect(importing(`core/src/${from}/one.ts`, `../${to}/two.ts`)).toEqual(verb === "may import" ? [] : ["core"])
    expect(importing(`core/src/${from}/flows/one.ts`, `../../${to}/two.ts`)).toEqual(
      verb === "may import" ? [] : ["core"]
    )
  })

  it.each(Object.keys(mayImport))("%s may not import the package's index, which may import it", (part) => {
    expect(importing(`core/src/${part}/one.ts`, "../index.ts")).toEqual(["core"])
    expect(importing("core/src/index.ts", `./${part}/index.ts`)).toEqual([])
  })

  it.each(["events.ts", "events-offer.ts"])("stats may import a room's %s", (file) => {
    expect(importing("core/src/stats/agent-day.ts", `../agent/${file}`)).toEqual([])
  })

  it.each(["decide.ts", "state.ts", "commands.ts", "index.ts"])("stats may not import a room's %s", (file) => {
    expect(importing("core/src/stats/agent-day.ts", `../agent/${file}`)).toEqual(["core"])
  })

  it("do not hold specs", () => {
    expect(importing("core/src/agent/agent.spec.ts", "@parley/testkit")).toEqual([])
  })

  it.each([
    ["events.ts", "./commands.ts"],
    ["commands.ts", "./state.ts"],
    ["state.ts", "./commands.ts"],
    ["state.ts", "./decide-offer.ts"],
    ["decide-offer.ts", "./index.ts"]
  ])("in a room, keep %s from %s", (from, to) => {
    expect(importing(`core/src/agent/${from}`, to)).toEqual(["room"])
  })

  it.each([
    ["commands.ts", "./events.ts"],
    ["decide.ts", "./decide-offer.ts"],
    ["index.ts", "./decide.ts"],
    ["commands.ts", "./settings.ts"]
  ])("in a room, let %s import %s", (from, to) => {
    expect(importing(`core/src/agent/${from}`, to)).toEqual([])
  })
})

describe("what core takes from outside", () => {
  it.each([
    ["agent/decide.ts", "effect"],
    ["index.ts", "effect"],
    ["agent/decide.ts", "effect/Effect"],
    ["centre/step.ts", "effect/DateTime"],
    ["sim/simulate.ts", "effect/Random"],
    ["engine/store.ts", "effect/sql/SqlClient"],
    ["engine/store.ts", "effect/FileSystem"]
  ])("%s imports no %s", (path, specifier) => {
    expect(importing(`core/src/${path}`, specifier)).toEqual(["effect"])
  })

  it.each(["node:crypto", "pg", "@effect/platform-node", "effects"])("no file imports %s", (specifier) => {
    expect(importing("core/src/kernel/draw.ts", specifier)).toEqual(["library"])
    expect(importing("core/src/engine/store.ts", specifier)).toEqual(["library"])
  })

  it.each([
    ["agent/decide.ts", "effect/Schema"],
    ["agent/decide.ts", "effect/Result"],
    ["agent/decide.ts", "effect/Option"],
    ["engine/writer.ts", "effect"],
    ["engine/writer.ts", "effect/Effect"]
  ])("%s may import %s", (path, specifier) => {
    expect(importing(`core/src/${path}`, specifier)).toEqual([])
  })
})

describe("the walls between packages", () => {
  const mayImport = {
    core: "",
    testkit: "core",
    http: "core",
    email: "core",
    postgres: "core",
    server: "core testkit http email postgres server"
  }
  const folderOf = (name: string) => (["email", "postgres"].includes(name) ? `adapters/${name}` : name)

  it.each(pairsOf(mayImport))("$from $verb $to", ({ from, to, verb }) => {
    const expected = verb === "may import" ? [] : ["package"]
    expect(importing(`${folderOf(from)}/src/one.ts`, `@parley/${to}`)).toEqual(expected)
    expect(importing(`${folderOf(from)}/src/one.ts`, `@parley/${to}/inner`)).toEqual(expected)
  })

  it.each([
    ["a relative path out of its package", "adapters/email/src/imap.ts", "../../postgres/src/index.ts"],
    ["a relative path into core", "testkit/src/laws.ts", "../../core/src/kernel/draw.ts"],
    ["test code", "adapters/email/src/imap.ts", "../test/mails.ts"]
  ])("no source imports %s", (_name, path, specifier) => {
    expect(importing(path, specifier)).toEqual(["package"])
  })

  it("a package may import its libraries", () => {
    expect(importing("adapters/email/src/imap.ts", "imapflow")).toEqual([])
  })
})

describe("the words the pure core does without", () => {
  const words = [
    "Math.random()",
    "Math.pow(2, 3)",
    "Math.log(2)",
    "const { pow } = Math",
    "2 ** 3",
    "a.localeCompare(b)",
    "a.normalize()",
    "a.toLocaleLowerCase()",
    "Date.now()",
    "new Intl.DateTimeFormat()",
    "`${Date.now()}`"
  ]

  it.each(words)("%s", (code) => {
    for (const path of ["kernel/draw.ts", "agent/decide.ts", "centre/step.ts", "sim/simulate.ts", "index.ts"])
      expect(one(`core/src/${path}`, `${code}\n`)).toEqual(["word"])
  })

  it.each(words)("but its engine, specs and other packages may have: %s", (code) => {
    for (const path of ["core/src/engine/clock.ts", "core/src/kernel/draw.spec.ts", "http/src/api.ts"])
      expect(one(path, `${code}\n`)).toEqual([])
  })

  it.each(["Math.floor(1.5)", "Math.imul(a, b)", "// Date", '"Date"', "const LocalDate = 1", "/** a ** b */"])(
    "and nothing is held against: %s",
    (code) => {
      expect(one("core/src/kernel/draw.ts", `${code}\n`)).toEqual([])
    }
  )
})

describe("the form of every file", () => {
  it.each([
    ["a name that is not kebab-case", "core/src/agent/decideOffer.ts", "", "name"],
    ["a folder that is not kebab-case", "http/src/Api/routes.ts", "", "name"],
    ["300 lines", "http/src/api.ts", "// line\n".repeat(300), "length"],
    ["300 lines of a spec", "http/src/api.spec.ts", "// line\n".repeat(300), "length"],
    ["export *", "core/src/index.ts", 'export * from "./agent/index.ts"\n', "export"],
    ["a default export", "server/src/main.ts", "export default 1\n", "export"],
    ["a renamed default export", "server/src/main.ts", "export { main as default }\n", "export"]
  ])("is broken by %s", (_name, path, text, rule) => {
    expect(one(path, text)).toEqual([rule])
  })

  it.each([
    ["core/src/agent/decide-offer.spec.ts", "// line\n".repeat(299)],
    ["core/src/index.ts", 'export * as Agent from "./agent/index.ts"\n'],
    ["core/tsup.config.ts", "export default 1\n"]
  ])("is kept by %s", (path, text) => {
    expect(one(path, text)).toEqual([])
  })
})
