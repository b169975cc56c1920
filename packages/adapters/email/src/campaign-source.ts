/** The e-mail campaigns of a centre as its state has them: settings, secret, source and how far each mailbox was read. */
import { type Campaign, type Centre, Fields, Routing, Tenant } from "@parley/core"
import { createHash } from "node:crypto"
import type { CentreHandle } from "@parley/core/engine"
import { Effect } from "effect"
import { type CampaignMail, readSettings } from "./channel-settings.ts"
import type { MailboxCursor } from "./mailbox-types.ts"
import { CHANNEL } from "./prepare.ts"
import type { EmailSettingsInvalid } from "./settings.ts"

/** Campaigns looked at in one page. */
const PAGE = 1_000

/** Hex digits that tell a campaign's accounts apart, one after another over the years. */
const ACCOUNT_DIGITS = 12

/** One e-mail campaign with its settings decoded. */
export type MailCampaign = {
  readonly name: Fields.CampaignName
  readonly enabled: boolean
  readonly secret: Fields.SecretId | null
  readonly mail: CampaignMail
}

const decoded = (campaign: {
  readonly name: Fields.CampaignName
  readonly enabled: boolean
  readonly settings: Campaign.Settings
}): Effect.Effect<MailCampaign, EmailSettingsInvalid> =>
  Effect.map(readSettings(campaign.settings.channelSettings), (mail) => ({
    name: campaign.name,
    enabled: campaign.enabled,
    secret: campaign.settings.secret,
    mail
  }))

/** Null for a campaign that is gone, or that is none of this channel. */
export const campaignIn = (
  state: Centre.State,
  name: Fields.CampaignName
): Effect.Effect<MailCampaign | null, EmailSettingsInvalid> => {
  const campaign = Routing.campaignByName(state.facts, name)
  return campaign === undefined || campaign.channel !== CHANNEL ? Effect.succeed(null) : decoded(campaign)
}

/** The names of this channel's campaigns. O(campaigns). */
export const campaignNames = ({ centre }: CentreHandle, state: Centre.State): readonly Fields.CampaignName[] => {
  const names: Fields.CampaignName[] = []
  for (let cursor: string | null | undefined = undefined; cursor !== null;) {
    const page: ReturnType<typeof centre.views.campaigns> = centre.views.campaigns(state, {
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor })
    })
    names.push(...(page?.items ?? []).filter(({ channel }) => channel === CHANNEL).map(({ campaign }) => campaign))
    cursor = page?.next ?? null
  }
  return names
}

/**
 * The source of a campaign's mailbox, named by campaign and account: a server that moves is the same mailbox (a new UIDVALIDITY says
 * what changed), another account is another one.
 */
export const sourceOf = ({ name, mail }: MailCampaign): Fields.SourceId => {
  const account = createHash("sha256").update(mail.email.account).digest("hex").slice(0, ACCOUNT_DIGITS)
  return Fields.SourceId.make(`inbox.${name}.${account}`)
}

/** How far a source was read: the watermark that its events left. There is no other cursor. */
export const cursorOf = (state: Centre.State, source: Fields.SourceId): MailboxCursor | null => {
  const mark = Tenant.watermarkOf(state.facts.tenant, source)
  return mark === undefined ? null : { uidValidity: mark.epoch, uid: mark.sequence }
}
