/** The contract of `EventStore`: texts of every kind and size. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { type ContractCase, freshCentre } from "./contract-case.ts"
import {
  batchOf,
  campaignName,
  contactId,
  counted,
  emptyBatch,
  idleCommand,
  interactionId,
  keyedHash,
  recorded,
  START,
  userId
} from "./log-samples.ts"

type Case = ContractCase<EventStore>

const named = (displayName: string): Centre.CentreEvent => ({
  _tag: "UserCreated",
  userId: userId("maria"),
  displayName,
  roles: ["agent"],
  administrator: false
})

const unicode: Case = {
  title: "texts in any script come back as they were",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const names = [
      "Zoë Ñandú",
      "张伟 🦊👩‍👩‍👧",
      "عمر \u202e",
      "\\u0000 \\ud800 \\n",
      `"'$1 $$ {}`,
      "e\u0301 \ufeff\u2028\uffff"
    ]
    const batch = batchOf(START, names.map(named))
    const events = batch.events.map((event, index) => ({ ...event, actor: names[index] ?? null }))
    yield* store.append(centre, { ...batch, events })
    deepEqual(yield* store.read(centre, { after: 0, limit: 99 }), events)
  })
}

const NUL = "\u0000"
const LONE_SURROGATE = "\ud83d"

/** A text that no store can hold as it is, and what becomes of it. */
const unstorable = (name: string, junk: string, instead: string): Case => ({
  title: `${name}, wherever a text may hold it`,
  check: Effect.gen(function* () {
    const store = yield* EventStore
    const centre = `${freshCentre()}${junk}`
    const plain = centre.replace(junk, instead)
    const spoilt = (text: string) => `${text}${junk}`
    const clean = (text: string) => `${text}${instead}`
    const event = { ...recorded(1, named(spoilt("Zoë"))), commandId: spoilt("id"), actor: spoilt("actor") }
    const command = { ...idleCommand(spoilt("id"), 1), fingerprint: spoilt("print"), answer: { [spoilt("k")]: junk } }
    const row: Centre.Row = { _tag: "Contact", contactId: contactId("contact") }
    const batch = { ...emptyBatch(START), events: [event], commands: [command], rows: [{ key: spoilt("row"), row }] }
    yield* store.append(centre, batch)
    const kept = { ...event, event: named(clean("Zoë")), commandId: clean("id"), actor: clean("actor") }
    deepEqual(yield* store.read(plain, { after: 0, limit: 9 }), [kept])
    deepEqual(yield* store.rows(centre, [spoilt("row")]), new Map([[spoilt("row"), row]]))
    const answer = { [clean("k")]: instead }
    const known = { ...command, commandId: clean("id"), fingerprint: clean("print"), answer }
    const ids = [spoilt("id"), clean("id")]
    deepEqual(yield* store.commands(plain, ids), new Map(ids.map((id) => [id, known])))
    const repeat = { ...batch, expected: { position: 1, epoch: 0 }, events: [] }
    const failure = yield* Effect.flip(store.append(centre, repeat))
    ok(failure._tag === "AlreadyRecorded")
    deepEqual(failure.ids, [spoilt("id")])
  })
})

const cleared = unstorable("U+0000 is cleared", NUL, "")
const replaced = unstorable("a lone surrogate is replaced", LONE_SURROGATE, "\ufffd")

const nothingLeft: Case = {
  title: "a batch that is not valid any more without U+0000 is refused",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const event = { ...recorded(1, counted(1)), actor: NUL }
    equal((yield* Effect.flip(store.append(centre, { ...emptyBatch(START), events: [event] })))._tag, "StoreRefused")
    deepEqual(yield* store.head(centre), START)
  })
}

const large: Case = {
  title: "an event of 64 KiB and its row come back whole",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const participants = Array.from({ length: 760 }, (_, n) => [keyedHash(`1:${String(n).padStart(82, "x")}`)])
    const closed: Centre.CentreEvent = {
      _tag: "InteractionClosed",
      interactionId: interactionId("i"),
      campaign: campaignName("support"),
      contactId: null,
      lastAgentId: null,
      endedAt: 0,
      undisposed: false,
      participants
    }
    ok(JSON.stringify(closed).length > 65_536)
    const batch = batchOf(START, [closed, counted(2), closed], Centre.rowsOf)
    yield* store.append(centre, batch)
    deepEqual(yield* store.read(centre, { after: 0, limit: 9 }), batch.events)
    const [change] = batch.rows
    ok(change !== undefined)
    deepEqual(yield* store.rows(centre, [change.key]), new Map([[change.key, change.row]]))
  })
}

export const eventStoreTexts: ReadonlyArray<Case> = [unicode, cleared, replaced, nothingLeft, large]
