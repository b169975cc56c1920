/**
 * A centre driven by hand for the specs: plain commands in, what happened out. It ticks at every deadline on the way,
 * keeps the rows, and can be restarted: the state is then what its log replays to.
 */
import { Result, Schema } from "effect"
import * as Centre from "../src/centre/index.ts"
import { RowTable } from "../src/centre/row-table.ts"
import { UserId } from "../src/kernel/fields.ts"
import type { Recorded } from "../src/kernel/envelope.ts"
import { campaignLive, project, rows, type StatusRow } from "../src/stats/index.ts"

export type Plain = typeof Centre.CentreCommand.Encoded
export type Event = Centre.CentreEvent
export type EventOf<Tag extends Event["_tag"]> = Extract<Event, { _tag: Tag }>

/** Midnight of a Monday, UTC: all stories begin at nine that morning. */
export const MIDNIGHT = 1_772_409_600_000
export const NINE = MIDNIGHT + 9 * 3_600_000
const DAY_MS = 86_400_000

const offsetsMs: { readonly [zone: string]: number } = { UTC: 0, "Etc/GMT-3": 3 * 3_600_000 }

/** Zones of fixed offset. */
export const zones: Centre.Zones = {
  offsetAt: (zone) => {
    const offsetMs = offsetsMs[zone]
    return offsetMs === undefined ? null : { offsetMs, until: null }
  },
  dayOf: (zone, at) => {
    const offset = offsetsMs[zone]
    if (offset === undefined) return null
    const start = Math.floor((at + offset) / DAY_MS) * DAY_MS
    return { date: new Date(start).toISOString().slice(0, 10), endsAt: start + DAY_MS - offset }
  }
}

export const channels: ReadonlyArray<Centre.ChannelDefinition> = [
  { name: "mail", kind: "asynchronous", media: "text" },
  { name: "chat", kind: "live", media: "text" },
  { name: "other", kind: "asynchronous", media: "text" },
  { name: "phone", kind: "live", media: "voice" }
]

const decode = Schema.decodeUnknownSync(Centre.CentreCommand, { onExcessProperty: "error" })

const decodeUserId = Schema.decodeUnknownSync(UserId)

export interface Setting {
  readonly [name: string]: unknown
}

export class Story {
  readonly centre: Centre.Centre
  state: Centre.State
  now = NINE
  readonly log: Array<Recorded<Event>> = []
  private readonly kept = new RowTable()
  private commands = 0
  private replaying = false

  constructor(definition: Partial<Centre.CentreDefinition> = {}, options: { readonly seed?: string } = {}) {
    this.centre = Centre.make({ channels, zones, ...definition })
    this.state = this.centre.initial
    this.send({ _tag: "CreateCentre", seed: options.seed ?? "seed", zone: "UTC" })
  }

  /** Replays the log before every command from here on: a restart between any two. */
  restarting(): this {
    this.replaying = true
    return this
  }

  restart(): void {
    this.state = this.centre.replay(this.centre.initial, this.log)
  }

  /** Lets seconds pass; what falls due meanwhile fires when it is due. */
  wait(seconds: number): ReadonlyArray<Event> {
    return this.until(this.now + seconds * 1_000)
  }

  until(at: number): ReadonlyArray<Event> {
    const before = this.log.length
    for (;;) {
      const due = this.centre.nextDeadline(this.state)
      if (due === null || due > at) break
      this.now = Math.max(this.now, due)
      this.step({ _tag: "Tick" })
    }
    this.now = at
    return this.since(before)
  }

  /** The writer was away for so long: what fell due meanwhile fires now. */
  sleep(seconds: number): ReadonlyArray<Event> {
    const before = this.log.length
    this.now += seconds * 1_000
    for (;;) {
      const due = this.centre.nextDeadline(this.state)
      if (due === null || due > this.now) return this.since(before)
      this.step({ _tag: "Tick" })
    }
  }

  /** Sends a command that is accepted; its own events. What is due fires before. */
  send(command: Plain): ReadonlyArray<Event> {
    this.until(this.now)
    const before = this.log.length
    const result = this.step(command)
    if (Result.isFailure(result)) throw new Error(`${command._tag} was refused: ${JSON.stringify(result.failure)}`)
    return this.since(before)
  }

