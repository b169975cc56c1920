/** Entries in a preferred window, by the agent who may have them: looked at when that agent changes, and only then. */
import type { Interaction } from "../interaction/index.ts"
import type { AgentId } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete, orderedSize, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import { compareQueueKeys, type QueueKey } from "./campaign-index.ts"

/** An entry in a window; by campaign, then in the order of its queue. */
export interface WindowKey extends QueueKey {
  readonly campaign: number
}

export interface AgentWindows {
  readonly id: AgentId
  readonly entries: OrderedSet<WindowKey>
}

const compareWindows = (a: WindowKey, b: WindowKey): number => a.campaign - b.campaign || compareQueueKeys(a, b)

/** Whether only the preferred agent may have it, wherever it waits. */
export const hasWindow = ({ stage, entry }: Interaction): boolean =>
  entry.preferred !== null && (stage === "waiting" || stage === "offered" || stage === "backlog")

export const windowsOf = (windows: Hamt<AgentWindows>, agentId: AgentId): OrderedSet<WindowKey> | undefined =>
  hamtGet(windows, agentId)?.entries

export function windowAdded(
  windows: Hamt<AgentWindows>,
  id: AgentId,
  key: WindowKey,
  owner: Owner
): Hamt<AgentWindows> {
  const entries = orderedAdd(windowsOf(windows, id) ?? emptyOrderedSet(compareWindows), key, owner)
  return hamtSet(windows, id, { id, entries }, owner)
}

export function windowRemoved(
  windows: Hamt<AgentWindows>,
  id: AgentId,
  key: WindowKey,
  owner: Owner
): Hamt<AgentWindows> {
  const entries = windowsOf(windows, id)
  if (entries === undefined) return windows
  const left = orderedDelete(entries, key, owner)
  return orderedSize(left) === 0 ? hamtDelete(windows, id, owner) : hamtSet(windows, id, { id, entries: left }, owner)
}
