/** What people wrote: bodies into the vault and out of it again, and who takes part. */
import { domainToASCII } from "node:url"
import { Fields, Message, type Centre } from "@parley/core"
import { getBody, putBody, Vault, type MessageBody, type VaultService } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { conversationUnaddressed } from "./problems/kinds.ts"
import { orProblem } from "./problems/from-core.ts"
import { problem, type Problem } from "./problems/problem.ts"
import type { MessageView } from "./routes/interaction-records.ts"

type Person = NonNullable<MessageBody["from"]>

/** The form in which addresses are compared, of every channel: ASCII lower case, a domain in punycode. */
export function normalAddress(address: string): string {
  const lower = address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const at = lower.lastIndexOf("@")
  // oxlint-disable-next-line no-control-regex
  if (at < 0 || /^[\x00-\x7f]*$/.test(lower.slice(at))) return lower
  return `${lower.slice(0, at)}@${domainToASCII(lower.slice(at + 1))}`
}

export const addressHashes = (
  vault: VaultService,
  at: { readonly centre: string; readonly channel: string },
  address: string
) => orProblem(vault.hashes(at.centre, "address", `${at.channel}\n${normalAddress(address)}`))

const NO_BODY: MessageBody = {
  from: null,
  to: [],
  cc: [],
  subject: null,
  text: null,
  html: null,
  reference: null,
  references: [],
  sentAt: null,
  attachments: []
}

/** Stores a body; returns the contents that refer to it. */
export const storeBody = Effect.fnUntraced(function* (
  centre: string,
  body: Partial<MessageBody>
): Effect.fn.Return<Message.Contents, Problem, Vault> {
  const id = yield* orProblem(putBody(yield* Vault, centre, { ...NO_BODY, ...body }))
  return { body: id, raw: null, attachments: [] }
})

const unseen = { from: null, to: [], cc: [], subject: null, text: null, hasHtml: false, attachments: [] } as const

/** A message as its readers get it. What cannot be opened is said to be so: the others are still read. */
export const viewOf = Effect.fnUntraced(function* (
  centre: string,
  { messageId, author, agentId, at, state, contents }: Centre.MessageRecord
): Effect.fn.Return<MessageView, Problem, Vault> {
  const vault = yield* Vault
  const one = { messageId, author, agentId, at, state }
  const opened = contents.body === null ? Effect.succeed(null) : getBody(vault, centre, contents.body)
  const body = yield* orProblem(Effect.catchTags(opened, { ContentUnreadable: () => Effect.succeed(undefined) }))
  if (body === undefined) return { ...one, ...unseen, content: "unreadable" }
  if (body === null) return { ...one, ...unseen, content: "erased" }
  const { from, to, cc, subject, text, html, attachments } = body
  const files = attachments.map(({ fileName, mediaType, size }) => ({ fileName, mediaType, size }))
  return { ...one, content: "readable", from, to, cc, subject, text, hasHtml: html !== null, attachments: files }
})

/** The subject and the people of an answer to the client's latest message. */
export interface Addressing {
  readonly to: ReadonlyArray<Person>
  readonly subject: string | null
}

/** From the client's latest message that can be read: where it wants its answers, or whom it is from. */
export const addressing = Effect.fnUntraced(function* (
  centre: string,
  messages: ReadonlyArray<Centre.MessageRecord>
): Effect.fn.Return<Addressing, Problem, Vault> {
  const vault = yield* Vault
  for (const { author, contents } of messages.toReversed()) {
    if (author !== "client" || contents.body === null) continue
    const body = yield* orProblem(getBody(vault, centre, contents.body))
    if (body === null) continue
    const { replyTo = [], from, subject } = body
    if (replyTo.length > 0) return { to: replyTo, subject }
    if (from !== null) return { to: [from], subject }
  }
  return yield* Effect.fail(problem(conversationUnaddressed))
})

/** The hashes of the people whom an answer goes to, each once. */
export const participantsOf = (
  vault: VaultService,
  at: { readonly centre: string; readonly channel: string },
  people: ReadonlyArray<Person>
): Effect.Effect<ReadonlyArray<Fields.KeyedHashes>, Problem> => {
  const normal = new Set(people.map(({ address }) => normalAddress(address)))
  return Effect.forEach([...normal].slice(0, Message.PARTICIPANTS_MAX), (address) => addressHashes(vault, at, address))
}
