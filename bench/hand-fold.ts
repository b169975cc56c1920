/**
 * The baseline of `core.replay`: the same facts, folded by hand, in place, on Maps, for this bench alone. No indexes, no
 * old versions, no walls: what one would write who wants nothing but this fold, fast.
 */
import type { Event, Folded } from "./centre.ts"
import { newAgent, newInteraction, type Agent, type HandFacts, type Interaction, type Member } from "./hand-facts.ts"

export function foldByHand(log: ReadonlyArray<Folded>): HandFacts {
  const facts: HandFacts = {
    users: new Map(),
    agents: new Map(),
    campaigns: new Map(),
    interactions: new Map(),
    conversations: new Map(),
    outgoing: new Map(),
    days: new Map(),
    position: 0,
    at: 0
  }
  for (const { at, event } of log) {
    facts.position += 1
    facts.at = at
    if (!people(facts, at, event) && !campaigns(facts, at, event) && !work(facts, at, event)) messages(facts, at, event)
  }
  return facts
}

function restatus(agent: Agent, at: number): void {
  const busy = agent.active.size > 0 || agent.wrapUps.size > 0
  const status = agent.sessions.size === 0 ? 0 : 1 + (busy ? 1 : 0) + (agent.break === null ? 0 : 2)
  if (status === agent.status) return
  agent.status = status
  agent.statusSince = at
}

function people(facts: HandFacts, at: number, event: Event): boolean {
  switch (event._tag) {
    case "UserCreated":
    case "UserChanged":
      facts.users.set(event.userId, event)
      if (event.roles.includes("agent") && !facts.agents.has(event.userId)) facts.agents.set(event.userId, newAgent(at))
      return true
    case "AgentSessionStarted":
    case "AgentSessionEnded":
    case "AgentConnected":
    case "AgentDisconnected":
    case "AgentAbsenceElapsed":
    case "BreakStarted":
    case "BreakEnded":
    case "WrapUpStarted":
    case "WrapUpEnded": {
      const agent = facts.agents.get(event.agentId)
      if (agent === undefined) return true
      if (event._tag === "AgentSessionStarted") agent.sessions.add(event.sessionId)
      else if (event._tag === "AgentSessionEnded") agent.sessions.delete(event.sessionId)
      else if (event._tag === "AgentDisconnected") agent.requeueAt = event.requeueAt
      else if (event._tag === "BreakStarted") agent.break = event.name
      else if (event._tag === "BreakEnded") agent.break = null
      else if (event._tag === "WrapUpStarted") agent.wrapUps.set(event.interactionId, event.until)
      else if (event._tag === "WrapUpEnded") agent.wrapUps.delete(event.interactionId)
      else agent.requeueAt = null
      if (event._tag === "AgentConnected") count(facts, agent, at, 1)
      if (event._tag === "AgentDisconnected") count(facts, agent, at, -1)
      restatus(agent, at)
      return true
    }
    default:
      return false
  }
}

function count(facts: HandFacts, agent: Agent, at: number, change: number): void {
  for (const name of agent.campaigns) {
    const campaign = facts.campaigns.get(name)
    if (campaign === undefined) continue
    campaign.connected += change
    campaign.emptySince = campaign.connected > 0 ? null : at
  }
}

function campaigns(facts: HandFacts, at: number, event: Event): boolean {
  switch (event._tag) {
    case "DayStarted":
      facts.days.set(event.zone, event.endsAt)
      return true
    case "CampaignCreated":
      facts.campaigns.set(event.campaign, {
        enabled: event.enabled,
        settings: event.settings,
        pointer: 0,
        connected: 0,
        emptySince: at,
        members: new Map()
      })
      return true
    case "MemberAdded": {
      const { ordinal, penalty } = event
      facts.agents.get(event.agentId)?.campaigns.add(event.campaign)
      facts.campaigns.get(event.campaign)?.members.set(event.agentId, {
        paused: false,
        missed: 0,
        active: 0,
        held: 0,
        lastEndedAt: null,
        penalty,
        position: ordinal,
        ordinal
      })
      return true
    }
    case "MemberPaused":
    case "MemberResumed": {
      const member = facts.campaigns.get(event.campaign)?.members.get(event.agentId)
      if (member !== undefined) member.paused = event._tag === "MemberPaused"
      return true
    }
    default:
      return false
  }
}

