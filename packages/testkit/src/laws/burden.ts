/** What an agent has to bear: load, routing hold, dormancy; all by looking. */
import { activeOf, offeredTo, type NaiveAgent, type NaiveInteraction, type World } from "./world.ts"

/** Cost of what is owned and of what is out to them, each as it was when it came. */
export function loadOf(world: World, agentId: string): number {
  let load = 0
  for (const { cost } of activeOf(world, agentId)) load += cost
  for (const { transfer, offers } of offeredTo(world, agentId)) {
    if (transfer?.to === agentId) load += transfer.cost
    for (const offer of offers) if (offer.agentId === agentId) load += offer.cost
  }
  return load
}

/** DOMAIN 4.1: room for one more of that cost; capacity 0 receives nothing. */
export const hasCapacity = (world: World, { id, capacity }: NaiveAgent, cost: number): boolean =>
  capacity === null || (capacity > 0 && loadOf(world, id) + cost <= capacity)

export const isOnHold = (world: World, agentId: string): boolean => activeOf(world, agentId).some(({ hold }) => hold)

/** Neither call nor interaction, owned or offered. */
export const isIdle = (world: World, agentId: string): boolean =>
  activeOf(world, agentId).length === 0 && offeredTo(world, agentId).length === 0

/** DOMAIN 2.7: where a voice campaign is required, who is in no enabled one. */
export const isDormant = (world: World, agentId: string): boolean =>
  world.requireVoiceMembership &&
  ![...world.campaigns.values()].some(
    ({ media, enabled, members }) => media === "voice" && enabled && members.has(agentId)
  )

/** Interactions that are calls among these. */
export const callsAmong = (world: World, held: ReadonlyArray<NaiveInteraction>): number =>
  held.filter((one) => world.campaigns.get(one.campaign)?.media === "voice").length
