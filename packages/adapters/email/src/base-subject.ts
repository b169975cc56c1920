/**
 * A subject as conversations share it, and the form that is hashed of it and its sender. Like the forms in `identity.ts` it is version 1
 * of what stored hashes are taken over: a change here is a new key version.
 */
import { asciiLowerCase } from "./identity.ts"
import { withoutTokens } from "./subject-token.ts"

/** Marks of answers and forwards in front, as often as they stand there, with Outlook's numbers; over folded lower case. */
const MARKS = /^(?:(?:re|fwd?|aw|wg|rv|sv|antw|vs|res|odp|tr|enc)(?:\[\d{1,3}\])? ?: ?)+/

/**
 * A subject without the marks of answers and forwards and without our tokens, blanks folded, in ASCII lower case; no Unicode table has a
 * say. Empty when nothing else was there. O(characters). Source: RFC 5256, 2.1, without its blobs and "(fwd)".
 */
export const baseSubject = (subject: string): string =>
  asciiLowerCase(withoutTokens(subject))
    .replace(/[\t\n\v\f\r \u00a0]+/g, " ")
    .replace(/^ | $/g, "")
    .replace(MARKS, "")

/** What the keyed hash is taken over: the sender's normal address is part of it. Null without a sender or a subject. */
export const subjectForm = (sender: string | null, subject: string): string | null => {
  const base = baseSubject(subject)
  return sender === null || base === "" ? null : `subject\n${sender}\n${base}`
}
