/** Events that were stored in older versions, and those that this code does not know. */
import { describe, expect, it } from "vitest"
import { EVENT_VERSIONS, formatNeeded, versionOf, type EventVersions } from "../centre/index.ts"
import { FIRST_FORMAT, FORMAT } from "../tenant/index.ts"
import { decodeEvent, eventFault, isUnknown, type EventKnowledge } from "./stored.ts"

/** Version 2 named the agent by an id, version 3 says what it was for. */
const twice: EventVersions = {
  BreakEnded: [
    { format: 1, upcast: null },
    { format: 1, upcast: ({ who, ...rest }) => ({ ...rest, agentId: who }) },
    {
      format: 2,
      upcast: (data) => {
        if (typeof data["agentId"] !== "string") throw new Error("no agent")
        return { ...data, cause: "self" }
      }
    }
  ],
  KettleBoiled: [
    { format: 1, upcast: null },
    { format: 1, upcast: ({ degrees, ...rest }) => ({ ...rest, celsius: degrees }) },
    { format: 1, upcast: ({ celsius, ...rest }) => ({ ...rest, kelvin: Number(celsius) + 273 }) }
  ]
}
const known: EventKnowledge = {
  versions: twice,
  fields: new Map([
    ["BreakEnded", ["agentId", "name", "cause"]],
    ["KettleBoiled", ["kelvin"]]
  ])
}
const first = { _tag: "BreakEnded", who: "ann", name: "Lunch" }
const newest = { _tag: "BreakEnded", agentId: "ann", name: "Lunch", cause: "self" }

describe("an event that was stored in an older version", () => {
  it.each([
    [1, first],
    [2, { _tag: "BreakEnded", agentId: "ann", name: "Lunch" }],
    [3, newest]
  ])("is read from version %i as the newest has it", (version, data) => {
    expect(decodeEvent({ type: "BreakEnded", version, data }, known)).toEqual(newest)
  })

  it("leaves what was read untouched", () => {
    const data = Object.freeze({ ...first })
    decodeEvent({ type: "BreakEnded", version: 1, data }, known)
    expect(data).toEqual(first)
  })

  it("goes through every upcaster in turn, whatever type it is of", () => {
    const event = (version: number, data: object) =>
      decodeEvent({ type: "KettleBoiled", version, data: { _tag: "KettleBoiled", ...data } }, known)
    expect(event(1, { degrees: 100 })).toEqual({ _tag: "KettleBoiled", kelvin: 373 })
    expect(event(2, { celsius: 100 })).toEqual({ _tag: "KettleBoiled", kelvin: 373 })
    expect(event(3, { kelvin: 373 })).toEqual({ _tag: "KettleBoiled", kelvin: 373 })
    // Data of version 1 that says it is of version 3 lacks what version 3 has.
    expect(event(3, { degrees: 100 })).toBeNull()
  })

  it.each([
    ["an upcaster finds that it is none of its version", { _tag: "BreakEnded", name: "Lunch" }],
    ["there is no data", null],
    ["it is of another type than its row", { ...first, _tag: "BreakStarted" }]
  ])("is refused where %s", (_why, data) => {
    const stored = { type: "BreakEnded", version: 1, data }
    expect(decodeEvent(stored, known)).toBeNull()
    expect(isUnknown(stored, known)).toBe(false)
    expect(eventFault(stored, known)).toBe("no valid BreakEnded (version 1)")
  })
})

describe("an event that this code does not know", () => {
  it.each([
    ["of another type", { type: "Unheard", version: 2, data: {} }, "an unknown type of event, Unheard (version 2)"],
    [
      "of a newer version",
      { type: "BreakEnded", version: 4, data: newest },
      "version 4 of BreakEnded, where 3 is known"
    ],
    [
      "of a version that cannot be",
      { type: "BreakEnded", version: 0, data: newest },
      "version 0 of BreakEnded, where 3 is known"
    ],
    [
      "of a type named as what every object has",
      { type: "toString", version: 1, data: {} },
      "an unknown type of event, toString (version 1)"
    ]
  ])("%s is told by type and version", (_what, stored, fault) => {
    expect(decodeEvent(stored, known)).toBeNull()
    expect(isUnknown(stored, known)).toBe(true)
    expect(eventFault(stored, known)).toBe(fault)
  })
})

describe("the versions of events", () => {
  it("of a type that never changed are one, of the first format", () => {
    expect([versionOf("BreakEnded"), versionOf("toString"), formatNeeded("toString")]).toEqual([1, 1, FIRST_FORMAT])
    expect([versionOf("BreakEnded", twice), formatNeeded("BreakEnded", twice)]).toEqual([3, 2])
  })

  it("ascend from a first one, in formats that this code knows", () => {
    const faults = Object.entries({ ...EVENT_VERSIONS }).filter(
      ([, versions]) =>
        versions.length === 0 ||
        versions.some(({ upcast, format }, nth) => {
          const before = versions[nth - 1]?.format ?? FIRST_FORMAT
          return (upcast === null) !== (nth === 0) || format < before || format > FORMAT
        })
    )
    expect(faults).toEqual([])
  })
})
