import type { Boundary, Complaint, Law } from "./law.ts"
import { activeOf, isConnected, type NaiveAgent, type World } from "./world.ts"

/** How each agent who is away went; `stayed-away` once their work went back. */
type Gone = Map<string, string>

/** Who signs out has neither work nor break; who is merely lost keeps both, the work until it goes back. */
export const presence: Law = {
  id: "D2.8e",
  says: "A sign-out requeues active text work that is in no transfer and ends the break; a lost heartbeat keeps both, work until it was too long.",
  watch: () => {
    const gone: Gone = new Map()
    return {
      event: (_world, { event }) => {
        if (event._tag === "AgentSessionEnded") gone.set(event.agentId, event.cause)
        if (event._tag === "AgentAbsenceElapsed") gone.set(event.agentId, "stayed-away")
        return null
      },
      boundary: (boundary) => leftBehind(gone, boundary)
    }
  }
}

function leftBehind(gone: Gone, { world }: Boundary): Complaint {
  for (const agent of world.agents.values()) {
    const complaint = isConnected(agent) ? null : keepsTooMuch(world, agent, gone.get(agent.id) ?? "never came")
    if (complaint !== null) return complaint
  }
  return null
}

function keepsTooMuch(world: World, { id, break: name, requeueAt }: NaiveAgent, cause: string): Complaint {
  // A live call is not cut, and what is in a transfer stays in it.
  const [work] = activeOf(world, id).filter(
    ({ transfer, campaign }) => transfer === null && world.campaigns.get(campaign)?.media !== "voice"
  )
  if (work !== undefined && cause !== "lost-heartbeat") return `${id} is gone (${cause}) and still has ${work.id}`
  if (name !== null && (cause === "self" || cause === "supervisor")) return `${id} signed out and is still on a break`
  return requeueAt !== null && requeueAt <= world.now ? `${id} was to lose their work at ${requeueAt}` : null
}
