import { Centre, Fields } from "@parley/core"
import { Schema } from "effect"
import { expect, it } from "vitest"
import { cloudEventOf, maySee, type Reader } from "../src/cloud-event.ts"

const centre = Centre.make({
  channels: [],
  zones: { offsetAt: () => ({ offsetMs: 0, until: null }), dayOf: () => null }
})
const recordedOf = Schema.decodeUnknownSync(Centre.RecordedEvent)
const READERS = { root: "administrator", sue: "supervisor", ann: "agent", bob: "agent", eve: "agent" } as const

const heardBy = (event: object): ReadonlyArray<string> => {
  const place = { position: 1, at: 0, commandId: "c1", index: 0, last: true, version: 1 }
  const recorded = recordedOf({ ...place, actor: null, correlationId: null, causationId: null, event })
  const published = cloudEventOf("main", recorded, null)
  return Object.entries(READERS).flatMap(([id, level]) => {
    const reader: Reader = { level, session: { userId: Fields.UserId.make(id) }, handle: { centre } }
    return published !== null && maySee(reader, centre.initial, published) ? [id] : []
  })
}

const sent = { _tag: "ChatSent", chatId: "ann+bob", messageId: "t1", fromUserId: "ann", ordinal: 1, content: "text" }

it("[D5.9e] [D11.4b] what two write is told to the two, and to no supervisor", () => {
  expect(heardBy({ ...sent, to: { user: "bob" } })).toEqual(["ann", "bob"])
  expect(heardBy({ _tag: "ChatOpened", chatId: "ann+bob", userId: "bob", ordinal: 1 })).toEqual(["bob"])
})

it("[D11.4b] a campaign's chat is told to those who see the campaign", () => {
  expect(heardBy({ ...sent, chatId: "+sales", to: { campaign: "sales" } })).toEqual(["root", "sue"])
})

it("[D7.9b] a notice is told to whom it reaches, and to who sent it", () => {
  const notice = { noticeId: "n1", fromUserId: "sue", to: { users: ["eve"] }, recipients: ["eve"], content: "text" }
  expect(heardBy({ _tag: "NoticeSent", ...notice })).toEqual(["sue", "eve"])
})
