/**
 * The command behind the events of a step, for all that routing has to do with: read off the first event that tells. What
 * tells of none (messages, contacts, texts, lists …) is taken as it stands.
 */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import type { AgentId, CampaignName } from "../../kernel/fields.ts"
import { arrivalOf, startOf, type Threads } from "./arrival-commands.ts"
import { membersOf } from "./member-commands.ts"

type EventOf<Tag extends CentreEvent["_tag"]> = Extract<CentreEvent, { readonly _tag: Tag }>

/** Tick where something fell due; null: to be taken as it stands. */
export function commandBehind(events: ReadonlyArray<CentreEvent>, threads: Threads): CentreCommand | null {
  if (has(events, "CentreCreated") !== undefined) return null
  const whole = ofTheWhole(events)
  if (whole !== null) return whole
  for (const event of events) {
    if ("dueAt" in event && event.dueAt !== null) return { _tag: "Tick" }
    // From here on it is what routing made of it.
    if (event._tag === "InteractionOffered") return null
    const command = commandOf(event, events, threads)
    if (command !== null) return command
  }
  return null
}

const has = <Tag extends CentreEvent["_tag"]>(events: ReadonlyArray<CentreEvent>, tag: Tag): EventOf<Tag> | undefined =>
  events.find((event): event is EventOf<Tag> => event._tag === tag)

/** Steps whose first events look like those of others. */
function ofTheWhole(events: ReadonlyArray<CentreEvent>): CentreCommand | null {
  const erased = has(events, "ContactErased")
  if (erased !== undefined) return { _tag: "EraseContact", contactId: erased.contactId }
  const removed = has(events, "CampaignRemoved")
  if (removed === undefined) return null
  const moved = events.find((event) => event._tag === "InteractionQueued" && event.kind === "moved")
  const moveTo = moved?._tag === "InteractionQueued" ? { moveTo: moved.campaign } : {}
  return { _tag: "RemoveCampaign", campaign: removed.campaign, withdraw: true, ...moveTo }
}

function commandOf(event: CentreEvent, events: ReadonlyArray<CentreEvent>, threads: Threads): CentreCommand | null {
  switch (event._tag) {
    case "InteractionArrived":
    case "InteractionRefused":
      return arrivalOf(event, events, threads)
    case "InteractionStarted":
      return startOf(event, events, threads)
    case "InteractionFinished":
      return finishOf(event, threads)
    case "MemberAdded":
    case "MemberRemoved":
    case "MemberChanged":
    case "MemberPaused":
    case "MemberResumed":
      return membersOf(event, events)
    default:
      return ofWork(event) ?? ofCalls(event) ?? ofPeople(event, events) ?? ofSettings(event, events)
  }
}

function ofWork(event: CentreEvent): CentreCommand | null {
  switch (event._tag) {
    case "OfferAccepted":
      return { _tag: "AcceptOffer", ...answered(event) }
    case "OfferRejected":
      return { _tag: "RejectOffer", ...answered(event) }
    case "InteractionTaken":
      return { _tag: "TakeInteraction", interactionId: event.interactionId, agentId: event.agentId }
    case "InteractionAbandoned":
      return { _tag: "LeaveInteraction", interactionId: event.interactionId }
    case "DispositionFiled":
      return dispositionOf(event)
    case "WrapUpEnded":
      return { _tag: "EndWrapUp", agentId: event.agentId }
    default:
      return null
  }
}

const answered = ({ interactionId, offerId, agentId }: EventOf<"OfferAccepted" | "OfferRejected">) => ({
  interactionId,
  offerId,
  agentId
})

function finishOf(
  { interactionId, agentId, by }: EventOf<"InteractionFinished">,
  threads: Threads
): CentreCommand | null {
  switch (by) {
    case "agent":
      return { _tag: "FinishInteraction", interactionId, agentId }
    case "client":
      return { _tag: "LeaveInteraction", interactionId }
    case "supervisor":
      return { _tag: "EndInteraction", interactionId }
    case "transferred-out": {
      const transferId = threads.transferOf(interactionId)
      if (transferId === undefined) return null
      return { _tag: "ReportExternalTransfer", interactionId, transferId, outcome: "connected" }
    }
  }
}

/** Filed with the end of the conversation, or after it. */
function dispositionOf({
  interactionId,
  agentId,
  levels,
  comment,
  action
}: EventOf<"DispositionFiled">): CentreCommand {
  const disposition = {
    path: levels.map(({ id }) => id),
    comment,
    ...(action.kind === "reschedule" ? { at: action.at } : {})
  }
  return { _tag: "FinishInteraction", interactionId, agentId, disposition }
}

