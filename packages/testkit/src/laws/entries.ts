import type { Complaint, Law } from "./law.ts"
import { found, type Event, type EventOf, type World } from "./world.ts"

/** An entry's order key, its waiting time and its way out are what the domain says of them. */
export const entries: Law = {
  id: "D2.9b",
  says: "A requeue keeps the order key and waits anew; waits and talks end when their end was due; dropout leaves as set.",
  watch: () => {
    let absentSince: number | null = null
    return {
      event: (world, { event }) => {
        if (event._tag === "AgentAbsenceElapsed") absentSince = event.dueAt
        return otherTalk(world, event, absentSince) ?? otherwise(world, event)
      }
    }
  }
}

/** Talk runs from acceptance or start to the leg's end, or to when an absence was due, less the time on hold. */
function otherTalk(world: World, event: Event, absentSince: number | null): Complaint {
  if (!("talkMs" in event)) return null
  const { acceptedAt, heldSince, holdMs } = found(world.interactions, event.interactionId, "open interaction")
  const elapsed = event._tag === "InteractionReleased" && event.cause === "disconnected"
  const end = elapsed ? (absentSince ?? world.now) : world.now
  const held = holdMs + (heldSince === null ? 0 : end - heldSince)
  const talked = end - (acceptedAt ?? 0) - held
  if (event.holdMs !== held) return `${event.interactionId} was held for ${held} ms, not ${event.holdMs}`
  return event.talkMs === talked ? null : `${event.interactionId} was talked on for ${talked} ms, not ${event.talkMs}`
}

function otherwise(world: World, event: Event): Complaint {
  switch (event._tag) {
    case "InteractionQueued":
      return otherEntry(world, event)
    case "OfferAccepted":
    case "InteractionTaken":
    case "InteractionOverflowed":
      return otherWait(world, event, world.now)
    case "InteractionWithdrawn":
      return otherWait(world, event, event.dueAt ?? world.now)
    case "InteractionAbandoned":
      return otherWait(world, event, event.dueAt ?? world.now) ?? otherWay(world, event)
    default:
      return null
  }
}

function otherEntry(world: World, event: EventOf<"InteractionQueued">): Complaint {
  const { interactionId, kind, entry: ordinal, priority, enteredAt } = event
  const at = kind === "transfer" ? world.now : null
  const { entry } = found(world.interactions, interactionId, "open interaction")
  if (ordinal !== (entry?.ordinal ?? 0) + 1)
    return `${interactionId} opens entry ${ordinal} after ${entry?.ordinal ?? 0}`
  if (kind === "arrival" || entry === null) return null
  if (priority === entry.priority && enteredAt === (at ?? entry.enteredAt)) return null
  return `${interactionId} is ${kind} at ${priority}, ${enteredAt}; it had ${entry.priority}, ${entry.enteredAt}`
}

function otherWait(
  world: World,
  event: EventOf<
    "OfferAccepted" | "InteractionTaken" | "InteractionOverflowed" | "InteractionWithdrawn" | "InteractionAbandoned"
  >,
  end: number
): Complaint {
  const { entry } = found(world.interactions, event.interactionId, "open interaction")
  // Work that came back after a closing was due has not waited.
  const waited = Math.max(0, end - (entry?.waitingSince ?? end))
  return event.waitMs === waited
    ? null
    : `${event.interactionId} waited ${waited} ms, ${event._tag} says ${event.waitMs}`
}

/** Who drops out leaves when live, unless the campaign keeps them; whoever else is abandoned leaves. */
function otherWay(world: World, event: EventOf<"InteractionAbandoned">): Complaint {
  const { interactionId, campaign: name, reason, leaves, waitMs } = event
  const { kind, settings } = found(world.campaigns, name, "campaign")
  const should = reason !== "dropout" || (kind === "live" && settings.dropoutLeavesQueue)
  if (leaves !== should) return `${interactionId} ${leaves ? "leaves" : "stays"} at ${reason}`
  if (reason === "nobody") return otherEmptiness(world, event)
  const { dropoutAt, waitingSince } = found(world.interactions, interactionId, "open interaction").entry ?? {
    dropoutAt: null,
    waitingSince: 0
  }
  if (reason === "dropout" && (dropoutAt === null || waitMs !== dropoutAt - waitingSince))
    return `${interactionId} drops out after ${waitMs} ms, which is not when it was due`
  return null
}

/** So many seconds without a connected member, from the later of entry and the last one's leaving. */
function otherEmptiness(world: World, event: EventOf<"InteractionAbandoned">): Complaint {
  const { interactionId, campaign: name, dueAt } = event
  const { kind, settings, emptySince } = found(world.campaigns, name, "campaign")
  const { entry } = found(world.interactions, interactionId, "open interaction")
  if (kind !== "live" || emptySince === null || settings.leaveWhenEmptySeconds === 0)
    return `${interactionId} finds nobody in ${name}, where that is no reason to leave`
  const due = Math.max(entry?.waitingSince ?? 0, emptySince) + settings.leaveWhenEmptySeconds * 1_000
  return dueAt !== null && due <= dueAt
    ? null
    : `${interactionId} finds nobody at ${dueAt}, and was to wait until ${due}`
}
