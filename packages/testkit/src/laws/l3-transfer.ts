import * as Result from "effect/Result"
import { dueAfter } from "./fold-entry.ts"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import {
  found,
  isConnected,
  type Event,
  type EventOf,
  type NaiveInteraction,
  type NaiveTransfer,
  type World
} from "./world.ts"

type Begun = EventOf<"TransferOffered" | "ExternalTransferStarted">
type Answered = EventOf<"TransferAccepted" | "TransferRejected">
type Ended = EventOf<"TransferExpired" | "TransferRevoked" | "ExternalTransferEnded">

/** Interactions whose transfer failed in the step under way, with the sender gone by then. */
type Orphans = Set<string>

/** A transfer goes to who may have it, comes to one end and for a cause that is so, and none is out to one who has left. */
export const transfers: Law = {
  id: "L3-transfer",
  says: "A transfer answers 5.2: one at a time, to a member who is there, on no break and in no wrap-up; the sender keeps it until then.",
  watch: () => {
    const orphans: Orphans = new Set()
    return {
      event: (world, { at, event }) => {
        const complaint = wrong(world, at, event) ?? released(orphans, event)
        if ("transferId" in event && event._tag !== "TransferAccepted") noteOrphan(orphans, world, event)
        return complaint
      },
      boundary: (boundary) => {
        const [orphan] = orphans
        orphans.clear()
        if (orphan !== undefined) return `the transfer of ${orphan} failed, its sender is gone, and it is not requeued`
        return (
          followed(boundary) ??
          firstOf([...boundary.world.interactions.values()].map((one) => out(boundary.world, one)))
        )
      }
    }
  }
}

/** What is under way at a boundary. */
function out(world: World, { id, campaign, transfer, owner, stage }: NaiveInteraction): Complaint {
  if (transfer === null) return null
  if (stage !== "active" || owner !== transfer.from) return `${id} is in a transfer, and not its sender's`
  const reason = transfer.to === null ? null : departed(world, campaign, transfer.to)
  return reason === null ? null : `${id} is being passed to ${transfer.to}, who is ${reason}`
}

function wrong(world: World, at: number, event: Event): Complaint {
  switch (event._tag) {
    case "TransferOffered":
    case "ExternalTransferStarted":
      return begun(world, at, event)
    case "TransferAccepted":
    case "TransferRejected":
      return answered(world, at, event)
    case "TransferExpired":
    case "TransferRevoked":
    case "ExternalTransferEnded":
      return ended(world, at, event)
    case "InteractionTransferred":
      return passedOn(world, event)
    case "InteractionFinished":
      return finished(world, event)
    default:
      return null
  }
}

function begun(world: World, at: number, event: Begun): Complaint {
  const { interactionId, campaign, expiresAt } = event
  const [from, to] = event._tag === "TransferOffered" ? [event.fromAgentId, event.agentId] : [event.agentId, null]
  const complaint = notTheirs(world, interactionId, from)
  if (complaint !== null) return complaint
  const due = dueAfter(at, found(world.campaigns, campaign, "campaign").settings.maxTransferSeconds)
  if (expiresAt !== due) return `${interactionId} is passed on until ${expiresAt}, and may be until ${due}`
  if (to === null) return null
  if (to === from) return `${to} passes ${interactionId} to themselves`
  const reason = departed(world, campaign, to)
  return reason === null ? null : `${interactionId} is passed to ${to}, who is ${reason}`
}

/** Only its owner passes an active interaction on, and once at a time. */
function notTheirs(world: World, interactionId: string, from: string): Complaint {
  const { owner, stage, transfer } = found(world.interactions, interactionId, "open interaction")
  if (stage !== "active" || owner !== from) return `${from} passes ${interactionId} on and has it not`
  return transfer === null ? null : `${interactionId} is passed on a second time at once`
}

/** The transfer that an event speaks of, or what is wrong with its naming. */
function named(world: World, event: Answered | Ended): NaiveTransfer | string {
  const { transfer, owner } = found(world.interactions, event.interactionId, "open interaction")
  if (transfer?.id !== event.transferId) return `${event._tag} of ${event.transferId}, which is not under way`
  const [from, to] = event._tag === "ExternalTransferEnded" ? [event.agentId, null] : [event.fromAgentId, event.agentId]
  if (owner !== from || transfer.from !== from) return `${event.interactionId} is passed on by ${from}, who has it not`
  return transfer.to === to
    ? transfer
    : `${event._tag} of ${event.transferId} names ${to}, but it went to ${transfer.to}`
}

function answered(world: World, at: number, event: Answered): Complaint {
  const transfer = named(world, event)
  if (typeof transfer === "string") return transfer
  const { transferId, agentId } = event
  if (transfer.expiresAt !== null && at >= transfer.expiresAt)
    return `${transferId} is answered at ${at}, and was to expire at ${transfer.expiresAt}`
  const reason = departed(world, event.campaign, agentId)
  return reason === null ? null : `${transferId} is answered by ${agentId}, who is ${reason}`
}

