/**
 * The walls of the house: who may import whom, which words the pure core may not use, what form every file has.
 * Plain functions over paths and texts, without a parser: the house is formatted by oxfmt, so import lines have one form.
 *
 * Specs stand outside the import walls and the word list (they may use the testkit and any generator), not outside the form.
 */
import { posix } from "node:path"

/** A TypeScript file: its path from the root of the house, with `/`, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface Violation {
  readonly path: string
  readonly rule: "core" | "room" | "effect" | "library" | "package" | "word" | "name" | "length" | "export"
  readonly detail: string
}

export interface Rules {
  /** Per part of core, the parts it may import. `rooms` is any folder not named here; `rooms/events` only their `events*.ts`. */
  readonly core: Readonly<Record<string, ReadonlyArray<string>>>
  /** Per kind of file of a room, the kinds it may import; kinds not named here are free. `decide-offer.ts` is of kind `decide`. */
  readonly room: Readonly<Record<string, ReadonlyArray<string>>>
  /** Per package (`adapters` for each of them), the packages it may import. */
  readonly packages: Readonly<Record<string, ReadonlyArray<string>>>
  /** What core may import of Effect: in its engine, and everywhere else. */
  readonly effect: { readonly engine: RegExp; readonly elsewhere: RegExp }
  /** The other libraries that core may import. */
  readonly libraries: ReadonlyArray<string>
  /** Words that core may not use outside its engine, comments and plain strings aside. */
  readonly words: Readonly<Record<string, RegExp>>
  /** The first number of lines that is too many. */
  readonly linesLimit: number
}

const belowEngine = ["kernel", "rooms", "routing", "pacing", "stats", "centre"]

export const houseRules: Rules = {
  core: {
    kernel: [],
    rooms: ["kernel"],
    routing: ["kernel", "rooms"],
    pacing: ["kernel", "rooms"],
    stats: ["kernel", "rooms/events"],
    centre: ["kernel", "rooms", "routing", "pacing"],
    sim: belowEngine,
    engine: belowEngine,
    "entry points": [...belowEngine, "sim", "engine"]
  },
  room: {
    events: ["events"],
    commands: ["events", "commands"],
    state: ["events", "state"],
    decide: ["events", "commands", "state", "decide"],
    index: ["events", "commands", "state", "decide", "index"]
  },
  packages: {
    core: [],
    testkit: ["core"],
    http: ["core"],
    adapters: ["core"],
    server: ["core", "testkit", "http", "adapters", "server"]
  },
  effect: {
    // Stable modules are the capitalised ones at Effect's root, but for these two.
    engine: /^effect(?:\/(?!FileSystem$|Path$)[A-Z]\w*)?$/,
    elsewhere: /^effect\/(?:Schema|Result|Option)$/
  },
  libraries: [],
  words: {
    "Math (but abs ceil floor trunc min max sign imul clz32 sqrt)":
      /\bMath\b(?!\s*\.\s*(?:abs|ceil|floor|trunc|min|max|sign|imul|clz32|sqrt)\b)/,
    "** (powers come from the kernel)": /\*\*/,
    localeCompare: /\blocaleCompare\b/,
    toLocale: /\btoLocale\w*/,
    normalize: /\bnormalize\s*\(/,
    Date: /\bDate\b/,
    Intl: /\bIntl\b/
  },
  linesLimit: 300
}

const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^\\`])*`/g
const STATIC_IMPORT = /^[ \t]*(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*["']([^"']+)["']/gm
const CALLED_IMPORT = /\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/

const withoutComments = (text: string) =>
  text.replace(COMMENT_OR_STRING, (found) => (found.startsWith("/") ? " " : found))

/** Only code: comments and plain strings are gone, templates stay for the code inside them. */
const codeOf = (text: string) =>
  text.replace(COMMENT_OR_STRING, (found) => (found.startsWith("/") ? " " : found.startsWith("`") ? found : '""'))

/** What a file imports or re-exports, types and dynamic imports with a literal name included, in their order of kind. */
export function importsOf(text: string): ReadonlyArray<string> {
  const code = withoutComments(text)
  return [STATIC_IMPORT, CALLED_IMPORT].flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ""))
}

/** `packages/adapters/email/src/parse.ts` → `adapters/email`. */
export const packageOf = (path: string) => /^packages\/((?:adapters\/)?[^/]+)\//.exec(path)?.[1]

export const isSpec = (path: string) => /\.spec\.ts$/.test(path)

/** A file that the import walls hold. */
export const isSource = (path: string) => /^packages\/(?:adapters\/)?[^/]+\/src\//.test(path) && !isSpec(path)

/** The folder of core a file is in; `entry points` for those directly in `src`. */
const coreFolder = (path: string) => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1] ?? "entry points"

const corePart = (folder: string, rules: Rules) => (folder in rules.core ? folder : "rooms")

const kindOf = (path: string) => posix.basename(path).split(/[-.]/)[0] ?? ""

