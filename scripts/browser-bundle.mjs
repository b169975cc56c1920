// Bundles the core for a browser and prints its size. Red when it needs anything that a browser does not have.
import { build } from "esbuild"
import { gzipSync } from "node:zlib"

/**
 * Most bytes each entry may weigh, gzipped, with the parts of Effect it uses: a tenth above what it weighed with the read
 * models, the codec of states, snapshots and telemetry in it (161, 174 and 140 kB). Raised only by a change that says why.
 */
const GZIP_MAX = {
  "packages/core/src/index.ts": 177_000,
  "packages/core/src/engine/index.ts": 191_000,
  "packages/core/src/sim/index.ts": 155_000
}

async function bundle(entry, most) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    conditions: ["@parley/source"],
    logLevel: "error"
  })
  const bytes = outputFiles[0].contents
  const gzip = gzipSync(bytes).length
  console.log(`browser bundle of ${entry}: ${bytes.length} bytes, ${gzip} gzipped`)
  if (gzip > most) throw new Error(`${entry} weighs ${gzip} bytes gzipped, more than ${most}`)
}

for (const [entry, most] of Object.entries(GZIP_MAX)) await bundle(entry, most)
