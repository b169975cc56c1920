/** A centre in memory for workloads: steps commands, keeps rows, and records what was sent and what came of it. */
import { Centre, type Fields } from "@parley/core"
import { RowTable } from "@parley/core/engine"

export type Command = Centre.CentreCommand
export type Event = Centre.CentreEvent

export const utcDays: Centre.Zones = {
  offsetAt: () => ({ offsetMs: 0, until: null }),
  dayOf: (_zone, at) => {
    const day = Math.floor(at / 86_400_000)
    return { date: new Date(day * 86_400_000).toISOString().slice(0, 10), endsAt: (day + 1) * 86_400_000 }
  }
}

export const demoCentre = (): Centre.Centre =>
  Centre.make({
    channels: [
      { name: "chat", kind: "live", media: "text" },
      { name: "mail", kind: "asynchronous", media: "text" }
    ],
    zones: utcDays
  })

export interface Sent {
  readonly at: number
  readonly command: Command
}

export interface Folded {
  readonly at: number
  readonly event: Event
}

/** Drives a centre from a workload; `commands` and `log` are what a measured run repeats. */
export class Driver {
  readonly centre = demoCentre()
  state = this.centre.initial
  readonly rows = new RowTable()
  readonly commands: Array<Sent> = []
  readonly log: Array<Folded> = []
  accepted = 0
  readonly mix = new Map<string, number>()

  /** Fires what is due, then the command. The events it wrote; null when it was refused. */
  send(at: number, command: Command): ReadonlyArray<Event> | null {
    for (
      let due = this.centre.nextDeadline(this.state);
      due !== null && due <= at;
      due = this.centre.nextDeadline(this.state)
    )
      this.step(at, { _tag: "Tick" })
    return this.step(at, command)
  }

  private step(at: number, command: Command): ReadonlyArray<Event> | null {
    this.commands.push({ at, command })
    this.mix.set(command._tag, (this.mix.get(command._tag) ?? 0) + 1)
    const stepped = this.centre.step(this.state, this.rows, at, command)
    if (stepped._tag === "Failure") return null
    this.accepted += 1
    const { events, state } = stepped.success
    this.state = state
    for (const event of events) {
      this.log.push({ at, event })
      for (const change of Centre.rowsOf(event)) this.rows.write(change)
    }
    return events
  }
}

/** Brands cost nothing at run time; a workload makes its ids itself. */
export const id = <T extends string>(text: string): T => text as T
export type AgentId = Fields.AgentId
export type CampaignName = Fields.CampaignName
export type InteractionId = Fields.InteractionId
export type MessageId = Fields.MessageId
