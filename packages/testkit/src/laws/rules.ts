/**
 * The rules of DOMAIN 4 in the words of its tables, and of nothing else. Rules that are not the domain's own (a strategy
 * under test) are asked for what they say.
 */
import type { Routing } from "@parley/core"
import { deliveryRules, ownDelivery, type NaiveDelivery } from "./delivery-rules.ts"
import type { AgentId, NaiveEntry } from "./world.ts"

/** Who may receive: the table 4.2. */
export interface NaiveEligibility {
  readonly mode: "push" | "pull"
  /** Under pull: only the first that the agent may have can be taken. */
  readonly firstOnly: boolean
  /** Text interactions and calls, owned and, where a further offer is decided, offered. */
  readonly mayReceive: (who: {
    readonly agentId: AgentId
    readonly interactions: number
    readonly calls: number
  }) => boolean
  /** Most of one campaign's at once, by the maximum per agent. */
  readonly atOnce: (perAgentMax: number) => number
  /** Owning one is a routing hold; may receive in spite of one; those without any work come first. */
  readonly holds: boolean
  readonly ignoresHold: boolean
  readonly idleFirst: boolean
}

export interface NaiveRules {
  readonly eligibility: ReadonlyMap<string, NaiveEligibility>
  readonly delivery: (name: string) => NaiveDelivery
  /** Delivery rules that leave nobody out. */
  readonly fair: ReadonlySet<string>
  /** Lowest is served first. */
  readonly rank: (order: string, entry: NaiveEntry) => number
}

const plain: NaiveEligibility = {
  mode: "push",
  firstOnly: false,
  mayReceive: () => true,
  atOnce: (perAgentMax) => perAgentMax,
  holds: false,
  ignoresHold: false,
  idleFirst: false
}

const one = (): number => 1

const eligibilityRules: ReadonlyArray<readonly [string, Partial<NaiveEligibility>]> = [
  ["incall", { mayReceive: ({ interactions, calls }) => interactions === 0 && calls === 0, atOnce: one, holds: true }],
  ["nocall", {}],
  ["interaction", { mayReceive: ({ interactions }) => interactions === 0, atOnce: one }],
  ["ringall", { mode: "pull", firstOnly: true, atOnce: one }],
  ["ringallmultiple", { mode: "pull", atOnce: () => Number.POSITIVE_INFINITY }],
  ["nopause", { ignoresHold: true }],
  ["omni", { idleFirst: true }],
  ["voice", { mayReceive: ({ calls }) => calls === 0, atOnce: one }]
]

const ownEligibility = (rule: Routing.Eligibility): NaiveEligibility => ({
  mode: rule.mode,
  firstOnly: rule.picks === "first",
  mayReceive: rule.mayReceive,
  atOnce: (perAgentMax) =>
    rule.atOnce === "one" ? 1 : rule.atOnce === "unlimited" ? Number.POSITIVE_INFINITY : perAgentMax,
  holds: rule.holds === true,
  ignoresHold: rule.ignoresHold === true,
  idleFirst: rule.prefersIdle === true
})

/** What stands before the rule that comes after the preferred agent's time; alone it stands before `rrmemory`. */
const PREFERRED = "preferred"

/** The domain's own round robin, alone and after the preferred agent's time. */
const BY_MEMORY = ["rrmemory", PREFERRED, `${PREFERRED}+rrmemory`]

/** Whether the agent who served the client last comes first. */
export const prefersWhoServed = (delivery: string): boolean => delivery.split("+")[0] === PREFERRED

/** What rules of one's own promise besides what every rule must keep. */
export interface Promises {
  /** Delivery rules that leave nobody out: held to L6. */
  readonly fair?: ReadonlyArray<string>
}

/** The domain's rules, and those of a strategy under test. */
export function naiveRules(own: Partial<Routing.Strategies> = {}, { fair = [] }: Promises = {}): NaiveRules {
  const orders = new Map((own.order ?? []).map((order) => [order.name, order]))
  const delivery = new Map([
    ...deliveryRules,
    ...(own.delivery ?? []).map((rule) => [rule.name, ownDelivery(rule)] as const)
  ])
  return {
    eligibility: new Map([
      ...eligibilityRules.map(([name, rule]) => [name, { ...plain, ...rule }] as const),
      ...(own.eligibility ?? []).map((rule) => [rule.name, ownEligibility(rule)] as const)
    ]),
    delivery: (name) => {
      const after = prefersWhoServed(name) ? (name.split("+")[1] ?? "rrmemory") : name
      const rule = delivery.get(after)
      if (rule === undefined) throw new Error(`no delivery rule is named ${after}`)
      return rule
    },
    fair: new Set([...BY_MEMORY, ...fair, ...fair.map((name) => `${PREFERRED}+${name}`)]),
    rank: (name, entry) => orders.get(name)?.rank(entry) ?? entry.priority
  }
}
