/**
 * The rules of DOMAIN 4 in the words of its tables, and of nothing else. Rules that are not the domain's own (a strategy
 * under test) are asked for what they say.
 */
import type { Routing } from "@parley/core"
import type { AgentId, NaiveCampaign, NaiveEntry, NaiveMember } from "./world.ts"

/** Who may receive: the table 4.2. */
export interface NaiveEligibility {
  readonly mode: "push" | "pull"
  /** Text interactions and calls, owned and, where a further offer is decided, offered. */
  readonly mayReceive: (who: {
    readonly agentId: AgentId
    readonly interactions: number
    readonly calls: number
  }) => boolean
  /** Most of one campaign's at once, by the maximum per agent. */
  readonly atOnce: (perAgentMax: number) => number
}

/** Who among the eligible: the table 4.3. Null when the rule draws: then any of them may be the one. */
export type NaiveDelivery = (eligible: ReadonlyArray<NaiveMember>, campaign: NaiveCampaign) => NaiveMember | null

export interface NaiveRules {
  readonly eligibility: ReadonlyMap<string, NaiveEligibility>
  readonly delivery: ReadonlyMap<string, NaiveDelivery>
  /** Lowest is served first. */
  readonly rank: (order: string, entry: NaiveEntry) => number
}

const eligibilityRules: ReadonlyArray<readonly [string, NaiveEligibility]> = [
  ["nocall", { mode: "push", mayReceive: () => true, atOnce: (perAgentMax) => perAgentMax }],
  ["interaction", { mode: "push", mayReceive: ({ interactions }) => interactions === 0, atOnce: () => 1 }],
  ["voice", { mode: "push", mayReceive: ({ calls }) => calls === 0, atOnce: () => 1 }],
  ["ringallmultiple", { mode: "pull", mayReceive: () => true, atOnce: () => Number.POSITIVE_INFINITY }]
]

const drawn: NaiveDelivery = () => null

const deliveryRules: ReadonlyArray<readonly [string, NaiveDelivery]> = [
  ["rrmemory", (members, { pointer }) => inCircle(members, ({ ordinal }) => ordinal, pointer?.ordinal ?? 0)],
  ["leastrecent", (members) => lowest(members, ({ lastEndedAt }) => lastEndedAt ?? Number.NEGATIVE_INFINITY)],
  ["wrandom", drawn]
]

type Metric = (member: NaiveMember) => number

/** Lowest wins, ties by position, then id. */
const sorted = (members: ReadonlyArray<NaiveMember>, metric: Metric): ReadonlyArray<NaiveMember> =>
  [...members].sort(
    (a, b) => Math.sign(metric(a) - metric(b)) || a.position - b.position || (a.agentId < b.agentId ? -1 : 1)
  )

const lowest = (members: ReadonlyArray<NaiveMember>, metric: Metric): NaiveMember | null =>
  sorted(members, metric)[0] ?? null

const inCircle = (members: ReadonlyArray<NaiveMember>, metric: Metric, pointer: number): NaiveMember | null => {
  const circle = sorted(members, metric)
  return circle.find((member) => metric(member) > pointer) ?? circle[0] ?? null
}

const ownDelivery = (rule: Routing.Delivery): NaiveDelivery => {
  if (rule.kind !== "keyed") return drawn
  return rule.from === "first"
    ? (members) => lowest(members, rule.key)
    : (members, { pointer }) => inCircle(members, rule.key, pointer?.ordinal ?? 0)
}

const ownEligibility = ({ mode, mayReceive, atOnce }: Routing.Eligibility): NaiveEligibility => ({
  mode,
  mayReceive,
  atOnce: (perAgentMax) => (atOnce === "one" ? 1 : atOnce === "unlimited" ? Number.POSITIVE_INFINITY : perAgentMax)
})

/** The domain's rules, and those of a strategy under test. */
export function naiveRules(own: Partial<Routing.Strategies> = {}): NaiveRules {
  const orders = new Map((own.order ?? []).map((order) => [order.name, order]))
  return {
    eligibility: new Map([
      ...eligibilityRules,
      ...(own.eligibility ?? []).map((rule) => [rule.name, ownEligibility(rule)] as const)
    ]),
    delivery: new Map([
      ...deliveryRules,
      ...(own.delivery ?? []).map((rule) => [rule.name, ownDelivery(rule)] as const)
    ]),
    rank: (name, entry) => orders.get(name)?.rank(entry) ?? entry.priority
  }
}
