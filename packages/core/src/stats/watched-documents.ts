/** `Watched` kept in documents: what an event may look up of it is read from them, and what it changes written back. */
import type { Recorded } from "../kernel/envelope.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { IntervalDocument } from "./interval-documents.ts"
import type { StoredEvent } from "./projection.ts"
import type { Change, Documents } from "./read-model.ts"
import { watch, wrapUpKey, type Watched } from "./watched.ts"

/** The ids that an event names, by the part of `Watched` in which they may be looked up. */
interface Named {
  readonly campaigns: ReadonlyArray<string>
  readonly interactions: ReadonlyArray<string>
  readonly clocks: ReadonlyArray<string>
  readonly wrapUps: ReadonlyArray<string>
}

/** Events that `watch` and `sampleOf` look at. */
const LOOKED_AT: ReadonlySet<StoredEvent["_tag"]> = new Set<StoredEvent["_tag"]>([
  "CampaignCreated",
  "CampaignChanged",
  "CampaignRemoved",
  "AgentConnected",
  "AgentDisconnected",
  "WrapUpStarted",
  "WrapUpEnded",
  "InteractionArrived",
  "InteractionStarted",
  "InteractionRefused",
  "InteractionQueued",
  "InteractionAbandoned",
  "InteractionOverflowed",
  "InteractionWithdrawn",
  "InteractionHeld",
  "InteractionResumed",
  "InteractionReleased",
  "InteractionTransferred",
  "InteractionFinished",
  "InteractionTaken",
  "InteractionClosed",
  "OfferAccepted",
  "TransferAccepted",
  "MessagePlanned",
  "MailRated"
])

/** An interaction that begins is not looked up. */
const begins = (event: StoredEvent): boolean =>
  event._tag === "InteractionArrived" || event._tag === "InteractionStarted"

const NONE: Named = { campaigns: [], interactions: [], clocks: [], wrapUps: [] }

function namedBy(event: StoredEvent): Named {
  if (!LOOKED_AT.has(event._tag)) return NONE
  const campaign = "campaign" in event ? event.campaign : null
  const interactionId = "interactionId" in event ? event.interactionId : null
  const agentId = "agentId" in event ? event.agentId : null
  const clocks = event._tag === "TransferAccepted" ? [event.agentId, event.fromAgentId] : [agentId]
  const wraps = event._tag === "WrapUpStarted" || event._tag === "WrapUpEnded"
  return {
    campaigns: campaign === null ? [] : [campaign],
    interactions: interactionId === null ? [] : [interactionId],
    clocks: clocks.flatMap((id) => id ?? []),
    wrapUps: wraps ? [wrapUpKey(event.agentId, event.interactionId)] : []
  }
}

const keyIn = (part: keyof Named, id: string): string => `${part}/${id}`

/** Keys of the documents that an event may look up. */
export function watchedKeys(event: StoredEvent): ReadonlyArray<string> {
  const { campaigns, interactions, clocks, wrapUps } = namedBy(event)
  return [
    ...campaigns.map((id) => keyIn("campaigns", id)),
    ...(begins(event) ? [] : interactions.map((id) => keyIn("interactions", id))),
    ...clocks.map((id) => keyIn("clocks", id)),
    ...wrapUps.map((id) => keyIn("wrapUps", id))
  ]
}

/** As much of `Watched` as an event may look up. */
export function watchedBefore(documents: Documents<IntervalDocument>, event: StoredEvent): Watched {
  const named = namedBy(event)
  const read = <V>(part: keyof Named, valueOf: (document: IntervalDocument) => V | undefined): Hamt<V> => {
    let map = emptyHamt<V>()
    for (const id of named[part]) {
      const document = documents(keyIn(part, id))
      const value = document === undefined ? undefined : valueOf(document)
      if (value !== undefined) map = hamtSet(map, id, value, undefined)
    }
    return map
  }
  return {
    campaigns: read("campaigns", (one) => (one._tag === "Limits" ? one.limits : undefined)),
    interactions: read("interactions", (one) => (one._tag === "Watch" ? one.watch : undefined)),
    clocks: read("clocks", (one) => (one._tag === "Clock" ? one.clock : undefined)),
    wrapUps: read("wrapUps", (one) => (one._tag === "WrapUp" ? one.wrapUp : undefined))
  }
}

/** What the event changes of it. */
export function watchedChanges(
  before: Watched,
  recorded: Recorded<StoredEvent>
): ReadonlyArray<Change<IntervalDocument>> {
  const after = watch(before, recorded)
  if (after === before) return []
  const named = namedBy(recorded.event)
  const changes: Array<Change<IntervalDocument>> = []
  const compare = <V>(
    part: keyof Named,
    maps: readonly [Hamt<V>, Hamt<V>],
    documentOf: (value: V) => IntervalDocument
  ) => {
    if (maps[0] === maps[1]) return
    for (const id of named[part]) {
      const [was, is] = [hamtGet(maps[0], id), hamtGet(maps[1], id)]
      if (was !== is) changes.push([keyIn(part, id), is === undefined ? null : documentOf(is)])
    }
  }
  compare("campaigns", [before.campaigns, after.campaigns], (limits) => ({ _tag: "Limits", limits }))
  compare("interactions", [before.interactions, after.interactions], (one) => ({ _tag: "Watch", watch: one }))
  compare("clocks", [before.clocks, after.clocks], (clock) => ({ _tag: "Clock", clock }))
  compare("wrapUps", [before.wrapUps, after.wrapUps], (wrapUp) => ({ _tag: "WrapUp", wrapUp }))
  return changes
}
