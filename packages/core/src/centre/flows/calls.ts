/** Calls: held and resumed by their owner, ended by a supervisor when the owner is gone. */
import * as Result from "effect/Result"
import { isConnected } from "../../agent/index.ts"
import type { Interaction } from "../../interaction/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { agentById } from "../../routing/index.ts"
import { campaignOf, finish } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, type Context, type Decided } from "../context.ts"

const done: Decided = Result.succeed(null)

/** The active interaction, if the agent owns it. */
export function ownedBy(
  context: Context,
  { interactionId, agentId }: Pick<CommandOf<"HoldInteraction">, "interactionId" | "agentId">
): Result.Result<Interaction, CentreRejection> {
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  const { stage, owner } = interaction
  if (owner !== agentId) return Result.fail({ _tag: "NotTheOwner", interactionId, agentId, ownerId: owner })
  if (stage !== "active") return Result.fail({ _tag: "InteractionNotActive", interactionId })
  return Result.succeed(interaction)
}

/** Holding what is held, or resuming what is not, changes nothing. */
export function hold(context: Context, command: CommandOf<"HoldInteraction" | "ResumeInteraction">): Decided {
  const owned = ownedBy(context, command)
  if (Result.isFailure(owned)) return Result.fail(owned.failure)
  const interaction = owned.success
  const { id: interactionId, leg, heldSince } = interaction
  const { agentId } = command
  const { name: campaign, media, channel } = campaignOf(context, interaction)
  if (media !== "voice") return Result.fail({ _tag: "NotACall", interactionId, channel })
  const named = { interactionId, campaign, agentId, leg }
  if (command._tag === "HoldInteraction") {
    if (heldSince === null) emit(context, { _tag: "InteractionHeld", ...named })
  } else if (heldSince !== null) emit(context, { _tag: "InteractionResumed", ...named, heldMs: context.at - heldSince })
  return done
}

/** Nobody is there to end it: the owner of the call is gone and the client has not left. */
export function endCall(context: Context, { interactionId }: CommandOf<"EndInteraction">): Decided {
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  const { stage, owner } = interaction
  if (stage === "wrapUp") return done
  const { media, channel } = campaignOf(context, interaction)
  if (media !== "voice") return Result.fail({ _tag: "NotACall", interactionId, channel })
  if (owner === null) return Result.fail({ _tag: "InteractionNotActive", interactionId })
  const agent = agentById(context.draft, owner)
  if (agent === undefined || isConnected(agent))
    return Result.fail({ _tag: "OwnerIsConnected", interactionId, ownerId: owner })
  finish(context, interaction, { by: "supervisor", agentId: agent.id })
  return done
}
