/** Passing an active interaction on: to an agent, to a campaign, out of the centre. */
import * as Result from "effect/Result"
import { memberOf, type Campaign } from "../../campaign/index.ts"
import { legOf, type Interaction, type Transfer } from "../../interaction/index.ts"
import { TransferId, type Instant } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { agentById, at as numbered, campaignByName } from "../../routing/index.ts"
import { campaignOf, chatLimitOf, endTransfer, holdOf, enqueue, finish, openOf, startWrapUp } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, type Context, type Decided } from "../context.ts"
import { doorOf } from "../doors.ts"
import { keepOrRequeue } from "../transferring.ts"
import { ownedBy } from "./calls.ts"
import { busyWith, overloaded } from "./starting.ts"

type To<Kind> = Extract<CommandOf<"TransferInteraction">["to"], { readonly kind: Kind }>

const done: Decided = Result.succeed(null)

/** By its owner, one at a time. */
export function transfer(context: Context, command: CommandOf<"TransferInteraction">): Decided {
  const owned = ownedBy(context, command)
  if (Result.isFailure(owned)) return Result.fail(owned.failure)
  const { to, interactionId } = command
  const interaction = owned.success
  const pending = interaction.transfer
  if (pending !== null) return Result.fail({ _tag: "TransferPending", interactionId, transferId: pending.id })
  const campaign = campaignOf(context, interaction)
  if (campaign.media !== "voice" && (to.kind === "external" || (to.kind === "agent" && to.mode === "attended")))
    return Result.fail({ _tag: "NotACall", interactionId, channel: campaign.channel })
  switch (to.kind) {
    case "agent":
      return toAgent(context, interaction, to)
    case "campaign":
      return toCampaign(context, interaction, to)
    case "external":
      return outOfCentre(context, interaction, to)
  }
}

const transferIdOf = ({ id, transfers }: Interaction) => TransferId.make(`${id}.t${transfers + 1}`)

const expiryOf = ({ at }: Context, { settings }: Campaign): Instant | null =>
  settings.maxTransferSeconds === 0 ? null : at + settings.maxTransferSeconds * 1_000

function toAgent(context: Context, interaction: Interaction, { agentId, mode = "blind" }: To<"agent">): Decided {
  const { owner, id: interactionId } = interaction
  const campaign = campaignOf(context, interaction)
  const target = agentById(context.draft, agentId)
  if (owner === null) throw new Error(`${interactionId} is active without an owner`)
  if (agentId === owner) return Result.fail({ _tag: "TargetIsSender", agentId })
  if (target === undefined) return Result.fail({ _tag: "AgentUnknown", agentId })
  if (memberOf(campaign, agentId) === undefined)
    return Result.fail({ _tag: "MemberUnknown", campaign: campaign.name, agentId })
  const busy = busyWith(target) ?? overloaded(target, campaign)
  if (busy !== null) return Result.fail(busy)
  const transferId = transferIdOf(interaction)
  emit(context, {
    _tag: "TransferOffered",
    interactionId,
    campaign: campaign.name,
    transferId,
    fromAgentId: owner,
    agentId,
    mode,
    cost: campaign.cost,
    expiresAt: expiryOf(context, campaign)
  })
  return Result.succeed({ transferId })
}

/**
 * The leg ends and an entry of the other campaign opens, whose waiting is anew; the priority stays. A live one needs an
 * open door there; an asynchronous one waits, in the backlog if need be. The campaign it is in may be named: it goes
 * back into the queue.
 */
function toCampaign(context: Context, interaction: Interaction, { campaign: name }: To<"campaign">): Decided {
  const { owner, id: interactionId, leg, entry } = interaction
  const campaign = campaignOf(context, interaction)
  const target = campaignByName(context.draft, name)
  if (owner === null) throw new Error(`${interactionId} is active without an owner`)
  if (target === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign: name })
  if (target.channel !== campaign.channel)
    return Result.fail({ _tag: "ChannelDiffers", campaign: campaign.name, other: name })
  const shut = doorOf(context, target)
  if (shut !== null) return Result.fail(shut)
  startWrapUp(context, campaign, interaction)
  emit(context, {
    _tag: "InteractionTransferred",
    interactionId,
    campaign: campaign.name,
    agentId: owner,
    leg,
    ...legOf(interaction, context.at),
    to: name
  })
  enqueue(context, {
    interaction: openOf(context, interactionId),
    campaign: numbered(context.draft.campaigns, target.number),
    kind: "transfer",
    priority: entry.priority,
    enteredAt: context.at,
    passedOver: [owner]
  })
  return done
}

