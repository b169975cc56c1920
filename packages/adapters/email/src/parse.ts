/**
 * Raw mail to plain data, inline. Never throws and never hands a hostile structure to the parser; a limit on time needs a thread that
 * can be ended, see `parse-pool.ts`.
 */
import { type AddressObject, type Attachment, type ParsedMail as LibraryMail, simpleParser } from "mailparser"
import { type HeaderField, headerIds, headerValues, parseMailDate, splitMail, type SplitMail } from "./header-fields.ts"
import { mailFingerprint, normalAddress, normalMessageId } from "./identity.ts"
import {
  DELIVERED_TO_MAX,
  IN_REPLY_TO_MAX,
  type MailAddress,
  type MailAttachment,
  type MailTrouble,
  PARSE_LIMITS,
  type ParsedMail,
  type ParseLimits,
  type ParseResult,
  REFERENCES_KEPT_PER_END
} from "./mail.ts"
import { type MimeShape, scanMime } from "./mime-scan.ts"
import { cutText, displayName, safeFileName, singleLine, storableText } from "./safe-text.ts"

const PARSER_OPTIONS = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  keepCidLinks: true,
  // The report's own part stays a part with its bytes instead of being folded into the text.
  keepDeliveryStatus: true
} as const

const CONTENT_TYPE = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/

const addressesOf = (
  found: AddressObject | readonly AddressObject[] | undefined,
  limits: ParseLimits,
  troubles: Set<MailTrouble>
): readonly MailAddress[] => {
  const objects = found === undefined ? [] : "value" in found ? [found] : found
  const entries = objects.flatMap((object) => object.value).flatMap((entry) => entry.group ?? [entry])
  if (entries.length > limits.addressesMax) troubles.add("too-many-addresses")
  return entries.slice(0, limits.addressesMax).flatMap((entry) => {
    const address = normalAddress((entry.address ?? "").trim())
    if (address !== null) return [{ address: storableText(address), name: displayName(entry.name) }]
    if ((entry.address ?? entry.name) !== "") troubles.add("bad-address")
    return []
  })
}

const attachmentOf = (part: Attachment, index: number): MailAttachment => {
  const declared = part.contentType.toLowerCase()
  const contentType = CONTENT_TYPE.test(declared) ? declared : "application/octet-stream"
  const isMail = contentType === "message/rfc822"
  const given = safeFileName(part.filename ?? "")
  return {
    fileName: given === "" ? `attachment-${index + 1}${isMail ? ".eml" : ""}` : given,
    contentType,
    contentId: part.cid === undefined || part.cid === "" ? null : singleLine(part.cid).slice(0, 500),
    isInline: part.related || part.contentDisposition === "inline",
    bytes: new Uint8Array(part.content)
  }
}

const keptReferences = (ids: readonly string[]): readonly string[] =>
  ids.length <= 2 * REFERENCES_KEPT_PER_END
    ? ids
    : [...ids.slice(0, REFERENCES_KEPT_PER_END), ...ids.slice(-REFERENCES_KEPT_PER_END)]

/** Everything the raw header tells. `storableText` because a raw header may hold U+0000. */
const headerFacts = (fields: readonly HeaderField[], shape: MimeShape) => {
  const first = (name: string) => headerValues(fields, name)[0] ?? ""
  const has = (name: string) => fields.some((field) => field.name === name)
  const ids = (name: string) => headerIds(fields, name).map(storableText)
  const messageId = normalMessageId(first("message-id"))
  const report = /^multipart\/report\b[^]*?report-type\s*=\s*"?([a-z-]+)/i
    .exec(first("content-type"))?.[1]
    ?.toLowerCase()
  const autoSubmitted = first("auto-submitted").toLowerCase()
  const deliveredTo = ["delivered-to", "x-original-to", "envelope-to"]
    .flatMap((name) => headerValues(fields, name))
    .map((value) => normalAddress(value.replace(/^<|>$/g, "")))
    .filter((address) => address !== null)
  return {
    deliveredTo: deliveredTo.slice(0, DELIVERED_TO_MAX).map(storableText),
    reportType: report ?? null,
    messageId: messageId === null ? null : storableText(messageId),
    inReplyTo: ids("in-reply-to").slice(0, IN_REPLY_TO_MAX),
    references: keptReferences(ids("references")),
    dateAt: parseMailDate(first("date")),
    isAutoSubmitted:
      (autoSubmitted !== "" && !/^no\b/.test(autoSubmitted)) ||
      ["x-autoreply", "x-autorespond", "x-autoresponse"].some((name) => has(name) && !/^no\b/i.test(first(name))) ||
      /\bauto_reply\b/i.test(first("precedence")),
    isBulk: /\b(?:bulk|list|junk)\b/i.test(first("precedence")),
    isList: ["list-id", "list-post", "list-unsubscribe"].some(has),
    suppressesAutoReply: /\b(?:all|autoreply)\b/i.test(first("x-auto-response-suppress")),
    hasNullReturnPath: headerValues(fields, "return-path").some((value) => /^<\s*>/.test(value)),
    isDeliveryReport: report === "delivery-status" || shape.hasDeliveryStatus,
    isFeedbackReport: report === "feedback-report" || shape.hasFeedbackReport,
    hasDuplicateFrom: headerValues(fields, "from").length > 1
  }
}

