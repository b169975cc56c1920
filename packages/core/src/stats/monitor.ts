/** The monitor of a campaign: the table of its agents, and that of the clients who wait. Read from the projections. */
import { bitsHas } from "../kernel/bits.ts"
import type { AgentId, ChannelName, ContactId, Instant, InteractionId } from "../kernel/fields.ts"
import { hamtEntries, hamtGet } from "../kernel/hamt.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import { doingOf, statusOf, type AgentLog, type AgentStatus, type AgentsView } from "./agents.ts"
import { documentsOf, type Query } from "./ask.ts"
import { asTheyAreNow, clientTexts, textsOfSubjects } from "./clients.ts"
import { conversationKey, type ConversationDocument } from "./conversation-documents.ts"
import { today, type LiveView, type WaitKey } from "./live-view.ts"

/** Most clients of one waiting table. */
export const WAITING_SHOWN_MAX = 500

export interface MonitorAgent {
  readonly agentId: AgentId
  readonly agent: string
  readonly icons: {
    readonly status: "offline" | "paused" | "online"
    readonly onCall: boolean
    /** The break's icon; null when it has none, and on no break. */
    readonly break: string | null
  }
  /** Of all that is active with the agent, each once, by name. */
  readonly channels: ReadonlyArray<ChannelName>
  readonly status: AgentStatus
  /** The break's name; null when on none. */
  readonly break: string | null
  /** Today in this campaign, in and out. */
  readonly completed: number
  /** Active in this campaign. */
  readonly active: ReadonlyArray<InteractionId>
  /** Since status or break changed. */
  readonly sinceMs: number
}

/** The members of a campaign by id; undefined when there is no such campaign. O(agents). */
export function agentTable(
  live: LiveView,
  agents: AgentsView,
  { campaign: name, now }: { readonly campaign: string; readonly now: Instant }
): ReadonlyArray<MonitorAgent> | undefined {
  const known = hamtGet(live.campaigns, name)
  if (known === undefined) return undefined
  const { members, completedBy } = today(live, known)
  return [...hamtEntries(live.agents)]
    .filter(([, { number }]) => bitsHas(members, number))
    .flatMap(([agentId]) => {
      const log = hamtGet(agents.agents, agentId)
      return log === undefined ? [] : [rowOf(log, name, hamtGet(completedBy, agentId) ?? 0, now)]
    })
    .sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
}

function rowOf(log: AgentLog, campaign: string, completed: number, now: Instant): MonitorAgent {
  const doing = doingOf(log)
  const { connected, calls } = doing
  return {
    agentId: log.agentId,
    agent: log.displayName,
    icons: {
      status: !connected ? "offline" : doing.break === null ? "online" : "paused",
      onCall: calls > 0,
      break: doing.break?.icon ?? null
    },
    channels: [...new Set(log.held.map(({ channel }) => channel))].sort((a, b) => (a < b ? -1 : 1)),
    status: statusOf(doing),
    break: doing.break?.name ?? null,
    completed,
    active: log.held.filter((one) => one.campaign === campaign).map(({ interactionId }) => interactionId),
    sinceMs: now - log.statusSince
  }
}

export interface WaitingClient {
  readonly interactionId: InteractionId
  readonly contactId: ContactId | null
  /** Name, else address; null when neither is known. */
  readonly client: string | null
  readonly onHoldMs: number
}

/**
 * The clients who wait or are offered, the longest first: the set that ACD counts, the backlog is not in it. At most
 * `WAITING_SHOWN_MAX`; undefined when there is no such campaign.
 */
export const waitingTable = (
  live: LiveView,
  { campaign, now }: { readonly campaign: string; readonly now: Instant }
): Query<ConversationDocument, ReadonlyArray<WaitingClient> | undefined> =>
  function* () {
    const known = hamtGet(live.campaigns, campaign)
    if (known === undefined) return undefined
    const waiting: Array<WaitKey> = []
    for (const one of orderedFrom(known.queue)) {
      if (waiting.length === WAITING_SHOWN_MAX) break
      waiting.push(one)
    }
    const keys = waiting.map(({ id }) => conversationKey(id))
    const documents = yield* documentsOf<ConversationDocument>(keys)
    const conversations = yield* asTheyAreNow(
      [...documents.values()].flatMap((one) => (one._tag === "Conversation" ? [one] : []))
    )
    const texts = yield* textsOfSubjects<ConversationDocument>(conversations)
    const byId = new Map(conversations.map((one) => [one.interactionId, one]))
    return waiting.map(({ id, since }) => {
      const subject = byId.get(id) ?? { contactId: null, subject: null }
      const { name, addresses } = clientTexts(subject, texts)
      return {
        interactionId: id,
        contactId: subject.contactId,
        client: name ?? addresses[0] ?? null,
        onHoldMs: now - since
      }
    })
  }
