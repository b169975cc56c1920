/** The reply token in a subject, for clients whose programs drop every other trace. Only where a campaign asks for it. */
import { REPLY_TOKEN_CHARS } from "./reply-token.ts"

const IN_SUBJECT = new RegExp(`\\[#([a-z2-7]{${REPLY_TOKEN_CHARS}})\\]`, "gi")

/** The tokens in a subject, unverified, in lower case. */
export const subjectTokens = (subject: string): readonly string[] =>
  [...subject.matchAll(IN_SUBJECT)].map((match) => (match[1] ?? "").toLowerCase())

/** A subject without tokens: what is shown, and what a new token is put behind. */
export const withoutTokens = (subject: string): string => subject.replace(IN_SUBJECT, "").replace(/ {2,}/g, " ").trim()

/** The subject with one token at its end. */
export const withToken = (subject: string, token: string): string => `${withoutTokens(subject)} [#${token}]`.trim()
