// Packs every package and installs each tarball, with the core's, in an empty folder: what it exports loads and type-checks.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

const packages = ["core", "adapters/postgres", "adapters/directory", "adapters/email", "http", "testkit", "server"]
const root = resolve(import.meta.dirname, "..")
const folder = mkdtempSync(join(tmpdir(), "parley-packages-"))
const tsc = join(root, "node_modules", ".bin", "tsc")

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" })

function pack(name) {
  const at = join(root, "packages", name)
  const manifest = JSON.parse(readFileSync(join(at, "package.json"), "utf8"))
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], at))
  return { manifest, tarball: join(folder, filename) }
}

/** The tarballs a package needs: its own and those of the packages of this house that it depends on. */
function closure(packed, name, found = new Set()) {
  if (found.has(name)) return found
  found.add(name)
  for (const other of Object.keys(packed.get(name).manifest.dependencies ?? {}))
    if (packed.has(other)) closure(packed, other, found)
  return found
}

function check(packed, name) {
  const { manifest } = packed.get(name)
  const at = join(folder, name.replace("/", "-"))
  mkdirSync(at)
  const peers = [...closure(packed, name)].flatMap((one) =>
    Object.entries(packed.get(one).manifest.peerDependencies ?? {})
  )
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages
  const dependencies = Object.fromEntries([
    ...[...closure(packed, name)].map((one) => [one, `file:${packed.get(one).tarball}`]),
    ...peers.map(([peer]) => [peer, lock[`node_modules/${peer}`].version]),
    ["@types/node", lock["node_modules/@types/node"].version]
  ])
  writeFileSync(
    join(at, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module", dependencies })
  )
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], at)
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith(".json"))
  const specifiers = entries.map((entry) => (entry === "." ? name : `${name}/${entry.slice(2)}`))
  writeFileSync(join(at, "load.mjs"), specifiers.map((one) => `await import(${JSON.stringify(one)})`).join("\n"))
  writeFileSync(
    join(at, "types.ts"),
    specifiers
      .map((one, n) => `import * as n${n} from ${JSON.stringify(one)}\nexport const keys${n}: object = n${n}`)
      .join("\n")
  )
  const options = {
    strict: true,
    noEmit: true,
    module: "NodeNext",
    target: "ES2023",
    types: ["node"],
    skipLibCheck: false
  }
  writeFileSync(join(at, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["types.ts"] }))
  run(join(root, "node_modules", ".bin", "node"), ["load.mjs"], at)
  run(tsc, ["-p", "."], at)
  console.log(`${name}: installs, loads and type-checks (${specifiers.join(", ")})`)
}

try {
  const packed = new Map(packages.map((name) => pack(name)).map((one) => [one.manifest.name, one]))
  for (const name of packed.keys()) check(packed, name)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
