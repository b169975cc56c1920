/** A mail that was read, as what the centre is told of it: a message of a client, or why it is left alone. */
import { Fields, Message } from "@parley/core"
import type { MessageBody } from "@parley/core/engine"
import type { MailAddress, ParsedMail } from "./mail.ts"
import { isOneOf } from "./own-addresses.ts"
import { findReplyTokens, verifyReplyToken } from "./reply-token.ts"
import { subjectTokens } from "./subject-token.ts"

/** What is not for the queue. Source: DOMAIN, 8.3; RFC 3464; RFC 5965. */
export type LeftAlone = "own" | "report"

const MAILER = /^(?:mailer-daemon|postmaster)@/

/** A report about a mail of ours: by its own type, or by its sender where the type is missing or further in. */
export const isReport = (mail: ParsedMail): boolean => {
  if (mail.reportType === "delivery-status" || mail.reportType === "feedback-report") return true
  const isByMailer = mail.from.some(({ address }) => MAILER.test(address))
  if (mail.isDeliveryReport || mail.isFeedbackReport) return isByMailer || mail.hasNullReturnPath
  return isByMailer && mail.hasNullReturnPath
}

/** Which addresses are ours, and what our tokens are made with. */
export type Ours = { readonly addresses: ReadonlySet<string>; readonly tokenKeys: readonly Uint8Array[] }

/** Why a mail is left alone; null when it is a client's. */
export const leftAlone = (mail: ParsedMail, ours: Ours): LeftAlone | null => {
  const ownIds = findReplyTokens({ messageIds: mail.messageId === null ? [] : [mail.messageId], addresses: [] })
  const isOwnId = ownIds.some((token) => verifyReplyToken(token, ours.tokenKeys) !== null)
  if (isOwnId || mail.from.some(({ address }) => isOneOf(ours.addresses, address))) return "own"
  return isReport(mail) ? "report" : null
}

/** Who wrote it, for threading; null when there are two From fields, of which programs show different ones. */
export const senderOf = (mail: ParsedMail): string | null =>
  mail.hasDuplicateFrom ? null : (mail.from[0]?.address ?? null)

/** Everybody in the conversation but the sender and the mailbox itself, each once, as many as the core keeps. */
export const participantsOf = (mail: ParsedMail, mailbox: ReadonlySet<string>): readonly string[] => {
  const sender = senderOf(mail)
  const all = [...mail.replyTo, ...mail.from, ...mail.to, ...mail.cc].map(({ address }) => address)
  const others = all.filter((address) => address !== sender && !isOneOf(mailbox, address))
  return [...new Set(others)].slice(0, Message.PARTICIPANTS_MAX - 1)
}

/**
 * The interaction whose token the mail carries, with our MAC: in an id it answers (the latest first), in an address it went to, in its
 * subject.
 */
export const claimedInteraction = (
  mail: ParsedMail,
  tokenKeys: readonly Uint8Array[]
): Fields.InteractionId | undefined => {
  const tokens = [
    ...findReplyTokens({
      messageIds: [...mail.inReplyTo, ...mail.references.toReversed()],
      addresses: [
        ...mail.to.map(({ address }) => address),
        ...mail.cc.map(({ address }) => address),
        ...mail.deliveredTo
      ]
    }),
    ...subjectTokens(mail.subject)
  ]
  for (const token of tokens) {
    const interactionId = verifyReplyToken(token, tokenKeys)
    if (interactionId !== null) return Fields.InteractionId.make(interactionId)
  }
  return undefined
}

/** Sent by a machine, or by something that asks not to be answered by one. Source: RFC 3834, 2. */
export const isAutomatic = (mail: ParsedMail): boolean =>
  mail.isAutoSubmitted || mail.isBulk || mail.isList || mail.suppressesAutoReply || mail.hasNullReturnPath

const person = ({ address, name }: MailAddress) => ({ address, name: name === "" ? null : name })

/** The body item of a mail whose attachments are stored. */
export const bodyOf = (mail: ParsedMail, attachments: MessageBody["attachments"]): MessageBody => ({
  from: mail.from[0] === undefined ? null : person(mail.from[0]),
  to: mail.to.map(person),
  cc: mail.cc.map(person),
  replyTo: mail.replyTo.map(person),
  subject: mail.subject === "" ? null : mail.subject,
  text: mail.text === "" ? null : mail.text,
  html: mail.html,
  reference: mail.messageId,
  references: mail.references,
  sentAt: mail.dateAt === null ? null : new Date(mail.dateAt).toISOString(),
  troubles: mail.hasDuplicateFrom ? [...mail.troubles, "duplicate-from"] : mail.troubles,
  attachments
})
