/** An agent contacts a client: an outbound interaction, active and owned at once. */
import * as Result from "effect/Result"
import { isConnected, loadOf, wrapUpUntil, type Agent } from "../../agent/index.ts"
import { memberOf, type Campaign } from "../../campaign/index.ts"
import type { ChannelName } from "../../kernel/fields.ts"
import { agentById, campaignByName } from "../../routing/index.ts"
import { chatLimitOf, holdOf } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, type Context, type Decided } from "../context.ts"
import { isBlocked, isTaken, receiversOf } from "../threading.ts"
import { contactFor } from "./receive-message.ts"
import { planMessage } from "./messages.ts"

type Start = CommandOf<"StartInteraction">

/**
 * Bounded by neither the maximum per agent nor a pause in the campaign, which concern what is offered, nor by a routing
 * hold. On a live channel the campaign must be open.
 */
export function start(context: Context, command: Start): Decided {
  const { interactionId, agentId, to = null, contents, participants = [] } = command
  const campaign = campaignByName(context.draft, command.campaign)
  const agent = agentById(context.draft, agentId)
  if (campaign === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign: command.campaign })
  if (agent === undefined) return Result.fail({ _tag: "AgentUnknown", agentId })
  if (isTaken(context.draft, context.rows, interactionId))
    return Result.fail({ _tag: "InteractionExists", interactionId })
  const refused =
    busyWith(agent) ??
    refusedBy(campaign, agent) ??
    overloaded(agent, campaign) ??
    refusedTo(context, campaign, command)
  if (refused !== null) return Result.fail(refused)
  const { name, channel, kind, media, cost } = campaign
  const contactId = to === null ? null : contactFor(context, to, `${interactionId}.c`)
  emit(context, {
    _tag: "InteractionStarted",
    interactionId,
    campaign: name,
    channel,
    kind,
    media,
    agentId,
    cost,
    hold: holdOf(context, campaign),
    contactId,
    address: to,
    chatLimitAt: chatLimitOf(context, campaign)
  })
  if (contents === undefined) return Result.succeed({ interactionId, messageId: null })
  const receivers = to === null ? participants : [to, ...participants]
  const words = { author: "agent", agentId, contents, participants: receivers } as const
  return Result.succeed({ interactionId, messageId: planMessage(context, { interactionId, ...words }) })
}

/** Away, on a break, in wrap-up: neither received nor started is anything then, in any campaign. */
export function busyWith(agent: Agent): CentreRejection | null {
  const { id: agentId } = agent
  const until = wrapUpUntil(agent)
  if (!isConnected(agent)) return { _tag: "AgentNotConnected", agentId }
  if (agent.break !== null) return { _tag: "AgentIsOnBreak", agentId, name: agent.break.name }
  return until === null ? null : { _tag: "AgentIsInWrapUp", agentId, until }
}

/** One more of the campaign's channel is more than the agent may hold, offers and transfers to them included. */
export function overloaded(agent: Agent, { cost }: Campaign): CentreRejection | null {
  const { id: agentId, capacity } = agent
  const load = loadOf(agent)
  return capacity === null || load + cost <= capacity
    ? null
    : { _tag: "CapacityExceeded", agentId, load, cost, capacity }
}

function refusedBy(campaign: Campaign, { id: agentId }: Agent): CentreRejection | null {
  const { name } = campaign
  if (!campaign.enabled) return { _tag: "CampaignIsDisabled", campaign: name }
  if (campaign.kind === "live" && !campaign.open) return { _tag: "CampaignIsClosed", campaign: name }
  return memberOf(campaign, agentId)?.outbound === true ? null : { _tag: "NotOutboundMember", campaign: name, agentId }
}

function refusedTo(context: Context, { name, channel }: Campaign, command: Start): CentreRejection | null {
  const { fields = [] } = command
  const missing = missingFields(context, channel, fields)
  if (missing.length > 0) return { _tag: "FieldsMissing", channel, missing }
  return receiversOf(command).some((address) => isBlocked(context.rows, name, address))
    ? { _tag: "ClientIsBlacklisted", campaign: name }
    : null
}

/** Of each group of fields that the channel needs, one must be there: the groups of which none is. */
const missingFields = (
  { channels }: Context,
  channel: ChannelName,
  fields: ReadonlyArray<string>
): ReadonlyArray<ReadonlyArray<string>> =>
  (channels.get(channel)?.needs ?? []).filter((group) => !group.some((field) => fields.includes(field)))
