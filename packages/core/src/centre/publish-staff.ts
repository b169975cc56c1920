/** The public form of events of users, breaks and watches. Who is watched by whom is told to the supervisor alone. */
import type { BreakEvent } from "../break/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { SupervisionEvent } from "../supervision/index.ts"
import type { UserEvent } from "../user/index.ts"
import { isBreakEvent, isUserEvent, type StaffEvent } from "./evolve-staff.ts"
import type { PublicEvent } from "./public-events.ts"

export function publishStaff(event: StaffEvent): PublicEvent {
  if (isUserEvent(event)) return publishUser(event)
  return isBreakEvent(event) ? publishBreak(event) : publishWatch(event)
}

function publishUser(event: UserEvent): PublicEvent {
  const { userId } = event
  const about = { subject: `users/${userId}`, partitionKey: userId }
  switch (event._tag) {
    case "UserCreated":
    case "UserChanged": {
      const { displayName, roles, administrator } = event
      const type = event._tag === "UserCreated" ? "cc.user.created.v1" : "cc.user.changed.v1"
      return { type, ...about, data: { userId, displayName, roles, administrator } }
    }
    case "UserDisabled":
      return { type: "cc.user.disabled.v1", ...about, data: { userId } }
    case "UserEnabled":
      return { type: "cc.user.enabled.v1", ...about, data: { userId } }
    case "UserPermissionsChanged":
      return { type: "cc.user.permissions-changed.v1", ...about, data: { userId, permissions: event.permissions } }
    case "ScreenMonitoringSet":
      return { type: "cc.user.screen-monitoring-set.v1", ...about, data: { userId, allowed: event.allowed } }
    case "UserPreferencesChanged":
      return { type: "cc.user.preferences-changed.v1", ...about, data: { userId, preferences: event.preferences } }
    case "UserSignedIn":
      return { type: "cc.user.signed-in.v1", ...about, data: { userId, role: event.role, language: event.language } }
    case "UserSignedOut":
      return { type: "cc.user.signed-out.v1", ...about, data: { userId } }
    case "ConnectivityRecorded":
      return { type: "cc.user.connectivity-recorded.v1", ...about, data: { userId, results: event.results } }
    case "StunRecorded":
      return { type: "cc.user.stun-recorded.v1", ...about, data: { userId, result: event.result } }
    default:
      return unreachable(event)
  }
}

function publishBreak(event: BreakEvent): PublicEvent {
  const about = { subject: "centre", partitionKey: "centre" }
  if (event._tag === "BreakRemoved") return { type: "cc.break.removed.v1", ...about, data: { name: event.name } }
  const { name, icon, colour, maxMinutes } = event
  const type = event._tag === "BreakDefined" ? "cc.break.defined.v1" : "cc.break.changed.v1"
  return { type, ...about, data: { name, icon, colour, maxMinutes } }
}

/** `agentId` makes an event the agent's to hear: of a spy it is left out, of a screen that is shown it is needed. */
function publishWatch(event: SupervisionEvent): PublicEvent {
  const { supervisorId, agentId } = event
  const about = { subject: `users/${supervisorId}`, partitionKey: supervisorId }
  switch (event._tag) {
    case "SpyStarted":
      return { type: "cc.spy.started.v1", ...about, data: { userId: supervisorId, interactionId: event.interactionId } }
    case "SpyEnded": {
      const { interactionId, reason } = event
      return { type: "cc.spy.ended.v1", ...about, data: { userId: supervisorId, interactionId, reason } }
    }
    case "ScreenMonitoringStarted":
      return { type: "cc.screen.watch-started.v1", ...about, data: { supervisorId, agentId } }
    case "ScreenMonitoringEnded":
      return {
        type: "cc.screen.watch-ended.v1",
        ...about,
        data: { supervisorId, agentId, reason: event.reason }
      }
    default:
      return unreachable(event)
  }
}
