import { Centre } from "@parley/core"
import * as EngineModule from "@parley/core/engine"
import { describe, expect, it } from "vitest"
import { failureProblem, rejectionProblem } from "./from-core.ts"
import { problem, RESERVED, STATUSES } from "./problem.ts"
import { failures, rejections } from "./table.ts"

type Tagged = { readonly fields: { readonly _tag: { readonly schema: { readonly literal: string } } } }

/** The members of a union of tagged structs, however its unions are nested. */
const rejectionSchemas = Centre.CentreRejection.members.flatMap((member): ReadonlyArray<Tagged> =>
  "members" in member ? member.members : [member]
)

const tagOf = ({ fields }: Tagged): string => fields._tag.schema.literal

/** Classes of tagged errors that the engine exports, by tag. */
const failureTags = Object.values(EngineModule).flatMap((value: unknown) =>
  typeof value === "function" && value.prototype instanceof Error ? [value.name] : []
)

describe("the table of what rejections and failures are answered with", () => {
  it("has a row for every rejection of the core, and no other", () => {
    expect(rejectionSchemas.length).toBeGreaterThan(30)
    expect(Object.keys(rejections).sort()).toEqual(rejectionSchemas.map(tagOf).sort())
  })

  it("has a row for every failure of the engine, and no other", () => {
    expect(failureTags.length).toBeGreaterThan(10)
    expect(Object.keys(failures).sort()).toEqual([...failureTags].sort())
  })

  it.each([...Object.entries(rejections), ...Object.entries(failures)])(
    "answers %s with a known status and a code",
    (_, kind) => {
      expect(STATUSES).toContain(kind.status)
      expect(kind.code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(kind.title).not.toBe("")
    }
  )

  it("gives no two meanings to one code", () => {
    const all = [...Object.values(rejections), ...Object.values(failures)]
    for (const kind of all)
      for (const other of all) if (kind.code === other.code) expect(other.status).toBe(kind.status)
  })

  it("tells every fact of a rejection under a name that no standard member bears", () => {
    const facts = rejectionSchemas.flatMap(({ fields }) => Object.keys(fields)).filter((name) => name !== "_tag")
    expect(facts.filter((name) => RESERVED.includes(name))).toEqual([])
  })
})

describe("a problem", () => {
  it("of an offer that somebody else has says who", () => {
    const offerId = "i1.o1"
    const decode = (ownerId: string | null) => rejectionProblem(asRejection({ _tag: "OfferUnknown", offerId, ownerId }))
    expect(decode("bob")).toMatchObject({ status: 409, code: "offer-already-taken", ownerId: "bob" })
    expect(decode(null)).toMatchObject({ status: 409, code: "offer-gone", ownerId: null })
  })

  it("of a failure does not say what the store said", () => {
    const failure = new EngineModule.StoreUnavailable({
      operation: "append",
      reason: "10.0.0.7 said no",
      unknown: false
    })
    const answered = failureProblem(failure)
    expect(answered).toMatchObject({ status: 503, retryAfterSeconds: 1 })
    expect(JSON.stringify(answered)).not.toContain("10.0.0.7")
  })

  it("keeps its standard members whatever facts it is given", () => {
    const facts = { status: 200, type: "x", code: "y", title: "z" }
    const { notFound } = { notFound: rejections.UserUnknown }
    expect(problem(notFound, { facts })).toMatchObject({ status: 404, code: "user-unknown" })
  })
})

const isRejection = (value: unknown): value is Centre.CentreRejection =>
  typeof value === "object" && value !== null && "_tag" in value
function asRejection(value: unknown): Centre.CentreRejection {
  if (!isRejection(value)) throw new Error("not a rejection")
  return value
}