function outOfCentre(context: Context, interaction: Interaction, to: To<"external">): Decided {
  const { owner, id: interactionId } = interaction
  const { destination, mode = "blind" } = to
  const campaign = campaignOf(context, interaction)
  if (owner === null) throw new Error(`${interactionId} is active without an owner`)
  const transferId = transferIdOf(interaction)
  emit(context, {
    _tag: "ExternalTransferStarted",
    interactionId,
    campaign: campaign.name,
    transferId,
    agentId: owner,
    contactId: interaction.contactId,
    destination,
    mode,
    expiresAt: expiryOf(context, campaign)
  })
  return Result.succeed({ transferId })
}

interface Pending {
  readonly interaction: Interaction
  readonly transfer: Transfer
}

function pendingOf(
  context: Context,
  { interactionId, transferId }: Pick<CommandOf<"AcceptTransfer">, "interactionId" | "transferId">
): Result.Result<Pending, CentreRejection> {
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  const { transfer: pending, owner } = interaction
  if (pending === null || pending.id !== transferId)
    return Result.fail({ _tag: "TransferUnknown", transferId, ownerId: owner })
  return Result.succeed({ interaction, transfer: pending })
}

/** The target accepts: the sender's leg ends, and they wrap up. Or they reject: the sender keeps it. */
export function answer(context: Context, command: CommandOf<"AcceptTransfer" | "RejectTransfer">): Decided {
  const found = pendingOf(context, command)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { interaction, transfer: pending } = found.success
  const { agentId, transferId, interactionId } = command
  if (pending.to !== agentId) return Result.fail({ _tag: "NotYourTransfer", transferId, agentId })
  const campaign = campaignOf(context, interaction)
  const named = { interactionId, campaign: campaign.name, transferId, fromAgentId: pending.from, agentId }
  if (command._tag === "RejectTransfer") {
    emit(context, { _tag: "TransferRejected", ...named })
    keepOrRequeue(context, interactionId)
    return done
  }
  const { leg } = interaction
  startWrapUp(context, campaign, interaction)
  const held = agentById(context.draft, agentId)?.offered.find((one) => one.interactionId === interactionId)
  emit(context, {
    _tag: "TransferAccepted",
    ...named,
    leg,
    ...legOf(interaction, context.at),
    cost: held?.cost ?? campaign.cost,
    hold: holdOf(context, campaign),
    chatLimitAt: chatLimitOf(context, campaign)
  })
  return done
}

/** By the sender, who keeps it if they are still there. */
export function cancel(context: Context, command: CommandOf<"CancelTransfer">): Decided {
  const found = pendingOf(context, command)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { interaction, transfer: pending } = found.success
  const { agentId, transferId } = command
  if (pending.from !== agentId) return Result.fail({ _tag: "NotYourTransfer", transferId, agentId })
  endTransfer(context, interaction, "cancelled")
  keepOrRequeue(context, interaction.id)
  return done
}

/** The other side answered: the interaction ends here. Or it did not: the sender keeps it. */
export function report(context: Context, command: CommandOf<"ReportExternalTransfer">): Decided {
  const found = pendingOf(context, command)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { interaction, transfer: pending } = found.success
  const { outcome, reason = "not-answered", transferId } = command
  if (pending.to !== null) return Result.fail({ _tag: "TransferUnknown", transferId, ownerId: interaction.owner })
  if (outcome === "connected") finish(context, interaction, { by: "transferred-out", agentId: pending.from })
  else {
    endTransfer(context, interaction, reason)
    keepOrRequeue(context, interaction.id)
  }
  return done
}
