/** What the events of an interaction that an agent has do to it, to the agents and to their memberships. */
import * as agents from "../agent/index.ts"
import * as interactions from "../interaction/index.ts"
import type { ActiveEvent } from "../interaction/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import * as set from "./set.ts"
import type { Draft } from "./state.ts"

export function evolveActive(draft: Draft, event: ActiveEvent): void {
  if (event._tag === "InteractionStarted") return start(draft, event)
  if (event._tag === "InteractionOpened") return set.opened(draft, event.interactionId)
  const before = set.interactionOf(draft, event.interactionId)
  set.interaction(draft, before, interactions.evolveActive(before, event, draft.at))
  const { campaign, call } = before
  const { interactionId } = event
  const held = { interactionId, campaign, call, via: "transfer" } as const
  switch (event._tag) {
    case "InteractionHeld":
    case "InteractionResumed":
    case "ExternalTransferStarted":
    case "ExternalTransferEnded":
    case "DispositionFiled":
      return
    case "TransferOffered": {
      const target = set.agentOf(draft, event.agentId)
      set.agent(draft, target, agents.offered(target, { ...held, cost: event.cost, hold: false }))
      return set.step(draft, campaign, event.agentId, "offered")
    }
    case "TransferRejected":
    case "TransferExpired":
    case "TransferRevoked": {
      const target = set.agentOf(draft, event.agentId)
      set.agent(draft, target, agents.unoffered(target, interactionId))
      return set.step(draft, campaign, event.agentId, "unoffered")
    }
    case "TransferAccepted": {
      const { agentId, fromAgentId, cost, hold } = event
      leave(draft, fromAgentId, before)
      const target = set.agentOf(draft, agentId)
      set.agent(draft, target, agents.occupied(target, { ...held, cost, hold }))
      return set.step(draft, campaign, agentId, "received")
    }
    case "InteractionTransferred":
      return leave(draft, event.agentId, before)
    default:
      return unreachable(event)
  }
}

function start(draft: Draft, event: ActiveEvent & { _tag: "InteractionStarted" }): void {
  const { interactionId, agentId, address, cost, hold, media } = event
  const { number: campaign } = set.campaignOf(draft, event.campaign)
  const agent = set.agentOf(draft, agentId)
  set.interaction(draft, undefined, interactions.started(event, campaign, draft.at))
  set.converseWith(draft, interactionId, address)
  set.agent(
    draft,
    agent,
    agents.occupied(agent, { interactionId, campaign, call: media === "voice", cost, hold, via: "offer" })
  )
  set.step(draft, campaign, agentId, "taken")
}

/** It is another's now: no ending, so the agent's last one stays when it was. */
function leave(draft: Draft, agentId: agents.Agent["id"], { id, campaign }: interactions.Interaction): void {
  const agent = set.agentOf(draft, agentId)
  set.agent(draft, agent, agents.vacated(agent, id))
  set.step(draft, campaign, agentId, "vacated")
}