  /** What an accepted command is answered. */
  ask(command: Plain): Centre.Answer {
    this.until(this.now)
    const result = this.step(command)
    if (Result.isFailure(result)) throw new Error(`${command._tag} was refused: ${JSON.stringify(result.failure)}`)
    return result.success.answer
  }

  /** Why a command is refused. */
  refused(command: Plain): Centre.CentreRejection {
    this.until(this.now)
    const result = this.step(command)
    if (Result.isSuccess(result)) throw new Error(`${command._tag} was not refused`)
    return result.failure
  }

  all<Tag extends Event["_tag"]>(tag: Tag, events: ReadonlyArray<Event> = this.since(0)): ReadonlyArray<EventOf<Tag>> {
    const has = (event: Event): event is EventOf<Tag> => event._tag === tag
    return events.filter(has)
  }

  /** Who was offered what, in order: `i1→ann`. */
  offers(events: ReadonlyArray<Event> = this.since(0)): ReadonlyArray<string> {
    return this.all("InteractionOffered", events).map(({ interactionId, agentId }) => `${interactionId}→${agentId}`)
  }

  get rows(): ReadonlyArray<StatusRow> {
    return rows(project(campaignLive, this.log))
  }

  row(campaign: string): StatusRow {
    const found = this.rows.find((one) => one.campaign === campaign)
    if (found === undefined) throw new Error(`no row of ${campaign}`)
    return found
  }

  /** Why a user may not send a command; null when they may. */
  hindrance(
    acting: { readonly userId: string; readonly role: "agent" | "supervisor" },
    command: Plain
  ): Centre.Hindrance | null {
    return Centre.hindranceTo(this.state, { ...acting, userId: decodeUserId(acting.userId) }, decode(command))
  }

  agent(agentId: string) {
    const found = this.centre.views.agent(this.state, agentId)
    if (found === undefined) throw new Error(`no agent ${agentId}`)
    return found
  }

  member(campaign: string, agentId: string) {
    return this.centre.views.member(this.state, campaign, agentId)
  }

  interaction(id: string) {
    return this.centre.views.interaction(this.state, id)
  }

  stage(id: string) {
    return this.interaction(id)?.stage
  }

  /** The offer that is out for an interaction. */
  offerOf(interactionId: string): {
    readonly interactionId: string
    readonly offerId: string
    readonly agentId: string
  } {
    const offer = this.interaction(interactionId)?.offer
    if (offer === null || offer === undefined) throw new Error(`${interactionId} is not offered`)
    return { interactionId, offerId: offer.offerId, agentId: offer.agentId }
  }

  /** A row that stands in for what another room's event would write. */
  keep(change: Centre.RowChange): void {
    this.kept.write(change)
  }

  range(key: Centre.RangeKey): ReadonlyArray<Centre.KeyedRow> {
    return this.kept.range(key)
  }

  /** A decision row as the log has it. */
  found(key: string): Centre.Row | null {
    return this.kept.get(key)
  }

  since(length: number): ReadonlyArray<Event> {
    return this.log.slice(length).map(({ event }) => event)
  }

  private step(plain: Plain): Result.Result<Centre.Stepped, Centre.CentreRejection> {
    if (this.replaying) this.restart()
    const command = decode(plain)
    const asked = new Set<string>()
    const known: Centre.Rows = {
      get: (key) => (asked.has(key) ? this.kept.get(key) : undefined),
      range: (key) => (asked.has(key) ? this.kept.range(key) : undefined)
    }
    for (let round = 0; ; round++) {
      const keys = this.centre.needs(this.state, this.now, command, known)
      if (keys.length === 0) break
      if (round === Centre.NEEDS_ROUNDS_MAX) throw new Error("asked for rows in too many rounds")
      for (const key of keys) asked.add(key)
    }
    const result = this.centre.step(this.state, known, this.now, command)
    if (Result.isFailure(result)) return result
    this.record(result.success)
    return result
  }

  private record({ events, state }: Centre.Stepped): void {
    this.state = state
    this.commands += 1
    events.forEach((event, index) => {
      for (const change of this.centre.rowsOf(event)) this.kept.write(change)
      this.log.push({
        position: this.log.length + 1,
        at: this.now,
        commandId: `c${this.commands}`,
        index,
        last: index === events.length - 1,
        version: 1,
        actor: null,
        correlationId: null,
        causationId: null,
        event
      })
    })
  }
}
