/** Which ready texts there are. Whether something still uses one is decided above. */
import * as Result from "effect/Result"
import { hamtGet, hamtSize, hamtValues } from "../kernel/hamt.ts"
import { sameValue } from "../kernel/same.ts"
import {
  CANNED_RESPONSES_MAX,
  TEMPLATES_MAX,
  type CannedResponseCommand,
  type TemplateCommand,
  type TextsRejection
} from "./commands.ts"
import type { TextsEvent } from "./events.ts"
import type { Texts } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<TextsEvent>, TextsRejection>

export function decideTemplate({ templates }: Texts, command: TemplateCommand): Decision {
  const { template } = command
  const known = hamtGet(templates, template)
  if (command._tag === "DefineTemplate") {
    if (known !== undefined) return Result.fail({ _tag: "TemplateExists", template })
    if (hamtSize(templates) >= TEMPLATES_MAX) return Result.fail({ _tag: "TooManyTemplates", limit: TEMPLATES_MAX })
    const { campaign = null, content } = command
    return Result.succeed([{ _tag: "TemplateDefined", template, campaign, content }])
  }
  if (known === undefined) return Result.fail({ _tag: "TemplateUnknown", template })
  if (command._tag === "RemoveTemplate") return Result.succeed([{ _tag: "TemplateRemoved", template }])
  const { _tag, ...change } = command
  const after = { ...known, ...change, orphaned: command.campaign === undefined && known.orphaned }
  return Result.succeed(sameValue(known, after) ? [] : [{ ...after, _tag: "TemplateChanged" }])
}

export function decideCanned({ canned }: Texts, command: CannedResponseCommand): Decision {
  const { cannedId } = command
  const known = hamtGet(canned, cannedId)
  if (command._tag === "AddCannedResponse") {
    if (known !== undefined) return Result.fail({ _tag: "CannedResponseExists", cannedId })
    if (hamtSize(canned) >= CANNED_RESPONSES_MAX)
      return Result.fail({ _tag: "TooManyCannedResponses", limit: CANNED_RESPONSES_MAX })
    const { campaign = null, title, content, order = nextOrder({ canned }) } = command
    return Result.succeed([{ _tag: "CannedResponseAdded", cannedId, campaign, title, content, order }])
  }
  if (known === undefined) return Result.fail({ _tag: "CannedResponseUnknown", cannedId })
  if (command._tag === "RemoveCannedResponse") return Result.succeed([{ _tag: "CannedResponseRemoved", cannedId }])
  const { _tag, ...change } = command
  const after = { ...known, ...change, orphaned: command.campaign === undefined && known.orphaned }
  return Result.succeed(sameValue(known, after) ? [] : [{ ...after, _tag: "CannedResponseChanged" }])
}

/** After all there are, or beside the last of all. O(canned responses). */
function nextOrder({ canned }: Pick<Texts, "canned">): number {
  let last = 0
  for (const { order } of hamtValues(canned)) last = Math.max(last, order)
  return Math.min(last + 1, Number.MAX_SAFE_INTEGER)
}
