// Which requirements have a test. Reads the ids of docs/domain.md and the test titles of all *.spec.ts and *.system.ts.
// `--all` lists the later ids too; `--check` fails when an id of what is built has no test; `--root DIR` reads another
// tree. It always fails on an id that is unknown or defined twice, and when there was nothing to read.
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const DOMAIN = "docs/domain.md"
const SLICE_MARK = "¹"
const SKIPPED_FOLDERS = new Set(["node_modules", "dist", "coverage"])
const TEXT_WIDTH = 96
/** `- [D2.5a]¹ text` or `| [D4.2-nocall]¹ | text |` at the start of a line. */
const DEFINITION = /^(?:- |\| )\[([DL]\d[^\]\s]*)\](¹?)[ |]*(.*?)[ |]*$/
const TOKEN = /\[([DL]\d[^\]\s]*)\]/g
/** A comment, or a string literal with its quote and its text. */
const COMMENT_OR_STRING = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(["'])((?:\\.|(?!\1)[^\\\n])*)\1|(`)((?:\\[\s\S]|[^\\`])*)`/g
const SKIPPED_CALL = /\.(?:skip|todo)\(\s*$/
/** What stands before a title: `it(`, `describe.concurrent(`, the second call of `it.each(…)(`. */
const TITLE_CALL = /(?:\b(?:it|test|describe)\b[\w.]*|\))\(\s*$/
const TEST_CALL = /\b(?:it|test)\b[\w.]*\(/

/** The ids of the domain in the document's order: `{ id, slice, text }`, and what is wrong with the document. */
function readDomain(markdown) {
  const requirements = []
  const faults = []
  const seen = new Set()
  for (const [index, line] of markdown.split("\n").entries()) {
    const match = DEFINITION.exec(line)
    if (match === null) {
      if (/^\s*(?:[-*] |\| ?)\[[DL]\d/.test(line)) faults.push(`${DOMAIN}:${index + 1} is not a definition: ${line}`)
      continue
    }
    const [, id, mark, text] = match
    if (seen.has(id)) faults.push(`${DOMAIN}:${index + 1} defines [${id}] again`)
    if (text.startsWith(SLICE_MARK)) faults.push(`${DOMAIN}:${index + 1} has its mark apart from [${id}]`)
    seen.add(id)
    requirements.push({ id, slice: mark === SLICE_MARK, text })
  }
  return { requirements, faults }
}

/**
 * The ids that one test file names, `{ id, line }`: in a title, or at the head of a string (a title in a table of cases).
 * Comments and skipped tests do not count.
 */
function readTitles(source) {
  const named = []
  for (const match of source.matchAll(COMMENT_OR_STRING)) {
    const text = match[2] ?? match[4]
    const before = source.slice(Math.max(0, match.index - 80), match.index)
    if (text === undefined || SKIPPED_CALL.test(before)) continue
    if (!TITLE_CALL.test(before) && !/^\[[DL]\d/.test(text)) continue
    const line = source.slice(0, match.index).split("\n").length
    for (const [, id] of text.matchAll(TOKEN)) named.push({ id, line })
  }
  return named
}

/** What is covered: per id the places of its tests, and the places that name an id the domain does not have. */
function compare(requirements, files) {
  const places = new Map(requirements.map(({ id }) => [id, []]))
  const unknown = []
  for (const { path, source } of files) {
    for (const { id, line } of readTitles(source)) {
      const known = places.get(id)
      if (known === undefined) unknown.push({ id, place: `${path}:${line}`, near: nearby(id, requirements) })
      else known.push(`${path}:${line}`)
    }
  }
  return { places, unknown }
}

/** The ids of the same line: what `[D2.5]` or `[D2.5z]` may have meant. */
function nearby(id, requirements) {
  const line = /^(?:D\d+\.\d+|L\d+)/.exec(id)?.[0]
  if (line === undefined) return []
  return requirements.map((each) => each.id).filter((each) => /^(?:D\d+\.\d+|L\d+)/.exec(each)?.[0] === line)
}

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || SKIPPED_FOLDERS.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return testFiles(path)
    return /\.(?:spec|system)\.ts$/.test(entry.name) ? [path] : []
  })
}

function table(requirements, places) {
  const lines = []
  for (const { id, text } of requirements) {
    if (places.get(id).length > 0) continue
    const short = text.length > TEXT_WIDTH ? `${text.slice(0, TEXT_WIDTH - 1)}…` : text
    lines.push(`  ${`[${id}]`.padEnd(24)} ${short}`)
  }
  return lines
}

function section(title, requirements, places, listed) {
  const missing = table(requirements, places)
  const covered = requirements.length - missing.length
  console.log(`${title}: ${covered} of ${requirements.length} ids have a test, ${missing.length} have none`)
  if (listed) for (const line of missing) console.log(line)
  return missing.length
}

/** Prints the report of one tree and returns the exit code. */
function report(root, { all, check }) {
  const { requirements, faults } = readDomain(readFileSync(join(root, DOMAIN), "utf8"))
  const files = testFiles(root)
    .map((path) => ({ path: relative(root, path), source: readFileSync(path, "utf8") }))
    .filter(({ source }) => TEST_CALL.test(source))
  if (requirements.length === 0) faults.push(`no ids in ${DOMAIN}`)
  if (files.length === 0) faults.push("no tests: no *.spec.ts or *.system.ts that calls it or test")

  const { places, unknown } = compare(requirements, files)
  const slice = requirements.filter((each) => each.slice)
  const later = requirements.filter((each) => !each.slice)
  console.log(`${requirements.length} ids in ${DOMAIN}, ${files.length} test files`)
  const missing = section("built", slice, places, true)
  section(all ? "later" : "later (listed with --all)", later, places, all)
  for (const { id, place, near } of unknown) {
    faults.push(`unknown id [${id}] at ${place}${near.length > 0 ? `; of that line: ${near.join(", ")}` : ""}`)
  }
  if (check && slice.length === 0) faults.push(`no id in ${DOMAIN} bears the mark of what is built`)
  if (check && missing > 0) faults.push(`${missing} ids of what is built have no test`)
  for (const fault of faults) console.error(`error: ${fault}`)
  return faults.length > 0 ? 1 : 0
}

const { values } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    root: { type: "string", default: join(dirname(fileURLToPath(import.meta.url)), "..") }
  }
})
process.exitCode = report(values.root, values)
