import { firstOf, type Complaint, type Law } from "./law.ts"
import { found, isConnected, type Event, type EventOf, type World } from "./world.ts"

/** A transfer goes to who may have it, has one answer, and none is out to one who has left. */
export const transfers: Law = {
  id: "L3-transfer",
  says: "A transfer answers 5.2: one at a time, to a member who is there, on no break and in no wrap-up; the sender keeps it until then.",
  watch: () => ({
    event: (world, { event }) => wrong(world, event),
    boundary: ({ world }) =>
      firstOf(
        [...world.interactions.values()].map(({ id, campaign, transfer, owner, stage }) => {
          if (transfer === null) return null
          if (stage !== "active" || owner !== transfer.from) return `${id} is in a transfer, and not its sender's`
          const reason = transfer.to === null ? null : departed(world, campaign, transfer.to)
          return reason === null ? null : `${id} is being passed to ${transfer.to}, who is ${reason}`
        })
      )
  })
}

function wrong(world: World, event: Event): Complaint {
  switch (event._tag) {
    case "TransferOffered":
      return begun(world, event)
    case "TransferAccepted":
    case "TransferRejected":
    case "TransferExpired":
    case "TransferRevoked": {
      const { transfer, owner } = found(world.interactions, event.interactionId, "open interaction")
      if (transfer?.id !== event.transferId) return `${event._tag} of ${event.transferId}, which is not under way`
      if (event._tag === "TransferRevoked") return null
      return owner === event.fromAgentId
        ? null
        : `${event.interactionId} is passed on by ${event.fromAgentId}, who has it not`
    }
    default:
      return null
  }
}

function begun(world: World, event: EventOf<"TransferOffered">): Complaint {
  const { interactionId, campaign, agentId, fromAgentId } = event
  const { owner, stage, transfer } = found(world.interactions, interactionId, "open interaction")
  if (stage !== "active" || owner !== fromAgentId) return `${fromAgentId} passes ${interactionId} on and has it not`
  if (transfer !== null) return `${interactionId} is passed on a second time at once`
  if (agentId === fromAgentId) return `${agentId} passes ${interactionId} to themselves`
  const reason = departed(world, campaign, agentId)
  return reason === null ? null : `${interactionId} is passed to ${agentId}, who is ${reason}`
}

/** DOMAIN 5.2: why a target cannot have it. */
function departed(world: World, campaign: string, agentId: string): string | null {
  const agent = found(world.agents, agentId, "agent")
  if (!isConnected(agent)) return "disconnected"
  if (agent.break !== null) return "on a break"
  if (agent.wrapUps.size > 0) return "in wrap-up"
  return found(world.campaigns, campaign, "campaign").members.has(agentId) ? null : "no member"
}
