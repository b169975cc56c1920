// The door of `npm start` and `npm test`. Plain JavaScript: it runs under the system's Node, before anything is installed.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const bin = join(root, "node_modules", ".bin")
const carriesNode = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64")
const NODE_HERE = carriesNode ? [20, 0] : [22, 19]

function refuse(message) {
  process.stderr.write(`parley: ${message}\n`)
  process.exit(1)
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  const [wantMajor = 0, wantMinor = 0] = NODE_HERE
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return
  refuse(
    `Node ${process.versions.node} is too old here (${process.platform} ${process.arch}): ` +
      `install Node ${NODE_HERE.join(".")} or newer from nodejs.org, then run this again.`
  )
}

/** Installs what the lock file names, unless this very lock file was installed already. */
function install() {
  const stamp = join(root, "node_modules", ".parley-installed")
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return
  process.stderr.write("parley: installing dependencies (npm ci), once …\n")
  // npm's own words go to stderr: stdout stays with what was asked for.
  const { status } = spawnSync("npm", ["ci"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32"
  })
  if (status !== 0) refuse("npm ci failed; its message stands above.")
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, lock)
}

/** Runs `node args…` under the Node that the project carries (else this one) and ends as it ends. */
function run(args) {
  const carried = join(bin, "node")
  const node = carriesNode && existsSync(carried) ? carried : process.execPath
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` }
  const child = spawn(node, args, { cwd: root, stdio: "inherit", env })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

const [what = "", ...rest] = process.argv.slice(2)
checkNode()
install()
if (what === "start")
  run(["--conditions=@parley/source", "--disable-warning=ExperimentalWarning", "packages/server/src/main.ts", ...rest])
else if (what === "test") run(["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.workspace.ts", ...rest])
else if (["simulate", "verify", "archive"].includes(what))
  run([
    "--conditions=@parley/source",
    "--disable-warning=ExperimentalWarning",
    "packages/server/src/main.ts",
    what,
    ...rest
  ])
else refuse(`unknown command "${what}": start, test, simulate, verify or archive`)
