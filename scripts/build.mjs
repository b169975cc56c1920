// Builds every package: types by `tsc -b`, JavaScript by tsup.
import { spawnSync } from "node:child_process"

const packages = ["core", "adapters/postgres", "adapters/email", "http", "testkit", "server"]

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] })
  if (status !== 0) process.exit(status ?? 1)
}

run("tsc", ["-b"], ".")
for (const name of packages) run("tsup", ["--silent"], `packages/${name}`)
