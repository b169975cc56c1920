/** The agents of a simulation: they come and go, take breaks, answer what they are offered, pick what is theirs to pick, and work. */
import type { CentreCommand, CentreEvent } from "../centre/index.ts"
import { drawFraction } from "../kernel/draw.ts"
import { AgentId, type InteractionId } from "../kernel/fields.ts"
import type { Clients } from "./clients.ts"
import { Pickers } from "./pickers.ts"
import { agentIds, commandFrom, SimulationRefused, type Team } from "./scenario.ts"
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
  /** Agents whose shift is over and who finish what they have. */
  private readonly leaving = new Set<string>()
  private readonly pickers: Pickers

  constructor(stage: Stage, options: DesksOptions) {
    this.stage = stage
    this.options = options
    this.pickers = new Pickers(stage, options.pullRules)
  }

  /** A team comes to work from now on. */
  expect(team: Team): void {
    const { shift, breaks = [] } = team
    for (const name of agentIds(team)) {
      const agentId = idOf(name)
      this.teams.set(agentId, team)
      const signIn: CentreCommand = sessionOf("SignIn", agentId)
      this.atSecond(shift?.fromSeconds ?? 0, () => this.mustDo(signIn))
      if (shift !== undefined) this.atSecond(shift.toSeconds, () => this.leaves(agentId))
      for (const { fromSeconds, seconds } of breaks) {
        this.atSecond(fromSeconds, () => this.stage.attempt({ _tag: "StartBreak", agentId }))
        this.atSecond(fromSeconds + seconds, () => {
          if (!this.leaving.has(agentId)) this.stage.attempt({ _tag: "EndBreak", agentId })
        })
      }
    }
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
      case "InteractionFinished":
      case "WrapUpEnded":
      case "InteractionReleased":
        this.mayLeave(event.agentId)
        break
      default:
    }
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
    const client = this.options.clients.present.get(interactionId)
    const wrapUp = client?.stream.wrapUp
    if (client === undefined || wrapUp === undefined) return
    const ms = this.options.clients.lengthMs(client, "wrap-up", wrapUp)
    this.stage.after(Math.max(1, ms), () => {
      if (this.options.staff.worker(agentId).wrapUps > 0) this.stage.attempt({ _tag: "EndWrapUp", agentId })
    })
  }

  /** The shift is over: nothing new comes, what is active is finished. */
  private leaves(agentId: AgentId): void {
    this.leaving.add(agentId)
    this.stage.attempt({ _tag: "StartBreak", agentId })
    this.mayLeave(agentId)
  }

  private mayLeave(agentId: AgentId): void {
    if (!this.leaving.has(agentId)) return
    this.stage.after(0, () => {
      const { active, wrapUps, connected } = this.options.staff.worker(agentId)
      if (connected && active + wrapUps === 0) this.stage.attempt(sessionOf("SignOut", agentId))
    })
  }

  private atSecond(second: number, act: () => void): void {
    this.stage.agenda.add(this.options.startsAt + Math.round(second * 1_000), act)
  }

  private mustDo(command: CentreCommand): void {
    if (!this.stage.attempt(command)) throw new SimulationRefused(`${command._tag} was refused`)
  }
}

const idOf = (name: string): AgentId => AgentId.make(name)

const sessionOf = (tag: "SignIn" | "SignOut", agentId: AgentId): CentreCommand =>
  commandFrom({ _tag: tag, agentId, sessionId: "desk" })