function coreViolation(from: string, to: string, rules: Rules): Violation | undefined {
  const [here, there] = [coreFolder(from), coreFolder(to)]
  const [part, target] = [corePart(here, rules), corePart(there, rules)]
  if (here === there) {
    if (part !== "rooms" || !(kindOf(to) in rules.room)) return undefined
    const allowed = rules.room[kindOf(from)]
    if (allowed === undefined || allowed.includes(kindOf(to))) return undefined
    return { path: from, rule: "room", detail: `${kindOf(from)} imports ${kindOf(to)}` }
  }
  const allowed = rules.core[part] ?? []
  if (allowed.includes(target)) return undefined
  if (target === "rooms" && allowed.includes("rooms/events") && kindOf(to) === "events") return undefined
  return { path: from, rule: "core", detail: `${here} imports ${posix.relative("packages/core/src", to)}` }
}

function relativeViolation(from: string, specifier: string, rules: Rules): Violation | undefined {
  const to = posix.join(posix.dirname(from), specifier)
  const home = packageOf(from)
  if (packageOf(to) !== home) return { path: from, rule: "package", detail: `${specifier} leaves the package` }
  if (to.startsWith(`packages/${home}/test/`))
    return { path: from, rule: "package", detail: `${specifier} is test code` }
  return home === "core" ? coreViolation(from, to, rules) : undefined
}

function packageViolation(from: string, specifier: string, rules: Rules): Violation | undefined {
  const name = specifier.split("/")[1] ?? ""
  const target = name in rules.packages ? name : "adapters"
  const home = (packageOf(from) ?? "").split("/")[0] ?? ""
  if (rules.packages[home]?.includes(target) === true) return undefined
  return { path: from, rule: "package", detail: `${packageOf(from)} imports ${specifier}` }
}

function libraryViolation(from: string, specifier: string, rules: Rules): Violation | undefined {
  if (packageOf(from) !== "core") return undefined
  if (specifier === "effect" || specifier.startsWith("effect/")) {
    const allowed = coreFolder(from) === "engine" ? rules.effect.engine : rules.effect.elsewhere
    return allowed.test(specifier) ? undefined : { path: from, rule: "effect", detail: `imports ${specifier}` }
  }
  const known = rules.libraries.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  return known ? undefined : { path: from, rule: "library", detail: `imports ${specifier}` }
}

function importViolation(from: string, specifier: string, rules: Rules): Violation | undefined {
  if (specifier.startsWith(".")) return relativeViolation(from, specifier, rules)
  if (specifier.startsWith("@parley/")) return packageViolation(from, specifier, rules)
  return libraryViolation(from, specifier, rules)
}

function wordViolations({ path, text }: SourceFile, rules: Rules): ReadonlyArray<Violation> {
  if (packageOf(path) !== "core" || !isSource(path) || coreFolder(path) === "engine") return []
  const lines = codeOf(text).split("\n")
  return Object.entries(rules.words).flatMap(([word, pattern]) =>
    lines
      .filter((line) => pattern.test(line))
      .map((line) => ({ path, rule: "word", detail: `${word}: ${line.trim()}` }))
  )
}

function formViolations({ path, text }: SourceFile, rules: Rules): ReadonlyArray<Violation> {
  const found: Array<Violation> = []
  const code = codeOf(text)
  const lines = text.replace(/\n$/, "").split("\n").length
  if (!path.split("/").every((part) => KEBAB_CASE.test(part)))
    found.push({ path, rule: "name", detail: "not kebab-case" })
  if (lines >= rules.linesLimit) found.push({ path, rule: "length", detail: `${lines} lines` })
  if (/\bexport\s*\*(?!\s*as\b)/.test(code)) found.push({ path, rule: "export", detail: "export * without a name" })
  const isConfiguration = posix.basename(path) === "tsup.config.ts"
  if (!isConfiguration && (/\bexport\s+default\b/.test(code) || /\bas\s+default\b/.test(code)))
    found.push({ path, rule: "export", detail: "a default export" })
  return found
}

/** What of these files breaks a rule: the imports of sources, the words of the pure core, the form of all. */
export function violations(files: ReadonlyArray<SourceFile>, rules: Rules): ReadonlyArray<Violation> {
  return files.flatMap((file) => {
    const specifiers = isSource(file.path) ? importsOf(file.text) : []
    const imported = specifiers.map((specifier) => importViolation(file.path, specifier, rules))
    return [
      ...imported.filter((violation) => violation !== undefined),
      ...wordViolations(file, rules),
      ...formViolations(file, rules)
    ]
  })
}

/** The least a reading of a package must have found: its sources and their import lines. */
export interface Minimum {
  readonly files: number
  readonly imports: number
}

/** Which packages were read too thinly for the walls to mean anything, or have no minimum. */
export function readTooFew(
  files: ReadonlyArray<SourceFile>,
  minima: Readonly<Record<string, Minimum>>
): ReadonlyArray<string> {
  const sources = files.filter(({ path }) => isSource(path))
  const names = new Set([...Object.keys(minima), ...sources.map(({ path }) => packageOf(path) ?? path)])
  return [...names].flatMap((name) => {
    const minimum = minima[name]
    if (minimum === undefined) return [`${name} has no minimum`]
    const own = sources.filter(({ path }) => packageOf(path) === name)
    const imports = own.reduce((sum, { text }) => sum + importsOf(text).length, 0)
    if (own.length >= minimum.files && imports >= minimum.imports) return []
    return [`${name}: ${own.length} files of ${minimum.files}, ${imports} imports of ${minimum.imports}`]
  })
}
