/** A received mail as plain data: what `parse.ts` makes of raw bytes and what the wiring turns into a command and content. */

/** A bare address in normal form and the name shown beside it; the name is empty when there is none. */
export type MailAddress = { readonly address: string; readonly name: string }

/** A part that is not the text: bytes decoded, `fileName` safe to use in a path, `contentId` without angle brackets. */
export type MailAttachment = {
  readonly fileName: string
  readonly contentType: string
  readonly contentId: string | null
  readonly isInline: boolean
  readonly bytes: Uint8Array
}

/** Why a mail could not be read in full. It still becomes an interaction: the raw mail is its content. */
export type MailTrouble =
  | "too-deep"
  | "too-many-parts"
  | "too-many-attachments"
  | "text-truncated"
  | "headers-truncated"
  | "bad-address"
  | "too-many-addresses"
  | "parser-failed"

/** A mail read. Ids are in angle brackets and in their own case; `dateAt` is the sender's claim, an instant or null. */
export type ParsedMail = {
  readonly _tag: "ParsedMail"
  readonly from: readonly MailAddress[]
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  readonly replyTo: readonly MailAddress[]
  readonly subject: string
  readonly text: string
  readonly html: string | null
  readonly attachments: readonly MailAttachment[]
  /** Where the servers say they put it: Delivered-To and its older forms, normal forms, at most twenty. */
  readonly deliveredTo: readonly string[]
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  /** At most the first and the last hundred. */
  readonly references: readonly string[]
  readonly dateAt: number | null
  /** Auto-Submitted other than `no`, or one of its older forms. Source: RFC 3834, 5. */
  readonly isAutoSubmitted: boolean
  /** Precedence bulk, list or junk. */
  readonly isBulk: boolean
  /** List-Id, List-Post or List-Unsubscribe. Source: RFC 2919, RFC 2369. */
  readonly isList: boolean
  /** X-Auto-Response-Suppress asks for no automatic answer. Source: MS-OXCMAIL, 2.2.3.2.14. */
  readonly suppressesAutoReply: boolean
  readonly hasNullReturnPath: boolean
  /** The report-type of a mail that is itself a multipart/report, in lower case. Source: RFC 6522. */
  readonly reportType: string | null
  /** A multipart/report of delivery status, or a part of that type. Source: RFC 3464; RFC 6533. */
  readonly isDeliveryReport: boolean
  /** A spam complaint. Source: RFC 5965. */
  readonly isFeedbackReport: boolean
  /** More than one From field: parsers disagree which one counts, so the sender must not be trusted. */
  readonly hasDuplicateFrom: boolean
  /** See `mailFingerprint`; taken here so that the bytes are read in the thread that parses. */
  readonly fingerprint: string
  readonly hasParseTrouble: boolean
  readonly troubles: readonly MailTrouble[]
}

/** Why nothing could be made of the bytes. */
export type UnreadableReason = "empty" | "too-large" | "no-headers" | "time-limit" | "memory-limit" | "worker-crashed"

/** Bytes that are no mail, or that no parser survives. Only the raw bytes can be kept. */
export type UnreadableMail = { readonly _tag: "UnreadableMail"; readonly reason: UnreadableReason }

export type ParseResult = ParsedMail | UnreadableMail

/** Limits of what is read. Sizes are bytes of the raw mail or characters of decoded text. */
export type ParseLimits = {
  /** Source: the size Gmail accepts inbound, 50 MB. */
  readonly mailMaxBytes: number
  /** Levels of multipart and message parts. Source: our choice; the parser goes silent near 300. */
  readonly depthMax: number
  /** Parts of one mail. Source: our choice, under the 1,000 children at which the parser throws. */
  readonly partsMax: number
  readonly attachmentsMax: number
  readonly textMaxChars: number
  readonly subjectMaxChars: number
  /** Addresses read of one header. */
  readonly addressesMax: number
}

export const PARSE_LIMITS: ParseLimits = {
  mailMaxBytes: 50 * 1024 * 1024,
  depthMax: 50,
  partsMax: 500,
  attachmentsMax: 200,
  textMaxChars: 2_000_000,
  subjectMaxChars: 2_000,
  addressesMax: 500
}

/** References kept from either end of the list. Source: DOMAIN, 8.3. */
export const REFERENCES_KEPT_PER_END = 100

/** Addresses kept of Delivered-To. Source: our choice; each server on the way adds one. */
export const DELIVERED_TO_MAX = 20

/** Ids kept of In-Reply-To. Source: our choice; the field holds one, rarely two. */
export const IN_REPLY_TO_MAX = 100
