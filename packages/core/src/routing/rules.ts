/** The strategies and conditions a centre was made with, found by name. */
import { unreachable } from "../kernel/unreachable.ts"
import type { Conditions } from "./conditions.ts"
import {
  PREFERRED,
  type Delivery,
  type Eligibility,
  type KeyedDelivery,
  type Order,
  type ScoredDelivery,
  type Strategies
} from "./strategy.ts"

export interface Rules {
  readonly conditions: Conditions
  readonly eligibility: ReadonlyArray<Eligibility>
  readonly byEligibility: ReadonlyMap<string, Eligibility>
  readonly byDelivery: ReadonlyMap<string, Delivery>
  readonly byOrder: ReadonlyMap<string, Order>
  /** Strategies that threw or gave no number since it was last emptied: campaigns that use them get the default. */
  readonly faults: Set<string>
}

export function makeRules(strategies: Strategies, conditions: Conditions): Rules {
  const faults = new Set<string>()
  const eligibility = strategies.eligibility.map((rule) => guardedEligibility(rule, faults))
  return {
    conditions,
    eligibility,
    byEligibility: byName(eligibility),
    byDelivery: withPreferred(byName(strategies.delivery.map((rule) => guardedDelivery(rule, faults)))),
    byOrder: byName(strategies.order.map((rule) => guardedOrder(rule, faults))),
    faults
  }
}

function byName<R extends { readonly name: string }>(rules: ReadonlyArray<R>): ReadonlyMap<string, R> {
  const named = new Map<string, R>()
  for (const rule of rules) {
    if (named.has(rule.name)) throw new Error(`two strategies are named "${rule.name}"`)
    named.set(rule.name, rule)
  }
  return named
}

/** What stands between `preferred` and the rule that comes after the window; `preferred` alone has the default's. */
const AFTER_PREFERRED = `${PREFERRED}+`
const AFTER_PREFERRED_DEFAULT = "rrmemory"

/** Each rule also behind a preferred window. */
function withPreferred(rules: ReadonlyMap<string, Delivery>): ReadonlyMap<string, Delivery> {
  const all = new Map(rules)
  for (const [name, rule] of rules) all.set(`${AFTER_PREFERRED}${name}`, rule)
  const byDefault = rules.get(AFTER_PREFERRED_DEFAULT)
  if (byDefault !== undefined) all.set(PREFERRED, byDefault)
  return all
}

/** Whether the agent who last served the client comes first under this delivery. */
export const prefers = (delivery: string): boolean => delivery === PREFERRED || delivery.startsWith(AFTER_PREFERRED)

export type Part = "eligibility" | "delivery" | "order"

/** How a fault is named: by part and rule. */
export const faultOf = (part: Part, name: string): string =>
  `${part}/${part === "delivery" && name.startsWith(AFTER_PREFERRED) ? name.slice(AFTER_PREFERRED.length) : name}`

interface Guard<I, A> {
  readonly fault: string
  readonly isValid: (value: A) => boolean
  readonly instead: (input: I) => A
}

/** A strategy's function; what it must not do (throw, or give no number) is noted and replaced. */
function guarded<I, A>(faults: Set<string>, call: (input: I) => A, guard: Guard<I, A>): (input: I) => A {
  const { fault, isValid, instead } = guard
  return (input) => {
    try {
      const value = call(input)
      if (isValid(value)) return value
    } catch {
      // What it threw is of no use to a decision, which must come out the same on every machine; that it threw is noted.
    }
    faults.add(fault)
    return instead(input)
  }
}

const isNumber = (value: number): boolean => value - value === 0

const isBoolean = (value: boolean): boolean => value === true || value === false

function guardedEligibility(rule: Eligibility, faults: Set<string>): Eligibility {
  const fault = faultOf("eligibility", rule.name)
  const guard = { fault, isValid: isBoolean, instead: () => false }
  return { ...rule, mayReceive: guarded(faults, (agent) => rule.mayReceive(agent), guard) }
}

function guardedDelivery(rule: Delivery, faults: Set<string>): Delivery {
  const fault = faultOf("delivery", rule.name)
  switch (rule.kind) {
    case "keyed": {
      const guard: Guard<KeyedView, number> = { fault, isValid: isNumber, instead: ({ ordinal }) => ordinal }
      return { ...rule, key: guarded(faults, (member) => rule.key(member), guard) }
    }
    case "drawn":
      return {
        ...rule,
        range: guarded(faults, (penalty) => rule.range(penalty), { fault, isValid: isNumber, instead: () => 1 })
      }
    case "standing": {
      const guard = { fault, isValid: isRatio, instead: () => ({ part: 0, whole: 1 }) }
      return { ...rule, ratio: guarded(faults, (agent) => rule.ratio(agent), guard) }
    }
    case "scored": {
      const guard: Guard<Scored, number> = { fault, isValid: isNumber, instead: ({ candidate }) => candidate.ordinal }
      const score = guarded(faults, ({ candidate, requirement }: Scored) => rule.score(candidate, requirement), guard)
      return { ...rule, score: (candidate, requirement) => score({ candidate, requirement }) }
    }
    case "ring":
    case "skilled":
      return rule
    default:
      return unreachable(rule)
  }
}

type KeyedView = Parameters<KeyedDelivery["key"]>[0]

interface Scored {
  readonly candidate: Parameters<ScoredDelivery["score"]>[0]
  readonly requirement: Parameters<ScoredDelivery["score"]>[1]
}

/** A whole of 0 is of who can bear nothing: no fault of the rule's. */
const isRatio = ({ part, whole }: { readonly part: number; readonly whole: number | null }): boolean =>
  isNumber(part) && (whole === null || (isNumber(whole) && whole >= 0))

type OrderView = Parameters<Order["rank"]>[0]

function guardedOrder(rule: Order, faults: Set<string>): Order {
  const fault = faultOf("order", rule.name)
  const guard: Guard<OrderView, number> = { fault, isValid: isNumber, instead: ({ priority }) => priority }
  return { ...rule, rank: guarded(faults, (entry) => rule.rank(entry), guard) }
}

/** A log names a strategy this centre was not made with: nothing can be decided. */
const missing = (part: string, name: string): never => {
  throw new Error(`the log uses the ${part} strategy "${name}", which this centre was not given`)
}

export const eligibilityOf = (rules: Rules, name: string): Eligibility =>
  rules.byEligibility.get(name) ?? missing("eligibility", name)

export const deliveryOf = (rules: Rules, name: string): Delivery =>
  rules.byDelivery.get(name) ?? missing("delivery", name)

export const orderOf = (rules: Rules, name: string): Order => rules.byOrder.get(name) ?? missing("order", name)
