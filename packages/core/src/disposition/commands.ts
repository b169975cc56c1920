import * as Schema from "effect/Schema"
import { CampaignName, ChannelName, DispositionId, Label } from "../kernel/fields.ts"
import { ActionKind, DISPOSITION_CHANNELS_MAX } from "./events.ts"

/** Most nodes of one centre's tree. */
export const DISPOSITIONS_MAX = 5_000

const changeable = {
  channels: Schema.optionalKey(Schema.Array(ChannelName).check(Schema.isMaxLength(DISPOSITION_CHANNELS_MAX))),
  enabled: Schema.optionalKey(Schema.Boolean),
  final: Schema.optionalKey(Schema.Boolean),
  commentRequired: Schema.optionalKey(Schema.Boolean),
  action: Schema.optionalKey(ActionKind)
}

/** Left out: at the root, of the campaign of what it is under, on all channels, enabled, final, without comment and action. */
export const DefineDisposition = Schema.TaggedStruct("DefineDisposition", {
  dispositionId: DispositionId,
  parent: Schema.optionalKey(Schema.NullOr(DispositionId)),
  campaign: Schema.optionalKey(Schema.NullOr(CampaignName)),
  value: Label,
  ...changeable
})

/** What is left out stays. Its place in the tree is for good. */
export const ChangeDisposition = Schema.TaggedStruct("ChangeDisposition", {
  dispositionId: DispositionId,
  value: Schema.optionalKey(Label),
  ...changeable
})

/** Refused while others are under it. Outcomes that were filed stay. */
export const RemoveDisposition = Schema.TaggedStruct("RemoveDisposition", { dispositionId: DispositionId })

export const DispositionCommand = Schema.Union([DefineDisposition, ChangeDisposition, RemoveDisposition])
export type DispositionCommand = typeof DispositionCommand.Type

const named = { dispositionId: DispositionId }

export const DispositionExists = Schema.TaggedStruct("DispositionExists", named)
export const DispositionUnknown = Schema.TaggedStruct("DispositionUnknown", named)
/** What stands under it goes first. */
export const DispositionHasChildren = Schema.TaggedStruct("DispositionHasChildren", {
  ...named,
  children: Schema.Int
})
/** It would stand under one of another campaign, or a campaign's own under none. */
export const DispositionOfOtherCampaign = Schema.TaggedStruct("DispositionOfOtherCampaign", {
  ...named,
  campaign: Schema.NullOr(CampaignName),
  parentCampaign: Schema.NullOr(CampaignName)
})
export const DispositionTooDeep = Schema.TaggedStruct("DispositionTooDeep", { ...named, limit: Schema.Int })
export const TooManyDispositions = Schema.TaggedStruct("TooManyDispositions", { limit: Schema.Int })

export const DispositionRejection = Schema.Union([
  DispositionExists,
  DispositionUnknown,
  DispositionHasChildren,
  DispositionOfOtherCampaign,
  DispositionTooDeep,
  TooManyDispositions
])
export type DispositionRejection = typeof DispositionRejection.Type
