/** Indexes over agents: who is available, who is idle, who is full, who stands where, who has which skill. */
import type { Agent } from "../agent/index.ts"
import { bitsClear, bitsHas, bitsSet, emptyBits, type Bits } from "../kernel/bits.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { vectorValues } from "../kernel/vector.ts"
import { agentHolds, capacityHolds } from "./conditions.ts"
import { ABSENCE, BREAK_OVERDUE, WRAP_UP, wrapUpDue } from "./deadlines.ts"
import { moveDeadline } from "./index-edit.ts"
import { skillsChanged } from "./index-skills.ts"
import { emptyStandingOrder, standingChanged } from "./index-standing.ts"
import { deliveryOf, eligibilityOf } from "./rules.ts"
import { at, type IndexDraft, type RoutingFacts } from "./view.ts"

/** An agent's record was replaced. */
export function agentChanged(draft: IndexDraft, before: Agent | undefined, after: Agent): void {
  const wasAvailable = draft.available
  const wasFull = draft.full
  let freed = refreshSkills(draft, before, after)
  for (let n = 0; n < wasAvailable.length; n++) if (refreshAvailable(draft, n, after)) freed = true
  for (let n = 0; n < wasFull.length; n++) if (refreshFull(draft, n, after)) freed = true
  const isIdle = after.active.length === 0 && after.offered.length === 0
  draft.idle = flipped(draft, draft.idle, after.number, isIdle)
  if (draft.standing.length > 0) refreshStanding(draft, before, after)
  if (freed) tryAgent(draft, after)
  if (draft.weighted.count > 0) weigh(draft, after)
  if (after.offered.length > 0) draft.checkAgents.add(after.number)
  const id = after.id
  if (hamtGet(draft.windows, id) !== undefined) draft.checkWindows.add(id)
  moveDeadline(draft, { kind: WRAP_UP, id }, before === undefined ? null : wrapUpDue(before), wrapUpDue(after))
  moveDeadline(draft, { kind: ABSENCE, id }, before?.requeueAt ?? null, after.requeueAt)
  moveDeadline(draft, { kind: BREAK_OVERDUE, id }, before?.break?.overdueAt ?? null, after.break?.overdueAt ?? null)
}

/** Work of all the agent's campaigns may have become theirs. O(campaigns of the agent). */
export function tryAgent(draft: IndexDraft, agent: Agent): void {
  for (const campaign of agent.campaigns) if (bitsHas(draft.waiting, campaign)) draft.tryCampaigns.add(campaign)
  if (hamtGet(draft.windows, agent.id) !== undefined) draft.tryWindows.add(agent.id)
}

/** The set with or without the agent. */
const flipped = (draft: IndexDraft, bits: Bits, agent: number, has: boolean): Bits =>
  has ? bitsSet(bits, agent, draft.owner) : bitsClear(bits, agent, draft.owner)

/** Whether this rule lets the agent have more than before. */
function refreshAvailable(draft: IndexDraft, nth: number, agent: Agent): boolean {
  const one = draft.available[nth]
  if (one === undefined) return false
  const { rules } = draft
  const now = agentHolds(rules.conditions, agent, eligibilityOf(rules, one.rule), "further")
  if (now === bitsHas(one.agents, agent.number)) return false
  draft.available = draft.available.with(nth, { ...one, agents: flipped(draft, one.agents, agent.number, now) })
  return now
}

/** Whether there is room for a cost for which there was none. */
function refreshFull(draft: IndexDraft, nth: number, agent: Agent): boolean {
  const one = draft.full[nth]
  if (one === undefined) return false
  const isFull = !capacityHolds(draft.rules.conditions, agent, one.cost)
  if (isFull === bitsHas(one.agents, agent.number)) return false
  draft.full = draft.full.with(nth, { ...one, agents: flipped(draft, one.agents, agent.number, isFull) })
  return !isFull
}

