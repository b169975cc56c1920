import { defineConfig } from "vitest/config"

const conditions = ["@parley/source", "module", "node", "development|production"]

/** The system tests: real servers, a real browser. `.ci/run` installs what they need. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "system",
    root: import.meta.dirname,
    include: ["test/system/**/*.system.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000
  }
})
