/** Status rows folded from the public stream alone, written without a look at how the core counts. */
import type { Envelope } from "./api-client.ts"

interface CampaignFold {
  readonly campaign: string
  readonly zone: string
  serviceLevelMs: number
  entered: number
  answered: number
  abandoned: number
  answeredWithin: number
  abandonedWithin: number
  answeredWaitMs: number
  readonly waiting: Set<string>
  readonly members: Set<string>
}

interface AgentFold {
  connected: boolean
  onBreak: boolean
  wrapUps: number
}

/** What the board shows of a campaign and the stream can tell. */
export interface FoldedRow {
  readonly campaign: string
  readonly entered: number
  readonly answered: number
  readonly abandonRatio: number | null
  readonly serviceLevel: number | null
  readonly serviceLevel2: number | null
  readonly averageHoldMs: number | null
  readonly acd: number
  readonly wrapUp: number
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")
const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN)
const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

export class Fold {
  readonly #campaigns = new Map<string, CampaignFold>()
  readonly #agents = new Map<string, AgentFold>()

  add({ type, data }: Envelope): void {
    const campaign = this.#campaigns.get(text(data["campaign"]))
    const agent = this.#agent(text(data["agentId"]))
    switch (type) {
      case "cc.campaign.created.v1":
        return this.#created(data)
      case "cc.campaign.member-added.v1":
        return void campaign?.members.add(text(data["agentId"]))
      case "cc.centre.day-started.v1":
        if (data["dueAt"] !== null) this.#newDay(text(data["zone"]))
        return
      case "cc.agent.connected.v1":
      case "cc.agent.disconnected.v1":
        agent.connected = type === "cc.agent.connected.v1"
        return
      case "cc.agent.break-started.v1":
      case "cc.agent.break-ended.v1":
        agent.onBreak = type === "cc.agent.break-started.v1"
        return
      case "cc.agent.wrap-up-started.v1":
        agent.wrapUps += 1
        return
      case "cc.agent.wrap-up-ended.v1":
        agent.wrapUps -= 1
        return
      default:
        if (campaign !== undefined) entry(campaign, type, data)
    }
  }

  rows(): ReadonlyArray<FoldedRow> {
    return [...this.#campaigns.values()]
      .sort((a, b) => (a.campaign < b.campaign ? -1 : 1))
      .map((one) => ({
        campaign: one.campaign,
        entered: one.entered,
        answered: one.answered,
        abandonRatio: share(one.abandoned, one.answered + one.abandoned),
        serviceLevel: share(one.answeredWithin, one.answered),
        serviceLevel2: share(one.answeredWithin + one.abandonedWithin, one.answered + one.abandoned),
        averageHoldMs: share(one.answeredWaitMs, one.answered),
        acd: one.waiting.size,
        wrapUp: [...one.members].filter((id) => {
          const { connected, onBreak, wrapUps } = this.#agent(id)
          return connected && !onBreak && wrapUps > 0
        }).length
      }))
  }

  #agent(id: string): AgentFold {
    const agent = this.#agents.get(id) ?? { connected: false, onBreak: false, wrapUps: 0 }
    this.#agents.set(id, agent)
    return agent
  }

  #created(data: Envelope["data"]): void {
    const campaign = text(data["campaign"])
    this.#campaigns.set(campaign, {
      campaign,
      zone: text(field(data["settings"], "zone")),
      serviceLevelMs: number(field(data["settings"], "serviceLevelSeconds")) * 1_000,
      entered: 0,
      answered: 0,
      abandoned: 0,
      answeredWithin: 0,
      abandonedWithin: 0,
      answeredWaitMs: 0,
      waiting: new Set(),
      members: new Set()
    })
  }

  #newDay(zone: string): void {
    for (const one of this.#campaigns.values())
      if (one.zone === zone)
        Object.assign(one, {
          entered: 0,
          answered: 0,
          abandoned: 0,
          answeredWithin: 0,
          abandonedWithin: 0,
          answeredWaitMs: 0
        })
  }
}

function entry(campaign: CampaignFold, type: string, data: Envelope["data"]): void {
  const interaction = text(data["interactionId"])
  const waitMs = number(data["waitMs"])
  const within = waitMs <= campaign.serviceLevelMs ? 1 : 0
  switch (type) {
    case "cc.interaction.queued.v1":
      campaign.entered += 1
      if (data["place"] === "queue") campaign.waiting.add(interaction)
      return
    case "cc.interaction.admitted.v1":
      campaign.waiting.add(interaction)
      return
    case "cc.offer.accepted.v1":
    case "cc.interaction.taken.v1":
      campaign.waiting.delete(interaction)
      if (data["outcome"] !== true) return
      campaign.answered += 1
      campaign.answeredWithin += within
      campaign.answeredWaitMs += waitMs
      return
    case "cc.interaction.abandoned.v1":
      if (data["leaves"] === true) campaign.waiting.delete(interaction)
      if (data["outcome"] !== true) return
      campaign.abandoned += 1
      campaign.abandonedWithin += within
      return
    case "cc.interaction.withdrawn.v1":
      campaign.waiting.delete(interaction)
  }
}

/** The rows at a position. */
export function foldTo(events: ReadonlyArray<Envelope>, position: number): ReadonlyArray<FoldedRow> {
  const fold = new Fold()
  for (const event of events) if (event.sequence <= position) fold.add(event)
  return fold.rows()
}
