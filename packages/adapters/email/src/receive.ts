/** One mail of a mailbox brought into the centre: kept raw, read, and told by one command that also moves the cursor. */
import { type Centre, Fields } from "@parley/core"
import {
  type CentreHandle,
  type ContentTooLarge,
  putBody,
  type SendFailure,
  type StoreFailure,
  type VaultService
} from "@parley/core/engine"
import { Effect } from "effect"
import { subjectForm } from "./base-subject.ts"
import { bodyOf, claimedInteraction, isAutomatic, leftAlone, participantsOf, senderOf } from "./incoming.ts"
import type { MailAttachment, ParsedMail } from "./mail.ts"
import type { MailboxMail, MailPosition } from "./mailbox-types.ts"
import { mailboxAddresses } from "./own-addresses.ts"
import type { MailParser } from "./parse-pool.ts"
import type { EmailSettings } from "./settings.ts"

/** The media type of a mail as it came. Source: RFC 2046, 5.2.1. */
export const RAW_MEDIA_TYPE = "message/rfc822"

/** What a mailbox is read for. */
export type Receiver = {
  readonly handle: CentreHandle
  readonly vault: VaultService
  readonly parser: MailParser
  readonly campaign: Fields.CampaignName
  readonly settings: EmailSettings
  /** Whether a mail may also join by its sender and subject. */
  readonly threadBySubject: boolean
  readonly source: Fields.SourceId
  /** The addresses of all e-mail campaigns as they are now, without details. */
  readonly ownAddresses: () => ReadonlySet<string>
}

type Command = Centre.CentreCommand
type Quarantine = Extract<Command, { readonly _tag: "QuarantineMessage" }>

const placeOf = ({ source }: Receiver, { uidValidity, uid }: MailPosition): Fields.SourcePlace => ({
  source,
  epoch: uidValidity,
  sequence: uid
})

/** The same mail has the same id for ever: what came of it the first time holds. */
export const commandIdOf = ({ source, epoch, sequence }: Fields.SourcePlace): string =>
  `mail.${source}.${epoch}.${sequence}`

/** A look-up hash of an address: kind and form are the same for all channels. */
export const addressHashes = (vault: VaultService, centre: string, address: string) =>
  vault.hashes(centre, "address", `email\n${address}`)

export const messageIdHashes = (vault: VaultService, centre: string, messageId: string) =>
  vault.hashes(centre, "message", messageId)

const storeAttachment = ({ handle, vault }: Receiver, part: MailAttachment) =>
  Effect.map(vault.put(handle.name, { mediaType: part.contentType, bytes: part.bytes }), (contentId) => ({
    contentId,
    fileName: part.fileName,
    mediaType: part.contentType,
    size: part.bytes.length,
    inlineId: part.contentId
  }))

/** The command of a client's mail, its body and attachments stored before. */
const receiveCommand = Effect.fnUntraced(function* (
  receiver: Receiver,
  mail: ParsedMail,
  found: { readonly raw: Fields.ContentId; readonly place: Fields.SourcePlace; readonly tokenKey: Uint8Array }
): Effect.fn.Return<Command, StoreFailure | ContentTooLarge> {
  const { handle, vault, campaign, settings } = receiver
  const { name } = handle
  const attachments = yield* Effect.forEach(mail.attachments, (part) => storeAttachment(receiver, part))
  const body = yield* putBody(vault, name, bodyOf(mail, attachments))
  const address = (normal: string) => addressHashes(vault, name, normal)
  const messageId = (id: string) => messageIdHashes(vault, name, id)
  const sender = senderOf(mail)
  const subject = receiver.threadBySubject ? subjectForm(sender, mail.subject) : null
  const replyToken = claimedInteraction(mail, [found.tokenKey])
  return {
    _tag: "ReceiveMessage",
    interactionId: Fields.InteractionId.make(crypto.randomUUID()),
    campaign,
    ...(sender === null ? {} : { from: yield* address(sender) }),
    participants: yield* Effect.forEach(participantsOf(mail, mailboxAddresses(settings)), address),
    contents: { body, raw: found.raw, attachments: attachments.map(({ contentId }) => contentId) },
    ...(replyToken === undefined ? {} : { replyToken }),
    ...(mail.messageId === null ? {} : { reference: yield* messageId(mail.messageId) }),
    fingerprint: yield* vault.hashes(name, "print", mail.fingerprint),
    inReplyTo: yield* Effect.forEach(mail.inReplyTo, messageId),
    references: yield* Effect.forEach(mail.references, messageId),
    ...(subject === null ? {} : { subject: yield* vault.hashes(name, "subject", subject) }),
    automatic: isAutomatic(mail),
    place: found.place
  }
})

