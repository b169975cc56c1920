/** Explanations over a state: why an interaction is where it is, why nothing comes to an agent. Of any past state alike. */
import { hamtGet } from "../kernel/hamt.ts"
import {
  agentById,
  availableMembers,
  campaignByName,
  explainAgent,
  explainInteraction,
  type Explanation,
  type IdleExplanation,
  type Rules
} from "../routing/index.ts"
import type { State } from "./state.ts"

/** Undefined for an interaction that is not open. O(members of its campaign). */
export function explain(rules: Rules, { facts, indexes }: State, interactionId: string): Explanation | undefined {
  const interaction = hamtGet(facts.interactions, interactionId)
  return interaction === undefined ? undefined : explainInteraction({ rules, facts, indexes }, interaction)
}

/** Undefined for who is no agent. O(campaigns of the agent). */
export function whyIdle(rules: Rules, { facts, indexes }: State, agentId: string): IdleExplanation | undefined {
  const agent = agentById(facts, agentId)
  return agent === undefined ? undefined : explainAgent({ rules, facts, indexes }, agent)
}

/** Members who could be offered (pull: could take) work of the campaign now; undefined when there is no such campaign. */
export function available(rules: Rules, { facts, indexes }: State, campaign: string): number | undefined {
  const found = campaignByName(facts, campaign)
  return found === undefined ? undefined : availableMembers({ rules, facts, indexes }, found)
}
