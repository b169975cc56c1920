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
    case "InteractionTransferred":
      change(open(world, event), { stage: "arrived", owner: null, acceptedAt: null, chatLimitAt: null, ...noHold })
      return
    case "InteractionFinished":
      return finish(world, event)
    case "InteractionClosed":
      world.interactions.delete(event.interactionId)
      return
    default:
      return foldActive(world, event)
  }
}

/** DOMAIN 5.1, 5.2, 5.5: what happens while an agent has it. */
function foldActive(world: World, event: Event): void {
  switch (event._tag) {
    case "InteractionStarted":
      return start(world, event)
    case "InteractionHeld":
      open(world, event).heldSince = world.at
      return
    case "InteractionResumed": {
      const interaction = open(world, event)
      const since = interaction.heldSince ?? world.at
      change(interaction, { heldSince: null, holdMs: interaction.holdMs + world.at - since })
      return
    }
    case "TransferOffered":
    case "ExternalTransferStarted":
      return pass(world, event)
    case "TransferAccepted":
      return receive(world, event)
    case "TransferRejected":
    case "TransferExpired":
    case "TransferRevoked":
    case "ExternalTransferEnded":
      open(world, event).transfer = null
      return
    default:
      return
  }
}

const noHold = { heldSince: null, holdMs: 0 }
const chatLimitIn = (world: World, name: string): number | null => {
  const limitAt = dueAfter(world.at, found(world.campaigns, name, "campaign").settings.chatLimitSeconds)
  // "Older than this": the first instant at which it is.
  return limitAt === null ? null : limitAt + 1
}

function start(world: World, { interactionId: id, campaign, agentId: owner }: EventOf<"InteractionStarted">): void {
  if (world.interactions.has(id)) throw new Error(`${id} is started a second time`)
  const { at } = world
  const chatLimitAt = chatLimitIn(world, campaign)
  // No entry: what a requeue would carry over.
  const times = { enteredAt: at, waitingSince: at, dropoutAt: null, retryAt: null }
  const entry: NaiveEntry = {
    ordinal: 0,
    kind: "arrival",
    priority: 9_999,
    ...times,
    outcome: "answered",
    passedOver: new Set()
  }
  const active = { stage: "active", owner, acceptedAt: at, chatLimitAt } as const
  world.interactions.set(id, { id, campaign, entry, offers: [], transfer: null, ...active, ...noHold })
}

function pass(world: World, event: EventOf<"TransferOffered" | "ExternalTransferStarted">): void {
  const { campaign, transferId: id } = event
  const expiresAt = dueAfter(world.at, found(world.campaigns, campaign, "campaign").settings.maxTransferSeconds)
  const isToAgent = event._tag === "TransferOffered"
  const from = isToAgent ? event.fromAgentId : event.agentId
  open(world, event).transfer = { id, from, to: isToAgent ? event.agentId : null, expiresAt }
}

function receive(world: World, event: EventOf<"TransferAccepted">): void {
  const chatLimitAt = chatLimitIn(world, event.campaign)
  change(open(world, event), {
    owner: event.agentId,
    acceptedAt: world.at,
    chatLimitAt,
    transfer: null,
    ...noHold
  })
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
  const nothing = {
    entry: null,
    offers: [],
    owner: null,
    acceptedAt: null,
    chatLimitAt: null,
    transfer: null,
    ...noHold
  }
  world.interactions.set(id, { id, campaign, stage: "arrived", ...nothing })
}

/** DOMAIN 2.9: the order key is carried over, waiting for dropout runs from now. */
function queue(world: World, event: EventOf<"InteractionQueued">): void {
  const interaction = open(world, event)
  const { campaign, entry: ordinal, kind, place, priority, enteredAt, passedOver } = event
  const { settings } = found(world.campaigns, campaign, "campaign")
  const dropoutAt = dueAfter(world.at, settings.dropoutSeconds)
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
    // Who transferred it here is passed over as if they had refused it now.
    passedOver: new Set(passedOver),
    retryAt: passedOver.length === 0 ? null : world.at + settings.retryPauseSeconds * 1_000
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
  const entry = entryOf(world, event)
  const chatLimitAt = chatLimitIn(world, event.campaign)
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
  change(interaction, { stage: "wrapUp", chatLimitAt: null, transfer: null, heldSince: null })
  const member = found(world.campaigns, event.campaign, "campaign").members.get(event.agentId)
  if (member !== undefined) change(member, { lastEndedAt: world.at, completedToday: member.completedToday + 1 })
}
