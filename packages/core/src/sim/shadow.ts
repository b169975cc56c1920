/**
 * A second strategy in the shadow of the first: it sees every step of the log, decides what it would have offered to whom,
 * and changes nothing. What really happened is what it goes on from.
 *
 * Beside a live centre it holds, besides the state, every row that the centre has written (as its store does) and every
 * reference of its messages: an ended interaction may be gone on from for ever. O(all that the centre has lived through).
 */
import * as Result from "effect/Result"
import {
  make,
  rowsOf,
  RowTable,
  type Centre,
  type CentreCommand,
  type CentreDefinition,
  type CentreEvent,
  type State
} from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { builtIn, conditions, makeRules } from "../routing/index.ts"
import { Threads } from "./recorded/arrival-commands.ts"
import { commandBehind } from "./recorded/commands.ts"
import { groupsOf, LogBroken, type Group, type LogEvent } from "./recorded/groups.ts"
import { SimulationRefused } from "./scenario.ts"

/** The strategies that a campaign would have. What is left out it keeps. */
export interface ShadowRules {
  readonly eligibility?: string
  readonly delivery?: string
  readonly order?: string
}

/**
 * An interaction that the shadow would have offered otherwise in one step: what it is there to find. (That a log is not
 * decided as it was by its own strategies is a Parting.)
 */
export interface Divergence {
  /** Of the step's first event. */
  readonly position: number
  readonly at: Instant
  readonly campaign: string
  readonly interactionId: string
  /** To whom it was offered, and to whom it would have been: empty where to nobody. */
  readonly offered: ReadonlyArray<string>
  readonly shadow: ReadonlyArray<string>
}

export interface ShadowCounts {
  /** Interactions offered by the log, by campaigns in the shadow; and those of them that the shadow offered alike. */
  offered: number
  alike: number
  /** Those it would have offered otherwise, or which only it would have offered then. */
  divergences: number
  /** Steps in which a strategy of the shadow's threw or gave no number: their offers are not what it would choose. */
  failed: number
  /** Commands of the log that would have been refused under the shadow: there it offers nothing. */
  refused: number
}

export class Shadow {
  readonly counts: ShadowCounts = { offered: 0, alike: 0, divergences: 0, failed: 0, refused: 0 }
  private readonly centre: Centre
  private readonly rules: ReadonlyMap<string, ShadowRules>
  private readonly rows = new RowTable()
  private readonly threads: Threads
  private state: State
  private open: Array<LogEvent> = []
  private position = 0
  /** What the shadow would have offered by itself already, until the log offers it too. */
  private readonly told = new Map<string, string>()
  private readonly unmet: Set<string>

  /**
   * `definition`: channels, zones and strategies, the shadow's with them; `rules`: by campaign. Throws SimulationRefused
   * for a strategy that neither the definition nor the core has.
   */
  constructor(definition: CentreDefinition, rules: ReadonlyMap<string, ShadowRules>) {
    mustBeKnown(definition, rules)
    this.unmet = new Set(rules.keys())
    this.centre = make(definition)
    this.rules = rules
    this.threads = new Threads(definition.channels)
    this.state = this.centre.initial
  }

  /** Campaigns that have rules but that no event so far has created: of these the counts say nothing. */
  get unused(): ReadonlyArray<string> {
    return [...this.unmet]
  }

  /**
   * One event after another, from the first of the log; at the end of each step how the shadow diverges from it. Throws
   * LogBroken at a gap.
   */
  hears(event: LogEvent): ReadonlyArray<Divergence> {
    if (event.position !== this.position + 1) throw new LogBroken(`position ${event.position} follows ${this.position}`)
    this.position = event.position
    this.open.push(event)
    if (!event.last) return []
    const groups = groupsOf(this.open)
    this.open = []
    return groups.flatMap((group) => this.step(group))
  }

  private step(group: Group): ReadonlyArray<Divergence> {
    const { at, events } = group
    const command = commandBehind(events, this.threads)
    const shadowed = command === null ? [] : this.decided(at, command)
    for (const event of events) {
      this.threads.hears(event)
      if (event._tag === "CampaignCreated") this.unmet.delete(event.campaign)
      // The shadow's own strategy stays where the log's was replaced by the default.
      if (!this.isOfRules(event)) this.state = this.centre.evolve(this.state, { at, event: this.ruled(event) })
      for (const change of rowsOf(event)) this.rows.write(change)
    }
    return command === null ? [] : this.compared(group, shadowed)
  }

