/** What the tree of outcomes is. What an outcome comes to is decided above. */
import * as Result from "effect/Result"
import { DISPOSITION_LEVELS_MAX } from "../kernel/fields.ts"
import { sameValue } from "../kernel/same.ts"
import { DISPOSITIONS_MAX, type DispositionCommand, type DispositionRejection } from "./commands.ts"
import type { DispositionEvent } from "./events.ts"
import { levelOf, nodeOf, nodesIn, type Dispositions } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<DispositionEvent>, DispositionRejection>
type Of<Tag> = DispositionCommand & { readonly _tag: Tag }

export function decide(tree: Dispositions, command: DispositionCommand): Decision {
  const { dispositionId } = command
  const known = nodeOf(tree, dispositionId)
  if (command._tag === "DefineDisposition")
    return known === undefined ? define(tree, command) : Result.fail({ _tag: "DispositionExists", dispositionId })
  if (known === undefined) return Result.fail({ _tag: "DispositionUnknown", dispositionId })
  if (command._tag === "RemoveDisposition") {
    const { children } = known
    if (children > 0) return Result.fail({ _tag: "DispositionHasChildren", dispositionId, children })
    return Result.succeed([{ _tag: "DispositionRemoved", dispositionId }])
  }
  const { parent, campaign, value, channels, enabled, final, commentRequired, action } = known
  const before = { dispositionId, parent, campaign, value, channels, enabled, final, commentRequired, action }
  const { _tag, ...change } = command
  const after = { ...before, ...change }
  return Result.succeed(sameValue(before, after) ? [] : [{ ...after, _tag: "DispositionChanged" }])
}

function define(tree: Dispositions, command: Of<"DefineDisposition">): Decision {
  const { dispositionId, parent = null, value, channels = [], enabled = true, final = true } = command
  const { commentRequired = false, action = "none" } = command
  if (nodesIn(tree) >= DISPOSITIONS_MAX) return Result.fail({ _tag: "TooManyDispositions", limit: DISPOSITIONS_MAX })
  const above = parent === null ? null : nodeOf(tree, parent)
  if (above === undefined && parent !== null) return Result.fail({ _tag: "DispositionUnknown", dispositionId: parent })
  const parentCampaign = above?.campaign ?? null
  const { campaign = parentCampaign } = command
  // A campaign's own tree begins at the root: under a common node everything is common.
  if (above && campaign !== parentCampaign)
    return Result.fail({ _tag: "DispositionOfOtherCampaign", dispositionId, campaign, parentCampaign })
  if (above && levelOf(tree, above) >= DISPOSITION_LEVELS_MAX)
    return Result.fail({ _tag: "DispositionTooDeep", dispositionId, limit: DISPOSITION_LEVELS_MAX })
  const node = { dispositionId, parent, campaign, value, channels, enabled, final, commentRequired, action }
  return Result.succeed([{ _tag: "DispositionDefined", ...node }])
}
