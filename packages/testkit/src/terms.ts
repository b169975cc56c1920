/** To which laws strategies of one's own are held, and where they promise less: said, not passed over in silence. */
import type { Routing } from "@parley/core"
import type { Promises } from "./laws/rules.ts"

/** One law for one rule. `within`: it holds up to a limit that the rule declares. */
export interface Term {
  readonly part: "eligibility" | "delivery" | "order"
  readonly strategy: string
  readonly law: string
  readonly holds: "held" | "within" | "not-promised"
  readonly because: string
}

/** Where they promise less than that every law is held, or are held to what they promise besides. */
export function termsOf(own: Partial<Routing.Strategies>, { fair = [] }: Promises): ReadonlyArray<Term> {
  return [
    ...(own.eligibility ?? []).flatMap((rule) => (rule.mode === "pull" ? picked(rule.name) : [])),
    ...(own.delivery ?? []).flatMap((rule) => [...fairness(rule, fair), ...scanned(rule)])
  ]
}

const picked = (strategy: string): ReadonlyArray<Term> =>
  ["L4", "L5"].map((law) => ({
    part: "eligibility",
    strategy,
    law,
    holds: "not-promised",
    because: "agents pick for themselves: nothing is offered"
  }))

const fairness = ({ name }: Routing.Delivery, fair: ReadonlyArray<string>): ReadonlyArray<Term> => [
  fair.includes(name)
    ? { part: "delivery", strategy: name, law: "L6", holds: "held", because: "it promises to leave nobody out" }
    : {
        part: "delivery",
        strategy: name,
        law: "L6",
        holds: "not-promised",
        because: "it does not promise to leave nobody out (promises: { fair: [its name] })"
      }
]

const scanned = (rule: Routing.Delivery): ReadonlyArray<Term> =>
  rule.kind !== "scored"
    ? []
    : [
        {
          part: "delivery",
          strategy: rule.name,
          law: "D4.3a",
          holds: "within",
          because: `it looks at the first ${rule.scan} who are eligible, by position`
        }
      ]