function work(facts: HandFacts, at: number, event: Event): boolean {
  if (event._tag === "InteractionArrived") {
    facts.interactions.set(event.interactionId, newInteraction(event.campaign))
    return true
  }
  if (event._tag === "InteractionClosed") {
    facts.interactions.delete(event.interactionId)
    facts.conversations.delete(event.interactionId)
    return true
  }
  if (!("interactionId" in event) || "messageId" in event || event.interactionId === null) return false
  const interaction = facts.interactions.get(event.interactionId)
  if (interaction === undefined) return false
  if (queueing(interaction, event)) return true
  return "agentId" in event && owning(facts, at, interaction, event)
}

function queueing(interaction: Interaction, event: Event): boolean {
  switch (event._tag) {
    case "InteractionQueued":
      interaction.campaign = event.campaign
      interaction.stage = event.place === "queue" ? "waiting" : "backlog"
      interaction.leg += 1
      interaction.entry = event.entry
      interaction.priority = event.priority
      interaction.enteredAt = event.enteredAt
      interaction.waitingSince = event.waitingSince
      interaction.dropoutAt = event.dropoutAt
      interaction.owner = null
      return true
    case "InteractionAdmitted":
      interaction.stage = "waiting"
      return true
    case "OfferRoundStarted":
      interaction.passedOver = []
      interaction.retryAt = null
      return true
    case "InteractionAbandoned":
    case "InteractionWithdrawn":
      interaction.outcome = true
      interaction.dropoutAt = null
      return true
    default:
      return false
  }
}

function owning(facts: HandFacts, at: number, interaction: Interaction, event: Event): boolean {
  if (!("agentId" in event) || !("interactionId" in event) || event.agentId === null || event.interactionId === null)
    return false
  const { agentId, interactionId } = event
  const agent = facts.agents.get(agentId)
  const campaign = facts.campaigns.get(interaction.campaign)
  const member = campaign?.members.get(agentId)
  if (agent === undefined || campaign === undefined || member === undefined) return true
  switch (event._tag) {
    case "InteractionOffered":
      interaction.stage = "offered"
      interaction.offers += 1
      interaction.offer = { id: event.offerId, agentId, expiresAt: event.expiresAt }
      campaign.pointer = event.ordinal
      member.held += 1
      agent.offered.add(interactionId)
      return true
    case "OfferRejected":
    case "OfferExpired":
      interaction.passedOver.push(agentId)
      interaction.retryAt = event.retryAt
      if (event._tag === "OfferExpired") member.missed += 1
      return unoffer(interaction, member, agent, interactionId)
    case "OfferRevoked":
      return unoffer(interaction, member, agent, interactionId)
    case "OfferAccepted":
      interaction.stage = "active"
      interaction.owner = agentId
      interaction.acceptedAt = at
      interaction.offer = null
      interaction.outcome = true
      interaction.dropoutAt = null
      member.active += 1
      member.missed = 0
      agent.offered.delete(interactionId)
      agent.active.add(interactionId)
      restatus(agent, at)
      return true
    case "InteractionFinished":
      interaction.stage = "wrapUp"
      interaction.endedAt = at
      member.active -= 1
      member.held -= 1
      member.lastEndedAt = at
      agent.active.delete(interactionId)
      restatus(agent, at)
      return true
    default:
      return true
  }
}

function unoffer(interaction: Interaction, member: Member, agent: Agent, interactionId: string): boolean {
  interaction.stage = "waiting"
  interaction.offer = null
  member.held -= 1
  agent.offered.delete(interactionId)
  return true
}

function messages(facts: HandFacts, at: number, event: Event): void {
  switch (event._tag) {
    case "MessageReceived":
    case "MessagePlanned": {
      let conversation = facts.conversations.get(event.interactionId)
      if (conversation === undefined) {
        conversation = { count: 0, answered: false, participants: [], latest: [] }
        facts.conversations.set(event.interactionId, conversation)
      }
      conversation.count += 1
      conversation.latest.push({ id: event.messageId, at, contents: event.contents })
      for (const hashes of event.participants)
        if (!conversation.participants.some((known) => known[0] === hashes[0])) conversation.participants.push(hashes)
      if (event._tag === "MessagePlanned") {
        conversation.answered = true
        facts.outgoing.set(event.messageId, { state: "planned", attempts: 0 })
      }
      return
    }
    default:
      return
  }
}
