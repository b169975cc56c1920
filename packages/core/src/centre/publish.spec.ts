import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { sampleEvents } from "../../test/sample-events.ts"
import { ConfigName } from "../kernel/fields.ts"
import { CentreEvent } from "./events.ts"
import { PublicEvent } from "./public-events.ts"
import { audienceOf, internal, publish } from "./publish.ts"

const decode = Schema.decodeUnknownResult(PublicEvent, { onExcessProperty: "error" })
const typesOf = PublicEvent.members.map(({ fields }) => fields.type.literal)

/** What must never leave the inside, wherever it would stand. */
const secrets = [
  "seed",
  "secret",
  "channelSettings",
  "sessionId",
  "contents",
  "body",
  "raw",
  "attachments",
  "participants",
  "reference",
  "fingerprint",
  "address"
]

const keysIn = (value: unknown): ReadonlyArray<string> =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])

describe("what is published", () => {
  it("is decided for every event of the log", () => {
    const tags = sampleEvents.map(({ _tag }) => _tag)
    const known = CentreEvent.members.flatMap((room) => room.members.map(({ fields }) => fields._tag.schema.literal))
    expect([...tags].sort()).toEqual([...known].sort())
    expect(sampleEvents.filter((event) => publish(event) === null).map(({ _tag }) => _tag)).toEqual([...internal])
  })

  it("bears one type each, all of them from the catalogue and all of the catalogue", () => {
    const types = sampleEvents.flatMap((event) => publish(event)?.type ?? [])
    expect(new Set(types).size).toBe(types.length)
    expect([...types].sort()).toEqual([...typesOf].sort())
    for (const type of types) expect(type).toMatch(/^cc\.[a-z]+\.[a-z]+(-[a-z]+)*\.v1$/)
  })

  it.each(sampleEvents.map((event) => [event._tag, event] as const))("of %s is what its schema says", (_tag, event) => {
    const published = publish(event)
    if (published !== null) expect(Result.isSuccess(decode(published))).toBe(true)
  })

  it("of a name with spaces or slashes is about a segment of a path", () => {
    const [defined] = sampleEvents.flatMap((event) => (event._tag === "TemplateDefined" ? [event] : []))
    const published = defined && publish({ ...defined, template: ConfigName.make("Welcome mail/2") })
    expect(published?.subject).toBe("templates/Welcome%20mail%2F2")
    expect(Result.isSuccess(decode(published))).toBe(true)
  })

  it("holds no secret, no content, no hash and no session", () => {
    const keys = new Set(sampleEvents.flatMap((event) => keysIn(publish(event)?.data)))
    expect(secrets.filter((secret) => keys.has(secret))).toEqual([])
    const text = JSON.stringify(sampleEvents.map(publish))
    for (const inside of ["seed1", "secret1", "session1", "content1", "content2", "content3", "1:aaaa", "smtp.host"])
      expect(text).not.toContain(inside)
  })
})

describe("the audience of a public event", () => {
  const audiences = Object.fromEntries(
    sampleEvents.flatMap((event) => {
      const published = publish(event)
      return published === null ? [] : [[event._tag, audienceOf(published)]]
    })
  )

  it.each([
    ["OfferAccepted", { campaign: "sales", agentId: "ann" }],
    ["InteractionQueued", { campaign: "sales", agentId: null }],
    ["InteractionClosed", { campaign: "sales", agentId: "ann" }],
    ["BreakStarted", { campaign: null, agentId: "ann" }],
    ["UserChanged", { campaign: null, agentId: "ann" }],
    ["MessageQuarantined", { campaign: "sales", agentId: null }],
    ["DayStarted", { campaign: null, agentId: null }],
    ["ContactCreated", { campaign: null, agentId: null }]
  ])("%s concerns its campaign and its agent", (tag, audience) => {
    expect(audiences[tag]).toEqual(audience)
  })
})
