import { Agent } from "@parley/core"
import { hamtGet, hamtValues, vectorGet } from "@parley/core/internal"
import { factsOf, firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { found, isConnected, statusOf, type NaiveCampaign, type World } from "./world.ts"

type Part = "free" | "busy" | "wrapUp" | "paused" | "pausedBusy"
const parts = ["free", "busy", "wrapUp", "paused", "pausedBusy"] as const

/** Every connected member of a campaign stands in exactly one of five places. */
export const partition: Law = {
  id: "L9-partition",
  says: "logged = free + busy + wrapUp + paused + pausedBusy (6.9).",
  watch: () => ({
    boundary: (boundary) =>
      firstOf([...boundary.world.campaigns.values()].map((campaign) => miscounted(boundary, campaign)))
  })
}

/** The parts by the words of 6.9, from the log. */
function partOf(world: World, agentId: string): Part | null {
  const agent = found(world.agents, agentId, "agent")
  const status = statusOf(world, agent)
  if (!isConnected(agent)) return null
  if (status === "FreeOnBreak") return "paused"
  if (status === "BusyOnBreak") return "pausedBusy"
  if (agent.wrapUps.size > 0) return "wrapUp"
  return status === "Busy" ? "busy" : "free"
}

/** The same from the state, by what it shows of each agent. */
function shownPart(agent: Agent.Agent): Part | null {
  const status = Agent.statusOf(agent)
  switch (status) {
    case "Disconnected":
      return null
    case "FreeOnBreak":
      return "paused"
    case "BusyOnBreak":
      return "pausedBusy"
    case "Busy":
      return Agent.wrapUpUntil(agent) === null ? "busy" : "wrapUp"
    case "Free":
      return "free"
  }
}

function miscounted(boundary: Boundary, { name, members }: NaiveCampaign): Complaint {
  const facts = factsOf(boundary)
  const number = hamtGet(facts.campaignNumbers, name)
  const campaign = number === undefined ? undefined : vectorGet(facts.campaigns, number)
  if (campaign === undefined) return `${name} is not in the state`
  const shown = [...hamtValues(campaign.members)].map(({ agent }) => {
    const record = vectorGet(facts.agents, agent)
    return record === undefined ? null : shownPart(record)
  })
  const counted = [...members.keys()].map((agentId) => partOf(boundary.world, agentId))
  let sum = 0
  for (const part of parts) {
    const inState = shown.filter((one) => one === part).length
    const inLog = counted.filter((one) => one === part).length
    if (inState !== inLog) return `${name}: ${inState} members are ${part} by the state, ${inLog} by the log`
    sum += inState
  }
  return sum === campaign.connected ? null : `${name}: ${campaign.connected} members are logged, ${sum} are anywhere`
}
