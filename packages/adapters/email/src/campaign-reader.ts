/** The reader of one campaign's mailbox: from the watermark on, for as long as the campaign receives. */
import type { CentreHandle, ContentUnreadable, StoreFailure, VaultService } from "@parley/core/engine"
import { Effect } from "effect"
import type { SecretBook } from "./access-tokens.ts"
import { type MailCampaign, cursorOf, sourceOf } from "./campaign-source.ts"
import { mailboxReader } from "./mailbox.ts"
import type { MailboxLimits, MailboxState } from "./mailbox-types.ts"
import type { MailParser } from "./parse-pool.ts"
import { whenStoreIsBack } from "./patience.ts"
import { bringIn, type Receiver } from "./receive.ts"
import type { EmailSecret, EmailSettingsInvalid } from "./settings.ts"

/** What every reader of one centre shares. */
export type ReadingParts = {
  readonly handle: CentreHandle
  readonly vault: VaultService
  readonly secrets: SecretBook
  readonly parser: MailParser
  readonly limits: MailboxLimits
  readonly ownAddresses: () => ReadonlySet<string>
}

/** What opens a campaign's account; null when nothing is stored. A store that is away is waited for. */
export const secretOf = (
  { vault, handle, secrets }: Pick<ReadingParts, "vault" | "handle" | "secrets">,
  { secret }: MailCampaign
): Effect.Effect<EmailSecret | null, StoreFailure | ContentUnreadable | EmailSettingsInvalid> =>
  secret === null
    ? Effect.succeed(null)
    : Effect.flatMap(whenStoreIsBack(vault.getSecret(handle.name, secret)), (text) =>
        text === null ? Effect.succeed(null) : Effect.fromResult(secrets.open(text))
      )

const logState = (state: MailboxState): Effect.Effect<void> => {
  const { _tag: status } = state
  if (status === "Connecting" || status === "Stopped") return Effect.logDebug("mailbox").pipe(annotated({ status }))
  if (status === "Connected") return Effect.logInfo("mailbox").pipe(annotated({ status, pushes: state.pushes }))
  const code = status === "Disconnected" ? state.code : status
  return Effect.logWarning("mailbox").pipe(annotated({ status, code, retryInMs: state.retryInMs }))
}

const annotated =
  (fields: Record<string, unknown>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.annotateLogs(effect, fields)

/**
 * Reads until interrupted; ends early, with a line in the log, when there is nothing to sign in with. The cursor is the source's
 * watermark, left by the events of the mails themselves.
 */
export const runReader = (parts: ReadingParts, campaign: MailCampaign): Effect.Effect<void> => {
  const { handle, limits } = parts
  const { name, mail } = campaign
  const { email } = mail
  const reading = Effect.gen(function* () {
    const secret = yield* secretOf(parts, campaign)
    if (!email.receive) return
    if (secret === null) return yield* Effect.logWarning("mailbox without a password: not read")
    const source = sourceOf(campaign)
    const receiver: Receiver = {
      ...parts,
      campaign: name,
      settings: email,
      threadBySubject: mail.threadBySubject,
      source
    }
    const log = Effect.runForkWith(yield* Effect.context())
    const { state } = yield* handle.state
    yield* mailboxReader({
      leg: email.imap,
      account: email.account,
      secret,
      limits,
      cursor: cursorOf(state, source),
      onState: (mailbox) => void log(annotated({ centre: handle.name, campaign: name })(logState(mailbox))),
      onMail: (found) =>
        bringIn(receiver, found).pipe(
          Effect.tapError(({ _tag: failure }) =>
            Effect.logWarning("a mail was not taken").pipe(annotated({ failure, uid: found.position.uid }))
          ),
          annotated({ centre: handle.name, campaign: name })
        ),
      onUidValidityChanged: (change) =>
        handle.send({ _tag: "ResetSource", source, epoch: change.new }, { lane: "adapters", actor: "email" })
    })
  })
  return reading.pipe(
    Effect.catch(({ _tag: failure }) =>
      Effect.logError("mailbox not read: its password cannot be had").pipe(annotated({ failure }))
    ),
    annotated({ centre: handle.name, campaign: name })
  )
}
