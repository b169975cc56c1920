/** Agents who come to work, take breaks, and go when their time is over, once they have finished what they have. */
import type { CentreCommand, CentreEvent } from "../centre/index.ts"
import { AgentId, type Instant } from "../kernel/fields.ts"
import { agentIds, commandFrom, SimulationRefused, type Team } from "./scenario.ts"
import type { Staff } from "./staff.ts"
import type { Stage } from "./stage.ts"
import { msOf } from "./milliseconds.ts"

export class Shifts {
  private readonly stage: Stage
  private readonly staff: Staff
  private readonly startsAt: Instant
  /** Agents whose time is over and who finish what they have: by which sign-out they go. */
  private readonly leaving = new Map<string, CentreCommand>()

  constructor(stage: Stage, { staff, startsAt }: { readonly staff: Staff; readonly startsAt: Instant }) {
    this.stage = stage
    this.staff = staff
    this.startsAt = startsAt
  }

  /** A team comes to work from now on. */
  expect(team: Team): void {
    const { shift, breaks = [] } = team
    for (const name of agentIds(team)) {
      const agentId = AgentId.make(name)
      this.atSecond(shift?.fromSeconds ?? 0, () => {
        if (!this.stage.attempt(session("SignIn", agentId))) throw new SimulationRefused(`${name} cannot sign in`)
      })
      if (shift !== undefined)
        this.atSecond(shift.toSeconds, () => this.sendsHome(agentId, session("SignOut", agentId)))
      for (const { fromSeconds, seconds } of breaks) {
        this.atSecond(fromSeconds, () => this.stage.attempt({ _tag: "StartBreak", agentId }))
        this.atSecond(fromSeconds + seconds, () => {
          if (!this.leaving.has(agentId)) this.stage.attempt({ _tag: "EndBreak", agentId })
        })
      }
    }
  }

  /** Nothing new comes, what is active is finished, then they go. */
  sendsHome(agentId: AgentId, signOut: CentreCommand): void {
    if (!this.staff.worker(agentId).connected) return
    this.leaving.set(agentId, signOut)
    this.stage.attempt({ _tag: "StartBreak", agentId })
    this.mayLeave(agentId)
  }

  /** Who was to go stays after all: their next shift begins. */
  stays(agentId: AgentId): void {
    if (this.leaving.delete(agentId)) this.stage.attempt({ _tag: "EndBreak", agentId })
  }

  hears(event: CentreEvent): void {
    if (this.leaving.size === 0) return
    if (event._tag === "InteractionFinished" || event._tag === "WrapUpEnded" || event._tag === "InteractionReleased")
      this.mayLeave(event.agentId)
    if (event._tag === "AgentDisconnected") this.leaving.delete(event.agentId)
  }

  private mayLeave(agentId: AgentId): void {
    const signOut = this.leaving.get(agentId)
    if (signOut === undefined) return
    this.stage.after(0, () => {
      const { active, wrapUps, connected } = this.staff.worker(agentId)
      if (connected && active + wrapUps === 0) this.stage.attempt(signOut)
    })
  }

  private atSecond(second: number, act: () => void): void {
    this.stage.agenda.add(this.startsAt + msOf(second), act)
  }
}

const session = (_tag: "SignIn" | "SignOut", agentId: AgentId): CentreCommand =>
  commandFrom({ _tag, agentId, sessionId: "desk" })
