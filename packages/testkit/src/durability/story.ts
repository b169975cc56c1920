/**
 * A short story that comes by everything that a centre leaves behind: callers who send commands, a channel with answers
 * and a dialer's mails that go out, content that is put, streamed, placed, broken off, erased, kept for a while and swept,
 * snapshots, read models in two versions, and a change of both kinds of keys. It is told in three sessions, ten days apart;
 * each may be told again from its beginning, by another process.
 */
import { Stats } from "@parley/core"
import {
  changeLookupKey,
  type EventStore,
  type LogUnreadable,
  type TooManyLookupKeys,
  type Vault
} from "@parley/core/engine"
import * as Effect from "effect/Effect"
import type { PlainCommand } from "../harness.ts"
import { CHANNEL, type Desk, type DeskFailure } from "./desk.ts"

export type StoryFailure = DeskFailure | LogUnreadable | TooManyLookupKeys

export interface Session {
  /** The day on which it is told. */
  readonly day: number
  readonly masterKey: Uint8Array
  readonly previousMasterKey?: Uint8Array
  readonly readModels: ReadonlyArray<Stats.ReadModel<unknown>>
  readonly tell: (desk: Desk) => Effect.Effect<void, StoryFailure, EventStore | Vault>
}

const keyOf = (n: number): Uint8Array => new Uint8Array(32).fill(n)
export const [FIRST_KEY, SECOND_KEY] = [keyOf(1), keyOf(2)]

/** Days that the content of a conversation is kept after its end. */
const CONTENT_DAYS = 5
export const LIST = "march"
/** Records of the dialer's list. */
export const RECORDS = 3
/** So many campaigns and agents, joined and parted so often, that a snapshot is made at the close. */
const CROWD = 12
const CROWD_ROUNDS = 4

/** How many contacts there are; `step` is what one counts for. */
const counting = (version: number, step: number): Stats.ReadModel<number> => ({
  name: "count",
  version,
  decode: (json) => (typeof json === "number" ? json : null),
  needs: ({ event }) => (event._tag === "ContactAdded" ? ["all"] : []),
  evolve: (documents, { event }) => (event._tag === "ContactAdded" ? [["all", (documents("all") ?? 0) + step]] : []),
  places: () => []
})
const modelsOf = (version: number): ReadonlyArray<Stats.ReadModel<unknown>> => [
  counting(version, version),
  Stats.contacts,
  Stats.conversations
]

const inOrder = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>): Effect.Effect<void, E, R> =>
  Effect.forEach(effects, (effect) => effect, { discard: true })
const atOnce = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>): Effect.Effect<void, E, R> =>
  Effect.forEach(effects, (effect) => effect, { discard: true, concurrency: "unbounded" })

const sales: ReadonlyArray<PlainCommand> = [
  { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] },
  { _tag: "CreateUser", userId: "bob", displayName: "Bob", roles: ["agent"] },
  { _tag: "SignIn", agentId: "ann", sessionId: "ann-session" },
  { _tag: "SignIn", agentId: "bob", sessionId: "bob-session" },
  {
    _tag: "CreateCampaign",
    campaign: "sales",
    channel: CHANNEL,
    settings: { wrapUpSeconds: 0, eligibility: "ringallmultiple" }
  },
  { _tag: "AddMembers", campaigns: ["sales"], agents: ["ann", "bob"] },
  { _tag: "DefineDisposition", dispositionId: "done", value: "done" },
  { _tag: "ChangeCentre", contentDays: CONTENT_DAYS }
]

const openDesk = (desk: Desk) => inOrder(sales.map((command, n) => desk.send(`desk-${n}`, command)))

/** Campaigns and agents of no further interest, so that the log and the state are of some size. */
const crowd = (desk: Desk) => {
  const numbers = Array.from({ length: CROWD }, (_, n) => n + 1)
  const [campaigns, agents] = [numbers.map((n) => `crowd-${n}`), numbers.map((n) => `agent-${n}`)]
  return Effect.gen(function* () {
    yield* inOrder(
      campaigns.map((campaign) => desk.send(campaign, { _tag: "CreateCampaign", campaign, channel: CHANNEL }))
    )
    yield* inOrder(
      agents.map((userId) => desk.send(userId, { _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }))
    )
    for (let round = 0; round < CROWD_ROUNDS; round++) {
      yield* desk.send(`join-${round}`, { _tag: "AddMembers", campaigns, agents })
      yield* desk.send(`part-${round}`, { _tag: "RemoveMembers", campaigns, agents })
    }
  })
}

