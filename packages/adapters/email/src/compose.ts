/** An outgoing mail as raw bytes. The same input gives the same bytes: a repeat after a crash is the same mail. */
import { Data, Effect } from "effect"
import MailComposer from "nodemailer/lib/mail-composer"
import { createHash } from "node:crypto"
import { MESSAGE_ID_PATTERN } from "./header-fields.ts"
import { normalAddress } from "./identity.ts"
import { displayName, safeFileName, singleLine } from "./safe-text.ts"

/** Ids in References: the first and the last ones of a longer thread. Source: RFC 5537, 3.4.4 (keep the first, and the last). */
export const REFERENCES_MAX = 100

/** Recipients of one mail, all kinds together. Source: RFC 5321, 4.5.3.1.8: every server takes a hundred. */
export const RECIPIENTS_MAX = 100

/** Source: the size most providers take, 25 MB, before the third that base64 adds. */
export const ATTACHMENTS_MAX_BYTES = 25 * 1024 * 1024

const MESSAGE_ID = /^<[^<>\s@]{1,250}@[^<>\s@]{1,250}>$/
const FOREIGN_ID = /^<[^<>\s]{1,500}>$/
const CONTENT_TYPE = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/i
const CONTENT_ID = /^[^<>\s]{1,250}$/
/** Marks of an answer in the languages our clients write in, with Outlook's numbers. */
const REPLY_MARKS = /^(?:\s*(?:re|aw|sv|antw|vs|rv|res|odp)(?:\[\d{1,3}\])?\s*:)+\s*/i

/** An attachment to send; with a content id it can be shown inline by `cid:`. */
export type OutgoingAttachment = {
  readonly fileName: string
  readonly contentType: string
  readonly contentId: string | null
  readonly bytes: Uint8Array
}

/** The mail answered: its id and its own references. */
export type AnsweredMail = { readonly messageId: string; readonly references: readonly string[] }

/** What to send. Addresses are bare; `replyTo` is the address with the reply token, or null. */
export type OutgoingMail = {
  readonly messageId: string
  readonly at: number
  readonly from: { readonly address: string; readonly name: string }
  readonly replyTo: string | null
  readonly to: readonly string[]
  readonly cc: readonly string[]
  /** On the envelope only. */
  readonly bcc: readonly string[]
  readonly subject: string
  readonly text: string | null
  readonly html: string | null
  readonly attachments: readonly OutgoingAttachment[]
  readonly inReplyTo: AnsweredMail | null
  /** Marks an answer no person wrote, so that no machine answers it. Source: RFC 3834, 3.1. */
  readonly isAutoReply: boolean
}

export type ComposedMail = {
  readonly raw: Uint8Array
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
}

/** Why a mail was not made, with the field at fault; the value is not repeated. */
export class ComposeRefused extends Data.TaggedError("ComposeRefused")<{
  readonly reason:
    | "bad-address"
    | "no-recipients"
    | "too-many-recipients"
    | "bad-message-id"
    | "bad-attachment"
    | "too-large"
  readonly field: string
}> {}

/** One "Re:" in front, whatever stood there. Controls and line ends become blanks. */
export const replySubject = (subject: string): string => `Re: ${singleLine(subject).replace(REPLY_MARKS, "")}`.trim()

/** The chain of an answer: the answered mail's references and its id; of a long one the first and the last. Bad ids are left out. */
export const referencesOf = (answered: AnsweredMail): readonly string[] => {
  const chain = [...answered.references.filter((id) => id !== answered.messageId), answered.messageId].flatMap(
    (id) => id.match(MESSAGE_ID_PATTERN) ?? []
  )
  const [first, ...rest] = chain
  return first === undefined || chain.length <= REFERENCES_MAX ? chain : [first, ...rest.slice(-(REFERENCES_MAX - 1))]
}

const refuse = (reason: ComposeRefused["reason"], field: string) => new ComposeRefused({ reason, field })

/** The first thing wrong with a mail; null when it can be made. Nothing that could open a header or a second address passes. */
const fault = (mail: OutgoingMail): ComposeRefused | null => {
  const lists = {
    from: [mail.from.address],
    replyTo: mail.replyTo === null ? [] : [mail.replyTo],
    to: mail.to,
    cc: mail.cc,
    bcc: mail.bcc
  }
  for (const [field, addresses] of Object.entries(lists)) {
    const bad = addresses.findIndex((address) => normalAddress(address) === null)
    if (bad !== -1) return refuse("bad-address", addresses.length > 1 ? `${field}.${bad}` : field)
  }
  const recipients = mail.to.length + mail.cc.length + mail.bcc.length
  if (recipients === 0) return refuse("no-recipients", "to")
  if (recipients > RECIPIENTS_MAX) return refuse("too-many-recipients", "to")
  if (!MESSAGE_ID.test(mail.messageId)) return refuse("bad-message-id", "messageId")
  const isBad = (part: OutgoingAttachment) =>
    !CONTENT_TYPE.test(part.contentType) || (part.contentId !== null && !CONTENT_ID.test(part.contentId))
  const bad = mail.attachments.findIndex(isBad)
  if (bad !== -1) return refuse("bad-attachment", `attachments.${bad}`)
  const bytes = mail.attachments.reduce((sum, part) => sum + part.bytes.length, 0)
  return bytes > ATTACHMENTS_MAX_BYTES ? refuse("too-large", "attachments") : null
}

const composerOf = (mail: OutgoingMail): MailComposer => {
  const { inReplyTo } = mail
  const answered = inReplyTo !== null && FOREIGN_ID.test(inReplyTo.messageId) ? inReplyTo : null
  return new MailComposer({
    messageId: mail.messageId,
    date: new Date(mail.at),
    from: { name: displayName(mail.from.name), address: mail.from.address },
    to: [...mail.to],
    cc: [...mail.cc],
    ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
    subject: inReplyTo === null ? singleLine(mail.subject) : replySubject(mail.subject),
    ...(answered === null ? {} : { inReplyTo: answered.messageId, references: [...referencesOf(answered)] }),
    ...(mail.text === null && mail.html !== null ? {} : { text: mail.text ?? "" }),
    ...(mail.html === null ? {} : { html: mail.html }),
    attachments: mail.attachments.map((part, index) => ({
      filename: safeFileName(part.fileName) || `attachment-${index + 1}`,
      contentType: part.contentType,
      content: Buffer.from(part.bytes),
      ...(part.contentId === null ? {} : { cid: part.contentId })
    })),
    headers: mail.isAutoReply ? { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" } : {},
    xMailer: false,
    // From the id, not drawn: the same mail again has the same bytes.
    baseBoundary: createHash("sha256").update(mail.messageId).digest("hex").slice(0, 32),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "windows"
  })
}

/** Makes the raw mail and its envelope. Nothing is read from disk or network. `ComposeRefused` names the field at fault. */
export const composeMail = (mail: OutgoingMail): Effect.Effect<ComposedMail, ComposeRefused> =>
  Effect.suspend(() => {
    const refused = fault(mail)
    if (refused !== null) return Effect.fail(refused)
    const envelope = { from: mail.from.address, to: [...new Set([...mail.to, ...mail.cc, ...mail.bcc])] }
    return Effect.promise(() => composerOf(mail).compile().build()).pipe(Effect.map((raw) => ({ raw, envelope })))
  })
