/** Where a history stands: what the acts that follow can be about, found by name in the state at run time. */
import type { Agent, Campaign, Centre, Interaction, Message } from "@parley/core"
import { hamtGet, hamtValues, vectorGet, vectorValues } from "@parley/core/internal"
import type { Driver, PlainCommand } from "../harness.ts"

/** Three small numbers, read as choices: the first says of whom or of what, the others how. */
export interface Picks {
  readonly a: number
  readonly b: number
  readonly c: number
}

/** One in eight acts may be a stray one: wrong on purpose. */
export const isStray = ({ c }: Picks): boolean => c === 15 || c === 14

/** The command that an act comes to; null when there is nothing it could be about. */
export type Resolve = (scene: Scene, picks: Picks) => PlainCommand | null

/** The first of these that comes to a command: what is seldom possible leads up to itself. */
export const orElse =
  (...ways: ReadonlyArray<Resolve>): Resolve =>
  (scene, picks) => {
    for (const way of ways) {
      const command = way(scene, picks)
      if (command !== null) return command
    }
    return null
  }

export const pick = <V>(values: ReadonlyArray<V>, n: number): V | undefined =>
  values.length === 0 ? undefined : values[n % values.length]

const byId = <V extends { readonly id: string }>(values: Iterable<V>): ReadonlyArray<V> =>
  [...values].sort((x, y) => (x.id < y.id ? -1 : 1))

/** A keyed hash as adapters would make it. */
export const hashOf = (what: string): string => `1:${what.padEnd(16, "0")}`

export class Scene {
  readonly driver: Driver
  /** Interaction ids given so far, and references of messages that a later one can answer. */
  arrivals = 0
  /** Texts of chats and notices written so far. */
  texts = 0
  readonly references: Array<string> = []
  readonly sequences = new Map<string, number>()

  constructor(driver: Driver) {
    this.driver = driver
  }

  get facts(): Centre.Facts {
    return this.driver.state.facts
  }

  agents(): ReadonlyArray<Agent.Agent> {
    return [...vectorValues(this.facts.agents)]
  }

  agent(n: number): Agent.Agent | undefined {
    return pick(this.agents(), n)
  }

  /** Campaigns that have not been removed. */
  campaigns(): ReadonlyArray<Campaign.Campaign> {
    const { campaigns, campaignNumbers } = this.facts
    return [...vectorValues(campaigns)].filter(({ name, number }) => hamtGet(campaignNumbers, name) === number)
  }

  campaign(n: number): Campaign.Campaign | undefined {
    return pick(this.campaigns(), n)
  }

  campaignOf({ campaign }: Interaction.Interaction): Campaign.Campaign | undefined {
    return vectorGet(this.facts.campaigns, campaign)
  }

  open(...stages: ReadonlyArray<Interaction.Stage>): ReadonlyArray<Interaction.Interaction> {
    const all = byId(hamtValues(this.facts.interactions))
    return stages.length === 0 ? all : all.filter(({ stage }) => stages.includes(stage))
  }

  outgoing(...states: ReadonlyArray<Message.SendState>): ReadonlyArray<Message.Outgoing> {
    const all = byId(hamtValues(this.facts.outgoing))
    return states.length === 0 ? all : all.filter(({ state }) => states.includes(state))
  }

  members({ members }: Campaign.Campaign): ReadonlyArray<Campaign.Member> {
    return [...hamtValues(members)].sort((x, y) => x.ordinal - y.ordinal)
  }

  /** What is known of things that are over, by key. */
  rows(): ReadonlyArray<Centre.KeyedRow> {
    return [...this.driver.rows.all()].sort((x, y) => (x.key < y.key ? -1 : 1))
  }

  get epoch(): number {
    return this.facts.tenant.epoch
  }

  /** How far a source was read. */
  watermark(source: string): { readonly epoch: number; readonly sequence: number } {
    return hamtGet(this.facts.tenant.watermarks, source) ?? { epoch: 1, sequence: 0 }
  }
}

/** A client's address, out of four. */
export const clientOf = (n: number): string => hashOf(`client${n % 4}`)

export const isCall = (scene: Scene, interaction: Interaction.Interaction): boolean =>
  scene.campaignOf(interaction)?.media === "voice"
