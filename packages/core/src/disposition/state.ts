/** The tree of outcomes, by id. */
import type { CampaignName, ChannelName, DispositionId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, hamtSize, hamtValues, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import type { ActionKind, DispositionEvent } from "./events.ts"

export interface DispositionNode {
  readonly id: DispositionId
  /** Null at the root. */
  readonly parent: DispositionId | null
  readonly value: string
  /** Null: of all campaigns. */
  readonly campaign: CampaignName | null
  /** Its campaign is no more: it is kept, and offered to none, not even one of the same name. */
  readonly orphaned: boolean
  /** Empty: on all channels. */
  readonly channels: ReadonlyArray<ChannelName>
  readonly enabled: boolean
  /** A path may end here. */
  readonly final: boolean
  readonly commentRequired: boolean
  readonly action: ActionKind
  /** Nodes right under it. */
  readonly children: number
}

export type Dispositions = Hamt<DispositionNode>

export const noDispositions: Dispositions = emptyHamt()

export const nodeOf = (tree: Dispositions, id: string): DispositionNode | undefined => hamtGet(tree, id)

export const nodesIn = (tree: Dispositions): number => hamtSize(tree)

/** Its level in the tree, the root's being 1. O(levels). */
export function levelOf(tree: Dispositions, node: DispositionNode): number {
  let level = 1
  for (let above = node.parent; above !== null; above = nodeOf(tree, above)?.parent ?? null) level += 1
  return level
}

export function evolve(tree: Dispositions, event: DispositionEvent, owner: Owner): Dispositions {
  const { dispositionId: id } = event
  const before = nodeOf(tree, id)
  if (event._tag === "DispositionRemoved")
    return before === undefined ? tree : adopted(hamtDelete(tree, id, owner), before.parent, -1, owner)
  const { parent, campaign, value, channels, enabled, final, commentRequired, action } = event
  const { orphaned = false, children = 0 } = before ?? {}
  const node = { id, parent, campaign, value, channels, enabled, final, commentRequired, action, orphaned, children }
  const after = hamtSet(tree, id, node, owner)
  return before === undefined ? adopted(after, parent, 1, owner) : after
}

function adopted(tree: Dispositions, parent: DispositionId | null, change: 1 | -1, owner: Owner): Dispositions {
  const above = parent === null ? undefined : nodeOf(tree, parent)
  return above === undefined ? tree : hamtSet(tree, above.id, { ...above, children: above.children + change }, owner)
}

/** The tree after the end of a campaign. O(nodes). */
export function withoutCampaign(tree: Dispositions, campaign: CampaignName, owner: Owner): Dispositions {
  let after = tree
  for (const node of [...hamtValues(tree)])
    if (node.campaign === campaign && !node.orphaned)
      after = hamtSet(after, node.id, { ...node, orphaned: true }, owner)
  return after
}

export interface Place {
  readonly campaign: CampaignName
  readonly channel: ChannelName
}

/** Why a node is none of a place's; null when it is. */
export function hindrance(
  { enabled, orphaned, campaign, channels }: DispositionNode,
  place: Place
): "disabled" | "other-campaign" | "other-channel" | null {
  if (!enabled) return "disabled"
  if (orphaned || (campaign !== null && campaign !== place.campaign)) return "other-campaign"
  return channels.length > 0 && !channels.includes(place.channel) ? "other-channel" : null
}

/** Whether some path is an outcome in this place: where there is none, nobody is asked for one. O(nodes until the first). */
export function hasOutcome(tree: Dispositions, place: Place): boolean {
  for (const node of hamtValues(tree)) if (node.final && isReached(tree, node, place)) return true
  return false
}

function isReached(tree: Dispositions, node: DispositionNode, place: Place): boolean {
  for (let one: DispositionNode | undefined = node; one !== undefined; one = above(tree, one))
    if (hindrance(one, place) !== null) return false
  return true
}

const above = (tree: Dispositions, { parent }: DispositionNode): DispositionNode | undefined =>
  parent === null ? undefined : nodeOf(tree, parent)

/** The nodes that lead to an outcome or are one in this place, those of one parent by id. O(nodes · levels). */
export function offeredIn(tree: Dispositions, place: Place): ReadonlyArray<DispositionNode> {
  return [...hamtValues(tree)].filter((node) => isReached(tree, node, place)).sort((a, b) => (a.id < b.id ? -1 : 1))
}
