/**
 * One agent. All that is shown derives from this record: connected or not, the break, what is owned and offered,
 * the wrap-ups that still run.
 */
import type { AgentId, CampaignName, IconName, Instant, InteractionId, SessionId, Skill } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { AgentEvent } from "./events.ts"

/** Work that counts for the agent: owned, or offered to them. `campaign` is the campaign's number. */
export interface Held {
  readonly interactionId: InteractionId
  readonly campaign: number
  /** Its channel's cost when it was offered, transferred or started: later changes do not touch it. */
  readonly cost: number
  /** A voice interaction. */
  readonly call: boolean
  /** Puts the agent on routing hold while owned: its campaign's rule said so when it came. */
  readonly hold: boolean
  /** Of work not owned: how it is out. A transfer is not answered by routing, but loads all the same. */
  readonly via: "offer" | "transfer"
}

export interface WrapUp {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly startedAt: Instant
  readonly until: Instant
}

export interface Break {
  readonly name: string
  readonly icon: IconName | null
  readonly startedAt: Instant
  /** When it has lasted longer than its maximum; null when it has none, or once that was noticed. */
  readonly overdueAt: Instant | null
}

export interface Agent {
  /** Dense, from 0, in the order in which agents came to be: what bits and cursors count by. */
  readonly number: number
  readonly id: AgentId
  readonly sessions: ReadonlyArray<SessionId>
  readonly break: Break | null
  /** The screen is locked: own commands are refused, routing goes on. */
  readonly locked: boolean
  readonly active: ReadonlyArray<Held>
  readonly offered: ReadonlyArray<Held>
  readonly wrapUps: ReadonlyArray<WrapUp>
  /** When work owned goes back to its queues, while disconnected with a limit. */
  readonly requeueAt: Instant | null
  readonly statusSince: Instant
  /** Numbers of the campaigns the agent is a member of. */
  readonly campaigns: ReadonlyArray<number>
  /** By name ascending. */
  readonly skills: ReadonlyArray<Skill>
  /** Most load; null = no limit. */
  readonly capacity: number | null
  /** End of the last interaction of any campaign; null = never. */
  readonly lastEndedAt: Instant | null
  /** When the status last became `Free`. */
  readonly freeSince: Instant
  /** Enabled voice campaigns the agent is a member of. */
  readonly voiceCampaigns: number
  /** In no enabled voice campaign where the centre requires one: nothing is routed to them. */
  readonly dormant: boolean
}

export const newAgent = (number: number, id: AgentId, at: Instant): Agent => ({
  number,
  id,
  sessions: [],
  break: null,
  locked: false,
  active: [],
  offered: [],
  wrapUps: [],
  requeueAt: null,
  statusSince: at,
  campaigns: [],
  skills: [],
  capacity: null,
  lastEndedAt: null,
  freeSince: at,
  voiceCampaigns: 0,
  dormant: false
})

export type Status = "Disconnected" | "Free" | "Busy" | "FreeOnBreak" | "BusyOnBreak"

export const isConnected = (agent: Agent): boolean => agent.sessions.length > 0
export const isBusy = (agent: Agent): boolean => agent.active.length > 0 || agent.wrapUps.length > 0

export function statusOf(agent: Agent): Status {
  if (!isConnected(agent)) return "Disconnected"
  if (agent.break === null) return isBusy(agent) ? "Busy" : "Free"
  return isBusy(agent) ? "BusyOnBreak" : "FreeOnBreak"
}

/** `offline` when disconnected, else the break's icon, else `paused` on a break without one, else `online`. */
export type Indicator = "offline" | "paused" | "online" | IconName

export function indicatorOf(agent: Agent): Indicator {
  if (!isConnected(agent)) return "offline"
  if (agent.break === null) return "online"
  return agent.break.icon ?? "paused"
}

