/** The agents of a simulation: they answer what they are offered, pick what is theirs to pick, work, and wrap up. */
import type { CentreEvent } from "../centre/index.ts"
import { drawFraction } from "../kernel/draw.ts"
import type { AgentId, InteractionId } from "../kernel/fields.ts"
import type { Clients } from "./clients.ts"
import { Pickers } from "./pickers.ts"
import { agentIds, type Team } from "./scenario.ts"
import { Shifts } from "./shifts.ts"
import type { Staff } from "./staff.ts"
import type { Stage } from "./stage.ts"

type Offered = Extract<CentreEvent, { readonly _tag: "InteractionOffered" }>

export interface DesksOptions {
  readonly seed: string
  readonly startsAt: number
  readonly staff: Staff
  readonly clients: Clients
  /** Eligibility rules under which agents pick for themselves. */
  readonly pullRules: ReadonlySet<string>
}

export class Desks {
  private readonly stage: Stage
  private readonly options: DesksOptions
  private readonly teams = new Map<string, Team>()
  /** Offers that are out: who is to answer. */
  private readonly out = new Set<string>()
  /** Of each agent the wrap-ups that run, and whether the agent is done with them. */
  private readonly wrapUps = new Map<string, Map<string, boolean>>()
  private readonly shifts: Shifts
  private readonly pickers: Pickers

  constructor(stage: Stage, options: DesksOptions) {
    this.stage = stage
    this.options = options
    this.shifts = new Shifts(stage, options)
    this.pickers = new Pickers(stage, options.pullRules)
  }

  /** A team comes to work from now on. */
  expect(team: Team): void {
    for (const name of agentIds(team)) this.teams.set(name, team)
    this.shifts.expect(team)
  }

  hears(event: CentreEvent): void {
    switch (event._tag) {
      case "InteractionOffered":
        this.looksAt(event)
        break
      case "OfferRejected":
      case "OfferExpired":
      case "OfferRevoked":
      case "OfferRescinded":
        this.out.delete(event.offerId)
        break
      case "OfferAccepted":
        this.out.delete(event.offerId)
        this.works(event.interactionId, event.agentId)
        break
      case "InteractionTaken":
        this.works(event.interactionId, event.agentId)
        break
      case "WrapUpStarted":
        this.wrapsUp(event.interactionId, event.agentId)
        break
      case "WrapUpEnded":
        this.wrapUps.get(event.agentId)?.delete(event.interactionId)
        break
      default:
    }
    this.shifts.hears(event)
    this.pickers.hears(event, this.options.staff, this.teams)
  }

  private looksAt({ offerId, interactionId, agentId }: Offered): void {
    const { reaction, refusalRatio = 0 } = this.teams.get(agentId) ?? {}
    const draw = (purpose: string): number => drawFraction({ seed: this.options.seed, name: offerId, purpose, n: 0 })
    const refuses = refusalRatio > 0 && draw("refusal") < refusalRatio
    this.out.add(offerId)
    this.stage.after(reaction === undefined ? 0 : reaction.secondsAt(draw("reaction")) * 1_000, () => {
      if (!this.out.has(offerId)) return
      this.stage.attempt({ _tag: refuses ? "RejectOffer" : "AcceptOffer", interactionId, offerId, agentId })
    })
  }

  private works(interactionId: InteractionId, agentId: AgentId): void {
    const client = this.options.clients.present.get(interactionId)
    if (client === undefined) return
    const handlingMs = this.options.clients.lengthMs(client, "handling", client.stream.handling)
    // The least there is, so that nobody is answered and done with in one instant.
    this.stage.after(Math.max(1, handlingMs), () =>
      this.stage.attempt({ _tag: "FinishInteraction", interactionId, agentId })
    )
  }

  private wrapsUp(interactionId: InteractionId, agentId: AgentId): void {
    const running = this.wrapUps.get(agentId) ?? new Map<string, boolean>()
    this.wrapUps.set(agentId, running)
    running.set(interactionId, false)
    const client = this.options.clients.present.get(interactionId)
    const wrapUp = client?.stream.wrapUp
    if (client === undefined || wrapUp === undefined) return
    this.stage.after(Math.max(1, this.options.clients.lengthMs(client, "wrap-up", wrapUp)), () => {
      if (!running.has(interactionId)) return
      running.set(interactionId, true)
      // Ending it early ends all of them: when each of them may.
      if ([...running.values()].every((isDone) => isDone)) this.stage.attempt({ _tag: "EndWrapUp", agentId })
    })
  }
}
