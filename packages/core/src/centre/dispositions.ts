/** Whether an outcome is one that the tree of dispositions has in a place, and what it comes to. */
import * as Result from "effect/Result"
import { hindrance, nodeOf, type DispositionNode, type Dispositions, type Place } from "../disposition/index.ts"
import type { Disposition, DispositionAction, DispositionLevel } from "../interaction/index.ts"
import type { DispositionId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { CentreRejection } from "./commands.ts"

export interface Resolved {
  readonly levels: ReadonlyArray<DispositionLevel>
  readonly action: DispositionAction
}

/**
 * The path's values, root first, and its last node's action; or the level at which it leaves the tree, and why. A
 * comment asked for by any node of the path is asked for.
 */
export function resolveDisposition(
  tree: Dispositions,
  place: Place,
  { path, comment, at }: Disposition
): Result.Result<Resolved, CentreRejection> {
  const levels: Array<DispositionLevel> = []
  let above: DispositionId | null = null
  let last: DispositionNode | undefined
  for (const id of path) {
    const node = nodeOf(tree, id)
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
