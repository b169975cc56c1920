/**
 * The public catalogue: what streams and webhooks carry, versioned apart from the stored events. No secret, no content
 * id, no keyed hash. Instants are whole milliseconds since the epoch, UTC; `…Ms` are milliseconds.
 *
 * A type's fields may be added to; a field is removed or changes its meaning only under a new version.
 */
import * as Schema from "effect/Schema"
import { Settings } from "../campaign/index.ts"
import { DispositionAction, DispositionLevel, TransferMode } from "../interaction/index.ts"
import {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  ConfigName,
  ContactId,
  Cost,
  Count,
  Instant,
  InteractionId,
  Label,
  LocalDate,
  Media,
  MessageId,
  OfferId,
  Ordinal,
  Penalty,
  Priority,
  Seconds,
  SourceId,
  TransferId
} from "../kernel/fields.ts"
import { EntryKind, Preferred, Requirement } from "../interaction/index.ts"
import { Sender, ThreadRule } from "../message/index.ts"
import { ContentDays } from "../tenant/index.ts"
import { about } from "./public-about.ts"
import { ofRatings } from "./public-events-rating.ts"
import { ofTexts } from "./public-events-texts.ts"
import { ofChats } from "./public-events-chats.ts"
import { ofClients } from "./public-events-clients.ts"
import { ofDialers } from "./public-events-dialers.ts"
import { ofGamification } from "./public-events-gamification.ts"
import { ofNotices } from "./public-events-notices.ts"
import { ofPeople } from "./public-events-people.ts"

const { secret: _secret, channelSettings: _channelSettings, ...publicSettings } = Settings.fields
/** A campaign's settings without what only its channel reads. */
export const PublicSettings = Schema.Struct(publicSettings)

const Due = Schema.NullOr(Instant)
const campaign = { campaign: CampaignName }
const member = { campaign: CampaignName, agentId: AgentId }
const permissions = { penalty: Penalty, inbound: Schema.Boolean, outbound: Schema.Boolean }
const interaction = { interactionId: InteractionId, campaign: CampaignName }
const entry = { ...interaction, entry: Ordinal }
const offer = { ...entry, offerId: OfferId, agentId: AgentId }
const outcome = { waitMs: Count, outcome: Schema.Boolean }
const leg = { ...interaction, agentId: AgentId, leg: Ordinal, talkMs: Count, holdMs: Count }
const message = { messageId: MessageId, ...interaction }

const holiday = {
  name: ConfigName,
  from: LocalDate,
  to: LocalDate,
  recurring: Schema.Boolean,
  campaigns: Schema.Array(CampaignName),
  message: Schema.NullOr(Label)
}
const policies = { requeueAfterDisconnectSeconds: Seconds, requireVoiceMembership: Schema.Boolean }

const ofCentre = [
  about("centre.created", { zone: ConfigName, ...policies }),
  about("centre.changed", policies),
  about("channel.cost-changed", { channel: ChannelName, cost: Cost }),
  about("centre.system-mail-changed", { account: Schema.NullOr(CampaignName) }),
  about("centre.retention-changed", { contentDays: Schema.NullOr(ContentDays) }),
  about("centre.day-started", { zone: ConfigName, date: LocalDate, endsAt: Instant, dueAt: Due }),
  about("source.reset", { source: SourceId, epoch: Count }),
  about("holiday.defined", holiday),
  about("holiday.changed", holiday),
  about("holiday.removed", { name: ConfigName })
] as const

const ofCampaigns = [
  about("campaign.created", {
    ...campaign,
    channel: ChannelName,
    kind: ChannelKind,
    media: Media,
    cost: Cost,
    enabled: Schema.Boolean,
    open: Schema.Boolean,
    turnsAt: Due,
    settings: PublicSettings
  }),
  about("campaign.changed", { ...campaign, settings: PublicSettings }),
  about("campaign.enabled", campaign),
  about("campaign.disabled", campaign),
  about("campaign.opened", { ...campaign, turnsAt: Due, dueAt: Due }),
  about("campaign.closed", { ...campaign, holiday: Schema.NullOr(ConfigName), turnsAt: Due, dueAt: Due }),
  about("campaign.hours-changed", { ...campaign, turnsAt: Due, dueAt: Due }),
  about("campaign.removed", campaign),
  about("campaign.member-added", { ...member, ordinal: Ordinal, ...permissions }),
  about("campaign.member-changed", { ...member, position: Ordinal, ...permissions }),
  about("campaign.member-removed", member),
  about("campaign.member-paused", { ...member, cause: Schema.Literals(["supervisor", "missed-offers"]) }),
  about("campaign.member-resumed", { ...member, cause: Schema.Literals(["self", "supervisor"]) }),
  about("campaign.strategy-failed", { ...campaign, part: Schema.Literals(["eligibility", "delivery", "order"]) })
] as const

