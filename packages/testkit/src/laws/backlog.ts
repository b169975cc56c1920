import { isBetter, type Waiting } from "./eligibility.ts"
import { firstOf, type Complaint, type Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type EventOf, type NaiveCampaign, type World } from "./world.ts"

/** Room in a queue is filled in the step that makes it, by the best of the backlog. */
export const bestAdmitted: Law = {
  id: "D3.11c",
  says: "The best of the backlog is admitted in the step that makes room; nothing live is ever there.",
  watch: ({ rules }) => ({
    event: (world, { event }) =>
      event._tag === "InteractionAdmitted"
        ? betterBehind(world, rules, event.interactionId)
        : event._tag === "InteractionQueued"
          ? wrongPlace(world, event)
          : null,
    boundary: ({ world }) => firstOf([...world.campaigns.values()].map((campaign) => emptyPlace(world, campaign)))
  })
}

const inStage = (world: World, { name }: NaiveCampaign, ...stages: ReadonlyArray<string>) =>
  [...world.interactions.values()].filter(({ campaign, stage }) => campaign === name && stages.includes(stage))

/** Waiting or offered is what the maximum bounds; 0 bounds nothing. */
const hasRoom = (world: World, campaign: NaiveCampaign): boolean =>
  campaign.settings.queueMax === 0 || inStage(world, campaign, "waiting", "offered").length < campaign.settings.queueMax

/** Live work enters, above the maximum if it must (a requeue); asynchronous work waits behind a full queue. */
function wrongPlace(world: World, { interactionId, campaign: name, place }: EventOf<"InteractionQueued">): Complaint {
  const campaign = found(world.campaigns, name, "campaign")
  const enters =
    campaign.kind === "live" || (hasRoom(world, campaign) && inStage(world, campaign, "backlog").length === 0)
  return (place === "queue") === enters ? null : `${interactionId} goes to the ${place} of ${name}`
}

function emptyPlace(world: World, campaign: NaiveCampaign): Complaint {
  const [one] = inStage(world, campaign, "backlog")
  return one === undefined || !hasRoom(world, campaign)
    ? null
    : `${one.id} is in the backlog of ${campaign.name}, whose queue has room`
}

function betterBehind(world: World, rules: NaiveRules, id: string): Complaint {
  const admitted = found(world.interactions, id, "open interaction")
  const campaign = found(world.campaigns, admitted.campaign, "campaign")
  if (!hasRoom(world, campaign)) return `${id} is admitted to ${campaign.name}, which is full`
  const backlog = inStage(world, campaign, "backlog").flatMap((interaction): ReadonlyArray<Waiting> => {
    const { entry } = interaction
    return entry === null ? [] : [{ interaction, entry, campaign }]
  })
  const own = backlog.find(({ interaction }) => interaction === admitted)
  if (own === undefined) return `${id} is admitted to ${campaign.name} from nowhere`
  const better = backlog.find((other) => other !== own && isBetter(world, rules, other, own))
  return better === undefined ? null : `${id} is admitted before ${better.interaction.id}, which is better`
}