function ofCalls(event: CentreEvent): CentreCommand | null {
  switch (event._tag) {
    case "InteractionHeld":
      return { _tag: "HoldInteraction", interactionId: event.interactionId, agentId: event.agentId }
    case "InteractionResumed":
      return { _tag: "ResumeInteraction", interactionId: event.interactionId, agentId: event.agentId }
    case "TransferOffered": {
      const { interactionId, fromAgentId, agentId, mode } = event
      return { _tag: "TransferInteraction", interactionId, agentId: fromAgentId, to: { kind: "agent", agentId, mode } }
    }
    case "InteractionTransferred": {
      const { interactionId, agentId, to } = event
      return { _tag: "TransferInteraction", interactionId, agentId, to: { kind: "campaign", campaign: to } }
    }
    case "ExternalTransferStarted": {
      const { interactionId, agentId, destination, mode } = event
      return { _tag: "TransferInteraction", interactionId, agentId, to: { kind: "external", destination, mode } }
    }
    case "TransferAccepted":
      return { _tag: "AcceptTransfer", ...transferred(event) }
    case "TransferRejected":
      return { _tag: "RejectTransfer", ...transferred(event) }
    case "TransferRevoked":
      if (event.reason !== "cancelled") return null
      return { _tag: "CancelTransfer", ...transferred(event), agentId: event.fromAgentId }
    case "ExternalTransferEnded":
      return externallyEnded(event)
    default:
      return null
  }
}

const transferred = (event: EventOf<"TransferAccepted" | "TransferRejected" | "TransferRevoked">) => ({
  interactionId: event.interactionId,
  transferId: event.transferId,
  agentId: event.agentId
})

function externallyEnded(event: EventOf<"ExternalTransferEnded">): CentreCommand | null {
  const { interactionId, transferId, agentId, reason } = event
  if (reason === "cancelled") return { _tag: "CancelTransfer", interactionId, transferId, agentId }
  if (reason === "interaction-gone") return null
  return { _tag: "ReportExternalTransfer", interactionId, transferId, outcome: "failed", reason }
}

function ofPeople(event: CentreEvent, events: ReadonlyArray<CentreEvent>): CentreCommand | null {
  switch (event._tag) {
    case "AgentSessionStarted":
      return { _tag: "SignIn", agentId: event.agentId, sessionId: event.sessionId }
    case "AgentSessionEnded":
      return sessionEnded(event)
    case "InteractionReleased":
      return { _tag: "SignOutAgent", agentId: event.agentId }
    case "BreakStarted":
      return breakOf(event.agentId, event.name, event.cause)
    case "BreakEnded": {
      const next = has(events, "BreakStarted")
      if (next !== undefined && next.agentId === event.agentId) return breakOf(next.agentId, next.name, next.cause)
      if (event.cause === "signed-out") return { _tag: "SignOutAgent", agentId: event.agentId }
      return { _tag: event.cause === "self" ? "EndBreak" : "ResumeAgent", agentId: event.agentId }
    }
    case "AgentSkillsChanged":
      return { _tag: "SetAgentSkills", agentId: event.agentId, skills: event.skills }
    case "AgentCapacityChanged":
      return { _tag: "SetAgentCapacity", agentId: event.agentId, capacity: event.capacity }
    default:
      return null
  }
}

function sessionEnded({ agentId, sessionId, cause }: EventOf<"AgentSessionEnded">): CentreCommand {
  if (cause === "supervisor") return { _tag: "SignOutAgent", agentId }
  if (cause !== "self") return { _tag: "LoseSession", agentId, sessionId }
  // It was accepted: with nothing active, or by force; by force it is accepted in either case.
  return { _tag: "SignOut", agentId, sessionId, force: true }
}

function breakOf(agentId: AgentId, name: EventOf<"BreakStarted">["name"], cause: string): CentreCommand {
  return { _tag: cause === "self" ? "StartBreak" : "PauseAgent", agentId, name }
}

function ofSettings(event: CentreEvent, events: ReadonlyArray<CentreEvent>): CentreCommand | null {
  switch (event._tag) {
    case "CampaignCreated": {
      const { campaign, channel, enabled, settings } = event
      return { _tag: "CreateCampaign", campaign, channel, enabled, settings }
    }
    case "CampaignChanged":
      return { _tag: "ChangeCampaign", campaign: event.campaign, settings: event.settings }
    case "CampaignEnabled":
      return ofCampaign("EnableCampaign", event.campaign)
    case "CampaignDisabled":
      return ofCampaign("DisableCampaign", event.campaign)
    case "CentreChanged":
    case "SystemMailChanged":
    case "RetentionChanged":
      return centreChanged(events)
    case "ChannelCostChanged":
      return { _tag: "SetChannelCost", channel: event.channel, cost: event.cost }
    case "HolidayDefined": {
      const { _tag, ...holiday } = event
      return { _tag: "DefineHoliday", ...holiday }
    }
    case "HolidayChanged": {
      const { _tag, ...holiday } = event
      return { _tag: "ChangeHoliday", ...holiday }
    }
    case "HolidayRemoved":
      return { _tag: "RemoveHoliday", name: event.name }
    default:
      return null
  }
}

const ofCampaign = (_tag: "EnableCampaign" | "DisableCampaign", campaign: CampaignName): CentreCommand => ({
  _tag,
  campaign
})

function centreChanged(events: ReadonlyArray<CentreEvent>): CentreCommand {
  const policies = has(events, "CentreChanged")
  const mail = has(events, "SystemMailChanged")
  const retention = has(events, "RetentionChanged")
  return {
    _tag: "ChangeCentre",
    ...(policies === undefined
      ? {}
      : {
          requeueAfterDisconnectSeconds: policies.requeueAfterDisconnectSeconds,
          requireVoiceMembership: policies.requireVoiceMembership
        }),
    ...(mail === undefined ? {} : { systemMail: mail.account }),
    ...(retention === undefined ? {} : { contentDays: retention.contentDays })
  }
}
