/** Many members of whom few are free: there the core looks at candidates and not along the order. The laws see no difference. */
import { Centre } from "@parley/core"
import { vectorValues } from "@parley/core/internal"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { allAt, allLaws, historyDefinition, open, type Driver, type PlainCommand } from "../src/index.ts"
import { naiveRules } from "../src/laws/rules.ts"
import { observe } from "../src/observe.ts"

const AGENTS = Array.from({ length: 300 }, (_, index) => `a${index}`)
const DELIVERIES = ["rrmemory", "leastrecent", "wrandom"] as const
/** So few that looking at each is shorter than walking the order. */
const FREE_MAX = 3
const LAWS = allLaws.filter(({ id }) => ["L2", "L3", "L4", "L5", "D4.10c", "D4.3a"].includes(id))
const contents = { body: null, raw: null, attachments: [] }

const founding = (delivery: string): ReadonlyArray<PlainCommand> => [
  { _tag: "CreateCentre", seed: "seed", zone: "UTC" },
  ...AGENTS.map((userId) => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }) as const),
  { _tag: "CreateCampaign", campaign: "mail", channel: "email", settings: { delivery, offerTimeoutSeconds: 2 } },
  { _tag: "AddMembers", campaigns: ["mail"], agents: AGENTS, penalty: 1 },
  ...AGENTS.map((agentId) => ({ _tag: "SignIn", agentId, sessionId: "s1" }) as const),
  ...AGENTS.map((agentId) => ({ _tag: "StartBreak", agentId }) as const)
]

/** Somebody comes back or goes, a client comes or goes, an offer is answered or not. */
const turn = fc.record({ kind: fc.nat(5), agent: fc.nat(AGENTS.length - 1), waitMs: fc.constantFrom(0, 500, 1_000) })

const freeNow = ({ state }: Driver): number =>
  [...vectorValues(state.facts.agents)].filter((agent) => agent.break === null).length

function commandFor(driver: Driver, { kind, agent }: { readonly kind: number; readonly agent: number }, n: number) {
  const agentId = AGENTS[agent] ?? ""
  if (kind === 0) return { _tag: "ReceiveMessage", interactionId: `i${n}`, campaign: "mail", contents } as const
  if (kind < 3) return { _tag: freeNow(driver) < FREE_MAX ? "EndBreak" : "StartBreak", agentId } as const
  const offered = driver.log.findLast(({ event }) => event._tag === "InteractionOffered")?.event
  if (offered?._tag !== "InteractionOffered") return null
  const { interactionId, offerId, agentId: whom } = offered
  if (kind === 3)
    return { _tag: n % 2 === 0 ? "AcceptOffer" : "RejectOffer", interactionId, offerId, agentId: whom } as const
  if (kind === 4) return { _tag: "StartBreak", agentId: whom } as const
  return { _tag: "FinishInteraction", interactionId, agentId: whom } as const
}

describe("three hundred members, few of them free", () => {
  test.each(DELIVERIES)("[D4.3a] [L4] [L5] are offered work as the rule says: %s", (delivery) => {
    const definition = historyDefinition()
    const make = (): Centre.Centre => Centre.make(definition)
    const [turns = []] = fc.sample(fc.array(turn, { minLength: 200, maxLength: 200 }), { seed: 5, numRuns: 1 })
    const rules = naiveRules(definition.strategies)
    const watched = observe({ make, centre: make(), definition, rules }, LAWS)
    const driver = open(make(), watched.options)
    for (const { at, command } of allAt("09:00:00", ...founding(delivery))) driver.send(at, command)
    turns.forEach((one, n) => {
      driver.advance(driver.now + one.waitMs)
      const command = commandFor(driver, one, n)
      if (command !== null) driver.sendPlain(driver.now, command)
    })
    const offers = driver.log.filter(({ event }) => event._tag === "InteractionOffered")
    expect(offers.length).toBeGreaterThan(40)
  })
})
