/** What is simulated: campaigns, who comes to them, and who works there. Times are seconds from the start. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { SettingsChange } from "../campaign/index.ts"
import { decodeCommand, type CentreCommand, type CentreDefinition, type CentreRejection } from "../centre/index.ts"
import { InteractionId, type Instant } from "../kernel/fields.ts"
import type { Arrivals } from "./arrivals.ts"
import type { Distribution } from "./distributions.ts"

export interface SkillLevel {
  readonly skill: string
  readonly level: number
}

export interface CampaignPlan {
  readonly name: string
  /** One of the definition's channels. */
  readonly channel: string
  readonly settings?: typeof SettingsChange.Encoded
}

/** Clients alike. Their interactions are named `<name>-<n>`, and all that is drawn for one is drawn under its name. */
export interface Stream {
  /** Default: the campaign's. Two of one name are refused, and one that makes no ids. */
  readonly name?: string
  readonly campaign: string
  readonly arrivals: Arrivals
  readonly handling: Distribution
  /** How long a client waits before leaving, if the channel is a live one; default: for ever. */
  readonly patience?: Distribution
  /** Ends the wrap-up before the campaign's time for it is over. */
  readonly wrapUp?: Distribution
  readonly priority?: number
  readonly skills?: ReadonlyArray<SkillLevel>
}

/** Agents alike, named `<name>-<n>`. */
export interface Team {
  readonly name: string
  readonly agents: number
  readonly campaigns: ReadonlyArray<string>
  readonly penalty?: number
  readonly skills?: ReadonlyArray<SkillLevel>
  readonly capacity?: number
  /** From the start, also beyond a day; default: all the time. Who has work at the end finishes it first. */
  readonly shift?: { readonly fromSeconds: number; readonly toSeconds: number }
  readonly breaks?: ReadonlyArray<{ readonly fromSeconds: number; readonly seconds: number }>
  /** How long an offer is looked at before it is answered; default: no time at all. */
  readonly reaction?: Distribution
  /** Of all offers those that are rejected; default 0. */
  readonly refusalRatio?: number
}

export interface Scenario {
  readonly definition: CentreDefinition
  /** The centre's zone; default UTC. */
  readonly zone?: string
  /** From 0 to `STARTS_AT_MAX`; default: Monday, 2 March 2026, 00:00 UTC. */
  readonly startsAt?: Instant
  readonly campaigns: ReadonlyArray<CampaignPlan>
  readonly streams: ReadonlyArray<Stream>
  readonly teams: ReadonlyArray<Team>
}

/** A Monday. */
export const STARTS_AT_DEFAULT = 1_772_409_600_000
/** The latest start, that of the year 9000: years have four digits, and a run goes on for a while. */
export const STARTS_AT_MAX = 221_845_392_000_000
/** Most agents of a scenario. */
export const AGENTS_MAX = 100_000

/** What cannot be simulated or computed, and why. */
export class SimulationRefused extends Error {
  readonly _tag = "SimulationRefused"
  /** What the centre refused, when it did. */
  readonly rejection: CentreRejection | null

  constructor(says: string, rejection: CentreRejection | null = null) {
    super(says)
    this.rejection = rejection
  }
}

/** A command from plain JSON; throws SimulationRefused, which names the field that is wrong, on anything that is none. */
export function commandFrom(plain: typeof CentreCommand.Encoded): CentreCommand {
  const decoded = decodeCommand(plain)
  if (Result.isSuccess(decoded)) return decoded.success
  throw new SimulationRefused(decoded.failure)
}

export const streamName = ({ name, campaign }: Stream): string => name ?? campaign

export const agentIds = ({ name, agents }: Team): ReadonlyArray<string> =>
  Array.from({ length: agents }, (_, nth) => `${name}-${nth + 1}`)

/** The commands that bring a centre to where the run starts: all but the agents' coming. */
export function opening(scenario: Scenario, seed: string): ReadonlyArray<CentreCommand> {
  checkNames(scenario)
  checkStart(scenario)
  const plain: Array<typeof CentreCommand.Encoded> = [
    { _tag: "CreateCentre", seed, zone: scenario.zone ?? "UTC" },
    { _tag: "TakeOwnership", epoch: 1 }
  ]
  for (const { name: campaign, channel, settings } of scenario.campaigns)
    plain.push({ _tag: "CreateCampaign", campaign, channel, ...(settings === undefined ? {} : { settings }) })
  for (const team of scenario.teams) plain.push(...hiring(team))
  return plain.map(commandFrom)
}

