/** The figures of the board from public events alone: a second, naive fold that knows no stored event. */
import type { PublicEvent } from "../src/centre/index.ts"

interface Figures {
  entered: number
  answered: number
  abandoned: number
  withdrawn: number
  refused: number
  answeredWithin: number
  waits: Map<string, number>
  backlog: Map<string, number>
  members: Set<string>
  zone: string
  serviceLevelSeconds: number
}

interface Person {
  connected: boolean
  onBreak: boolean
  active: Set<string>
  wrapUps: Set<string>
}

const zeroes = { entered: 0, answered: 0, abandoned: 0, withdrawn: 0, refused: 0, answeredWithin: 0 }

export class PublicFold {
  private readonly campaigns = new Map<string, Figures>()
  private readonly people = new Map<string, Person>()

  add(event: PublicEvent): void {
    if (event.type === "cc.centre.day-started.v1" && event.data.dueAt !== null)
      for (const figures of this.campaigns.values())
        if (figures.zone === event.data.zone) Object.assign(figures, zeroes)
    this.campaign(event)
    this.person(event)
  }

  /** What the status row says under the same names. */
  row(campaign: string) {
    const { waits, backlog, members, zone: _zone, serviceLevelSeconds: _seconds, ...counts } = this.of(campaign)
    const people = [...members].map((id) => this.who(id)).filter(({ connected }) => connected)
    const number = (is: (person: Person) => boolean): number => people.filter(is).length
    const isBusy = ({ active, wrapUps }: Person): boolean => active.size > 0 || wrapUps.size > 0
    return {
      ...counts,
      acd: waits.size,
      backlog: backlog.size,
      longestWaitSince: waits.size === 0 ? null : Math.min(...waits.values()),
      members: members.size,
      logged: people.length,
      paused: number((one) => one.onBreak && !isBusy(one)),
      pausedBusy: number((one) => one.onBreak && isBusy(one)),
      wrapUp: number(({ onBreak, wrapUps }) => !onBreak && wrapUps.size > 0),
      busy: number(({ onBreak, wrapUps, active }) => !onBreak && wrapUps.size === 0 && active.size > 0),
      free: number((one) => !one.onBreak && !isBusy(one))
    }
  }

  private of(campaign: string): Figures {
    const found = this.campaigns.get(campaign)
    if (found === undefined) throw new Error(`no campaign ${campaign}`)
    return found
  }

  private who(id: string): Person {
    const person = this.people.get(id) ?? { connected: false, onBreak: false, active: new Set(), wrapUps: new Set() }
    this.people.set(id, person)
    return person
  }

  private campaign({ type, data }: PublicEvent): void {
    switch (type) {
      case "cc.campaign.created.v1":
      case "cc.campaign.changed.v1": {
        const { zone, serviceLevelSeconds } = data.settings
        const fresh = { ...zeroes, waits: new Map(), backlog: new Map(), members: new Set<string>() }
        const before = type === "cc.campaign.created.v1" ? fresh : this.of(data.campaign)
        this.campaigns.set(data.campaign, { ...before, zone, serviceLevelSeconds })
        return
      }
      case "cc.campaign.member-added.v1":
        return void this.of(data.campaign).members.add(data.agentId)
      case "cc.campaign.member-removed.v1":
        return void this.of(data.campaign).members.delete(data.agentId)
      case "cc.interaction.refused.v1":
        this.of(data.campaign).refused += 1
        return
      case "cc.interaction.queued.v1": {
        const figures = this.of(data.campaign)
        figures.entered += 1
        const place = data.place === "queue" ? figures.waits : figures.backlog
        return void place.set(data.interactionId, data.waitingSince)
      }
      case "cc.interaction.admitted.v1": {
        const { waits, backlog } = this.of(data.campaign)
        waits.set(data.interactionId, backlog.get(data.interactionId) ?? 0)
        return void backlog.delete(data.interactionId)
      }
      case "cc.offer.accepted.v1":
      case "cc.interaction.taken.v1":
      case "cc.interaction.withdrawn.v1":
      case "cc.interaction.abandoned.v1":
        return this.ended(type, data)
      default:
    }
  }

  private ended(
    type: string,
    data: {
      readonly campaign: string
      readonly interactionId: string
      readonly outcome: boolean
      readonly waitMs: number
      readonly leaves?: boolean
    }
  ): void {
    const figures = this.of(data.campaign)
    if (data.leaves !== false) for (const place of [figures.waits, figures.backlog]) place.delete(data.interactionId)
    if (!data.outcome) return
    if (type === "cc.interaction.abandoned.v1") figures.abandoned += 1
    else if (type === "cc.interaction.withdrawn.v1") figures.withdrawn += 1
    else {
      figures.answered += 1
      if (data.waitMs <= figures.serviceLevelSeconds * 1_000) figures.answeredWithin += 1
    }
  }

  private person({ type, data }: PublicEvent): void {
    switch (type) {
      case "cc.agent.connected.v1":
      case "cc.agent.disconnected.v1":
        this.who(data.agentId).connected = type === "cc.agent.connected.v1"
        return
      case "cc.agent.break-started.v1":
      case "cc.agent.break-ended.v1":
        this.who(data.agentId).onBreak = type === "cc.agent.break-started.v1"
        return
      case "cc.agent.wrap-up-started.v1":
        return void this.who(data.agentId).wrapUps.add(data.interactionId)
      case "cc.agent.wrap-up-ended.v1":
        return void this.who(data.agentId).wrapUps.delete(data.interactionId)
      case "cc.offer.accepted.v1":
      case "cc.interaction.taken.v1":
        return void this.who(data.agentId).active.add(data.interactionId)
      case "cc.interaction.started.v1":
        return void this.who(data.agentId).active.add(data.interactionId)
      case "cc.transfer.accepted.v1":
        this.who(data.fromAgentId).active.delete(data.interactionId)
        return void this.who(data.agentId).active.add(data.interactionId)
      case "cc.interaction.transferred.v1":
      case "cc.interaction.released.v1":
      case "cc.interaction.finished.v1":
        return void this.who(data.agentId).active.delete(data.interactionId)
      default:
    }
  }
}
