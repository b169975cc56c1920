import { defineConfig } from "tsup"

// Types come from "tsc -b": TypeScript 7 has no API for tsup's own.
export default defineConfig({
  // The worker is a file of its own: the pool starts it by its address beside the bundle.
  entry: ["src/index.ts", "src/parse-worker.ts"],
  format: ["esm"],
  target: "node22",
  dts: false,
  sourcemap: true,
  clean: false
})