/** Of those without a mail that is kept nobody could tell the address under a new key: they have none. */
const addContact = (desk: Desk, contactId: string, hasAddress: boolean) =>
  desk.send(
    `add-${contactId}`,
    Effect.gen(function* () {
      const name = yield* desk.text(`name-${contactId}`)
      if (!hasAddress) return { _tag: "AddContact", contactId, name } as const
      return { _tag: "AddContact", contactId, name, address: yield* desk.hashes(`${contactId}@example.test`) } as const
    })
  )

/** A client's mail with a file, which an agent takes. */
const mail = (desk: Desk, { id, client, agentId }: { id: string; client: string; agentId: string }) =>
  Effect.gen(function* () {
    const address = `${client}@example.test`
    yield* desk.send(
      `mail-${id}`,
      Effect.gen(function* () {
        const [body, file] = [yield* desk.body(`body-${id}`, address), yield* desk.upload(`file-${id}`, 3)]
        const contents = { body, raw: null, attachments: [file] }
        return {
          _tag: "ReceiveMessage",
          interactionId: id,
          campaign: "sales",
          from: yield* desk.hashes(address),
          contents
        }
      })
    )
    yield* desk.send(`take-${id}`, { _tag: "TakeInteraction", interactionId: id, agentId })
  })

const reply = (desk: Desk, interactionId: string, agentId: string) =>
  desk.send(
    `reply-${interactionId}`,
    Effect.map(desk.text(`answer-${interactionId}`), (body) => ({
      _tag: "SendMessage" as const,
      interactionId,
      agentId,
      contents: { body, raw: null, attachments: [] }
    }))
  )

const finish = (desk: Desk, interactionId: string, agentId: string) =>
  desk.send(
    `finish-${interactionId}`,
    Effect.map(desk.text(`comment-${interactionId}`), (comment) => ({
      _tag: "FinishInteraction" as const,
      interactionId,
      agentId,
      disposition: { path: ["done"], comment }
    }))
  )

/** A dialer with a list of records, which the channel sends. */
const dialer = (desk: Desk) =>
  Effect.gen(function* () {
    const settings = { concurrencyMax: RECORDS, retryAfterSeconds: 0 }
    yield* desk.send("dialer", { _tag: "CreateDialer", dialer: "spring", campaign: "sales", settings })
    yield* desk.send("list", { _tag: "CreateList", dialer: "spring", listId: LIST, name: "March", subject: "Hello" })
    yield* desk.send(
      "import",
      Effect.gen(function* () {
        const rows = Array.from({ length: RECORDS }, (_, n) => n + 1)
        const records = yield* Effect.forEach(rows, (row) =>
          Effect.gen(function* () {
            const address = yield* desk.hashes(`row-${row}@example.test`)
            return { row, content: yield* desk.text(`row-${row}`), address }
          })
        )
        return { _tag: "ImportRecords", listId: LIST, records } as const
      })
    )
    yield* desk.send("complete", { _tag: "CompleteList", listId: LIST })
    yield* desk.send("activate", { _tag: "ActivateList", listId: LIST })
    yield* desk.send("start", { _tag: "StartDialer", dialer: "spring" })
  })

const first = (desk: Desk) =>
  Effect.gen(function* () {
    yield* openDesk(desk)
    yield* atOnce(["kim", "lee", "mia"].map((contactId) => addContact(desk, contactId, contactId !== "kim")))
    yield* desk.text("orphan")
    yield* desk.secret("mailbox")
    yield* desk.brokenUpload(3)
    yield* mail(desk, { id: "i1", client: "lee", agentId: "ann" })
    yield* mail(desk, { id: "i2", client: "lee", agentId: "bob" })
    yield* atOnce([reply(desk, "i1", "ann"), dialer(desk)])
    yield* finish(desk, "i1", "ann")
    yield* desk.send("erase-mia", { _tag: "EraseContact", contactId: "mia" })
    yield* crowd(desk)
  })

const second = (desk: Desk) =>
  Effect.gen(function* () {
    yield* reply(desk, "i2", "bob")
    yield* changeLookupKey(desk.handle, { version: 2, oldest: 2 })
    yield* finish(desk, "i2", "bob")
  })

const third = (desk: Desk): Effect.Effect<void, StoryFailure> => Effect.asVoid(addContact(desk, "pat", true))

export const sessions: ReadonlyArray<Session> = [
  { day: 0, masterKey: FIRST_KEY, readModels: modelsOf(1), tell: first },
  { day: 10, masterKey: SECOND_KEY, previousMasterKey: FIRST_KEY, readModels: modelsOf(2), tell: second },
  { day: 20, masterKey: SECOND_KEY, readModels: modelsOf(2), tell: third }
]
