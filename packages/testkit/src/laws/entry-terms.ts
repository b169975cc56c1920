/** What an entry requires while it waits, when that changes, who comes first, and where it goes on to. */
import { isUnowned } from "./deadlines.ts"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { prefersWhoServed } from "./rules.ts"
import {
  found,
  isConnected,
  type AgentId,
  type Event,
  type EventOf,
  type NaiveCampaign,
  type NaiveInteraction,
  type World
} from "./world.ts"

/** Overflows of one interaction, at most. */
const MOVES_MAX = 3

/** Steps take effect when they are due; an overflow once nothing is out, to where there is a place, three times at most. */
export const relaxation: Law = {
  id: "D4.4f",
  says: "Each step takes effect when it is due; an overflow goes, without an offer out, to an open campaign of the channel that has room, at most 3 times; else it is skipped.",
  watch: () => ({
    event: (world, { event }) => {
      switch (event._tag) {
        case "EntryRelaxed":
          return notDue(world, event)
        case "InteractionOverflowed":
          return wronglyMoved(world, event)
        case "OverflowSkipped":
          return wronglySkipped(world, event)
        default:
          return null
      }
    },
    boundary: ({ world }) => firstOf([...world.interactions.values()].map((one) => overdue(world, one)))
  })
}

function notDue(world: World, { interactionId, dueAt }: EventOf<"EntryRelaxed">): Complaint {
  const { entry, stage } = found(world.interactions, interactionId, "open interaction")
  const [step] = entry?.steps ?? []
  if (!isUnowned(stage)) return `a step of ${interactionId} takes effect, which is ${stage}`
  return step?.dueAt === dueAt && dueAt <= world.now
    ? null
    : `a step of ${interactionId} takes effect as due at ${dueAt}, and was at ${step?.dueAt ?? "no time"}`
}

/** Why the entry cannot move on to there; null when it can. */
function hindrance(world: World, interaction: NaiveInteraction, to: string): string | null {
  const from = found(world.campaigns, interaction.campaign, "campaign")
  const target = world.campaigns.get(to)
  if (interaction.moves >= MOVES_MAX) return "moves-max"
  if (target === undefined) return "campaign-unknown"
  if (target === from) return "same-campaign"
  if (target.channel !== from.channel) return "channel-differs"
  if (!target.enabled) return "campaign-disabled"
  if (!target.open) return "campaign-closed"
  return hasRoom(world, target) ? null : "queue-full"
}

const hasRoom = (world: World, { name, settings }: NaiveCampaign): boolean =>
  settings.queueMax === 0 ||
  [...world.interactions.values()].filter(
    ({ campaign, stage }) => campaign === name && (stage === "waiting" || stage === "offered")
  ).length < settings.queueMax

function wronglyMoved(world: World, { interactionId, to }: EventOf<"InteractionOverflowed">): Complaint {
  const interaction = found(world.interactions, interactionId, "open interaction")
  const { stage, offers, entry } = interaction
  if (offers.length > 0 || (stage !== "waiting" && stage !== "backlog"))
    return `${interactionId} moves on while ${stage}`
  if (entry?.overflowTo !== to) return `${interactionId} moves on to ${to}, where no step sends it`
  const reason = hindrance(world, interaction, to)
  return reason === null ? null : `${interactionId} moves on to ${to}, in spite of ${reason}`
}

function wronglySkipped(world: World, { interactionId, to, reason }: EventOf<"OverflowSkipped">): Complaint {
  const interaction = found(world.interactions, interactionId, "open interaction")
  if (interaction.entry?.overflowTo !== to) return `${interactionId} skips ${to}, where no step sends it`
  const should = hindrance(world, interaction, to)
  return should === reason ? null : `${interactionId} skips ${to} for ${reason}, where it is ${should ?? "nothing"}`
}

function overdue(world: World, { id, stage, entry, moves }: NaiveInteraction): Complaint {
  if (moves > MOVES_MAX) return `${id} has moved ${moves} times`
  if (entry === null || !isUnowned(stage)) return null
  const [step] = entry.steps
  if (step !== undefined && step.dueAt <= world.now) return `a step of ${id} was due at ${step.dueAt}`
  return entry.overflowTo === null || stage === "offered" ? null : `${id} is to go on to ${entry.overflowTo}, and stays`
}

