// Builds every package: types by `tsc -b`, JavaScript by tsup, checked by publint; then the core for a browser.
import { spawnSync } from "node:child_process"

const packages = ["core", "adapters/postgres", "adapters/email", "adapters/directory", "http", "testkit", "server"]

function run(command, args, cwd = ".") {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] })
  if (status !== 0) process.exit(status ?? 1)
}

run("tsc", ["-b"])
for (const name of packages) {
  run("tsup", ["--silent"], `packages/${name}`)
  run("publint", ["run", "--strict", "."], `packages/${name}`)
}
run("node", ["scripts/browser-bundle.mjs"])
