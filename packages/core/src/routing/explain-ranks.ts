/** The order in which a delivery rule would choose, member by member: what a choice does not need and explain does. */
import { skillLevel, type Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import { compareMemberKeys, memberKey, type MemberKey } from "./campaign-index.ts"
import { comesBefore, pointerKey } from "./choose-keyed.ts"
import { standingView } from "./index-standing.ts"
import type { Reading } from "./queue-order.ts"
import { deliveryOf, eligibilityOf } from "./rules.ts"
import type { Delivery } from "./strategy.ts"

/** 1 = next; `score` is what the rule goes by, lowest first. A ring ranks all alike. */
export interface Rank {
  readonly rank: number
  readonly score: number | null
}

interface Scored {
  readonly key: MemberKey
  readonly score: number | null
  readonly isIdle: boolean
  readonly tier: number
  readonly compare: (other: Scored) => number
}

/** Of the eligible; empty for rules that draw, and under pull. O(eligible × log). */
export function ranksOf(
  { rules }: Reading,
  campaign: Campaign,
  interaction: Interaction,
  eligible: ReadonlyArray<{ readonly agent: Agent; readonly member: Member }>
): ReadonlyMap<string, Rank> {
  const delivery = deliveryOf(rules, campaign.settings.delivery)
  const rule = eligibilityOf(rules, campaign.settings.eligibility)
  if (delivery.kind === "drawn" || rule.mode === "pull") return new Map()
  const scored = eligible.map(({ agent, member }): Scored => ({
    ...standing(campaign, interaction, delivery, agent, member),
    isIdle: agent.active.length === 0 && agent.offered.length === 0,
    tier: campaign.media === "voice" ? member.penalty : 0
  }))
  const idleFirst = (a: Scored, b: Scored): number =>
    rule.prefersIdle === true ? Number(b.isIdle) - Number(a.isIdle) : 0
  scored.sort((a, b) => idleFirst(a, b) || a.tier - b.tier || a.compare(b))
  return new Map(
    scored.map(({ key, score }, index) => [key.agentId, { rank: delivery.kind === "ring" ? 1 : index + 1, score }])
  )
}

type Standing = Pick<Scored, "key" | "score" | "compare">

function standing(
  campaign: Campaign,
  interaction: Interaction,
  delivery: Exclude<Delivery, { kind: "drawn" }>,
  agent: Agent,
  member: Member
): Standing {
  const place = memberKey(member, 0)
  const byScore = (score: number): Standing => ({
    key: { ...place, key: score },
    score,
    compare: (other) => compareMemberKeys({ ...place, key: score }, other.key)
  })
  switch (delivery.kind) {
    case "keyed": {
      const key = memberKey(member, delivery.key(member))
      const start = delivery.from === "first" ? undefined : pointerKey(campaign, delivery)
      return { key, score: key.key, compare: (other) => (comesBefore(key, other.key, start) ? -1 : 1) }
    }
    case "standing": {
      const { part, whole } = delivery.ratio(standingView(agent))
      return byScore(part / (whole === null ? campaign.settings.perAgentMax : Math.max(whole, 1)))
    }
    case "skilled":
      return byScore(
        -interaction.entry.requirement.skills.reduce((sum, { skill }) => sum + skillLevel(agent, skill), 0)
      )
    case "scored":
      return byScore(
        delivery.score({ ...standingView(agent), ...member, skills: agent.skills }, interaction.entry.requirement)
      )
    case "ring":
      return { key: place, score: null, compare: (other) => compareMemberKeys(place, other.key) }
    default:
      return unreachable(delivery)
  }
}