/** Cost of what is owned and, counting what is out to them, offered or being transferred. */
export function loadOf(agent: Agent, purpose: "owned" | "all" = "all"): number {
  let load = 0
  for (const { cost } of agent.active) load += cost
  if (purpose === "all") for (const { cost } of agent.offered) load += cost
  return load
}

export const isOnHold = (agent: Agent): boolean => agent.active.some(({ hold }) => hold)
export const isOnCall = (agent: Agent): boolean => agent.active.some(({ call }) => call)

/** The agent's proficiency; 0 without the skill. O(skills). */
export function skillLevel({ skills }: Pick<Agent, "skills">, name: string): number {
  for (const { skill, level } of skills) if (skill === name) return level
  return 0
}

/** The latest deadline of several wrap-ups holds; null when none runs. */
export const wrapUpUntil = (agent: Agent): Instant | null =>
  agent.wrapUps.length === 0 ? null : agent.wrapUps.reduce((latest, { until }) => Math.max(latest, until), 0)

export function evolve(agent: Agent, event: AgentEvent, at: Instant): Agent {
  switch (event._tag) {
    case "AgentSessionStarted":
      return { ...agent, sessions: [...agent.sessions, event.sessionId] }
    case "AgentSessionEnded":
      return { ...agent, sessions: agent.sessions.filter((id) => id !== event.sessionId) }
    case "AgentConnected":
      return { ...agent, requeueAt: null }
    case "AgentDisconnected":
      return { ...agent, requeueAt: event.requeueAt }
    case "AgentAbsenceElapsed":
      return { ...agent, requeueAt: null }
    case "BreakStarted":
      return {
        ...agent,
        break: { name: event.name, icon: event.icon, startedAt: at, overdueAt: event.overdueAt }
      }
    case "BreakOverdue":
      return { ...agent, break: agent.break === null ? null : { ...agent.break, overdueAt: null } }
    case "BreakEnded":
      return { ...agent, break: null }
    case "AgentScreenLocked":
      return { ...agent, locked: true }
    case "AgentScreenUnlocked":
      return { ...agent, locked: false }
    case "WrapUpStarted": {
      const { interactionId, campaign, until } = event
      return { ...agent, wrapUps: [...agent.wrapUps, { interactionId, campaign, startedAt: at, until }] }
    }
    case "WrapUpEnded":
      return { ...agent, wrapUps: agent.wrapUps.filter((wrapUp) => wrapUp.interactionId !== event.interactionId) }
    case "AgentSkillsChanged":
      return { ...agent, skills: event.skills }
    case "AgentCapacityChanged":
      return { ...agent, capacity: event.capacity }
    default:
      return unreachable(event)
  }
}

const without = (held: ReadonlyArray<Held>, interactionId: InteractionId): ReadonlyArray<Held> =>
  held.filter((one) => one.interactionId !== interactionId)

export const offered = (agent: Agent, held: Held): Agent => ({ ...agent, offered: [...agent.offered, held] })

export const unoffered = (agent: Agent, interactionId: InteractionId): Agent => ({
  ...agent,
  offered: without(agent.offered, interactionId)
})

/** An offer accepted or an interaction taken: it becomes the agent's. */
export const occupied = (agent: Agent, held: Held): Agent => ({
  ...agent,
  offered: without(agent.offered, held.interactionId),
  active: [...agent.active, held]
})

export const vacated = (agent: Agent, interactionId: InteractionId): Agent => ({
  ...agent,
  active: without(agent.active, interactionId)
})

/** The end of an interaction, not merely its leaving the agent. */
export const ended = (agent: Agent, interactionId: InteractionId, at: Instant): Agent => ({
  ...vacated(agent, interactionId),
  lastEndedAt: at
})

export const joined = (agent: Agent, campaign: number): Agent => ({
  ...agent,
  campaigns: [...agent.campaigns, campaign]
})

export const parted = (agent: Agent, campaign: number): Agent => ({
  ...agent,
  campaigns: agent.campaigns.filter((number) => number !== campaign)
})
