// Bundles the core for a browser and prints its size. Red when it needs anything that a browser does not have.
import { build } from "esbuild"
import { gzipSync } from "node:zlib"

/** Most either entry may weigh, gzipped, with the parts of Effect it uses: the whole domain, and a fifth to spare. */
const ENTRY_GZIP_MAX = 155_000

async function bundle(entry) {
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
  if (gzip > ENTRY_GZIP_MAX) throw new Error(`${entry} weighs ${gzip} bytes gzipped, more than ${ENTRY_GZIP_MAX}`)
}

await bundle("packages/core/src/index.ts")
await bundle("packages/core/src/engine/index.ts")
await bundle("packages/core/src/sim/index.ts")
