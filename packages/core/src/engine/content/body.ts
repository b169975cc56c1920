/** What a message's body item holds: everything personal of it, sealed in the content store as one JSON document. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ContentId } from "../../kernel/fields.ts"
import { ContentUnreadable, type ContentTooLarge, type StoreFailure } from "../failures.ts"
import { fromUtf8, utf8 } from "./bytes.ts"
import type { VaultService } from "./vault.ts"

export const Address = Schema.Struct({
  /** An e-mail address, a telephone number, a user's id: whatever the channel addresses by. */
  address: Schema.String,
  name: Schema.NullOr(Schema.String)
})
export type Address = typeof Address.Type

export const MessageBody = Schema.Struct({
  from: Schema.NullOr(Address),
  to: Schema.Array(Address),
  cc: Schema.Array(Address),
  /** Where the sender wants answers to go, if elsewhere. */
  replyTo: Schema.optionalKey(Schema.Array(Address)),
  subject: Schema.NullOr(Schema.String),
  text: Schema.NullOr(Schema.String),
  /** As received: to be sanitised before anyone sees it. */
  html: Schema.NullOr(Schema.String),
  /** The sender's own id of the message (for mail with its angle brackets), and those it names, oldest first. */
  reference: Schema.NullOr(Schema.String),
  references: Schema.Array(Schema.String),
  /** The sender's own date, RFC 3339; data, never used to order. */
  sentAt: Schema.NullOr(Schema.String),
  /** Codes of what could not be read in full, such as `too-deep`: the raw message has it. */
  troubles: Schema.optionalKey(Schema.Array(Schema.String)),
  attachments: Schema.Array(
    Schema.Struct({
      contentId: ContentId,
      fileName: Schema.String,
      mediaType: Schema.String,
      /** Bytes. */
      size: Schema.Int,
      /** The Content-ID by which the HTML names it, without angle brackets. */
      inlineId: Schema.NullOr(Schema.String)
    })
  )
})
export type MessageBody = typeof MessageBody.Type

export const BODY_MEDIA_TYPE = "application/vnd.parley.message+json"

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(MessageBody))

export const putBody = (
  vault: VaultService,
  centre: string,
  body: MessageBody
): Effect.Effect<ContentId, StoreFailure | ContentTooLarge> =>
  vault.put(centre, { mediaType: BODY_MEDIA_TYPE, bytes: utf8(JSON.stringify(body)) })

/** Null when there is none, or nobody is left whose it is. */
export const getBody = Effect.fnUntraced(function* (
  vault: VaultService,
  centre: string,
  id: ContentId
): Effect.fn.Return<MessageBody | null, StoreFailure | ContentUnreadable> {
  const content = yield* vault.get(centre, id)
  if (content === null) return null
  return yield* Effect.mapError(
    decode(fromUtf8(content.bytes)),
    (error) => new ContentUnreadable({ contentId: id, reason: error.message })
  )
})
