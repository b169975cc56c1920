import * as Schema from "effect/Schema"
import { CampaignName, CannedId, ConfigName, ContentId, Count, DialerName, Label } from "../kernel/fields.ts"

/** Most templates of one centre. */
export const TEMPLATES_MAX = 2_000
/** Most canned responses of one centre. */
export const CANNED_RESPONSES_MAX = 10_000

const scope = Schema.optionalKey(Schema.NullOr(CampaignName))

/** Without a campaign it serves every campaign. The content is in the content store already. */
export const DefineTemplate = Schema.TaggedStruct("DefineTemplate", {
  template: ConfigName,
  campaign: scope,
  content: ContentId
})
/** What is left out stays. */
export const ChangeTemplate = Schema.TaggedStruct("ChangeTemplate", {
  template: ConfigName,
  campaign: scope,
  content: Schema.optionalKey(ContentId)
})
/** Refused while a campaign or a dialer uses it. */
export const RemoveTemplate = Schema.TaggedStruct("RemoveTemplate", { template: ConfigName })

/** Left out, `order` is after all there are. */
export const AddCannedResponse = Schema.TaggedStruct("AddCannedResponse", {
  cannedId: CannedId,
  campaign: scope,
  title: Label,
  content: ContentId,
  order: Schema.optionalKey(Count)
})
/** What is left out stays. */
export const ChangeCannedResponse = Schema.TaggedStruct("ChangeCannedResponse", {
  cannedId: CannedId,
  campaign: scope,
  title: Schema.optionalKey(Label),
  content: Schema.optionalKey(ContentId),
  order: Schema.optionalKey(Count)
})
/** Messages that were made from it stay. */
export const RemoveCannedResponse = Schema.TaggedStruct("RemoveCannedResponse", { cannedId: CannedId })

export const TemplateCommand = Schema.Union([DefineTemplate, ChangeTemplate, RemoveTemplate])
export type TemplateCommand = typeof TemplateCommand.Type
export const CannedResponseCommand = Schema.Union([AddCannedResponse, ChangeCannedResponse, RemoveCannedResponse])
export type CannedResponseCommand = typeof CannedResponseCommand.Type

export const TextsCommand = Schema.Union([...TemplateCommand.members, ...CannedResponseCommand.members])
export type TextsCommand = typeof TextsCommand.Type

export const TemplateExists = Schema.TaggedStruct("TemplateExists", { template: ConfigName })
/** There is none, or it is not this campaign's. */
export const TemplateUnknown = Schema.TaggedStruct("TemplateUnknown", { template: ConfigName })
/** A campaign or a dialer sends it: that is changed first. */
export const TemplateInUse = Schema.TaggedStruct("TemplateInUse", {
  template: ConfigName,
  campaign: CampaignName,
  by: Schema.Literals(["signature", "auto-reply", "dialer"]),
  /** Of the campaign's dialers the one that sends it. */
  dialer: Schema.NullOr(DialerName)
})
export const TooManyTemplates = Schema.TaggedStruct("TooManyTemplates", { limit: Schema.Int })
export const CannedResponseExists = Schema.TaggedStruct("CannedResponseExists", { cannedId: CannedId })
export const CannedResponseUnknown = Schema.TaggedStruct("CannedResponseUnknown", { cannedId: CannedId })
export const TooManyCannedResponses = Schema.TaggedStruct("TooManyCannedResponses", { limit: Schema.Int })

export const TextsRejection = Schema.Union([
  TemplateExists,
  TemplateUnknown,
  TemplateInUse,
  TooManyTemplates,
  CannedResponseExists,
  CannedResponseUnknown,
  TooManyCannedResponses
])
export type TextsRejection = typeof TextsRejection.Type
