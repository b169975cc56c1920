/** What events of users, breaks and watches do to the facts. */
import { newAgent } from "../agent/index.ts"
import * as breaks from "../break/index.ts"
import type { AgentId } from "../kernel/fields.ts"
import { hamtGet, hamtSet } from "../kernel/hamt.ts"
import { vectorLength } from "../kernel/vector.ts"
import * as supervision from "../supervision/index.ts"
import * as user from "../user/index.ts"
import type { CentreEvent } from "./events.ts"
import { admitted, chatCampaignsOf } from "./chatting.ts"
import * as set from "./set.ts"
import type { Draft } from "./state.ts"

const ofUsers: { readonly [Tag in user.UserEvent["_tag"]]: true } = {
  UserCreated: true,
  UserChanged: true,
  UserDisabled: true,
  UserEnabled: true,
  UserPermissionsChanged: true,
  ScreenMonitoringSet: true,
  UserPreferencesChanged: true,
  UserSignedIn: true,
  UserSignedOut: true,
  ConnectivityRecorded: true,
  StunRecorded: true
}

const ofBreaks: { readonly [Tag in breaks.BreakEvent["_tag"]]: true } = {
  BreakDefined: true,
  BreakChanged: true,
  BreakRemoved: true
}

const ofSupervision: { readonly [Tag in supervision.SupervisionEvent["_tag"]]: true } = {
  SpyStarted: true,
  SpyEnded: true,
  ScreenMonitoringStarted: true,
  ScreenMonitoringEnded: true
}

export type StaffEvent = user.UserEvent | breaks.BreakEvent | supervision.SupervisionEvent

export const isUserEvent = (event: CentreEvent): event is user.UserEvent => event._tag in ofUsers
export const isBreakEvent = (event: CentreEvent): event is breaks.BreakEvent => event._tag in ofBreaks
const isSupervisionEvent = (event: CentreEvent): event is supervision.SupervisionEvent => event._tag in ofSupervision

export const isStaffEvent = (event: CentreEvent): event is StaffEvent =>
  isUserEvent(event) || isBreakEvent(event) || isSupervisionEvent(event)

export function evolveStaff(draft: Draft, event: StaffEvent): void {
  if (isUserEvent(event)) return evolveUser(draft, event)
  if (isBreakEvent(event)) draft.breaks = breaks.evolve(draft.breaks, event)
  else draft.supervision = supervision.evolve(draft.supervision, event)
}

function evolveUser(draft: Draft, event: user.UserEvent): void {
  const { userId } = event
  const isOfAccess =
    event._tag === "UserCreated" || event._tag === "UserChanged" || event._tag === "UserPermissionsChanged"
  const read = isOfAccess ? chatCampaignsOf(draft, userId) : null
  const after = user.evolve(hamtGet(draft.users, userId), event, draft.at)
  draft.users = hamtSet(draft.users, userId, after, draft.owner)
  if (read !== null) admitted(draft, userId, read)
  if (after.roles.includes("agent") && hamtGet(draft.agentNumbers, userId) === undefined) addAgent(draft, userId)
}

/** A user in the role of agent has an agent's record from then on. */
function addAgent(draft: Draft, userId: AgentId): void {
  const number = vectorLength(draft.agents)
  draft.agentNumbers = hamtSet(draft.agentNumbers, userId, number, draft.owner)
  const dormant = draft.tenant.settings?.requireVoiceMembership === true
  set.agent(draft, undefined, { ...newAgent(number, userId, draft.at), dormant })
}

/** An agent's session is a sign-in of theirs as well. */
export function sessionOfUser(draft: Draft, userId: string): void {
  const before = hamtGet(draft.users, userId)
  if (before === undefined) return
  const after = user.sessionBegan(before)
  if (after !== before) draft.users = hamtSet(draft.users, userId, after, draft.owner)
}
