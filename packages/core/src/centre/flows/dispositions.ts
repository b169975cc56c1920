/** The tree of outcomes, and the outcome of a conversation, filed by the agent who had it with the finish. */
import * as Result from "effect/Result"
import { respoolRecord } from "../../dialer/index.ts"
import { decide, nodeOf, type DispositionCommand } from "../../disposition/index.ts"
import type { Disposition, DispositionAction, Interaction } from "../../interaction/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { asksOutcome, campaignOf, finish, openOf } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"
import { resolveDisposition } from "../dispositions.ts"
import { answeredRecord, processedOf } from "../record-rows.ts"
import { unknownCampaign } from "./texts.ts"

const done: Decided = Result.succeed(null)

export function define(context: Context, command: DispositionCommand): Decided {
  const refused = unknownCampaign(context, command) ?? unknownChannel(context, command)
  if (refused !== null) return Result.fail(refused)
  return Result.map(decide(context.draft.dispositions, command), (events) => emitAll(context, events))
}

/** The first named that there is not. One that was defined once and is no more hinders no change. */
function unknownChannel({ channels, draft }: Context, command: DispositionCommand): CentreRejection | null {
  if (command._tag === "RemoveDisposition") return null
  const before = nodeOf(draft.dispositions, command.dispositionId)?.channels ?? []
  const channel = command.channels?.find((name) => !before.includes(name) && !channels.has(name))
  return channel === undefined ? null : { _tag: "ChannelUnknown", channel }
}

/**
 * The owner ends the conversation, its outcome with it where the campaign wants one. What ended already is left alone,
 * but for an outcome that came late.
 */
export function finishByAgent(context: Context, command: CommandOf<"FinishInteraction">): Decided {
  const { interactionId, agentId, disposition } = command
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  const { stage, owner, disposed } = interaction
  if (stage === "wrapUp" && owner === agentId)
    return disposition === undefined || disposed ? done : file(context, interaction, disposition)
  if (owner !== agentId) return Result.fail({ _tag: "NotTheOwner", interactionId, agentId, ownerId: owner })
  const campaign = campaignOf(context, interaction)
  if (disposition === undefined && asksOutcome(context, campaign))
    return Result.fail({ _tag: "DispositionRequired", interactionId, campaign: campaign.name })
  const filed = disposition === undefined ? done : file(context, interaction, disposition)
  if (Result.isFailure(filed)) return filed
  finish(context, openOf(context, interactionId), { by: "agent", agentId })
  return done
}

function file(context: Context, interaction: Interaction, disposition: Disposition): Decided {
  const { id: interactionId, owner: agentId, contactId } = interaction
  if (agentId === null) throw new Error(`${interactionId} has no owner who could file an outcome`)
  const { name: campaign, channel } = campaignOf(context, interaction)
  const resolved = resolveDisposition(context.draft.dispositions, { campaign, channel }, disposition)
  if (Result.isFailure(resolved)) return Result.fail(resolved.failure)
  const { comment } = disposition
  emit(context, { _tag: "DispositionFiled", interactionId, campaign, agentId, contactId, comment, ...resolved.success })
  carryOut(context, interaction, resolved.success.action)
  return done
}

/** The dialer's record that the client answered is planned again. Of what came otherwise the action is told, and no more. */
function carryOut(context: Context, { id }: Interaction, action: DispositionAction): void {
  const answered = action.kind === "none" ? null : answeredRecord(context.rows, id)
  const list = answered === null ? undefined : hamtGet(context.draft.dialers.lists, answered.listId)
  if (answered === null || list === undefined) return
  const processed = processedOf(context.rows, list.id, answered.row)
  if (processed !== null) emitAll(context, respoolRecord(list, processed, action))
}
