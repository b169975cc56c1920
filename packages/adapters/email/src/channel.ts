/** E-mail as a channel: mailboxes read, answers sent, settings tried before they are kept. */
import { type CentreHandle, type Channel, type ChannelFault, runSending, Vault } from "@parley/core/engine"
import { type Fields, Message } from "@parley/core"
import { Effect, type Scope } from "effect"
import { SecretBook } from "./access-tokens.ts"
import { runReaders } from "./campaign-readers.ts"
import { secretOf } from "./campaign-reader.ts"
import { campaignIn, campaignNames } from "./campaign-source.ts"
import { CHECK_LIMITS, checkConnection, type CheckLimits } from "./connection-check.ts"
import { PARSE_LIMITS } from "./mail.ts"
import { MAILBOX_LIMITS, type MailboxLimits } from "./mailbox-types.ts"
import { makeMailParser, PARSE_POOL_LIMITS, type ParsePoolLimits } from "./parse-pool.ts"
import { CHANNEL, NO_PASSWORD, prepareEmail, reportFaults, settingsFaults } from "./prepare.ts"
import { makeSubmit, type SendingLimits } from "./sending.ts"
import { SUBMISSION_LIMITS } from "./submission.ts"
import { TOKEN_LIMITS, type TokenLimits } from "./token-request.ts"

/** All limits of the channel. */
export type EmailChannelLimits = {
  readonly check: CheckLimits
  readonly mailbox: MailboxLimits
  readonly parse: ParsePoolLimits
  readonly sending: SendingLimits
  readonly token: TokenLimits
  /** Between two checks of all campaigns, and between two campaigns of one round. */
  readonly checkEveryMs: number
  readonly checkPauseMs: number
}

/** Source: our choice, but for the parts'. */
export const EMAIL_LIMITS: EmailChannelLimits = {
  check: CHECK_LIMITS,
  mailbox: MAILBOX_LIMITS,
  parse: { ...PARSE_POOL_LIMITS, parse: { ...PARSE_LIMITS, attachmentsMax: Message.ATTACHMENTS_MAX } },
  sending: {
    submission: SUBMISSION_LIMITS,
    backoff: { firstMs: 250, maxMs: 60_000 },
    authRetryMs: 5 * 60_000,
    refusedPauseSeconds: [60, 600],
    keepMs: 10_000
  },
  token: TOKEN_LIMITS,
  checkEveryMs: 15 * 60_000,
  checkPauseMs: 100
}

type Checking = {
  readonly handle: CentreHandle
  readonly vault: Vault["Service"]
  readonly secrets: SecretBook
  readonly limits: EmailChannelLimits
}

/** The faults of a campaign as it is now; none for a campaign that is gone. */
const checkCampaign = Effect.fnUntraced(function* (parts: Checking, name: Fields.CampaignName) {
  const { state } = yield* parts.handle.state
  const found = yield* Effect.result(campaignIn(state, name))
  if (found._tag === "Failure") return settingsFaults(found.failure)
  const campaign = found.success
  if (campaign === null) return []
  const opened = yield* secretOf(parts, campaign).pipe(
    Effect.catchTag("EmailSettingsInvalid", (invalid) => Effect.succeed({ faults: settingsFaults(invalid) }))
  )
  if (opened === null) return [NO_PASSWORD]
  if ("faults" in opened) return opened.faults
  return reportFaults(yield* checkConnection(campaign.mail.email, opened, parts.limits.check))
})

/** Checks every enabled campaign in turn, for ever, and says when one turns red or green again. */
const runChecks = Effect.fnUntraced(function* (parts: Checking): Effect.fn.Return<never> {
  const { handle, limits } = parts
  const red = new Map<string, string>()
  const tell = (name: string, faults: ReadonlyArray<ChannelFault>): Effect.Effect<void> => {
    if (faults.length === 0) return red.delete(name) ? Effect.logInfo("connection check green again") : Effect.void
    const codes = faults.map(({ leg, field, code }) => `${leg ?? "settings"} ${field} ${code}`).join(", ")
    if (red.get(name) === codes) return Effect.void
    red.set(name, codes)
    return Effect.annotateLogs(Effect.logWarning("connection check red"), { faults: codes })
  }
  for (;;) {
    yield* Effect.sleep(limits.checkEveryMs)
    const { state } = yield* handle.state
    for (const name of campaignNames(handle, state)) {
      if (handle.centre.views.campaign(state, name)?.enabled !== true) continue
      yield* checkCampaign(parts, name).pipe(
        Effect.flatMap((faults) => tell(name, faults)),
        Effect.catch(({ _tag: failure }) =>
          Effect.annotateLogs(Effect.logWarning("connection check not possible"), { failure })
        ),
        Effect.annotateLogs({ centre: handle.name, campaign: name })
      )
      yield* Effect.sleep(limits.checkPauseMs)
    }
  }
})

/**
 * The channel `email`. Its parser's threads live as long as the scope. Settings of a campaign: `fromName`, `address`, `account`
 * (left out: the address), `receive`, `preset`, `subjectToken`, `threadBySubject`, and by leg `smtp.host`, `smtp.port`, `smtp.security`,
 * `smtp.trustedCertificate`, `imap.…`. Its secret is a password, or the JSON document `{"oauth2": {"clientId", "clientSecret",
 * "refreshToken", "tokenUrl"}}` (`clientSecret` may be left out), with which access tokens are fetched.
 */
export const emailChannel = Effect.fnUntraced(function* (
  limits: EmailChannelLimits = EMAIL_LIMITS
): Effect.fn.Return<Channel, never, Vault | Scope.Scope> {
  const vault = yield* Vault
  const secrets = new SecretBook(limits.token)
  const parser = yield* makeMailParser(limits.parse)
  return {
    definition: { name: CHANNEL, kind: "asynchronous", media: "text", needs: [["to"], ["subject"]] },
    prepare: (preparation) => prepareEmail(preparation, limits.check, secrets),
    check: (handle, campaign) => checkCampaign({ handle, vault, secrets, limits }, campaign),
    run: (handle) =>
      Effect.scoped(
        Effect.gen(function* () {
          const submit = yield* makeSubmit({ handle, vault, secrets, limits: limits.sending })
          const work = [
            runReaders({ handle, vault, secrets, parser, limits: limits.mailbox }),
            runSending(handle, CHANNEL, submit),
            runChecks({ handle, vault, secrets, limits })
          ]
          const all = Effect.all(work, { concurrency: "unbounded", discard: true })
          yield* Effect.raceFirst(all, Effect.flatMap(handle.ended, Effect.fail))
        })
      )
  }
})
