// Shows that each requirement's test can fail: applies the one-line patches of test/patches/*.json to a copy of the tree,
// one at a time, and runs the tests that bear the patch's ids. A patch is killed when, for each id, a test of that id
// fails that passes without it. A rule that one line cannot break has the other lines in the patch's `also`. `--only A,B` runs the patches of
// these ids; `--check` only reads: each patch fits its file, and each id that is built (¹) has one or is excused in
// test/patches/excused.json with the reason; `--report FILE` writes the table there; `--root DIR` reads another tree.
// All but `--check` is slow: some seconds a patch.
import { spawn } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

const PATCHES = "test/patches"
const EXCUSED = "excused.json"
const DOMAIN = "docs/domain.md"
const BUILT_MARK = "¹"
const COPIED = ["packages", "test", "vitest.workspace.ts", "package.json", "tsconfig.base.json"]
const LEFT_OUT = new Set(["node_modules", "dist"])
const WORKERS = 2
const RUN_MS_MAX = 180_000

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    check: { type: "boolean", default: false },
    report: { type: "string" },
    root: { type: "string", default: join(import.meta.dirname, "..") }
  }
})
const root = resolve(options.root)
/** The Node that the tests run under otherwise: an older one fails them whatever the patch. */
const ownNode = join(root, "node_modules/.bin/node")
const node = existsSync(ownNode) ? ownNode : process.execPath

function readPatches() {
  const folder = join(root, PATCHES)
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== EXCUSED)
    .sort()
    .flatMap((name) =>
      JSON.parse(readFileSync(join(folder, name), "utf8")).map((patch, index) => ({
        ...patch,
        where: `${PATCHES}/${name}[${index}]`
      }))
    )
}

/** The places that a patch changes. */
const placesOf = ({ file, find, replace, also = [] }) => [{ file, find, replace }, ...also]

/** The source with one place of the patch applied; throws when it does not fit exactly one line. */
function patched(where, source, { file, find, replace }) {
  const lines = source.split("\n")
  const at = lines.flatMap((line, index) => (line.includes(find) ? [index] : []))
  if (at.length !== 1) throw new Error(`${where}: "${find}" is on ${at.length} lines of ${file}`)
  if (find === replace) throw new Error(`${where}: replaces a text by itself`)
  lines[at[0]] = lines[at[0]].replace(find, () => replace)
  return lines.join("\n")
}

/** What is wrong with the patches as they are written. `ids`: of every requirement, whether it is built. */
function faultsOf(patches, ids, excused) {
  const faults = []
  const covered = new Set()
  for (const patch of patches) {
    try {
      for (const place of placesOf(patch)) patched(patch.where, readFileSync(join(root, place.file), "utf8"), place)
      const spec = readFileSync(join(root, patch.spec), "utf8")
      for (const id of patch.ids) {
        if (ids.has(id)) covered.add(id)
        else faults.push(`${patch.where}: the id ${id} is not in ${DOMAIN}`)
        if (!spec.includes(`[${id}]`)) faults.push(`${patch.where}: ${patch.spec} has no test of [${id}]`)
      }
    } catch (error) {
      faults.push(error.message)
    }
  }
  for (const [id, reason] of Object.entries(excused)) {
    if (!ids.get(id)) faults.push(`${EXCUSED}: [${id}] is no id of what is built`)
    if (covered.has(id)) faults.push(`${EXCUSED}: [${id}] has a patch`)
    if (typeof reason !== "string" || !reason.includes(" ")) faults.push(`${EXCUSED}: [${id}] has no reason`)
  }
  for (const [id, built] of ids)
    if (built && !covered.has(id) && !Object.hasOwn(excused, id)) faults.push(`no patch for [${id}]`)
  return faults
}

/** Every id of the domain, with whether it is built. */
const readIds = () =>
  new Map(
    readFileSync(join(root, DOMAIN), "utf8")
      .split("\n")
      .flatMap((line) => {
        const match = /^(?:- |\| )\[([DL]\d[^\]\s]*)\](.?)/u.exec(line)
        return match === null ? [] : [[match[1], match[2] === BUILT_MARK]]
      })
  )

/** A copy of the tree whose packages are its own and whose other modules are this tree's. */
function makeCopy() {
  const copy = mkdtempSync(join(tmpdir(), "parley-patches-"))
  for (const name of COPIED)
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(path.split("/").at(-1))
    })
  const modules = join(copy, "node_modules")
  mkdirSync(join(modules, "@parley"), { recursive: true })
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== "@parley" && name !== ".vite") symlinkSync(join(root, "node_modules", name), join(modules, name))
  for (const name of ["core", "testkit", "http", "server"])
    symlinkSync(join(copy, "packages", name), join(modules, "@parley", name))
  for (const name of ["postgres", "email"])
    symlinkSync(join(copy, "packages", "adapters", name), join(modules, "@parley", name))
  return copy
}

const projectOf = (spec) => (spec.startsWith("packages/") ? /^packages\/(adapters\/\w+|\w+)/.exec(spec)[1] : "house")

