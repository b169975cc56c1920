/** The centre as a whole, and the people who may sign in. */
import type { CampaignName, Instant, Role, UserId } from "../../kernel/fields.ts"
import { hamtGet, hamtSize, hamtValues } from "../../kernel/hamt.ts"
import { vectorLength } from "../../kernel/vector.ts"
import type { Day } from "../../tenant/index.ts"
import { PAUSE, type BreakDefinition } from "../../break/index.ts"
import type { Permissions, Preferences, User } from "../../user/index.ts"
import type { State } from "../state.ts"
import { limitOf, pageOf, type Page, type PageRequest } from "./page.ts"

export interface CentreRecord {
  /** Null before the centre was created. */
  readonly zone: string | null
  /** 0 = text work is never taken from an agent who is disconnected. */
  readonly requeueAfterDisconnectSeconds: number | null
  /** The campaign whose account sends what the centre itself mails; null = none. */
  readonly systemMail: CampaignName | null
  /** Days after which content of a conversation that has ended is deleted; null = it is kept. */
  readonly contentDays: number | null
  /** The local day of each zone in use, by zone. */
  readonly days: ReadonlyArray<Day>
  readonly users: number
  readonly agents: number
  readonly interactions: number
  readonly outgoing: number
  /** Position and instant of the last event. */
  readonly position: number
  readonly at: Instant
}

export interface UserRecord {
  readonly userId: UserId
  readonly displayName: string
  readonly roles: ReadonlyArray<Role>
  readonly administrator: boolean
  readonly disabled: boolean
  readonly permissions: Permissions
  /** Whether this agent's screen may be watched. */
  readonly screenMonitoring: boolean
}

/** A user's own desk: what only they are shown. */
export interface DeskRecord {
  readonly userId: UserId
  readonly preferences: Preferences
  /** Whether notifications sound in this session: a change is heard from the next sign-in on. */
  readonly sounding: boolean
}

/** What the user's client reported last; null = never. */
export interface ConnectivityRecord {
  readonly userId: UserId
  readonly connectivity: User["connectivity"]
  readonly stun: User["stun"]
}

export const centreOf = ({ facts }: State): CentreRecord => ({
  zone: facts.tenant.settings?.zone ?? null,
  requeueAfterDisconnectSeconds: facts.tenant.settings?.requeueAfterDisconnectSeconds ?? null,
  systemMail: facts.tenant.settings?.systemMail ?? null,
  contentDays: facts.tenant.settings?.contentDays ?? null,
  days: [...facts.tenant.days].sort((a, b) => (a.zone < b.zone ? -1 : 1)),
  users: hamtSize(facts.users),
  agents: vectorLength(facts.agents),
  interactions: hamtSize(facts.interactions),
  outgoing: hamtSize(facts.outgoing),
  position: facts.position,
  at: facts.at
})

const record = (user: User): UserRecord => ({
  userId: user.id,
  displayName: user.displayName,
  roles: user.roles,
  administrator: user.administrator,
  disabled: user.disabled,
  permissions: user.permissions,
  screenMonitoring: user.screenMonitoring
})

/** `Pause`, then what the centre defined, by name. */
export const breaksOf = ({ facts }: State): ReadonlyArray<BreakDefinition> => [PAUSE, ...facts.breaks]

export function deskOf({ facts }: State, userId: string): DeskRecord | undefined {
  const user = hamtGet(facts.users, userId)
  return user === undefined ? undefined : { userId: user.id, preferences: user.preferences, sounding: user.sounding }
}

export function connectivityOf({ facts }: State, userId: string): ConnectivityRecord | undefined {
  const user = hamtGet(facts.users, userId)
  return user === undefined ? undefined : { userId: user.id, connectivity: user.connectivity, stun: user.stun }
}

export function userOf({ facts }: State, userId: string): UserRecord | undefined {
  const user = hamtGet(facts.users, userId)
  return user === undefined ? undefined : record(user)
}

/** The cursor is the last id. O(users × log users). */
export function usersIn({ facts }: State, request: PageRequest = {}): Page<UserRecord> | undefined {
  const { cursor } = request
  const left = [...hamtValues(facts.users)].filter(({ id }) => cursor === undefined || id > cursor)
  return pageOf(
    left.sort((a, b) => (a.id < b.id ? -1 : 1)),
    { limit: limitOf(request), itemOf: record, cursorOf: ({ id }) => id }
  )
}
