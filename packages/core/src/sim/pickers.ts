/** Where agents pick for themselves: whoever has nothing to do takes what has waited longest of what they may take. */
import type { CentreEvent } from "../centre/index.ts"
import { AgentId, type InteractionId } from "../kernel/fields.ts"
import type { Team } from "./scenario.ts"
import type { Staff } from "./staff.ts"
import type { Stage } from "./stage.ts"

/** Entries an agent looks at before giving up until something changes. */
const LOOKED_AT_MAX = 20

export class Pickers {
  /** By campaign, in the order in which they came. */
  private readonly pending = new Map<string, Set<InteractionId>>()
  /** Who has nothing to do, longest first. */
  private readonly idle = new Set<AgentId>()
  private readonly stage: Stage
  private readonly rules: ReadonlySet<string>
  private readonly pulls = new Set<string>()
  private planned = false

  /** `rules`: the eligibility rules under which agents pick. */
  constructor(stage: Stage, rules: ReadonlySet<string>) {
    this.stage = stage
    this.rules = rules
  }

  hears(event: CentreEvent, staff: Staff, teams: ReadonlyMap<string, Team>): void {
    if (event._tag === "CampaignCreated" || event._tag === "CampaignChanged")
      if (this.rules.has(event.settings.eligibility)) this.pulls.add(event.campaign)
      else this.pulls.delete(event.campaign)
    if (this.pulls.size === 0) return
    if (event._tag === "InteractionQueued") {
      if (this.pulls.has(event.campaign)) this.queue(event.campaign).add(event.interactionId)
    } else if (isLeaving(event)) this.queue(event.campaign).delete(event.interactionId)
    if ("agentId" in event && typeof event.agentId === "string") this.refresh(AgentId.make(event.agentId), staff)
    if (this.planned || this.idle.size === 0) return
    this.planned = true
    this.stage.after(0, () => {
      this.planned = false
      for (const agentId of [...this.idle]) this.picks(agentId, teams.get(agentId)?.campaigns ?? [])
    })
  }

  private refresh(agentId: AgentId, staff: Staff): void {
    const { connected, onBreak, active, wrapUps } = staff.worker(agentId)
    if (connected && !onBreak && active + wrapUps === 0) this.idle.add(agentId)
    else this.idle.delete(agentId)
  }

  private picks(agentId: AgentId, campaigns: ReadonlyArray<string>): void {
    for (const campaign of campaigns) {
      let looked = 0
      for (const interactionId of this.queue(campaign)) {
        if (looked++ === LOOKED_AT_MAX || !this.idle.has(agentId)) return
        if (this.stage.attempt({ _tag: "TakeInteraction", interactionId, agentId })) return
      }
    }
  }

  private queue(campaign: string): Set<InteractionId> {
    let queue = this.pending.get(campaign)
    if (queue === undefined) this.pending.set(campaign, (queue = new Set()))
    return queue
  }
}

type Leaving = Extract<
  CentreEvent,
  { readonly _tag: "InteractionTaken" | "InteractionWithdrawn" | "InteractionOverflowed" | "InteractionClosed" }
>

const isLeaving = (event: CentreEvent): event is Leaving =>
  event._tag === "InteractionTaken" ||
  event._tag === "InteractionWithdrawn" ||
  event._tag === "InteractionOverflowed" ||
  event._tag === "InteractionClosed"
