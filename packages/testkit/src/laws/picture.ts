/** One picture painted twice: from the log folded by hand, and from the facts of the core's state. */
import { Agent } from "@parley/core"
import { hamtGet, hamtValues, vectorGet, vectorValues, type Facts } from "@parley/core/internal"
import { isDormant, isOnHold, loadOf } from "./burden.ts"
import { deadlinesOf } from "./deadlines.ts"
import { heldIn } from "./eligibility.ts"
import { activeOf, connectedMembers, offeredTo, statusOf, type World } from "./world.ts"

type Painted = { readonly [id: string]: object }

const byId = <V>(values: Iterable<V>, id: (value: V) => string, paint: (value: V) => object): Painted =>
  Object.fromEntries([...values].map((value) => [id(value), paint(value)]))

const sortedIds = (values: Iterable<{ readonly id: string }>): ReadonlyArray<string> =>
  [...values].map(({ id }) => id).sort()

export const pictureOfWorld = (world: World): object => ({
  at: world.at,
  position: world.position,
  agents: byId(
    world.agents.values(),
    ({ id }) => id,
    (agent) => ({
      status: statusOf(world, agent),
      sessions: [...agent.sessions].sort(),
      break: agent.break,
      wrapUps: Object.fromEntries(agent.wrapUps),
      requeueAt: agent.requeueAt,
      active: sortedIds(activeOf(world, agent.id)),
      offered: sortedIds(offeredTo(world, agent.id)),
      skills: Object.fromEntries(agent.skills),
      capacity: agent.capacity,
      lastEndedAt: agent.lastEndedAt,
      freeSince: agent.freeSince,
      dormant: isDormant(world, agent.id),
      load: loadOf(world, agent.id),
      hold: isOnHold(world, agent.id)
    })
  ),
  campaigns: byId(
    world.campaigns.values(),
    ({ name }) => name,
    (campaign) => ({
      enabled: campaign.enabled,
      open: campaign.open,
      turnsAt: campaign.turnsAt,
      cost: campaign.cost,
      settings: campaign.settings,
      pointer: campaign.pointer,
      connected: connectedMembers(world, campaign).length,
      emptySince: campaign.emptySince,
      members: byId(
        campaign.members.values(),
        ({ agentId }) => agentId,
        (member) => ({
          ...member,
          active: activeOf(world, member.agentId).filter((one) => one.campaign === campaign.name).length,
          held: heldIn(world, campaign, member.agentId)
        })
      )
    })
  ),
  interactions: byId(
    world.interactions.values(),
    ({ id }) => id,
    ({ entry, offers, transfer, cost: _cost, hold: _hold, linkedTo: _linked, ...interaction }) => ({
      ...interaction,
      offers: offers.map(({ cost: _offered, ...offer }) => offer),
      transfer: transfer && { id: transfer.id, from: transfer.from, to: transfer.to, expiresAt: transfer.expiresAt },
      entry: entry && {
        ...entry,
        requirement: {
          skills: Object.fromEntries(entry.requirement.skills),
          from: entry.requirement.from,
          to: entry.requirement.to
        },
        outcome: entry.outcome !== null,
        passedOver: [...entry.passedOver].sort()
      }
    })
  ),
  nextDeadline: [...deadlinesOf(world)].reduce<number | null>(
    (first, { due }) => (first === null || due < first ? due : first),
    null
  )
})

const agentsOf = (facts: Facts): Painted =>
  byId(
    vectorValues(facts.agents),
    ({ id }) => id,
    (agent) => ({
      status: Agent.statusOf(agent),
      sessions: [...agent.sessions].sort(),
      break: agent.break?.name ?? null,
      wrapUps: Object.fromEntries(agent.wrapUps.map(({ interactionId, until }) => [interactionId, until])),
      requeueAt: agent.requeueAt,
      active: agent.active.map(({ interactionId }) => interactionId).sort(),
      offered: agent.offered.map(({ interactionId }) => interactionId).sort(),
      skills: Object.fromEntries(agent.skills.map(({ skill, level }) => [skill, level])),
      capacity: agent.capacity,
      lastEndedAt: agent.lastEndedAt,
      freeSince: agent.freeSince,
      dormant: agent.dormant,
      load: [...agent.active, ...agent.offered].reduce((sum, { cost }) => sum + cost, 0),
      hold: agent.active.some(({ hold }) => hold)
    })
  )

const campaignsOf = (facts: Facts): Painted =>
  byId(
    [...vectorValues(facts.campaigns)].filter(({ name, number }) => hamtGet(facts.campaignNumbers, name) === number),
    ({ name }) => name,
    ({ enabled, open, turnsAt, cost, settings, pointer, connected, emptySince, members }) => ({
      enabled,
      open,
      turnsAt,
      cost,
      settings,
      pointer: pointer && { agentId: pointer.agentId, ordinal: pointer.ordinal, position: pointer.position },
      connected,
      emptySince,
      members: byId(
        hamtValues(members),
        ({ agentId }) => agentId,
        ({ agent: _agent, missed: _missed, ...member }) => member
      )
    })
  )

const interactionsOf = (facts: Facts): Painted =>
  byId(
    hamtValues(facts.interactions),
    ({ id }) => id,
    ({ id, stage, campaign, offers, owner, acceptedAt, chatLimitAt, entry, transfer, heldSince, holdMs, ...more }) => ({
      id,
      contactId: more.contactId,
      skills: more.skills,
      moves: more.moves,
      endedAt: more.endedAt,
      campaign: vectorGet(facts.campaigns, campaign)?.name,
      stage,
      offers: offers.map(({ id: offerId, agentId, expiresAt, eligibility, atOnceMax }) => ({
        id: offerId,
        agentId,
        expiresAt,
        eligibility,
        atOnceMax
      })),
      owner,
      acceptedAt,
      chatLimitAt,
      transfer: transfer && { id: transfer.id, from: transfer.from, to: transfer.to, expiresAt: transfer.expiresAt },
      heldSince,
      holdMs,
      unread: hamtGet(facts.conversations, id)?.unread ?? 0,
      entry: {
        ordinal: entry.ordinal,
        kind: entry.kind,
        priority: entry.priority,
        enteredAt: entry.enteredAt,
        waitingSince: entry.waitingSince,
        dropoutAt: entry.dropoutAt,
        outcome: entry.outcome,
        passedOver: [...entry.passedOver].sort(),
        retryAt: entry.retryAt,
        requirement: {
          skills: Object.fromEntries(entry.requirement.skills.map(({ skill, level }) => [skill, level])),
          from: entry.requirement.penaltyRange.from,
          to: entry.requirement.penaltyRange.to
        },
        steps: entry.steps,
        overflowTo: entry.overflowTo,
        preferred: entry.preferred
      }
    })
  )

export const pictureOfFacts = (facts: Facts, nextDeadline: number | null): object => ({
  at: facts.at,
  position: facts.position,
  agents: agentsOf(facts),
  campaigns: campaignsOf(facts),
  interactions: interactionsOf(facts),
  nextDeadline
})
