/** Where agents pick for themselves: whoever has nothing to do takes the first of what they may take. */
import type { CentreEvent } from "../centre/index.ts"
import { AgentId } from "../kernel/fields.ts"
import type { Team } from "./scenario.ts"
import type { Staff } from "./staff.ts"
import type { Stage } from "./stage.ts"

export class Pickers {
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

  /** The campaigns in the order in which the team has them. */
  private picks(agentId: AgentId, campaigns: ReadonlyArray<string>): void {
    for (const campaign of campaigns) {
      if (!this.pulls.has(campaign)) continue
      const interactionId = this.stage.run.firstTakeable(campaign, agentId)
      if (interactionId !== null && this.stage.attempt({ _tag: "TakeInteraction", interactionId, agentId })) return
    }
  }
}
