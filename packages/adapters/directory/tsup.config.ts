import { defineConfig } from "tsup"

// Types come from "tsc -b": TypeScript 7 has no API for tsup's own.
export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm"],
  target: "node22",
  dts: false,
  // `node:sqlite` has no name without the prefix.
  removeNodeProtocol: false,
  sourcemap: true,
  clean: false
})
