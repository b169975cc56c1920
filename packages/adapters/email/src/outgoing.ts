/** An agent's message, or the campaign's own answer to an arrival, as a mail: addressed, threaded and named the same way at every attempt. */
import { Texts, type Message } from "@parley/core"
import {
  type CentreHandle,
  type ContentUnreadable,
  getBody,
  type MessageBody,
  type StoreFailure,
  type VaultService
} from "@parley/core/engine"
import { Data, Effect } from "effect"
import { createHash } from "node:crypto"
import { answeredBy } from "./answered.ts"
import type { CampaignMail } from "./channel-settings.ts"
import {
  type ComposedMail,
  composeMail,
  type ComposeRefused,
  type OutgoingAttachment,
  replySubject
} from "./compose.ts"
import { makeReplyToken, plusAddress, replyMessageId } from "./reply-token.ts"
import { withoutTokens, withToken } from "./subject-token.ts"

/** The message can never be a mail: what of it is missing, as a code. */
export class NotSendable extends Data.TaggedError("NotSendable")<{ readonly reason: string }> {}

/** A mail ready to be submitted; `messageId` is how it will be answered. */
export type Envelope = ComposedMail & { readonly messageId: string }

type Mailer = { readonly handle: CentreHandle; readonly vault: VaultService }

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1)

/** The same message has the same id at every attempt. Without a token, for an interaction whose id is no GUID, it is a hash. */
const messageIdOf = ({ id }: Message.Outgoing, token: string | null, domain: string): string => {
  const mailName = id.slice(id.lastIndexOf(".") + 1)
  const named = token === null ? null : replyMessageId({ token, mailName, domain })
  return named ?? `<${createHash("sha256").update(id).digest("hex").slice(0, 32)}@${domain}>`
}

type Recipients = { readonly to: readonly string[]; readonly cc: readonly string[] }

/** Those the message names; when it names none, where the client's latest message wants its answer. */
const recipientsOf = (body: MessageBody, answered: MessageBody | null): Recipients => {
  const bare = (list: MessageBody["to"]) => list.map(({ address }) => address)
  if (body.to.length + body.cc.length > 0) return { to: bare(body.to), cc: bare(body.cc) }
  const { replyTo = [], from = null } = answered ?? {}
  return { to: replyTo.length > 0 ? bare(replyTo) : from === null ? [] : [from.address], cc: [] }
}

const subjectOf = (body: MessageBody, answered: MessageBody | null, token: string | null): string => {
  const given = withoutTokens(body.subject ?? answered?.subject ?? "")
  const subject = answered === null ? given : replySubject(given)
  return token === null ? subject : withToken(subject, token)
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`)

/** A template with what is known of whom it goes to: `${name}` (else the address), `${address}`, `${subject}`. */
function filledIn(template: MessageBody, client: MessageBody | null): MessageBody {
  const { from = null, subject = null } = client ?? {}
  const known = { name: from?.name ?? from?.address ?? "", address: from?.address ?? "", subject: subject ?? "" }
  const values = new Map(Object.entries(known))
  const inHtml = new Map(Object.entries(known).map(([name, value]) => [name, escaped(value)]))
  const filled = (text: string | null, by: ReadonlyMap<string, string>) =>
    text === null ? null : Texts.render(text, by).text
  return {
    ...template,
    subject: filled(template.subject, values),
    text: filled(template.text, values),
    html: filled(template.html, inHtml)
  }
}

const attachmentsOf = (
  { handle, vault }: Mailer,
  parts: MessageBody["attachments"]
): Effect.Effect<readonly OutgoingAttachment[], StoreFailure | ContentUnreadable | NotSendable> =>
  Effect.forEach(parts, ({ contentId, fileName, mediaType, inlineId }) =>
    Effect.flatMap(vault.get(handle.name, contentId), (content) =>
      content === null
        ? Effect.fail(new NotSendable({ reason: "content-gone" }))
        : Effect.succeed({ fileName, contentType: mediaType, contentId: inlineId, bytes: content.bytes })
    )
  )

/**
 * Makes the mail of an outgoing message. The subject, where it goes and what it answers come from the client's latest message as far as
 * the agent's own says nothing. `NotSendable` when it has no content, no recipient, or nothing a mail can be made of.
 */
export const makeMail = Effect.fnUntraced(function* (
  mailer: Mailer,
  outgoing: Message.Outgoing,
  { email, subjectToken }: CampaignMail
): Effect.fn.Return<Envelope, StoreFailure | ContentUnreadable | NotSendable | ComposeRefused> {
  const { handle, vault } = mailer
  const { body: bodyId } = outgoing.contents
  const written = bodyId === null ? null : yield* getBody(vault, handle.name, bodyId)
  if (written === null) return yield* new NotSendable({ reason: "content-gone" })
  const { plannedAt, contents } = yield* answeredBy(handle, outgoing)
  const clientId = contents?.body ?? null
  const client = clientId === null ? null : yield* getBody(vault, handle.name, clientId)
  const isAutoReply = outgoing.author !== "agent"
  const body = outgoing.author === "system" ? filledIn(written, client) : written
  const token = makeReplyToken(outgoing.interactionId, yield* vault.tokenKey(handle.name))
  const messageId = messageIdOf(outgoing, token, domainOf(email.address))
  const reference = client?.reference ?? null
  const composed = yield* composeMail({
    messageId,
    at: plannedAt,
    from: { address: email.address, name: email.fromName },
    replyTo: token === null ? null : plusAddress(email.address, token),
    ...recipientsOf(body, client),
    bcc: [],
    subject: subjectOf(body, client, subjectToken ? token : null),
    text: body.text,
    html: body.html,
    attachments: yield* attachmentsOf(mailer, body.attachments),
    inReplyTo: reference === null ? null : { messageId: reference, references: client?.references ?? [] },
    isAutoReply
  })
  return { ...composed, messageId }
})
