/** A state that changes has a new version: else a snapshot would be read as what it is not. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Centre } from "@parley/core"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { historyDefinition, StateHashes, stateFault, stateHashOf } from "../src/index.ts"

const folder = join(import.meta.dirname, "..", "golden")
const read = (name: string): string => readFileSync(join(folder, name), "utf8")
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex")
const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"))
const committed = Schema.decodeUnknownSync(StateHashes)(JSON.parse(read("state-hashes.json")))
const hashes = (centre?: Centre.Centre) =>
  Object.fromEntries(names.map((name) => [name, stateHashOf(read(name), hashOf, centre)]))

describe("the state of a golden log", () => {
  it("has the hash that is committed for this version of the state", () => {
    expect(names.length).toBeGreaterThan(15)
    expect(stateFault(committed, hashes())).toBeNull()
    expect(Object.keys(committed.hashes).sort()).toEqual([...names].sort())
  })

  it("that folds otherwise without a new version is found out, and how to go on is told", () => {
    const centre = Centre.make(historyDefinition())
    const forgetful: Centre.Centre = {
      ...centre,
      pieces: ({ facts, indexes }, form) => centre.pieces({ indexes, facts: { ...facts, holidays: [] } }, form)
    }
    expect(stateFault(committed, hashes(forgetful))).toMatch(
      /^the states of .*\.jsonl changed: raise STATE_VERSION, then npm run golden$/
    )
  })

  it("is asked for anew when the version is another", () => {
    const now = hashes()
    expect(stateFault({ ...committed, stateVersion: Centre.STATE_VERSION - 1 }, now)).toMatch(/npm run golden$/)
    expect(stateFault({ ...committed, stateVersion: Centre.STATE_VERSION + 1 }, now)).toMatch(
      /^STATE_VERSION went back/
    )
    expect(stateFault({ ...committed, hashes: {} }, now)).toMatch(/^without a hash: .*: npm run golden$/)
  })
})