/** Whether the skills are others: they may suffice for work that they did not suffice for. */
function refreshSkills(draft: IndexDraft, before: Agent | undefined, after: Agent): boolean {
  const skills = skillsChanged(draft.skills, before, after, draft.owner)
  if (skills === draft.skills) return false
  draft.skills = skills
  return true
}

function refreshStanding(draft: IndexDraft, before: Agent | undefined, after: Agent): void {
  const { owner } = draft
  draft.standing = draft.standing.map((order) => {
    const rule = deliveryOf(draft.rules, order.name)
    return rule.kind === "standing" ? standingChanged(order, rule, { before, after, owner }) : order
  })
}

/** Weighted campaigns of the agent have one available more, or one less. O(campaigns of the agent). */
function weigh(draft: IndexDraft, { campaigns }: Agent): void {
  for (const campaign of campaigns) if (bitsHas(draft.weighted, campaign)) draft.weigh.add(campaign)
}

/** A campaign has this cost from here on, or has it no more. O(agents) for the first of its cost. */
export function costUsed(draft: IndexDraft, facts: Pick<RoutingFacts, "agents">, cost: number, change: 1 | -1): void {
  const known = draft.full.find((one) => one.cost === cost)
  const others = draft.full.filter((one) => one.cost !== cost)
  const campaigns = (known?.campaigns ?? 0) + change
  if (campaigns === 0) draft.full = others
  else draft.full = [...others, { cost, campaigns, agents: known?.agents ?? fullFor(draft, facts, cost) }].sort(byCost)
}

const byCost = (a: { readonly cost: number }, b: { readonly cost: number }): number => a.cost - b.cost

function fullFor({ rules, owner }: IndexDraft, { agents }: Pick<RoutingFacts, "agents">, cost: number): Bits {
  let full = emptyBits()
  for (const agent of vectorValues(agents))
    if (!capacityHolds(rules.conditions, agent, cost)) full = bitsSet(full, agent.number, owner)
  return full
}

/** A campaign uses this eligibility rule from here on, or uses it no more. O(agents) for the first. */
export function eligibilityUsed(
  draft: IndexDraft,
  facts: Pick<RoutingFacts, "agents">,
  rule: string,
  change: 1 | -1
): void {
  const known = draft.available.find((one) => one.rule === rule)
  const others = draft.available.filter((one) => one.rule !== rule)
  const campaigns = (known?.campaigns ?? 0) + change
  const agents = known?.agents ?? availableFor(draft, facts, rule)
  draft.available = campaigns === 0 ? others : [...others, { rule, campaigns, agents }].sort(byRule)
}

const byRule = (a: { readonly rule: string }, b: { readonly rule: string }): number => (a.rule < b.rule ? -1 : 1)

function availableFor({ rules, owner }: IndexDraft, { agents }: Pick<RoutingFacts, "agents">, name: string): Bits {
  const rule = eligibilityOf(rules, name)
  let available = emptyBits()
  for (const agent of vectorValues(agents))
    if (agentHolds(rules.conditions, agent, rule, "further")) available = bitsSet(available, agent.number, owner)
  return available
}

/** A campaign uses this delivery from here on, or uses it no more. O(agents × log) for the first of a standing rule. */
export function deliveryUsed(
  draft: IndexDraft,
  facts: Pick<RoutingFacts, "agents">,
  delivery: string,
  change: 1 | -1
): void {
  const rule = deliveryOf(draft.rules, delivery)
  if (rule.kind !== "standing") return
  const known = draft.standing.find((order) => order.name === rule.name)
  const others = draft.standing.filter((order) => order.name !== rule.name)
  const campaigns = (known?.campaigns ?? 0) + change
  if (campaigns === 0) {
    draft.standing = others
    return
  }
  let order = known === undefined ? emptyStandingOrder(rule.name, campaigns) : { ...known, campaigns }
  if (known === undefined)
    for (const after of vectorValues(facts.agents))
      order = standingChanged(order, rule, { before: undefined, after, owner: draft.owner })
  draft.standing = [...others, order].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The agent with this number. */
export const agentNumbered = (facts: Pick<RoutingFacts, "agents">, number: number): Agent => at(facts.agents, number)
