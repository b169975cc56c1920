/** Ready texts: what their commands need of campaigns and dialers. */
import * as Result from "effect/Result"
import { decideCanned, decideTemplate, type CannedResponseCommand, type TemplateCommand } from "../../texts/index.ts"
import type { CampaignName, DialerName } from "../../kernel/fields.ts"
import { hamtGet, hamtValues } from "../../kernel/hamt.ts"
import { vectorValues } from "../../kernel/vector.ts"
import { campaignByName } from "../../routing/index.ts"
import type { CentreRejection } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"

export function template(context: Context, command: TemplateCommand): Decided {
  const refused = unknownCampaign(context, command) ?? inUse(context, command)
  if (refused !== null) return Result.fail(refused)
  return Result.map(decideTemplate(context.draft.texts, command), (events) => emitAll(context, events))
}

export function canned(context: Context, command: CannedResponseCommand): Decided {
  const refused = unknownCampaign(context, command)
  if (refused !== null) return Result.fail(refused)
  return Result.map(decideCanned(context.draft.texts, command), (events) => emitAll(context, events))
}

export function unknownCampaign(
  { draft }: Context,
  command: { readonly campaign?: CampaignName | null } | { readonly _tag: string }
): CentreRejection | null {
  const campaign = "campaign" in command ? (command.campaign ?? null) : null
  return campaign === null || campaignByName(draft, campaign) !== undefined
    ? null
    : { _tag: "CampaignUnknown", campaign }
}

/** What a campaign or a dialer sends must stay, and serve it. Of several users the first by campaign. O(campaigns + dialers). */
function inUse({ draft }: Context, command: TemplateCommand): CentreRejection | null {
  if (command._tag === "DefineTemplate" || (command._tag === "ChangeTemplate" && command.campaign === undefined))
    return null
  const { template: name } = command
  const given = command._tag === "ChangeTemplate" ? command.campaign : undefined
  const users = usersOf(draft, name).filter(({ campaign }) => given !== null && given !== campaign)
  const [first] = users.sort((a, b) => (`${a.campaign} ${a.dialer ?? ""}` < `${b.campaign} ${b.dialer ?? ""}` ? -1 : 1))
  return first === undefined ? null : { _tag: "TemplateInUse", template: name, ...first }
}

interface Use {
  readonly campaign: CampaignName
  readonly by: "signature" | "auto-reply" | "dialer"
  readonly dialer: DialerName | null
}

function usersOf({ campaigns, campaignNumbers, dialers }: Context["draft"], name: string): Array<Use> {
  const users: Array<Use> = []
  for (const { name: campaign, number, settings } of vectorValues(campaigns)) {
    if (hamtGet(campaignNumbers, campaign) !== number) continue
    if (settings.signature === name) users.push({ campaign, by: "signature", dialer: null })
    if (settings.autoReply === name) users.push({ campaign, by: "auto-reply", dialer: null })
  }
  for (const { name: dialer, campaign, campaignNumber, settings } of hamtValues(dialers.dialers))
    if (settings.template === name && hamtGet(campaignNumbers, campaign) === campaignNumber)
      users.push({ campaign, by: "dialer", dialer })
  return users
}
