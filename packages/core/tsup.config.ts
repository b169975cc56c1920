import { defineConfig } from "tsup"

// Types come from "tsc -b": TypeScript 7 has no API for tsup's own.
export default defineConfig({
  entry: ["src/index.ts", "src/internal.ts", "src/engine/index.ts", "src/sim/index.ts"],
  format: ["esm"],
  target: "node22",
  dts: false,
  sourcemap: true,
  clean: false
})
