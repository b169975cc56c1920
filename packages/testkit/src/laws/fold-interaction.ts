/** What the events of an interaction's life do to the naive world. */
import { dueAfter, foldEntry, nothingMore } from "./fold-entry.ts"
import { change, found, type Event, type EventOf, type NaiveEntry, type NaiveInteraction, type World } from "./world.ts"

export function foldInteraction(world: World, event: Event): void {
  switch (event._tag) {
    case "InteractionArrived":
      return arrive(world, event)
    case "InteractionQueued":
    case "InteractionAdmitted":
    case "EntryRelaxed":
    case "OverflowSkipped":
    case "InteractionOverflowed":
    case "PreferredWindowStarted":
    case "PreferredWindowEnded":
      return foldEntry(open(world, event), world, event)
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
      return close(world, event)
    default:
      return foldActive(world, event)
  }
}

/** DOMAIN 5.1, 5.2, 5.5: what happens while an agent has it. */
function foldActive(world: World, event: Event): void {
  switch (event._tag) {
    case "InteractionStarted":
      return start(world, event)
    case "MessageReceived":
      open(world, event).unread += 1
      return
    case "MessagePlanned":
    case "InteractionOpened":
      if (event.agentId !== null) open(world, event).unread = 0
      return
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

/** Who had it last is who served the client last in the campaign; a later message may ask. */
function close(world: World, { interactionId }: EventOf<"InteractionClosed">): void {
  const { owner, endedAt, contactId, campaign } = found(world.interactions, interactionId, "open interaction")
  world.interactions.delete(interactionId)
  world.past.set(interactionId, { agentId: owner, endedAt: endedAt ?? world.at })
  if (owner !== null && contactId !== null)
    world.served.set(`${campaign}/${contactId}`, { agentId: owner, endedAt: endedAt ?? world.at })
}

/** Who served the one served the other: of both the later. */
export function mergeServed(world: World, { contactId, mergedId }: EventOf<"ContactsMerged">): void {
  for (const [key, merged] of [...world.served]) {
    const [campaign, id] = key.split("/")
    const kept = world.served.get(`${campaign}/${contactId}`)
    if (id === mergedId && (kept === undefined || merged.endedAt > kept.endedAt))
      world.served.set(`${campaign}/${contactId}`, merged)
  }
}

function start(world: World, event: EventOf<"InteractionStarted">): void {
  const { interactionId: id, campaign, agentId: owner, contactId, hold } = event
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
    passedOver: new Set(),
    requirement: { skills: new Map(), from: 0, to: 100 },
    ...nothingMore
  }
  const { cost } = found(world.campaigns, campaign, "campaign")
  const active = { stage: "active", owner, acceptedAt: at, chatLimitAt, cost, hold } as const
  const arrival = { contactId, skills: [], linkedTo: null, moves: 0, endedAt: null, unread: 0 }
  world.interactions.set(id, { id, campaign, entry, offers: [], transfer: null, ...arrival, ...active, ...noHold })
}

function pass(world: World, event: EventOf<"TransferOffered" | "ExternalTransferStarted">): void {
  const { transferId: id } = event
  const { settings, cost } = found(world.campaigns, event.campaign, "campaign")
  const expiresAt = dueAfter(world.at, settings.maxTransferSeconds)
  const isToAgent = event._tag === "TransferOffered"
  const from = isToAgent ? event.fromAgentId : event.agentId
  open(world, event).transfer = { id, from, to: isToAgent ? event.agentId : null, expiresAt, cost }
}

function receive(world: World, event: EventOf<"TransferAccepted">): void {
  const chatLimitAt = chatLimitIn(world, event.campaign)
  const interaction = open(world, event)
  change(interaction, {
    // It costs what it did when it was passed on.
    cost: interaction.transfer?.cost ?? interaction.cost,
    hold: event.hold,
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

function arrive(world: World, event: EventOf<"InteractionArrived">): void {
  const { interactionId: id, campaign, contactId, skills, linkedTo } = event
  if (world.interactions.has(id)) throw new Error(`${id} arrives a second time`)
  const nothing = {
    entry: null,
    offers: [],
    owner: null,
    acceptedAt: null,
    chatLimitAt: null,
    transfer: null,
    moves: 0,
    cost: 0,
    hold: false,
    endedAt: null,
    unread: 0,
    ...noHold
  }
  world.interactions.set(id, { id, campaign, contactId, skills, linkedTo, stage: "arrived", ...nothing })
}

/** Every offer moves the pointer, answered or not; but for one to whom a client is used. */
function offer(world: World, event: EventOf<"InteractionOffered">): void {
  const interaction = open(world, event)
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const { offerId: id, agentId, eligibility, atOnceMax } = event
  const expiresAt = dueAfter(world.at, campaign.settings.offerTimeoutSeconds)
  interaction.stage = "offered"
  interaction.offers = [...interaction.offers, { id, agentId, expiresAt, eligibility, atOnceMax, cost: campaign.cost }]
  const member = campaign.members.get(agentId)
  if (member !== undefined && event.movesPointer)
    campaign.pointer = { agentId, ordinal: member.ordinal, position: member.position }
}

function own(world: World, event: EventOf<"OfferAccepted" | "InteractionTaken">): void {
  const interaction = open(world, event)
  const entry = entryOf(world, event)
  const chatLimitAt = chatLimitIn(world, event.campaign)
  // It costs what it did when it was offered.
  const { cost } =
    interaction.offers.find(({ agentId }) => agentId === event.agentId) ??
    found(world.campaigns, event.campaign, "campaign")
  const { agentId: owner, hold } = event
  change(interaction, { stage: "active", owner, acceptedAt: world.at, chatLimitAt, cost, hold })
  interaction.offers = interaction.offers.filter(({ agentId }) => agentId !== event.agentId)
  entry.outcome ??= "answered"
  change(entry, { passedOver: new Set(), retryAt: null, dropoutAt: null, ...nothingMore })
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
  change(interaction, { stage: "wrapUp", chatLimitAt: null, transfer: null, heldSince: null, endedAt: world.at })
  found(world.agents, event.agentId, "agent").lastEndedAt = world.at
  const member = found(world.campaigns, event.campaign, "campaign").members.get(event.agentId)
  if (member !== undefined) change(member, { lastEndedAt: world.at, completedToday: member.completedToday + 1 })
}