const quarantine = (
  { campaign }: Receiver,
  place: Fields.SourcePlace,
  why: { readonly raw: Fields.ContentId | null; readonly reason: string }
): Quarantine => ({ _tag: "QuarantineMessage", campaign, place, ...why })

/** What the centre is told of a mail. Its bytes are stored before anything looks into them. */
const commandFor = Effect.fnUntraced(function* (
  receiver: Receiver,
  mail: MailboxMail
): Effect.fn.Return<Command, StoreFailure | ContentTooLarge> {
  const place = placeOf(receiver, mail.position)
  if (mail._tag !== "Mail") {
    const reason = mail._tag === "Oversize" ? "too-large" : "unavailable"
    return quarantine(receiver, place, { raw: null, reason })
  }
  const { handle, vault, parser, campaign } = receiver
  const raw = yield* vault.put(handle.name, { mediaType: RAW_MEDIA_TYPE, bytes: mail.raw })
  const read = yield* Effect.result(parser.parse(mail.raw))
  if (read._tag === "Failure") return quarantine(receiver, place, { raw, reason: read.failure.reason })
  const tokenKey = yield* vault.tokenKey(handle.name)
  const reason = leftAlone(read.success, { addresses: receiver.ownAddresses(), tokenKeys: [tokenKey] })
  if (reason !== null) return { _tag: "SkipMessage", campaign, reason, place }
  return yield* receiveCommand(receiver, read.success, { raw, place, tokenKey })
})

/** The campaign was removed meanwhile: its reader is about to be stopped, and the mail is nobody's. */
const CAMPAIGN_GONE: Centre.CentreRejection["_tag"] = "CampaignUnknown"

/** What is wrong with the command itself: sending it again would end the same way. */
type Poison = { readonly _tag: "Poison"; readonly reason: string }

/** Sent; `Poison` when the writer will never take it. A recorded id means that this mail is in the log, whatever was made of it now. */
const tell = ({ handle }: Receiver, command: Command, commandId: string): Effect.Effect<void, SendFailure | Poison> =>
  handle.send(command, { commandId, lane: "adapters", actor: "email" }).pipe(
    Effect.flatMap((result) =>
      result.ok ? Effect.void : Effect.fail({ _tag: "Poison" as const, reason: result.rejection._tag })
    ),
    Effect.catchTag("CommandConflict", () => Effect.void),
    Effect.catchTag(["CommandDefect", "StoreRefused"], ({ _tag: reason }) =>
      Effect.fail({ _tag: "Poison" as const, reason })
    )
  )

/**
 * Brings one mail in; completes when it is committed. Failures of the store are the caller's to wait for. What the centre refuses for
 * good is put aside, so that the mails behind it are read; a mail it refuses even so is offered again.
 */
export const bringIn = Effect.fnUntraced(function* (
  receiver: Receiver,
  mail: MailboxMail
): Effect.fn.Return<void, SendFailure | Poison> {
  const place = placeOf(receiver, mail.position)
  const commandId = commandIdOf(place)
  const aside = (reason: string) => Effect.succeed<Command>(quarantine(receiver, place, { raw: null, reason }))
  const command = yield* commandFor(receiver, mail).pipe(
    Effect.catchTag("StoreRefused", () => aside("not-storable")),
    Effect.catchTag("ContentTooLarge", () => aside("too-large")),
    // Its name alone: its message may quote the mail.
    Effect.catchDefect((defect) => {
      const bug = defect instanceof Error ? defect.name : typeof defect
      return Effect.andThen(Effect.annotateLogs(Effect.logError("a mail met a bug"), { bug }), aside("defect"))
    })
  )
  const raw = command._tag === "ReceiveMessage" ? command.contents.raw : null
  yield* Effect.catchTag(tell(receiver, command, commandId), "Poison", (poison) =>
    command._tag === "QuarantineMessage" || poison.reason === CAMPAIGN_GONE
      ? Effect.fail(poison)
      : tell(receiver, quarantine(receiver, place, { raw, reason: poison.reason }), `${commandId}.aside`)
  )
})