/** Who alone may have an entry is who served the client, for as long as they could. */
export const windows: Law = {
  id: "D4.11a",
  says: "An arrival is kept for who last served the client, or had the conversation, while that agent is there, on no break, a member with the skills, for the preferred-agent seconds, until they refuse or miss it.",
  watch: () => {
    let before: Event | null = null
    return {
      event: (world, { event }) => {
        const previous = before
        before = event
        if (event._tag === "InteractionQueued") return wronglyKept(world, event)
        return event._tag === "PreferredWindowEnded" ? wronglyEnded(world, event, previous) : null
      },
      boundary: (boundary) => outlasted(boundary)
    }
  }
}

interface Window {
  readonly campaign: string
  readonly agentId: AgentId
  readonly skills: ReadonlyMap<string, number>
}

/** Why nobody need wait for the agent; null while they should. */
function departed(world: World, { campaign, agentId, skills }: Window): string | null {
  const agent = found(world.agents, agentId, "agent")
  if (!isConnected(agent)) return "agent-disconnected"
  if (agent.break !== null) return "agent-on-break"
  if (!found(world.campaigns, campaign, "campaign").members.has(agentId)) return "not-a-member"
  return [...skills].some(([skill, level]) => (agent.skills.get(skill) ?? 0) < level) ? "required-skills" : null
}

/** Who had the ended conversation that goes on, within the reopen window; else who served the client last here. */
function preferredFor(world: World, interaction: NaiveInteraction, { name, settings }: NaiveCampaign): AgentId | null {
  const { linkedTo, contactId } = interaction
  const open = linkedTo === null ? undefined : world.interactions.get(linkedTo)
  const past = linkedTo === null ? undefined : world.past.get(linkedTo)
  const endedAt = open?.endedAt ?? past?.endedAt ?? null
  const limitMs = settings.reopenWindowSeconds * 1_000
  if (endedAt !== null && limitMs > 0 && world.now - endedAt <= limitMs) {
    const former = open?.owner ?? past?.agentId ?? null
    if (former !== null) return former
  }
  if (!prefersWhoServed(settings.delivery) || contactId === null) return null
  return world.served.get(`${name}/${contactId}`)?.agentId ?? null
}

function wronglyKept(world: World, event: EventOf<"InteractionQueued">): Complaint {
  const { interactionId: id, campaign: name, kind, preferred, requirement } = event
  const interaction = found(world.interactions, id, "open interaction")
  const campaign = found(world.campaigns, name, "campaign")
  const wanted = kind === "arrival" ? preferredFor(world, interaction, campaign) : null
  const skills = new Map(requirement.skills.map(({ skill, level }) => [skill, level]))
  const comes =
    wanted !== null &&
    campaign.settings.preferredAgentSeconds > 0 &&
    departed(world, { campaign: name, agentId: wanted, skills }) === null
  const should = comes ? wanted : null
  return (preferred?.agentId ?? null) === should
    ? null
    : `${id} is kept for ${preferred?.agentId ?? "nobody"}, and should be for ${should ?? "nobody"}`
}

function wronglyEnded(world: World, event: EventOf<"PreferredWindowEnded">, previous: Event | null): Complaint {
  const { interactionId, agentId, campaign, reason, dueAt } = event
  const { entry } = found(world.interactions, interactionId, "open interaction")
  const preferred = entry?.preferred ?? null
  if (entry === null || preferred === null || preferred.agentId !== agentId)
    return `${agentId}'s time for ${interactionId} ends, which had not begun`
  const answer = reason === "refused" ? "OfferRejected" : reason === "missed" ? "OfferExpired" : null
  if (answer !== null) return previous?._tag === answer && previous.agentId === agentId ? null : `nothing was ${reason}`
  if (reason === "over")
    return preferred.until !== null && preferred.until <= world.now && dueAt === preferred.until
      ? null
      : `${agentId}'s time for ${interactionId} is over before it is`
  const should = departed(world, { campaign, agentId, skills: entry.requirement.skills })
  return should === reason ? null : `${agentId}'s time for ${interactionId} ends by ${reason}, where it is ${should}`
}

function outlasted({ world }: Boundary): Complaint {
  for (const { id, campaign, stage, entry } of world.interactions.values()) {
    if (!isUnowned(stage) || entry === null || entry.preferred === null) continue
    const { agentId, until } = entry.preferred
    const reason = departed(world, { campaign, agentId, skills: entry.requirement.skills })
    if (reason !== null) return `${id} is kept for ${agentId} in spite of ${reason}`
    if (until === null && found(world.campaigns, campaign, "campaign").open)
      return `${agentId}'s time for ${id} never begins`
    if (until !== null && until <= world.now) return `${id} is kept for ${agentId}, whose time was over at ${until}`
  }
  return null
}
