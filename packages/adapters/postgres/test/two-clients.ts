/**
 * A day of two clients in one centre: both are written down in every way there is, with marker words that show whose a
 * text is. Then one of them is erased.
 */
import { Centre, Fields } from "@parley/core"
import {
  type CentreHandle,
  Engine,
  engineLayer,
  fromUtf8,
  PrivateRows,
  putBody,
  utf8,
  Vault,
  vaultLayer
} from "@parley/core/engine"
import { Effect, Layer, Schema } from "effect"

export const CENTRE = "acme"
export const MASTER_KEY = new Uint8Array(32).fill(5)
/** Begins every text about a client, and every secret name of theirs. */
export const WORDS = { erased: "zqxerasedperson", kept: "zqxkeptperson" } as const
type Whose = keyof typeof WORDS

export const engine = engineLayer({ channels: [{ name: "mail", kind: "asynchronous", media: "text" }] }).pipe(
  Layer.provideMerge(vaultLayer(MASTER_KEY))
)

type Plain = typeof Centre.CentreCommand.Encoded
const decode = Schema.decodeUnknownSync(Centre.CentreCommand)

/** Sends what is accepted; where its last event stands. */
const sender = (handle: CentreHandle) =>
  Effect.fnUntraced(function* (command: Plain) {
    const sent = yield* handle.send(decode(command))
    if (!sent.ok) return yield* Effect.die(new Error(JSON.stringify(sent.rejection)))
    return sent
  })

/** The process that places and erases has come so far. */
const placedUpTo = Effect.fnUntraced(function* (position: number) {
  const rows = yield* PrivateRows
  for (;;) {
    const kept = yield* rows.get(CENTRE, "checkpoint", "content-placement")
    if (kept !== null && Number(fromUtf8(kept)) >= position) return
    yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
  }
})

const text = (whose: Whose, what: string) => ({ mediaType: "text/plain", bytes: utf8(`${WORDS[whose]} ${what}`) })

const interactionOf = (whose: Whose) => Fields.InteractionId.make(`i-${whose}`)
const contactOf = (whose: Whose) => `i-${whose}.c`

/** More than one chunk. */
const attachment = (whose: Whose) => ({
  mediaType: "application/pdf",
  bytes: utf8(`${WORDS[whose]} attachment `.repeat(6_000))
})

/** A mail of the client with an attachment, its raw form, the agent's answer, a comment, notes, names. */
const written = Effect.fnUntraced(function* (handle: CentreHandle, whose: Whose) {
  const [vault, send] = [yield* Vault, sender(handle)]
  const put = (what: string) => vault.put(CENTRE, text(whose, what))
  const address = `${WORDS[whose]}@example.test`
  const hashes = [...(yield* vault.hashes(CENTRE, "address", `mail\n${address}`))]
  const body = (say: string) => ({
    from: { address, name: `${WORDS[whose]} name` },
    to: [],
    cc: [],
    subject: `${WORDS[whose]} subject`,
    text: `${WORDS[whose]} ${say}`,
    html: null,
    reference: `<${WORDS[whose]}@mail.test>`,
    references: [],
    sentAt: null,
    attachments: []
  })
  const interactionId = interactionOf(whose)
  const arrived = yield* send({
    _tag: "ReceiveMessage",
    interactionId,
    campaign: "sales",
    from: hashes,
    reference: [...(yield* vault.hashes(CENTRE, "message", `<${WORDS[whose]}@mail.test>`))],
    contents: {
      body: yield* putBody(vault, CENTRE, body("question")),
      raw: yield* put("raw mail"),
      attachments: [yield* vault.put(CENTRE, attachment(whose))]
    }
  })
  const offered = arrived.events.find(({ event }) => event._tag === "InteractionOffered")?.event
  if (offered?._tag !== "InteractionOffered") return yield* Effect.die(new Error("not offered"))
  yield* send({ _tag: "AcceptOffer", interactionId, offerId: offered.offerId, agentId: "ann" })
  const answer = yield* putBody(vault, CENTRE, body("answer"))
  yield* send({
    _tag: "SendMessage",
    interactionId,
    agentId: "ann",
    contents: { body: answer, raw: null, attachments: [] }
  })
  const contactId = contactOf(whose)
  yield* send({ _tag: "ChangeContact", contactId, name: yield* put("first name") })
  yield* send({ _tag: "ChangeContact", contactId, name: yield* put("new name") })
  yield* send({ _tag: "AddContactNote", contactId, note: yield* put("note"), userId: "ann" })
  yield* send({ _tag: "AddContact", contactId: `other-${whose}`, name: yield* put("other name") })
  yield* send({ _tag: "AddContactNote", contactId: `other-${whose}`, note: yield* put("other note"), userId: "ann" })
  yield* send({ _tag: "MergeContacts", contactId, mergedId: `other-${whose}` })
  yield* send({
    _tag: "FinishInteraction",
    interactionId,
    agentId: "ann",
    disposition: { path: ["done"], comment: yield* put("comment") }
  })
  return hashes
})

const imported = Effect.fnUntraced(function* (handle: CentreHandle, address: Array<string>, whose: Whose, row: number) {
  const content = yield* (yield* Vault).put(CENTRE, text(whose, `list row ${row}`))
  return yield* sender(handle)({ _tag: "ImportRecords", listId: "march", records: [{ row, content, address }] })
})

const desk: ReadonlyArray<Plain> = [
  { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] },
  { _tag: "SignIn", agentId: "ann", sessionId: "ann-session" },
  { _tag: "CreateCampaign", campaign: "sales", channel: "mail", settings: { wrapUpSeconds: 0 } },
  { _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] },
  { _tag: "DefineDisposition", dispositionId: "done", value: "done" },
  { _tag: "CreateDialer", dialer: "spring", campaign: "sales" },
  { _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" }
]

/** Both clients are there, and all of it is placed. */
export const fill = Effect.gen(function* () {
  const handle = yield* (yield* Engine).open(CENTRE)
  const send = sender(handle)
  for (const command of desk) yield* send(command)
  const [erased, kept] = [yield* written(handle, "erased"), yield* written(handle, "kept")]
  yield* imported(handle, erased, "erased", 1)
  const { position } = yield* imported(handle, kept, "kept", 2)
  yield* placedUpTo(position)
  return { handle, erased }
})

/** Erases the first; their address comes again with a list, and that row is somebody's anew. */
export const erase = Effect.fnUntraced(function* ({ handle, erased }: Effect.Success<typeof fill>) {
  yield* sender(handle)({ _tag: "EraseContact", contactId: contactOf("erased") })
  const { position } = yield* imported(handle, erased, "kept", 3)
  yield* placedUpTo(position)
})
