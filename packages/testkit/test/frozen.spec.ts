/** What was ever stored is read for ever, and no field of an event changes unseen. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { decodeEvent, type EventKnowledge } from "@parley/core/engine"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { eventSchemas, frozenFaults, frozenOf, newlyFrozen, shapeOf, today, type Today } from "../src/frozen.ts"

const frozen = frozenOf(readFileSync(join(import.meta.dirname, "..", "frozen", "events.jsonl"), "utf8"))
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex")

const BreakEnded = Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, name: Schema.String })
const first = {
  type: "BreakEnded",
  version: 1,
  shape: hashOf(shapeOf(BreakEnded)),
  data: { _tag: "BreakEnded", agentId: "ann", name: "Lunch" }
}

/** A code that knows breaks alone. */
const knowing = (schema: Schema.Top, known: EventKnowledge): Today => ({
  schemas: new Map([["BreakEnded", schema]]),
  versionOf: (type) => known.versions[type]?.length ?? 1,
  decode: (stored) => decodeEvent(stored, known)
})
const once = { versions: {}, fields: new Map([["BreakEnded", ["agentId", "name"]]]) }

describe("a frozen event", () => {
  it("there is of every type in every version, and each is read today as it was meant", () => {
    expect(frozen.length).toBeGreaterThanOrEqual(eventSchemas.size)
    expect(frozenFaults(frozen, hashOf)).toEqual([])
  })

  it("that is missing is asked for", () => {
    const [gone, ...others] = frozen
    expect(frozenFaults(others, hashOf)).toEqual([`${gone?.type} 1 is not frozen: npm run golden`])
  })

  it("of a type that is known no more is told", () => {
    const { schemas } = today
    const others = new Map([...schemas].filter(([type]) => type !== "BreakEnded"))
    expect(frozenFaults(frozen, hashOf, { ...today, schemas: others })).toEqual([
      "BreakEnded was stored, and is known no more"
    ])
  })

  it("that is read otherwise is told", () => {
    const decode: Today["decode"] = (stored) => Object.assign({}, today.decode(stored), { agentId: "somebody" })
    expect(frozenFaults([first], hashOf, { ...knowing(BreakEnded, once), decode })).toEqual([
      "BreakEnded 1 is not read as it was meant: no valid BreakEnded (version 1)"
    ])
  })
})

describe("the fields of an event", () => {
  const otherwise: ReadonlyArray<readonly [string, Schema.Top]> = [
    [
      "one more",
      Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, name: Schema.String, cause: Schema.String })
    ],
    [
      "one that may be absent",
      Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, name: Schema.optionalKey(Schema.String) })
    ],
    ["one of another kind", Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, name: Schema.Finite })],
    ["one less", Schema.TaggedStruct("BreakEnded", { agentId: Schema.String })],
    ["one of another name", Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, title: Schema.String })],
    [
      "one of fewer words",
      Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, name: Schema.Literals(["Lunch"]) })
    ]
  ]
  it.each(otherwise)("that changed without a new version are told: %s", (_what, schema) => {
    expect(frozenFaults([first], hashOf, knowing(schema, once))).toEqual([
      "BreakEnded: its fields changed. It needs version 2 with an upcaster, then npm run golden"
    ])
  })

  it("may hold more or less of the same, and stand in any order", () => {
    const wider = Schema.TaggedStruct("BreakEnded", {
      name: Schema.String.check(Schema.isMaxLength(9)),
      agentId: Schema.String.check(Schema.isMinLength(1))
    })
    expect(frozenFaults([first], hashOf, knowing(wider, once))).toEqual([])
  })
})

describe("a second version", () => {
  const schema = Schema.TaggedStruct("BreakEnded", { agentId: Schema.String, breakName: Schema.String })
  const versions = {
    BreakEnded: [
      { format: 1, upcast: null },
      {
        format: 2,
        upcast: ({ name, ...rest }: { readonly [field: string]: unknown }) => ({ ...rest, breakName: name })
      }
    ]
  }
  const code = knowing(schema, { versions, fields: new Map([["BreakEnded", ["agentId", "breakName"]]]) })

  it("is frozen as what the first becomes, which stays as it was", () => {
    expect(frozenFaults([first], hashOf, code)).toEqual(["BreakEnded 2 is not frozen: npm run golden"])
    const added = newlyFrozen([first], [{ _tag: "BreakEnded" }], hashOf, code)
    expect(added.map(({ version, data }) => [version, data])).toEqual([
      [2, { _tag: "BreakEnded", agentId: "ann", breakName: "Lunch" }]
    ])
    expect(frozenFaults([first, ...added], hashOf, code)).toEqual([])
    expect(newlyFrozen([first, ...added], [{ _tag: "BreakEnded" }], hashOf, code)).toEqual([])
  })

  it("whose upcaster makes something else later is told", () => {
    const added = newlyFrozen([first], [{ _tag: "BreakEnded" }], hashOf, code)
    const decode: Today["decode"] = (stored) =>
      stored.version === 1 ? { _tag: "BreakEnded", agentId: "ann", breakName: "" } : code.decode(stored)
    expect(frozenFaults([first, ...added], hashOf, { ...code, decode })).toHaveLength(1)
    expect(frozenFaults([first, ...added], hashOf, knowing(BreakEnded, once))).toEqual([
      "BreakEnded: version 2 was stored, and 1 is known"
    ])
  })
})
