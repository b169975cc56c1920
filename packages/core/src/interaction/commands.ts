import * as Schema from "effect/Schema"
import { AgentId, CampaignName, InteractionId, OfferId } from "../kernel/fields.ts"
import { ActiveCommand, ActiveRejection } from "./commands-active.ts"

/** On voice the adapter sends it, when the parties are joined. */
export const AcceptOffer = Schema.TaggedStruct("AcceptOffer", {
  interactionId: InteractionId,
  offerId: OfferId,
  agentId: AgentId
})

/** It goes to others; the agent is passed over until all were asked. */
export const RejectOffer = Schema.TaggedStruct("RejectOffer", {
  interactionId: InteractionId,
  offerId: OfferId,
  agentId: AgentId
})

/** Picks a waiting interaction of a pull campaign. */
export const TakeInteraction = Schema.TaggedStruct("TakeInteraction", {
  interactionId: InteractionId,
  agentId: AgentId
})

/** The client is gone: abandons a waiting interaction, ends an active one. */
export const LeaveInteraction = Schema.TaggedStruct("LeaveInteraction", { interactionId: InteractionId })

export const InteractionCommand = Schema.Union([
  AcceptOffer,
  RejectOffer,
  TakeInteraction,
  LeaveInteraction,
  ...ActiveCommand.members
])
export type InteractionCommand = typeof InteractionCommand.Type

/** Not open: it never was, or it ended. */
export const InteractionUnknown = Schema.TaggedStruct("InteractionUnknown", { interactionId: InteractionId })
export const InteractionExists = Schema.TaggedStruct("InteractionExists", { interactionId: InteractionId })
/** The offer is not (or no longer) out; `ownerId` names who has the interaction, if anyone. */
export const OfferUnknown = Schema.TaggedStruct("OfferUnknown", {
  offerId: OfferId,
  ownerId: Schema.NullOr(AgentId)
})
/** It is out to another; `agentId` is who answered it. */
export const NotYourOffer = Schema.TaggedStruct("NotYourOffer", { offerId: OfferId, agentId: AgentId })
export const AlreadyOwned = Schema.TaggedStruct("AlreadyOwned", { interactionId: InteractionId, ownerId: AgentId })
/** The agent does not own it. */
export const NotTheOwner = Schema.TaggedStruct("NotTheOwner", {
  interactionId: InteractionId,
  agentId: AgentId,
  ownerId: Schema.NullOr(AgentId)
})
/** Of a campaign that offers its work, or still in the backlog: there is nothing to take. */
export const NotTakeable = Schema.TaggedStruct("NotTakeable", {
  interactionId: InteractionId,
  campaign: CampaignName,
  because: Schema.Literals(["campaign-offers", "in-backlog", "not-waiting", "not-first"])
})
/** The agent may not receive it; `reasons` are those of explain, and those of a rule of one's own. */
export const NotEligible = Schema.TaggedStruct("NotEligible", {
  interactionId: InteractionId,
  agentId: AgentId,
  reasons: Schema.Array(Schema.String)
})

/** The interaction is not active: it waits still, or wraps up. */
export const InteractionNotActive = Schema.TaggedStruct("InteractionNotActive", { interactionId: InteractionId })

export const InteractionRejection = Schema.Union([
  InteractionNotActive,
  InteractionUnknown,
  InteractionExists,
  OfferUnknown,
  NotYourOffer,
  AlreadyOwned,
  NotTheOwner,
  NotTakeable,
  NotEligible,
  ...ActiveRejection.members
])
export type InteractionRejection = typeof InteractionRejection.Type