/** The titles of the failed and of all tests that ran. */
function runTests(copy, patch, report) {
  const names = patch.ids.map((id) => `\\[${id.replaceAll(".", "\\.")}\\]`).join("|")
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    ...["run", "--config", "vitest.workspace.ts", "--project", projectOf(patch.spec), join(copy, patch.spec)],
    ...["-t", names, "--reporter=json", `--outputFile=${report}`]
  ]
  return new Promise((done) => {
    const child = spawn(node, args, { cwd: copy, stdio: "ignore" })
    const timer = setTimeout(() => child.kill("SIGKILL"), RUN_MS_MAX)
    child.on("exit", () => {
      clearTimeout(timer)
      try {
        const results = JSON.parse(readFileSync(report, "utf8")).testResults.flatMap((file) => file.assertionResults)
        rmSync(report)
        done(results.map(({ fullName, status }) => ({ title: fullName, failed: status === "failed" })))
      } catch {
        // Without a report no test ran to its end: nothing is shown.
        done([])
      }
    })
  })
}

const testName = (spec, title) => `${spec}: ${title}`

async function tryPatch(copy, patch, failing) {
  const originals = new Map()
  try {
    for (const place of placesOf(patch)) {
      const file = join(copy, place.file)
      const source = readFileSync(file, "utf8")
      if (!originals.has(file)) originals.set(file, source)
      writeFileSync(file, patched(patch.where, source, place))
    }
    const ran = await runTests(copy, patch, join(copy, "report.json"))
    const failed = ran.filter((test) => test.failed && !failing.has(testName(patch.spec, test.title)))
    return patch.ids.map((id) => ({ id, killed: failed.some(({ title }) => title.includes(`[${id}]`)) }))
  } finally {
    for (const [file, source] of originals) writeFileSync(file, source)
  }
}

/** Every test that fails as the tree stands: its failing shows nothing. */
async function tryUnpatched(copies, patches) {
  const left = [...new Set(patches.map(({ spec }) => spec))].map((spec) => ({
    spec,
    ids: [...new Set(patches.flatMap((patch) => (patch.spec === spec ? patch.ids : [])))]
  }))
  const failing = new Set()
  const work = async (copy) => {
    for (let tests = left.shift(); tests !== undefined; tests = left.shift()) {
      const ran = await runTests(copy, tests, join(copy, "report.json"))
      const failed = ran.filter((test) => test.failed).map(({ title }) => testName(tests.spec, title))
      for (const name of failed) failing.add(name)
      for (const name of ran.length === 0 ? [`${tests.spec}: none ran`] : failed) console.error(`unpatched: ${name}`)
    }
  }
  await Promise.all(copies.map(work))
  return failing
}

async function tryAll(patches) {
  const left = [...patches]
  const rows = []
  const work = async (copy, failing) => {
    for (let patch = left.shift(); patch !== undefined; patch = left.shift())
      for (const { id, killed } of await tryPatch(copy, patch, failing)) {
        rows.push({ id, killed, patch })
        console.log(`${killed ? "killed  " : "SURVIVED"} [${id}] ${patch.file}: ${patch.find} -> ${patch.replace}`)
      }
  }
  const copies = Array.from({ length: Math.min(WORKERS, patches.length) }, makeCopy)
  try {
    const failing = await tryUnpatched(copies, patches)
    await Promise.all(copies.map((copy) => work(copy, failing)))
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  }
  return rows
}

function writeReport(file, rows) {
  const killed = rows.filter((row) => row.killed).length
  const order = [...readIds().keys()]
  const cell = (text) => `\`${text.replaceAll("|", "\\|").replaceAll("`", "'")}\``
  const lines = rows
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
    .map(({ id, killed: dead, patch }) => {
      const places = ["file", "find", "replace"].map((part) => placesOf(patch).map((place) => cell(place[part])))
      const [files, found, instead] = places.map((cells) => cells.join("<br>"))
      return `| ${id} | ${cell(patch.spec)} | ${files} | ${found} | ${instead} | ${dead ? "fails" : "PASSES"} |`
    })
  const head = `# Each requirement's test under a patch of the source\n\nA test that passes as the source stands has to fail with one line of it changed: ${killed} of ${rows.length} do. Made by \`npm run coverage:patches -- --report FILE\`.\n\n`
  writeFileSync(
    resolve(root, file),
    `${head}| id | test | source | line | instead | the test |\n|---|---|---|---|---|---|\n${lines.join("\n")}\n`
  )
}

const patches = readPatches()
const wanted = options.only?.split(",")
if (patches.length === 0) throw new Error(`no patches in ${PATCHES}`)
if (options.check) {
  const ids = readIds()
  const excuses = join(root, PATCHES, EXCUSED)
  const excused = existsSync(excuses) ? JSON.parse(readFileSync(excuses, "utf8")) : {}
  const faults = faultsOf(patches, ids, excused)
  for (const fault of faults) console.error(`error: ${fault}`)
  const built = [...ids.values()].filter((each) => each).length
  const kept = Object.keys(excused).length
  console.log(`${patches.length} patches for ${built} built ids, ${kept} excused; ${faults.length} faults`)
  process.exit(faults.length > 0 ? 1 : 0)
}
const chosen = wanted === undefined ? patches : patches.filter(({ ids }) => ids.some((id) => wanted.includes(id)))
const rows = await tryAll(chosen)
if (options.report !== undefined) writeReport(options.report, rows)
const survivors = rows.filter((row) => !row.killed).length
console.log(`${rows.length} ids tried, ${survivors} survived`)
process.exit(survivors > 0 || rows.length === 0 ? 1 : 0)
