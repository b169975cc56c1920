/** What a locked screen refuses: the agent's own commands. Routing and everybody else's go on. */
import { hamtGet } from "../kernel/hamt.ts"
import { agentById } from "../routing/index.ts"
import { ruleOf } from "./access-table.ts"
import type { CentreCommand, CentreRejection } from "./commands.ts"
import type { Draft } from "./state.ts"

export function lockedOut(draft: Draft, command: CentreCommand): CentreRejection | null {
  const rule = ruleOf(command)
  if (rule.who !== "own" || rule.locked === "unlocked" || rule.or?.isOwn(command) === false) return null
  const agentId = rule.as(command)
  if (agentById(draft, agentId)?.locked !== true) return null
  if (rule.locked === "onText" && isCall(draft, command)) return null
  return { _tag: "ScreenLocked", agentId }
}

const isCall = (draft: Draft, command: CentreCommand): boolean =>
  "interactionId" in command && hamtGet(draft.interactions, command.interactionId)?.call === true
