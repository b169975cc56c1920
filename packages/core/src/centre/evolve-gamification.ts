/** What events of measures, points, groups and badges do to the facts. */
import { evolve, type GamificationEvent } from "../gamification/index.ts"
import { NoticeId } from "../kernel/fields.ts"
import { awarded } from "../notice/index.ts"
import type { CentreEvent } from "./events.ts"
import type { Draft } from "./state.ts"

const tags: { readonly [Tag in GamificationEvent["_tag"]]: true } = {
  MeasureDefined: true,
  MeasureChanged: true,
  MeasureRemoved: true,
  BadgeDefined: true,
  BadgeChanged: true,
  BadgeRemoved: true,
  AreaDefined: true,
  AreaChanged: true,
  AreaRemoved: true,
  AgentGroupDefined: true,
  AgentGroupChanged: true,
  AgentGroupRemoved: true,
  AgentGroupAssigned: true,
  PointsRecorded: true,
  BadgeAwarded: true
}

export const isGamificationEvent = (event: CentreEvent): event is GamificationEvent => event._tag in tags

export function evolveGamification(draft: Draft, event: GamificationEvent): void {
  draft.gamification = evolve(draft.gamification, event, draft)
  if (event._tag !== "BadgeAwarded") return
  const { badgeAwardId, agentId: userId } = event
  draft.notices = awarded(draft.notices, { id: NoticeId.make(badgeAwardId), userId }, draft)
}