function ended(world: World, at: number, event: Ended): Complaint {
  const transfer = named(world, event)
  if (typeof transfer === "string") return transfer
  const { transferId, campaign } = event
  const expires = event._tag === "TransferExpired" || ("dueAt" in event && event.reason === "expired")
  if (expires)
    return event.dueAt === transfer.expiresAt && event.dueAt !== null && event.dueAt <= at
      ? null
      : `${transferId} expires at ${at} as of ${event.dueAt}, but is due at ${transfer.expiresAt}`
  if (event._tag !== "TransferRevoked" || ofTheStep(event.reason)) return null
  const reason = departed(world, campaign, event.agentId)
  return reason === DEPARTURES[event.reason]
    ? null
    : `${transferId} is revoked for ${event.reason}, but ${event.agentId} is ${reason ?? "there"}`
}

/** Causes that are not of the target: they are held against the step (`followed`). */
const ofTheStep = (reason: string): boolean => reason === "cancelled" || reason === "interaction-gone"

/** DOMAIN 5.2: to a campaign of the same channel; a live one is open and enabled. */
function passedOn(
  world: World,
  { interactionId, campaign, agentId, to }: EventOf<"InteractionTransferred">
): Complaint {
  const complaint = notTheirs(world, interactionId, agentId)
  if (complaint !== null) return complaint
  const { kind, enabled, open, channel } = found(world.campaigns, to, "campaign")
  if (channel !== found(world.campaigns, campaign, "campaign").channel)
    return `${interactionId} is passed to ${to}, which is of another channel`
  return kind === "live" && !(enabled && open) ? `${interactionId} is passed to ${to}, which is shut` : null
}

/** DOMAIN 5.2: the end of an interaction revokes its transfer, but for the one that it leaves by. */
function finished(world: World, { interactionId, by, awaitsDisposition }: EventOf<"InteractionFinished">): Complaint {
  const { transfer } = found(world.interactions, interactionId, "open interaction")
  if (by !== "transferred-out") return transfer === null ? null : `${interactionId} ends while it is in a transfer`
  if (transfer === null || transfer.to !== null) return `${interactionId} is transferred out, and is not on its way out`
  return awaitsDisposition ? `${interactionId} is transferred out, and an outcome is asked for` : null
}

/** Notes a transfer that comes to nothing when its sender has gone. */
function noteOrphan(orphans: Orphans, world: World, event: Extract<Event, { readonly transferId: string }>): void {
  if (event._tag === "TransferOffered" || event._tag === "ExternalTransferStarted") return
  if ("reason" in event && event.reason === "interaction-gone") return
  const sender = "fromAgentId" in event ? event.fromAgentId : event.agentId
  if (!isConnected(found(world.agents, sender, "agent"))) orphans.add(event.interactionId)
}

/** A failed transfer's interaction is requeued when its sender has gone, and only then. */
function released(orphans: Orphans, event: Event): Complaint {
  if (event._tag !== "InteractionReleased" || event.cause !== "transfer-failed") return null
  return orphans.delete(event.interactionId)
    ? null
    : `${event.interactionId} is requeued after a transfer, and its sender is there`
}

/** What the step has to show besides: who cancelled, what ended, the entry in the other campaign. */
function followed({ step: { at, command, result } }: Boundary): Complaint {
  if (Result.isFailure(result) || result.success.repeated) return null
  const events = result.success.events.map(({ event }) => event)
  return firstOf(
    events.map((event) => {
      if (event._tag === "InteractionTransferred") return entered(events, event, at)
      if (event._tag !== "TransferRevoked" && event._tag !== "ExternalTransferEnded") return null
      const { reason, interactionId, transferId } = event
      if (reason === "interaction-gone")
        return events.some((one) => one._tag === "InteractionFinished" && one.interactionId === interactionId)
          ? null
          : `${transferId} is revoked for ${reason}, but ${interactionId} did not end`
      if (reason !== "cancelled") return null
      return command._tag === "CancelTransfer" && command.transferId === transferId
        ? null
        : `${transferId} is cancelled by ${command._tag}`
    })
  )
}

/** DOMAIN 5.2: a new entry there, waiting time anew. */
function entered(
  events: ReadonlyArray<Event>,
  { interactionId, to }: EventOf<"InteractionTransferred">,
  at: number
): Complaint {
  const entry = events.find(
    (event) => event._tag === "InteractionQueued" && event.interactionId === interactionId && event.kind === "transfer"
  )
  if (entry?._tag !== "InteractionQueued" || entry.campaign !== to)
    return `${interactionId} is passed to ${to}, and does not enter it`
  return entry.waitingSince === at && entry.enteredAt === at
    ? null
    : `${interactionId} is passed to ${to} at ${at}, and waits since ${entry.waitingSince}`
}

/** What a revocation calls it when the target has left. */
const DEPARTURES: { readonly [reason: string]: string } = {
  "agent-disconnected": "disconnected",
  "agent-on-break": "on a break",
  "agent-in-wrap-up": "in wrap-up",
  "not-a-member": "no member"
}

/** DOMAIN 5.2: why a target cannot have it. */
function departed(world: World, campaign: string, agentId: string): string | null {
  const agent = found(world.agents, agentId, "agent")
  if (!isConnected(agent)) return "disconnected"
  if (agent.break !== null) return "on a break"
  if (agent.wrapUps.size > 0) return "in wrap-up"
  return found(world.campaigns, campaign, "campaign").members.has(agentId) ? null : "no member"
}
