/** The strategies and conditions a centre was made with, found by name. */
import type { Conditions } from "./conditions.ts"
import type { Delivery, Eligibility, Order, Strategies } from "./strategy.ts"

export interface Rules {
  readonly conditions: Conditions
  readonly eligibility: ReadonlyArray<Eligibility>
  readonly byEligibility: ReadonlyMap<string, { readonly rule: Eligibility; readonly slot: number }>
  readonly byDelivery: ReadonlyMap<string, Delivery>
  readonly byOrder: ReadonlyMap<string, Order>
}

export const makeRules = (strategies: Strategies, conditions: Conditions): Rules => ({
  conditions,
  eligibility: strategies.eligibility,
  byEligibility: new Map(strategies.eligibility.map((rule, slot) => [rule.name, { rule, slot }])),
  byDelivery: new Map(strategies.delivery.map((rule) => [rule.name, rule])),
  byOrder: new Map(strategies.order.map((rule) => [rule.name, rule]))
})

/** A log names a strategy this centre was not made with: nothing can be decided. */
const missing = (part: string, name: string): never => {
  throw new Error(`the log uses the ${part} strategy "${name}", which this centre was not given`)
}

export const eligibilityOf = (rules: Rules, name: string): { readonly rule: Eligibility; readonly slot: number } =>
  rules.byEligibility.get(name) ?? missing("eligibility", name)

export const deliveryOf = (rules: Rules, name: string): Delivery =>
  rules.byDelivery.get(name) ?? missing("delivery", name)

export const orderOf = (rules: Rules, name: string): Order => rules.byOrder.get(name) ?? missing("order", name)
