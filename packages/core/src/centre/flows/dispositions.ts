/** The outcome of a conversation, filed by the agent who had it with the finish. */
import * as Result from "effect/Result"
import type { Disposition, Interaction } from "../../interaction/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { campaignOf, finish, openOf } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { emit, type Context, type Decided } from "../context.ts"
import { resolveDisposition, type Tree } from "../dispositions.ts"

const done: Decided = Result.succeed(null)

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
  if (stage !== "active" || owner !== agentId)
    return Result.fail({ _tag: "NotTheOwner", interactionId, agentId, ownerId: owner })
  const { name: campaign, settings } = campaignOf(context, interaction)
  if (disposition === undefined && settings.dispositionRequired)
    return Result.fail({ _tag: "DispositionRequired", interactionId, campaign })
  const filed = disposition === undefined ? done : file(context, interaction, disposition)
  if (Result.isFailure(filed)) return filed
  finish(context, openOf(context, interactionId), { by: "agent", agentId })
  return done
}

function file(context: Context, interaction: Interaction, disposition: Disposition): Decided {
  const { id: interactionId, owner: agentId } = interaction
  if (agentId === null) throw new Error(`${interactionId} has no owner who could file an outcome`)
  const { name: campaign, channel } = campaignOf(context, interaction)
  const resolved = resolveDisposition(noTree, { campaign, channel }, disposition)
  if (Result.isFailure(resolved)) return Result.fail(resolved.failure)
  const { comment } = disposition
  emit(context, { _tag: "DispositionFiled", interactionId, campaign, agentId, comment, ...resolved.success })
  return done
}

/** There is no tree yet: every path leaves it at its root. */
const noTree: Tree = { nodeOf: () => undefined }
