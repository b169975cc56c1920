/** E-mail for Parley: settings and their check, mails read and parsed, answers made and submitted. */
export { ACCOUNTS_KEPT_MAX, AccessTokens, SecretBook } from "./access-tokens.ts"
export { EMAIL_LIMITS, emailChannel, type EmailChannelLimits } from "./channel.ts"
export { flatSettings, type FlatSettings, readSettings } from "./channel-settings.ts"
export {
  CHECK_LIMITS,
  type CheckLimits,
  checkConnection,
  type ConnectionReport,
  type LegReport
} from "./connection-check.ts"
export {
  type AnsweredMail,
  type ComposedMail,
  composeMail,
  ComposeRefused,
  type OutgoingAttachment,
  type OutgoingMail,
  replySubject
} from "./compose.ts"
export type { FailingField, LegFailure, LegFailureCode } from "./failures.ts"
export { type HeaderField, headerValues, splitMail } from "./header-fields.ts"
export { mailFingerprint, NORMAL_FORM_VERSION, normalAddress, normalDomain, normalMessageId } from "./identity.ts"
export {
  type MailAddress,
  type MailAttachment,
  type MailTrouble,
  PARSE_LIMITS,
  type ParsedMail,
  type ParseLimits,
  type ParseResult,
  type UnreadableMail,
  type UnreadableReason
} from "./mail.ts"
export { mailboxReader, type MailboxReaderOptions, readMailbox } from "./mailbox.ts"
export {
  MAILBOX_LIMITS,
  type MailboxCursor,
  type MailboxLimits,
  type MailboxMail,
  type MailboxOptions,
  type MailboxState,
  type MailPosition
} from "./mailbox-types.ts"
export { parseMail } from "./parse.ts"
export {
  type MailParser,
  MailUnreadable,
  makeMailParser,
  PARSE_POOL_LIMITS,
  type ParsePoolLimits
} from "./parse-pool.ts"
export {
  findReplyTokens,
  makeReplyToken,
  plusAddress,
  REPLY_TOKEN_CHARS,
  replyMessageId,
  verifyReplyToken
} from "./reply-token.ts"
export { OAuth2Account, readSecret, type StoredSecret } from "./secret-document.ts"
export {
  decodeEmailSettings,
  type EmailSecret,
  EmailSettings,
  EmailSettingsDraft,
  EmailSettingsInvalid,
  Security,
  ServerLeg,
  type SettingsIssue
} from "./settings.ts"
export {
  makeSubmitter,
  openSubmitter,
  SUBMISSION_LIMITS,
  type SubmissionEnvelope,
  type SubmissionLimits,
  type SubmitOptions,
  type Submitter,
  type SubmitterOptions
} from "./submission.ts"
export { TOKEN_LIMITS, type TokenLimits } from "./token-request.ts"
export type { RefusedRecipient, SubmissionOutcome, SubmissionStage, TemporaryReason } from "./submission-outcome.ts"
