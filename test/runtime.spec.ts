import { expect, test } from "vitest"

test("the tests run under the Node that the project carries, or a newer one", () => {
  const [major = 0] = process.versions.node.split(".").map(Number)
  expect(major).toBeGreaterThanOrEqual(22)
})