const ofInteractions = [
  about("interaction.arrived", {
    ...interaction,
    channel: ChannelName,
    kind: ChannelKind,
    contactId: Schema.NullOr(ContactId),
    linkedTo: Schema.NullOr(InteractionId)
  }),
  about("interaction.refused", {
    ...interaction,
    reason: Schema.Literals(["queue-full", "campaign-disabled", "out-of-hours"]),
    holiday: Schema.NullOr(ConfigName)
  }),
  about("interaction.queued", {
    ...entry,
    kind: EntryKind,
    requirement: Requirement,
    preferred: Schema.NullOr(Preferred),
    place: Schema.Literals(["queue", "backlog"]),
    priority: Priority,
    enteredAt: Instant,
    waitingSince: Instant,
    dropoutAt: Due
  }),
  about("interaction.admitted", entry),
  about("interaction.relaxed", {
    ...entry,
    requirement: Requirement,
    overflowTo: Schema.NullOr(CampaignName),
    dueAt: Instant
  }),
  about("interaction.overflow-skipped", { ...entry, to: CampaignName, reason: ConfigName }),
  about("interaction.overflowed", { ...entry, to: CampaignName, ...outcome }),
  about("interaction.window-started", { ...entry, agentId: AgentId, until: Instant }),
  about("interaction.window-ended", { ...entry, agentId: AgentId, reason: ConfigName, dueAt: Due }),
  about("interaction.round-started", { ...entry, dueAt: Due }),
  about("interaction.taken", { ...entry, agentId: AgentId, ...outcome }),
  about("interaction.abandoned", {
    ...entry,
    reason: Schema.Literals(["client-left", "dropout", "nobody"]),
    ...outcome,
    leaves: Schema.Boolean,
    dueAt: Due
  }),
  about("interaction.withdrawn", {
    ...entry,
    reason: Schema.Literals(["campaign-disabled", "campaign-removed", "out-of-hours", "contact-erased"]),
    holiday: Schema.NullOr(ConfigName),
    dueAt: Due,
    ...outcome
  }),
  about("interaction.chat-limit-reached", { ...interaction, agentId: AgentId, dueAt: Instant }),
  about("interaction.released", { ...leg, cause: Schema.Literals(["signed-out", "disconnected", "transfer-failed"]) }),
  about("interaction.finished", {
    ...leg,
    by: Schema.Literals(["agent", "client", "supervisor", "transferred-out"]),
    awaitsDisposition: Schema.Boolean
  }),
  about("interaction.closed", {
    ...interaction,
    contactId: Schema.NullOr(ContactId),
    lastAgentId: Schema.NullOr(AgentId),
    endedAt: Instant,
    undisposed: Schema.Boolean
  })
] as const

const active = { ...interaction, agentId: AgentId }
/** `agentId` is whom it is passed to. */
const transfer = { ...active, transferId: TransferId, fromAgentId: AgentId }
const external = { ...active, transferId: TransferId }

const ofActive = [
  about("interaction.started", {
    ...active,
    channel: ChannelName,
    kind: ChannelKind,
    contactId: Schema.NullOr(ContactId)
  }),
  about("interaction.opened", active),
  about("interaction.held", { ...active, leg: Ordinal }),
  about("interaction.resumed", { ...active, leg: Ordinal, heldMs: Count }),
  about("interaction.transferred", { ...leg, to: CampaignName }),
  about("interaction.disposition-filed", {
    ...active,
    levels: Schema.Array(DispositionLevel),
    hasComment: Schema.Boolean,
    action: DispositionAction
  }),
  about("transfer.offered", { ...transfer, mode: TransferMode, expiresAt: Due }),
  about("transfer.accepted", { ...transfer, leg: Ordinal, talkMs: Count, holdMs: Count }),
  about("transfer.rejected", transfer),
  about("transfer.expired", { ...transfer, dueAt: Instant }),
  about("transfer.revoked", { ...transfer, reason: ConfigName }),
  about("transfer.external-started", { ...external, mode: TransferMode, expiresAt: Due }),
  about("transfer.external-ended", { ...external, reason: ConfigName, dueAt: Due })
] as const

const ofOffers = [
  about("offer.issued", {
    ...offer,
    expiresAt: Due,
    delivery: ConfigName,
    draw: Schema.NullOr(Schema.Finite),
    among: Schema.NullOr(Count)
  }),
  about("offer.accepted", { ...offer, ...outcome }),
  about("offer.rejected", { ...offer, retryAt: Instant }),
  about("offer.expired", { ...offer, retryAt: Instant, dueAt: Instant }),
  about("offer.rescinded", offer),
  about("offer.revoked", { ...offer, reason: ConfigName })
] as const

const ofMessages = [
  about("message.received", {
    ...message,
    contactId: Schema.NullOr(ContactId),
    threadedBy: ThreadRule,
    automatic: Schema.Boolean
  }),
  about("message.copied", interaction),
  about("message.skipped", { ...campaign, reason: Schema.Literals(["duplicate", "own", "report"]) }),
  about("message.quarantined", { ...campaign, reason: ConfigName }),
  about("message.planned", {
    ...message,
    channel: ChannelName,
    author: Sender,
    agentId: Schema.NullOr(AgentId),
    first: Schema.Boolean
  }),
  about("message.auto-replied", { ...message, template: ConfigName, until: Instant }),
  about("message.submitted", message),
  about("message.sent", message),
  about("message.failed", { ...message, reason: ConfigName }),
  about("message.returned", { ...message, reason: ConfigName, attempts: Count, notBefore: Instant }),
  about("message.turned-ambiguous", message),
  about("message.delivered", message),
  about("message.seen", message)
] as const

/** One public event: its CloudEvents type and subject, what to partition by, and its data. */
export const PublicEvent = Schema.Union([
  ...ofCentre,
  ...ofPeople,
  ...ofGamification,
  ...ofClients,
  ...ofTexts,
  ...ofChats,
  ...ofNotices,
  ...ofRatings,
  ...ofCampaigns,
  ...ofInteractions,
  ...ofActive,
  ...ofOffers,
  ...ofMessages,
  ...ofDialers
])
export type PublicEvent = typeof PublicEvent.Type
export type PublicEventType = PublicEvent["type"]