/** Removes the fields that describe the body, so that the parser reads the header and nothing else. */
const headerOnly = (raw: Uint8Array, split: SplitMail): Buffer => {
  const head = Buffer.from(raw.subarray(0, Math.min(split.headEnd, raw.length))).toString("latin1")
  const cut = cutText(head, 512 * 1024).replace(
    /^(?:content-[a-z-]*|mime-version)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*(?:\r?\n|$)/gim,
    ""
  )
  return Buffer.from(`${cut.trimEnd()}\r\n\r\n`, "latin1")
}

const readByLibrary = async (bytes: Buffer): Promise<LibraryMail | null> => {
  try {
    return await simpleParser(bytes, PARSER_OPTIONS)
  } catch {
    return null
  }
}

/** The library's reading of a whole mail, or of its header alone when the structure is hostile or the parser gives up. */
const readMail = async (
  raw: Uint8Array,
  split: SplitMail,
  shape: MimeShape,
  troubles: Set<MailTrouble>
): Promise<LibraryMail | null> => {
  if (shape.verdict === "fine" && !split.hasHugeHeader) {
    const mail = await readByLibrary(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength))
    if (mail !== null) return mail
    troubles.add("parser-failed")
  }
  if (shape.verdict !== "fine") troubles.add(shape.verdict)
  if (split.hasHugeHeader) troubles.add("headers-truncated")
  return readByLibrary(headerOnly(raw, split))
}

const textOf = (text: string | false | undefined, limits: ParseLimits, troubles: Set<MailTrouble>): string | null => {
  if (text === undefined || text === false) return null
  if (text.length > limits.textMaxChars) troubles.add("text-truncated")
  return storableText(cutText(text, limits.textMaxChars))
}

/**
 * Reads one raw mail. A mail with a hostile structure comes back with its header read, no text and a trouble named; what is no mail at
 * all comes back as `UnreadableMail`. Never rejects. O(bytes).
 */
export const parseMail = async (raw: Uint8Array, limits: ParseLimits = PARSE_LIMITS): Promise<ParseResult> => {
  if (raw.length === 0) return { _tag: "UnreadableMail", reason: "empty" }
  if (raw.length > limits.mailMaxBytes) return { _tag: "UnreadableMail", reason: "too-large" }
  const split = splitMail(raw)
  if (split.fields.length === 0) return { _tag: "UnreadableMail", reason: "no-headers" }
  const troubles = new Set<MailTrouble>()
  const shape = scanMime(raw, limits)
  const mail = await readMail(raw, split, shape, troubles)
  if (mail === null) return { _tag: "UnreadableMail", reason: "no-headers" }
  const addresses = (found: AddressObject | readonly AddressObject[] | undefined) =>
    addressesOf(found, limits, troubles)
  if (mail.attachments.length > limits.attachmentsMax) troubles.add("too-many-attachments")
  const read = {
    from: addresses(mail.from),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    replyTo: addresses(mail.replyTo),
    subject: cutText(singleLine(mail.subject ?? ""), limits.subjectMaxChars),
    text: textOf(mail.text, limits, troubles) ?? "",
    html: textOf(mail.html, limits, troubles),
    attachments: mail.attachments.slice(0, limits.attachmentsMax).map(attachmentOf),
    ...headerFacts(split.fields, shape),
    fingerprint: mailFingerprint(raw)
  }
  const parsed: ParsedMail = {
    _tag: "ParsedMail",
    ...read,
    hasParseTrouble: troubles.size > 0,
    troubles: [...troubles]
  }
  return parsed
}
