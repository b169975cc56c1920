import { firstOf, type Complaint, type Law } from "./law.ts"
import { found, type Event, type EventOf, type NaiveCampaign, type World } from "./world.ts"

/** Live work is turned away where it cannot be had, and nothing else is; a disabled campaign keeps nobody waiting live. */
export const doors: Law = {
  id: "D3.4a",
  says: "A live arrival is refused by a disabled or full campaign; an asynchronous one never; disabling withdraws live work.",
  watch: () => ({
    event: (world, { event }) => atTheDoor(world, event),
    boundary: ({ world }) => firstOf([...world.campaigns.values()].map((campaign) => waitsInVain(world, campaign)))
  })
}

const queued = (world: World, { name }: NaiveCampaign) =>
  [...world.interactions.values()].filter(
    ({ campaign, stage }) => campaign === name && (stage === "waiting" || stage === "offered")
  )

/** Why a live arrival has to be turned away; null when it has not. */
function closed(world: World, campaign: NaiveCampaign): "campaign-disabled" | "out-of-hours" | "queue-full" | null {
  if (campaign.kind === "asynchronous") return null
  if (!campaign.enabled) return "campaign-disabled"
  if (!campaign.open) return "out-of-hours"
  const { queueMax } = campaign.settings
  return queueMax > 0 && queued(world, campaign).length >= queueMax ? "queue-full" : null
}

function atTheDoor(world: World, event: Event): Complaint {
  if (event._tag === "InteractionArrived") return admitted(world, event)
  if (event._tag !== "InteractionRefused") return null
  const reason = closed(world, found(world.campaigns, event.campaign, "campaign"))
  return reason === event.reason ? null : `${event.interactionId} is refused for ${event.reason}, not for ${reason}`
}

function admitted(world: World, { interactionId, campaign }: EventOf<"InteractionArrived">): Complaint {
  const reason = closed(world, found(world.campaigns, campaign, "campaign"))
  return reason === null ? null : `${interactionId} comes into ${campaign}, which is closed to it: ${reason}`
}

function waitsInVain(world: World, campaign: NaiveCampaign): Complaint {
  if (campaign.kind !== "live" || (campaign.enabled && campaign.open)) return null
  const [one] = queued(world, campaign)
  return one === undefined ? null : `${one.id} waits live in ${campaign.name}, which is disabled or closed`
}
