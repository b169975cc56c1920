/** What the events of an interaction's life do to the naive world. */
import { change, found, type Event, type EventOf, type NaiveEntry, type NaiveInteraction, type World } from "./world.ts"

const dueAfter = (at: number, seconds: number): number | null => (seconds === 0 ? null : at + seconds * 1_000)

export function foldInteraction(world: World, event: Event): void {
  switch (event._tag) {
    case "InteractionArrived":
      return arrive(world, event)
    case "InteractionQueued":
      return queue(world, event)
    case "InteractionAdmitted":
      open(world, event).stage = "waiting"
      return
    case "InteractionOffered":
      return offer(world, event)
    case "OfferAccepted":
    case "InteractionTaken":
      return own(world, event)
    case "OfferRejected":
    case "OfferExpired":
    case "OfferRevoked":
    case "OfferRescinded":
      return unoffer(world, event)
    case "OfferRoundStarted":
      change(entryOf(world, event), { passedOver: new Set(), retryAt: null })
      return
    case "InteractionAbandoned":
    case "InteractionWithdrawn": {
      const entry = entryOf(world, event)
      entry.outcome ??= event._tag === "InteractionAbandoned" ? "abandoned" : "withdrawn"
      entry.dropoutAt = null
      return
    }
    case "ChatLimitReached":
      open(world, event).chatLimitAt = null
      return
    case "InteractionReleased":
      change(open(world, event), { stage: "arrived", owner: null, acceptedAt: null, chatLimitAt: null })
      return
    case "InteractionFinished":
      return finish(world, event)
    case "InteractionClosed":
      world.interactions.delete(event.interactionId)
      return
    default:
      return
  }
}

const open = (world: World, { interactionId }: { readonly interactionId: string }): NaiveInteraction =>
  found(world.interactions, interactionId, "open interaction")

function entryOf(world: World, event: { readonly interactionId: string }): NaiveEntry {
  const { entry } = open(world, event)
  if (entry === null) throw new Error(`${event.interactionId} has no entry yet`)
  return entry
}

function arrive(world: World, { interactionId: id, campaign }: EventOf<"InteractionArrived">): void {
  if (world.interactions.has(id)) throw new Error(`${id} arrives a second time`)
  const nothing = { entry: null, offers: [], owner: null, acceptedAt: null, chatLimitAt: null }
  world.interactions.set(id, { id, campaign, stage: "arrived", ...nothing })
}

/** DOMAIN 2.9: the order key is carried over, waiting for dropout runs from now. */
function queue(world: World, event: EventOf<"InteractionQueued">): void {
  const interaction = open(world, event)
  const { campaign, entry: ordinal, kind, place, priority, enteredAt } = event
  const dropoutAt = dueAfter(world.at, found(world.campaigns, campaign, "campaign").settings.dropoutSeconds)
  change(interaction, { campaign, stage: place === "queue" ? "waiting" : "backlog" })
  interaction.entry = {
    ordinal,
    kind,
    priority,
    enteredAt,
    waitingSince: world.at,
    // "Strictly longer": the first instant at which it is.
    dropoutAt: dropoutAt === null ? null : dropoutAt + 1,
    outcome: null,
    passedOver: new Set(),
    retryAt: null
  }
}

/** Every offer moves the pointer, answered or not. */
function offer(world: World, event: EventOf<"InteractionOffered">): void {
  const interaction = open(world, event)
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const { offerId: id, agentId, eligibility, atOnceMax } = event
  const expiresAt = dueAfter(world.at, campaign.settings.offerTimeoutSeconds)
  interaction.stage = "offered"
  interaction.offers = [...interaction.offers, { id, agentId, expiresAt, eligibility, atOnceMax }]
  const member = campaign.members.get(agentId)
  if (member !== undefined && event.movesPointer)
    campaign.pointer = { agentId, ordinal: member.ordinal, position: member.position }
}

function own(world: World, event: EventOf<"OfferAccepted" | "InteractionTaken">): void {
  const interaction = open(world, event)
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const entry = entryOf(world, event)
  const limitAt = dueAfter(world.at, campaign.settings.chatLimitSeconds)
  // "Older than this": the first instant at which it is.
  const chatLimitAt = limitAt === null ? null : limitAt + 1
  change(interaction, { stage: "active", owner: event.agentId, acceptedAt: world.at, chatLimitAt })
  interaction.offers = interaction.offers.filter(({ agentId }) => agentId !== event.agentId)
  entry.outcome ??= "answered"
  change(entry, { passedOver: new Set(), retryAt: null, dropoutAt: null })
}

/** Who refused or missed it is passed over; who lost it by being gone is not. */
function unoffer(
  world: World,
  event: EventOf<"OfferRejected" | "OfferExpired" | "OfferRevoked" | "OfferRescinded">
): void {
  const interaction = open(world, event)
  const entry = entryOf(world, event)
  interaction.offers = interaction.offers.filter(({ agentId }) => agentId !== event.agentId)
  if (interaction.offers.length === 0 && interaction.stage === "offered") interaction.stage = "waiting"
  if (event._tag === "OfferRevoked" || event._tag === "OfferRescinded") return
  const campaign = found(world.campaigns, event.campaign, "campaign")
  entry.passedOver.add(event.agentId)
  entry.retryAt = world.at + campaign.settings.retryPauseSeconds * 1_000
}

function finish(world: World, event: EventOf<"InteractionFinished">): void {
  const interaction = open(world, event)
  change(interaction, { stage: "wrapUp", chatLimitAt: null })
  const member = found(world.campaigns, event.campaign, "campaign").members.get(event.agentId)
  if (member !== undefined) change(member, { lastEndedAt: world.at, completedToday: member.completedToday + 1 })
}
