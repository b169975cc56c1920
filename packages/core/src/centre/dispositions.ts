/** Whether an outcome is one that a campaign's tree of dispositions has, and what it comes to. */
import * as Result from "effect/Result"
import type { Disposition, DispositionAction, DispositionLevel } from "../interaction/index.ts"
import type { CampaignName, ChannelName, DispositionId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { CentreRejection } from "./commands.ts"

/** What a node of the tree says. */
export interface DispositionNode {
  /** Null at the root. */
  readonly parent: DispositionId | null
  readonly value: string
  /** Null: of all campaigns. */
  readonly campaign: CampaignName | null
  /** Empty: on all channels. */
  readonly channels: ReadonlyArray<ChannelName>
  readonly enabled: boolean
  /** A path may end here. */
  readonly final: boolean
  readonly commentRequired: boolean
  readonly action: DispositionAction["kind"]
}

export interface Tree {
  readonly nodeOf: (id: DispositionId) => DispositionNode | undefined
}

export interface Resolved {
  readonly levels: ReadonlyArray<DispositionLevel>
  readonly action: DispositionAction
}

interface Place {
  readonly campaign: CampaignName
  readonly channel: ChannelName
}

/**
 * The path's values, root first, and its last node's action; or the level at which it leaves the tree, and why. A
 * comment asked for by any node of the path is asked for.
 */
export function resolveDisposition(
  tree: Tree,
  place: Place,
  { path, comment, at }: Disposition
): Result.Result<Resolved, CentreRejection> {
  const levels: Array<DispositionLevel> = []
  let above: DispositionId | null = null
  let last: DispositionNode | undefined
  for (const id of path) {
    const node = tree.nodeOf(id)
    const level = levels.length + 1
    if (node === undefined || node.parent !== above) return notValid(level, "unknown")
    const because = hindrance(node, place) ?? (node.commentRequired && comment === null ? "comment-missing" : null)
    if (because !== null) return notValid(level, because)
    levels.push({ id, value: node.value })
    above = id
    last = node
  }
  if (last === undefined || !last.final) return notValid(Math.max(1, path.length), "not-final")
  const action = actionOf(last.action, at)
  return action === null ? notValid(path.length, "date-missing") : Result.succeed({ levels, action })
}

type Because = (CentreRejection & { readonly _tag: "DispositionNotValid" })["because"]

const notValid = (level: number, because: Because): Result.Result<never, CentreRejection> =>
  Result.fail({ _tag: "DispositionNotValid", level, because })

function hindrance(node: DispositionNode, { campaign, channel }: Place): Because | null {
  if (!node.enabled) return "disabled"
  if (node.campaign !== null && node.campaign !== campaign) return "other-campaign"
  return node.channels.length > 0 && !node.channels.includes(channel) ? "other-channel" : null
}

/** Null: to be done at a date that was not given. */
function actionOf(kind: DispositionAction["kind"], at: number | undefined): DispositionAction | null {
  switch (kind) {
    case "none":
    case "respool":
    case "respool-alternative":
      return { kind }
    case "reschedule":
      return at === undefined ? null : { kind, at }
    default:
      return unreachable(kind)
  }
}