  private decided(at: Instant, command: CentreCommand): ReadonlyArray<CentreEvent> {
    const stepped = this.centre.step(this.state, this.rows, at, this.ruledCommand(command))
    if (Result.isFailure(stepped)) {
      this.counts.refused += 1
      return []
    }
    const { events } = stepped.success
    if (events.some((event) => this.isOfRules(event))) this.counts.failed += 1
    return events
  }

  /** The failure of a strategy that the rules name: in a step of the shadow of its own, in the log of the one replaced. */
  private isOfRules(event: CentreEvent): boolean {
    return event._tag === "StrategyFailed" && this.rules.get(event.campaign)?.[event.part] !== undefined
  }

  private compared({ position, at, events }: Group, shadowed: ReadonlyArray<CentreEvent>): ReadonlyArray<Divergence> {
    const real = this.offersIn(events)
    const other = this.offersIn(shadowed)
    const found: Array<Divergence> = []
    for (const [interactionId, { campaign, agents }] of real) {
      const shadow = other.get(interactionId)?.agents ?? []
      this.counts.offered += 1
      this.told.delete(interactionId)
      if (sameIn(agents, shadow)) this.counts.alike += 1
      else found.push({ position, at, campaign, interactionId, offered: agents, shadow })
    }
    for (const [interactionId, { campaign, agents }] of other) {
      const would = agents.join("+")
      if (real.has(interactionId) || this.told.get(interactionId) === would) continue
      this.told.set(interactionId, would)
      found.push({ position, at, campaign, interactionId, offered: [], shadow: agents })
    }
    for (const event of events) if (event._tag === "InteractionClosed") this.told.delete(event.interactionId)
    this.counts.divergences += found.length
    return found
  }

  /** The first offers of a step, by interaction, of campaigns that have a shadow. */
  private offersIn(events: ReadonlyArray<CentreEvent>) {
    const offers = new Map<string, { readonly campaign: string; readonly agents: Array<string> }>()
    const round = new Map<string, number>()
    for (const [nth, event] of events.entries()) {
      if (event._tag !== "InteractionOffered" || !this.rules.has(event.campaign)) continue
      const { interactionId, campaign, agentId } = event
      const before = round.get(interactionId)
      // A ring is offers one after another; what comes after something else happened is another try.
      if (before !== undefined && before !== nth - 1) continue
      round.set(interactionId, nth)
      const offer = offers.get(interactionId) ?? { campaign, agents: [] }
      offer.agents.push(agentId)
      offers.set(interactionId, offer)
    }
    return offers
  }

  /** Settings as the shadow has them. */
  private ruled(event: CentreEvent): CentreEvent {
    if (event._tag !== "CampaignCreated" && event._tag !== "CampaignChanged") return event
    const rules = this.rules.get(event.campaign)
    return rules === undefined ? event : { ...event, settings: { ...event.settings, ...named(rules) } }
  }

  private ruledCommand(command: CentreCommand): CentreCommand {
    if (command._tag !== "CreateCampaign" && command._tag !== "ChangeCampaign") return command
    const rules = this.rules.get(command.campaign)
    return rules === undefined ? command : { ...command, settings: { ...command.settings, ...named(rules) } }
  }
}

/** Throws SimulationRefused for a name that is none of the definition's strategies and of the core's. */
function mustBeKnown({ strategies: own = {} }: CentreDefinition, all: ReadonlyMap<string, ShadowRules>): void {
  const together = {
    eligibility: [...builtIn.eligibility, ...(own.eligibility ?? [])],
    delivery: [...builtIn.delivery, ...(own.delivery ?? [])],
    order: [...builtIn.order, ...(own.order ?? [])]
  }
  const { byEligibility, byDelivery, byOrder } = makeRules(together, conditions)
  for (const [campaign, { eligibility, delivery, order }] of all)
    for (const [part, name, known] of [
      ["eligibility", eligibility, byEligibility],
      ["delivery", delivery, byDelivery],
      ["order", order, byOrder]
    ] as const)
      if (name !== undefined && !known.has(name))
        throw new SimulationRefused(`for "${campaign}" the shadow has no ${part} strategy "${name}"`)
}

const named = ({ eligibility, delivery, order }: ShadowRules) => ({
  ...(eligibility === undefined ? {} : { eligibility }),
  ...(delivery === undefined ? {} : { delivery }),
  ...(order === undefined ? {} : { order })
})

const sameIn = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((one, nth) => one === b[nth])
