/** Interactions that closed without the outcome that their campaign required: the list for who asks after them. */
import type { AgentId, CampaignName, Instant, InteractionId } from "../kernel/fields.ts"
import {
  emptyOrderedSet,
  orderedAdd,
  orderedDelete,
  orderedFirst,
  orderedFrom,
  type OrderedSet
} from "../kernel/ordered-set.ts"
import type { Projection } from "./projection.ts"

/** Interactions listed, at most: the oldest go first. */
export const UNDISPOSED_LISTED_MAX = 10_000

export interface Undisposed {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  /** Who had it last. */
  readonly agentId: AgentId | null
  readonly endedAt: Instant
}

export type UndisposedView = OrderedSet<Undisposed>

const compare = (a: Undisposed, b: Undisposed): number =>
  a.endedAt - b.endedAt || (a.interactionId < b.interactionId ? -1 : a.interactionId > b.interactionId ? 1 : 0)

export const undisposed: Projection<UndisposedView> = {
  name: "undisposed",
  version: 1,
  initial: emptyOrderedSet(compare),
  orders: { ended: compare },
  evolve: (view, { event }) => {
    if (event._tag !== "InteractionClosed" || !event.undisposed) return view
    const { interactionId, campaign, lastAgentId: agentId, endedAt } = event
    const listed = orderedAdd(view, { interactionId, campaign, agentId, endedAt }, undefined)
    const oldest = orderedFirst(listed)
    return listed.size <= UNDISPOSED_LISTED_MAX || oldest === undefined
      ? listed
      : orderedDelete(listed, oldest, undefined)
  }
}

/** By the end of each, the earliest first; of one campaign or of all. O(listed). */
export const undisposedOf = (view: UndisposedView, campaign?: CampaignName): ReadonlyArray<Undisposed> =>
  [...orderedFrom(view)].filter((one) => campaign === undefined || one.campaign === campaign)
