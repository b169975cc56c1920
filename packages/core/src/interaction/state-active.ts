/** What an interaction is while an agent has it: which way it went, its hold, the transfer under way, its outcome. */
import type { AgentId, Instant, TransferId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { ActiveEvent, TransferMode } from "./events-active.ts"
import type { Interaction } from "./state.ts"

/** A transfer that is not answered yet. `to` is null when it goes out of the centre. */
export interface Transfer {
  readonly id: TransferId
  readonly from: AgentId
  readonly to: AgentId | null
  readonly mode: TransferMode
  readonly expiresAt: Instant | null
}

export interface ActivePart {
  /** Outbound: an agent started it. */
  readonly direction: "inbound" | "outbound"
  /** Since when it is on hold, and what of the leg's hold is over. */
  readonly heldSince: Instant | null
  readonly holdMs: number
  /** Transfers begun so far: the next is named after it. */
  readonly transfers: number
  readonly transfer: Transfer | null
  /** Ended, and its outcome is still to be filed; and whether one was filed. */
  readonly awaitsDisposition: boolean
  readonly disposed: boolean
}

/** What the leg comes to if it ends then: talk is the rest. */
export function legOf(
  { acceptedAt, heldSince, holdMs }: Interaction,
  endsAt: Instant
): { readonly talkMs: number; readonly holdMs: number } {
  const held = holdMs + (heldSince === null ? 0 : Math.max(0, endsAt - heldSince))
  return { talkMs: endsAt - (acceptedAt ?? endsAt) - held, holdMs: held }
}

export function evolveActive(
  interaction: Interaction,
  event: Exclude<ActiveEvent, { _tag: "InteractionStarted" | "InteractionOpened" }>,
  at: Instant
): Interaction {
  switch (event._tag) {
    case "InteractionHeld":
      return { ...interaction, heldSince: at }
    case "InteractionResumed":
      return { ...interaction, heldSince: null, holdMs: interaction.holdMs + event.heldMs }
    case "TransferOffered": {
      const { transferId: id, fromAgentId: from, agentId: to, mode, expiresAt } = event
      return { ...interaction, transfers: interaction.transfers + 1, transfer: { id, from, to, mode, expiresAt } }
    }
    case "ExternalTransferStarted": {
      const { transferId: id, agentId: from, mode, expiresAt } = event
      return { ...interaction, transfers: interaction.transfers + 1, transfer: { id, from, to: null, mode, expiresAt } }
    }
    case "TransferAccepted":
      return { ...interaction, ...received(event, interaction.leg, at) }
    case "TransferRejected":
    case "TransferExpired":
    case "TransferRevoked":
    case "ExternalTransferEnded":
      return { ...interaction, transfer: null }
    case "InteractionTransferred":
      return { ...interaction, owner: null, acceptedAt: null, chatLimitAt: null, heldSince: null }
    case "DispositionFiled":
      return { ...interaction, awaitsDisposition: false, disposed: true }
    default:
      return unreachable(event)
  }
}

/** A new leg, the target's. */
const received = (
  { agentId, chatLimitAt }: ActiveEvent & { _tag: "TransferAccepted" },
  leg: number,
  at: Instant
): Partial<Interaction> => ({
  leg: leg + 1,
  owner: agentId,
  acceptedAt: at,
  chatLimitAt,
  overChatLimit: false,
  heldSince: null,
  holdMs: 0,
  transfer: null
})
