/** How laws are asked: at every command boundary, at one in so many, at the last. */
import { expect, test } from "vitest"
import { findBreach, type Law } from "../src/index.ts"

const EVERY = 7

test("a law whose looks are dear looks at one boundary in so many and at the last, and the report says so", () => {
  const looks: Array<number> = []
  let boundaries = 0
  const law: Law = {
    id: "D3.10g",
    says: "It counts.",
    every: EVERY,
    watch: () => ({
      boundary: () => {
        boundaries += 1
        return null
      },
      look: () => {
        looks.push(boundaries)
        return null
      }
    })
  }
  expect(findBreach({ laws: [law], histories: 1 })).toMatchObject({ sampled: new Map([["D3.10g", EVERY]]) })
  expect(boundaries).toBeGreaterThan(EVERY)
  const regular = Array.from({ length: Math.floor(boundaries / EVERY) }, (_, nth) => (nth + 1) * EVERY)
  expect(looks).toEqual(boundaries % EVERY === 0 ? regular : [...regular, boundaries])
})

test.each([
  ["D3.10g", "[D3.10g] It holds. (docs/domain.md 3.10)"],
  ["L13", "[L13] It holds. (docs/domain.md 16)"],
  ["own-rules", "[own-rules] It holds."]
])("the story of %s names where the domain states it, if it does", (id, line) => {
  const law: Law = { id, says: "It holds.", watch: () => ({ look: () => "it does not" }) }
  expect(findBreach({ laws: [law], histories: 1 })).toMatchObject({ law: id, complaint: "it does not" })
  const found = findBreach({ laws: [law], histories: 1, shortens: false })
  expect("story" in found ? found.story.split("\n")[0] : "").toBe(line)
})

test("what is thrown while a law looks is a breach, and not passed over", () => {
  const law: Law = {
    id: "mine",
    says: "It holds.",
    watch: () => ({
      end: () => {
        throw new Error("no log can be played again")
      }
    })
  }
  const found = findBreach({ laws: [law], histories: 1, shortens: false })
  expect(found).toMatchObject({ law: "defect", complaint: "no log can be played again" })
})
