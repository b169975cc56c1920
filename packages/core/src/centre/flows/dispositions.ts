/** The outcome of a conversation, filed by the agent who had it with the finish. */
import * as Result from "effect/Result"
import type { Disposition, DispositionAction, DispositionLevel, Interaction } from "../../interaction/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { campaignOf, finish, openOf } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, type Context, type Decided } from "../context.ts"

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
  const resolved = resolve(context, interaction, disposition)
  if (Result.isFailure(resolved)) return Result.fail(resolved.failure)
  const { name: campaign } = campaignOf(context, interaction)
  const { comment } = disposition
  emit(context, { _tag: "DispositionFiled", interactionId, campaign, agentId, comment, ...resolved.success })
  return done
}

interface Resolved {
  readonly levels: ReadonlyArray<DispositionLevel>
  readonly action: DispositionAction
}

/** The path's values and what is to be done, or where the path leaves the tree. There is no tree yet: all are unknown. */
function resolve(
  _context: Context,
  _interaction: Interaction,
  _disposition: Disposition
): Result.Result<Resolved, CentreRejection> {
  return Result.fail({ _tag: "DispositionNotValid", level: 1, because: "unknown" })
}
