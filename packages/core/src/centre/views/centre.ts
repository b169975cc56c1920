/** The centre as a whole, and the people who may sign in. */
import type { Instant, Role, UserId } from "../../kernel/fields.ts"
import { hamtGet, hamtSize, hamtValues } from "../../kernel/hamt.ts"
import { vectorLength } from "../../kernel/vector.ts"
import type { Day } from "../../tenant/index.ts"
import type { User } from "../../user/index.ts"
import type { State } from "../state.ts"
import { limitOf, pageOf, type Page, type PageRequest } from "./page.ts"

export interface CentreRecord {
  /** Null before the centre was created. */
  readonly zone: string | null
  /** 0 = text work is never taken from an agent who is disconnected. */
  readonly requeueAfterDisconnectSeconds: number | null
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
}

export const centreOf = ({ facts }: State): CentreRecord => ({
  zone: facts.tenant.settings?.zone ?? null,
  requeueAfterDisconnectSeconds: facts.tenant.settings?.requeueAfterDisconnectSeconds ?? null,
  days: [...facts.tenant.days].sort((a, b) => (a.zone < b.zone ? -1 : 1)),
  users: hamtSize(facts.users),
  agents: vectorLength(facts.agents),
  interactions: hamtSize(facts.interactions),
  outgoing: hamtSize(facts.outgoing),
  position: facts.position,
  at: facts.at
})

const record = ({ id: userId, displayName, roles, administrator }: User): UserRecord => ({
  userId,
  displayName,
  roles,
  administrator
})

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
