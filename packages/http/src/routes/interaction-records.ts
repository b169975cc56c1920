/** How interactions, their messages and their explanation look. */
import { Fields, Interaction } from "@parley/core"
import * as Schema from "effect/Schema"
import { Due, Instant } from "../schemas.ts"

const Stage = Schema.Literals(["arrived", "backlog", "waiting", "offered", "active", "wrapUp"])

export const InteractionRecord = Schema.Struct({
  interactionId: Fields.InteractionId,
  campaign: Fields.CampaignName,
  channel: Fields.ChannelName,
  kind: Fields.ChannelKind,
  stage: Stage,
  contactId: Schema.NullOr(Fields.ContactId),
  leg: Schema.Int,
  entry: Schema.Int,
  priority: Schema.Int,
  enteredAt: Instant,
  waitingSince: Instant,
  dropoutAt: Due,
  offer: Schema.NullOr(Schema.Struct({ offerId: Fields.OfferId, agentId: Fields.AgentId, expiresAt: Due })),
  ownerId: Schema.NullOr(Fields.AgentId),
  acceptedAt: Due,
  overChatLimit: Schema.Boolean,
  direction: Schema.Literals(["inbound", "outbound"]),
  /** A call on hold, and since when. */
  heldSince: Due,
  /** The transfer that is not answered yet; `agentId` is null when it goes out of the centre. */
  transfer: Schema.NullOr(
    Schema.Struct({
      transferId: Fields.TransferId,
      fromAgentId: Fields.AgentId,
      agentId: Schema.NullOr(Fields.AgentId),
      expiresAt: Due
    })
  ),
  /** Ended, and its outcome still to be filed. */
  awaitsDisposition: Schema.Boolean,
  endedAt: Due,
  wrapUpUntil: Due,
  messages: Schema.Int,
  /** Messages of the client's since an owner last opened or answered it. */
  unread: Schema.Int
})

export const Person = Schema.Struct({ address: Schema.String, name: Schema.NullOr(Schema.String) })

/** `content`: `readable`; `erased` when those whose it was are gone; `unreadable` when it cannot be opened. */
export const MessageView = Schema.Struct({
  messageId: Fields.MessageId,
  author: Schema.Literals(["client", "agent", "bot", "system"]),
  agentId: Schema.NullOr(Fields.AgentId),
  at: Instant,
  state: Schema.Literals([
    "received",
    "planned",
    "claimed",
    "submitted",
    "ambiguous",
    "sent",
    "failed",
    "delivered",
    "seen"
  ]),
  content: Schema.Literals(["readable", "erased", "unreadable"]),
  from: Schema.NullOr(Person),
  to: Schema.Array(Person),
  cc: Schema.Array(Person),
  subject: Schema.NullOr(Schema.String),
  text: Schema.NullOr(Schema.String),
  /** Whether there is HTML besides; it is not delivered before it can be sanitised. */
  hasHtml: Schema.Boolean,
  attachments: Schema.Array(Schema.Struct({ fileName: Schema.String, mediaType: Schema.String, size: Schema.Int }))
})
export type MessageView = typeof MessageView.Type

/** Reasons are words of one vocabulary, the same as in refusals and in the log. */
export const Explanation = Schema.Struct({
  interactionId: Fields.InteractionId,
  campaign: Fields.CampaignName,
  stage: Stage,
  entry: Schema.Int,
  ownerId: Schema.NullOr(Fields.AgentId),
  order: Schema.NullOr(
    Schema.Struct({
      rule: Schema.String,
      rank: Schema.Finite,
      ageingPoints: Schema.Int,
      priority: Schema.Int,
      enteredAt: Instant,
      place: Schema.NullOr(Schema.Int)
    })
  ),
  eligibility: Schema.Struct({ rule: Schema.String, mode: Schema.Literals(["push", "pull"]) }),
  delivery: Schema.NullOr(
    Schema.Struct({
      rule: Schema.String,
      kind: Schema.Literals(["keyed", "standing", "drawn", "ring", "skilled", "scored"])
    })
  ),
  requirement: Interaction.Requirement,
  preferred: Schema.NullOr(Interaction.Preferred),
  offers: Schema.Array(
    Schema.Struct({
      offerId: Fields.OfferId,
      agentId: Fields.AgentId,
      expiresAt: Due,
      delivery: Schema.String,
      draw: Schema.NullOr(Schema.Finite),
      among: Schema.NullOr(Schema.Int),
      ruleChanged: Schema.Boolean
    })
  ),
  members: Schema.Array(
    Schema.Struct({
      agentId: Fields.AgentId,
      reasons: Schema.Array(Schema.String),
      rank: Schema.NullOr(Schema.Int),
      score: Schema.NullOr(Schema.Finite),
      offered: Schema.Boolean
    })
  ),
  membersOmitted: Schema.Int,
  missing: Schema.Array(Schema.Struct({ reasons: Schema.Array(Schema.String), members: Schema.Int, until: Due }))
})
