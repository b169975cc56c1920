/** A campaign's settings and members. What binds it to channels, strategies, agents or open work is decided above. */
import * as Result from "effect/Result"
import type { AgentId } from "../kernel/fields.ts"
import { sameValue } from "../kernel/same.ts"
import type { CampaignCommand, CampaignRejection } from "./commands.ts"
import type { CampaignEvent } from "./events.ts"
import type { Settings, SettingsChange } from "./settings.ts"
import { memberOf, type Campaign } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<CampaignEvent>, CampaignRejection>
type Of<Tag> = CampaignCommand & { readonly _tag: Tag }

/** The settings after a change, or null when nothing differs. */
export function changedSettings(settings: Settings, change: SettingsChange): Settings | null {
  const next: Settings = { ...settings, ...change }
  return sameValue(settings, next) ? null : next
}

export const enable = (campaign: Campaign): ReadonlyArray<CampaignEvent> =>
  campaign.enabled ? [] : [{ _tag: "CampaignEnabled", campaign: campaign.name }]

/** Adding is idempotent: who is a member already stays as they are. */
export function addMember(campaign: Campaign, command: Of<"AddMembers">, agentId: AgentId): CampaignEvent | null {
  if (memberOf(campaign, agentId) !== undefined) return null
  const { penalty = 0, inbound = true, outbound = true } = command
  const ordinal = campaign.nextOrdinal
  return { _tag: "MemberAdded", campaign: campaign.name, agentId, ordinal, penalty, inbound, outbound }
}

export const removeMember = (campaign: Campaign, agentId: AgentId): CampaignEvent | null =>
  memberOf(campaign, agentId) === undefined ? null : { _tag: "MemberRemoved", campaign: campaign.name, agentId }

export function changeMember(campaign: Campaign, command: Of<"ChangeMember">): Decision {
  const member = memberOf(campaign, command.agentId)
  const { name } = campaign
  const { agentId } = command
  if (member === undefined) return Result.fail({ _tag: "MemberUnknown", campaign: name, agentId })
  const position = command.position ?? member.position
  const penalty = command.penalty ?? member.penalty
  const inbound = command.inbound ?? member.inbound
  const outbound = command.outbound ?? member.outbound
  const same =
    position === member.position &&
    penalty === member.penalty &&
    inbound === member.inbound &&
    outbound === member.outbound
  if (same) return Result.succeed([])
  return Result.succeed([{ _tag: "MemberChanged", campaign: name, agentId, position, penalty, inbound, outbound }])
}

export function pauseMember(campaign: Campaign, agentId: AgentId): Decision {
  const member = memberOf(campaign, agentId)
  if (member === undefined) return Result.fail({ _tag: "MemberUnknown", campaign: campaign.name, agentId })
  if (member.paused) return Result.succeed([])
  return Result.succeed([{ _tag: "MemberPaused", campaign: campaign.name, agentId, cause: "supervisor" }])
}

export function resumeMember(campaign: Campaign, command: Of<"ResumeMember">): Decision {
  const { agentId, by } = command
  const member = memberOf(campaign, agentId)
  if (member === undefined) return Result.fail({ _tag: "MemberUnknown", campaign: campaign.name, agentId })
  if (!member.paused) return Result.succeed([])
  return Result.succeed([{ _tag: "MemberResumed", campaign: campaign.name, agentId, cause: by }])
}
