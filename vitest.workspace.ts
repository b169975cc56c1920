import { defineConfig } from "vitest/config"

const conditions = ["@parley/source", "module", "node", "development|production"]
const rooms = ["core", "testkit", "http", "server", "adapters/postgres", "adapters/email", "adapters/directory"]

/** One project a package; specs stand beside the code, wider tests in `test/`. System tests have a file of their own. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    root: import.meta.dirname,
    passWithNoTests: false,
    testTimeout: 60_000,
    // One for each core: the runner would keep one of them for itself.
    maxWorkers: "100%",
    hookTimeout: 60_000,
    projects: [
      ...rooms.map((room) => ({
        extends: true as const,
        test: {
          name: room,
          root: `packages/${room}`,
          include: ["src/**/*.spec.ts", "test/**/*.spec.ts"],
          // The core has no state of its modules: its specs may share them, and need not load it anew each.
          isolate: room !== "core"
        }
      })),
      { extends: true as const, test: { name: "house", root: ".", include: ["test/**/*.spec.ts"] } }
    ]
  }
})
