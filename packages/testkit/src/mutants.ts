/**
 * Centres that are broken on purpose, so that a law can be seen to fail: the real centre with one condition of its table
 * changed, with a rule in place of another, or with what it says rewritten.
 */
import type { Centre, Routing } from "@parley/core"
import { conditions, makeWith, type Conditions } from "@parley/core/internal"
import * as Result from "effect/Result"

type Event = Centre.CentreEvent
type Make = (definition: Centre.CentreDefinition) => Centre.Centre

const kinds = ["agent", "capacity", "member", "campaign", "entry", "weight"] as const

/** The reasons of the table of conditions, in its order. */
export const reasons: ReadonlyArray<string> = kinds.flatMap((kind) => conditions[kind].map(({ reason }) => reason))

/** The table without the condition of that reason. */
export const withoutCondition = (reason: string): Conditions => ({
  agent: conditions.agent.filter((one) => one.reason !== reason),
  capacity: conditions.capacity.filter((one) => one.reason !== reason),
  member: conditions.member.filter((one) => one.reason !== reason),
  campaign: conditions.campaign.filter((one) => one.reason !== reason),
  entry: conditions.entry.filter((one) => one.reason !== reason),
  weight: conditions.weight.filter((one) => one.reason !== reason)
})

/** A centre with this table of conditions. */
export const withTable =
  (table: Conditions): Make =>
  (definition) =>
    makeWith(definition, table)

type Part = keyof Routing.Strategies
type Settings = { readonly [part in Part]?: string }

const defaults = { eligibility: "nocall", delivery: "rrmemory", order: "priority" } as const

const renamed = <S extends Settings>(settings: S, part: Part, from: string, to: string): S =>
  settings[part] === from ? { ...settings, [part]: to } : settings

/** A centre whose log says one rule while it acts by another. */
export const actingBy =
  <P extends Part>(part: P, said: string, rule: Routing.Strategies[P][number]): Make =>
  (definition) => {
    const { strategies = {} } = definition
    const added = { ...strategies, [part]: [...(strategies[part] ?? []), rule] }
    const centre = makeWith({ ...definition, strategies: added }, conditions)
    const toActed = (command: Centre.CentreCommand): Centre.CentreCommand => {
      if (command._tag === "ChangeCampaign")
        return { ...command, settings: renamed(command.settings, part, said, rule.name) }
      if (command._tag !== "CreateCampaign") return command
      const settings = { ...command.settings, [part]: command.settings?.[part] ?? defaults[part] }
      return { ...command, settings: renamed(settings, part, said, rule.name) }
    }
    const toSaid = (event: Event): Event => {
      if (event._tag === "InteractionOffered") return renamed(event, part, rule.name, said)
      return event._tag === "CampaignCreated" || event._tag === "CampaignChanged"
        ? { ...event, settings: renamed(event.settings, part, rule.name, said) }
        : event
    }
    return {
      ...centre,
      step: (state, rows, at, command) =>
        Result.map(centre.step(state, rows, at, toActed(command)), (stepped) => ({
          ...stepped,
          events: stepped.events.map(toSaid)
        }))
    }
  }

/** A centre wrapped by something that spoils it. */
export const wrapped =
  (spoil: (centre: Centre.Centre) => Partial<Centre.Centre>): Make =>
  (definition) => {
    const centre = makeWith(definition, conditions)
    return { ...centre, ...spoil(centre) }
  }

type Rewrite = (events: ReadonlyArray<Event>, command: Centre.CentreCommand) => ReadonlyArray<Event>

/** What it decides is rewritten, in log and state alike. */
export const deciding = (rewrite: Rewrite): Make =>
  wrapped((centre) => ({
    step: (state, rows, at, command) =>
      Result.map(centre.step(state, rows, at, command), (stepped) => {
        const events = rewrite(stepped.events, command)
        if (events === stepped.events) return stepped
        return { ...stepped, events, state: events.reduce((now, event) => centre.evolve(now, { at, event }), state) }
      })
  }))

/** What it writes down is rewritten; its state goes by what it did. */
export const writing = (rewrite: Rewrite): Make =>
  wrapped((centre) => ({
    step: (state, rows, at, command) =>
      Result.map(centre.step(state, rows, at, command), (stepped) => ({
        ...stepped,
        events: rewrite(stepped.events, command)
      }))
  }))

/** Events without those of a kind. */
export const without =
  (...tags: ReadonlyArray<Event["_tag"]>): Rewrite =>
  (events) =>
    events.some(({ _tag }) => tags.includes(_tag)) ? events.filter(({ _tag }) => !tags.includes(_tag)) : events
