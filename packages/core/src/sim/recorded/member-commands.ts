/** The commands behind what happens to members. */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import type { AgentId, CampaignName } from "../../kernel/fields.ts"

type MemberTag = "MemberAdded" | "MemberRemoved" | "MemberChanged" | "MemberPaused" | "MemberResumed"
type MemberEvent = Extract<CentreEvent, { readonly _tag: MemberTag }>

export function membersOf(event: MemberEvent, events: ReadonlyArray<CentreEvent>): CentreCommand | null {
  const { campaign, agentId } = event
  switch (event._tag) {
    case "MemberAdded": {
      const { penalty, inbound, outbound } = event
      return { _tag: "AddMembers", ...namedIn(events, "MemberAdded"), penalty, inbound, outbound }
    }
    case "MemberRemoved":
      return { _tag: "RemoveMembers", ...namedIn(events, "MemberRemoved") }
    case "MemberChanged": {
      const { position, penalty, inbound, outbound } = event
      return { _tag: "ChangeMember", campaign, agentId, position, penalty, inbound, outbound }
    }
    case "MemberPaused":
      return event.cause === "supervisor" ? { _tag: "PauseMember", campaign, agentId } : null
    case "MemberResumed":
      return { _tag: "ResumeMember", campaign, agentId, by: event.cause }
  }
}

/**
 * Campaigns and agents of one command, in their orders: each campaign has all the agents but those for whom there was
 * nothing to do, so that the campaign with the most gives the order, and the others what it lacks.
 */
function namedIn(events: ReadonlyArray<CentreEvent>, tag: "MemberAdded" | "MemberRemoved") {
  const byCampaign = new Map<CampaignName, Array<AgentId>>()
  for (const event of events) {
    if (event._tag !== tag) continue
    const agents = byCampaign.get(event.campaign) ?? []
    agents.push(event.agentId)
    byCampaign.set(event.campaign, agents)
  }
  const longestFirst = [...byCampaign.values()].sort((a, b) => b.length - a.length)
  return { campaigns: [...byCampaign.keys()], agents: [...new Set(longestFirst.flat())] }
}
