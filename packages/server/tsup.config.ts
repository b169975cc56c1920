import { cp } from "node:fs/promises"
import { defineConfig } from "tsup"

// Types come from "tsc -b": TypeScript 7 has no API for tsup's own.
export default defineConfig({
  entry: ["src/index.ts", "src/main.ts"],
  format: ["esm"],
  target: "node22",
  dts: false,
  sourcemap: true,
  clean: false,
  // The board is served as it stands, from beside the bundle.
  onSuccess: () => cp("src/board", "dist/board", { recursive: true })
})
