/** Transfers that come to nothing: by time, or because the target is gone. */
import { isConnected } from "../agent/index.ts"
import { memberOf } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import type { Instant, InteractionId } from "../kernel/fields.ts"
import { agentById } from "../routing/index.ts"
import { campaignOf, endTransfer, openOf, requeue } from "./acts.ts"
import { emit, type Context } from "./context.ts"

/** After a transfer that failed the sender keeps the interaction, a call too; if they are gone it is requeued. */
export function keepOrRequeue(context: Context, interactionId: InteractionId): void {
  const interaction = openOf(context, interactionId)
  const sender = interaction.owner === null ? undefined : agentById(context.draft, interaction.owner)
  if (sender === undefined || isConnected(sender)) return
  requeue(context, interaction, { cause: "transfer-failed", endedAt: context.at })
}

export function transferExpired(context: Context, interaction: Interaction, dueAt: Instant): void {
  const { id: interactionId, transfer } = interaction
  if (transfer === null) throw new Error(`${interactionId} has no transfer to expire`)
  const { id: transferId, from, to } = transfer
  const named = { interactionId, campaign: campaignOf(context, interaction).name, transferId, dueAt }
  if (to === null) emit(context, { _tag: "ExternalTransferEnded", ...named, agentId: from, reason: "expired" })
  else emit(context, { _tag: "TransferExpired", ...named, fromAgentId: from, agentId: to })
  keepOrRequeue(context, interactionId)
}

/** Why a transfer's target is gone for it; null while they may still accept. */
export function departureOf(context: Context, { transfer, ...interaction }: Interaction): string | null {
  if (transfer === null || transfer.to === null) return null
  const target = agentById(context.draft, transfer.to)
  if (target === undefined || !isConnected(target)) return "agent-disconnected"
  if (target.break !== null) return "agent-on-break"
  if (target.wrapUps.length > 0) return "agent-in-wrap-up"
  return memberOf(campaignOf(context, { transfer, ...interaction }), transfer.to) === undefined ? "not-a-member" : null
}

/** Takes back a transfer whose target has left. */
export function endDeparted(context: Context, interaction: Interaction): void {
  const reason = departureOf(context, interaction)
  if (reason === null) return
  endTransfer(context, interaction, reason)
  keepOrRequeue(context, interaction.id)
}
