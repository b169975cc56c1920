/** The tree of outcomes that agents file: each node under another or at the root. */
import * as Schema from "effect/Schema"
import { CampaignName, ChannelName, DispositionId, Label } from "../kernel/fields.ts"

/** Most channels that one node names. */
export const DISPOSITION_CHANNELS_MAX = 50

/** What is to be done about what ends so; a dialer's record is planned again by it. */
export const ActionKind = Schema.Literals(["none", "reschedule", "respool", "respool-alternative"])
export type ActionKind = typeof ActionKind.Type

const node = {
  dispositionId: DispositionId,
  /** Null at the root. */
  parent: Schema.NullOr(DispositionId),
  /** Whose it is, and so all under it; null: every campaign's. */
  campaign: Schema.NullOr(CampaignName),
  value: Label,
  /** Empty: on all channels. */
  channels: Schema.Array(ChannelName).check(Schema.isMaxLength(DISPOSITION_CHANNELS_MAX)),
  enabled: Schema.Boolean,
  /** A path may end here. */
  final: Schema.Boolean,
  commentRequired: Schema.Boolean,
  action: ActionKind
}

/** A node of the tree of outcomes. */
export const DispositionDefined = Schema.TaggedStruct("DispositionDefined", node)
/** The node from here on. */
export const DispositionChanged = Schema.TaggedStruct("DispositionChanged", node)
/** Outcomes that were filed keep its value. */
export const DispositionRemoved = Schema.TaggedStruct("DispositionRemoved", { dispositionId: DispositionId })

export const DispositionEvent = Schema.Union([DispositionDefined, DispositionChanged, DispositionRemoved])
export type DispositionEvent = typeof DispositionEvent.Type