/** Who they are, what they can do, and where they are members. Throws SimulationRefused where they cannot be. */
export function hiring(team: Team): ReadonlyArray<typeof CentreCommand.Encoded> {
  checkTeam(team)
  const { campaigns, skills, capacity, penalty = 0 } = team
  return agentIds(team).flatMap((agentId) => [
    { _tag: "CreateUser", userId: agentId, displayName: agentId, roles: ["agent"] } as const,
    ...(skills === undefined ? [] : [{ _tag: "SetAgentSkills", agentId, skills: [...skills] } as const]),
    ...(capacity === undefined ? [] : [{ _tag: "SetAgentCapacity", agentId, capacity } as const]),
    { _tag: "AddMembers", campaigns: [...campaigns], agents: [agentId], penalty } as const
  ])
}

const decodeId = Schema.decodeUnknownResult(InteractionId)
/** As many clients of a stream as there are have a name. */
const CLIENTS_NAMED = 999_999_999

function checkStart({ startsAt = STARTS_AT_DEFAULT }: Scenario): void {
  if (!(Number.isInteger(startsAt) && startsAt >= 0 && startsAt <= STARTS_AT_MAX))
    throw new SimulationRefused(`startsAt: ${startsAt} is not a whole number from 0 to ${STARTS_AT_MAX}`)
}

function checkNames({ campaigns, streams, teams }: Scenario): void {
  const known = new Set(campaigns.map(({ name }) => name))
  const names = new Set<string>()
  for (const stream of streams) {
    const name = streamName(stream)
    if (names.has(name)) throw new SimulationRefused(`two streams are named "${name}": give one of them a name`)
    names.add(name)
    const id = decodeId(`${name}-${CLIENTS_NAMED}`)
    if (Result.isFailure(id))
      throw new SimulationRefused(`the stream "${name}" names no clients: ${id.failure.message}`)
    if (!known.has(stream.campaign)) throw new SimulationRefused(`the stream "${name}" is of no campaign that there is`)
  }
  let agents = 0
  for (const team of teams) {
    agents += team.agents
    for (const campaign of team.campaigns)
      if (!known.has(campaign)) throw new SimulationRefused(`the team "${team.name}" is of no campaign "${campaign}"`)
  }
  if (agents > AGENTS_MAX) throw new SimulationRefused(`${agents} agents are more than ${AGENTS_MAX}`)
}

/** Throws SimulationRefused on a length of stretches that makes none. */
export function checkInterval(intervalSeconds: number): void {
  if (!(intervalSeconds >= 1 && intervalSeconds < Infinity))
    throw new SimulationRefused(`intervalSeconds: ${intervalSeconds} is not a finite number from 1 on`)
}

/** Throws SimulationRefused on a team that cannot be. */
function checkTeam({ name, agents, shift, breaks = [], refusalRatio = 0 }: Team): void {
  if (!(Number.isInteger(agents) && agents >= 0 && agents <= AGENTS_MAX))
    throw new SimulationRefused(`the team "${name}" has ${agents} agents`)
  if (!(refusalRatio >= 0 && refusalRatio <= 1))
    throw new SimulationRefused(`the team "${name}" refuses ${refusalRatio} of its offers`)
  if (shift !== undefined) {
    const { fromSeconds, toSeconds } = shift
    if (!(fromSeconds >= 0 && fromSeconds < toSeconds && toSeconds < Infinity))
      throw new SimulationRefused(`the team "${name}" works from ${fromSeconds} to ${toSeconds} s, which is no shift`)
  }
  for (const { fromSeconds, seconds } of breaks)
    if (!(fromSeconds >= 0 && seconds >= 0 && fromSeconds + seconds < Infinity))
      throw new SimulationRefused(
        `the team "${name}" has a break from ${fromSeconds} s on for ${seconds} s, which is none`
      )
}
