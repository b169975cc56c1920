/** What the demonstration's people see of the centre. */
import type { Centre } from "@parley/core"
import { demoAgents, demoCampaigns } from "./plan.ts"

export interface ActiveSight {
  readonly interactionId: string
  readonly messages: number
  readonly lastAuthor: "client" | "agent"
}

/** Who spoke last; what answers arrivals by itself has said nothing. */
const lastAuthorOf = (messages: ReadonlyArray<Centre.MessageRecord> = []): ActiveSight["lastAuthor"] =>
  messages.findLast(({ author }) => author !== "system")?.author === "agent" ? "agent" : "client"

export interface AgentSight {
  readonly agentId: string
  readonly connected: boolean
  readonly onBreak: boolean
  readonly offers: ReadonlyArray<{ readonly interactionId: string; readonly offerId: string }>
  readonly active: ReadonlyArray<ActiveSight>
  readonly wrapUps: ReadonlyArray<{ readonly interactionId: string }>
  /** The first waiting interaction that they may pick. */
  readonly takeable: string | null
}

export interface Sight {
  readonly agents: ReadonlyArray<AgentSight>
  /** Open interactions of the demonstration's campaigns. */
  readonly open: number
  /** Those campaigns that take customers now. */
  readonly campaigns: ReadonlyArray<string>
}

/** O(what the agents hold). */
export function look({ views }: Centre.Centre, state: Centre.State): Sight {
  const campaigns = demoCampaigns.flatMap(({ campaign }) => views.campaign(state, campaign) ?? [])
  return {
    agents: demoAgents.flatMap(({ userId }) => agentSeen(views, state, userId)),
    open: campaigns.reduce((sum, { interactions }) => sum + interactions, 0),
    campaigns: campaigns.filter(({ enabled }) => enabled).map(({ campaign }) => campaign)
  }
}

function agentSeen(views: Centre.Views, state: Centre.State, agentId: string): ReadonlyArray<AgentSight> {
  const agent = views.agent(state, agentId)
  const inbox = views.inbox(state, agentId)
  if (agent === undefined || inbox === undefined) return []
  return [
    {
      agentId,
      connected: agent.status !== "Disconnected",
      onBreak: agent.break !== null,
      offers: inbox.offers.flatMap(({ interactionId, offer }) =>
        offer === null ? [] : [{ interactionId, offerId: offer.offerId }]
      ),
      active: inbox.active.map(({ interactionId, messages }) => ({
        interactionId,
        messages,
        lastAuthor: lastAuthorOf(views.messages(state, interactionId))
      })),
      wrapUps: inbox.wrapUps,
      takeable: inbox.pending.flatMap(({ takeable }) => takeable)[0]?.interactionId ?? null
    }
  ]
}
