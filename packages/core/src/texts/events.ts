/** Ready texts: templates of whole messages, and canned responses to put into one. The words themselves are content. */
import * as Schema from "effect/Schema"
import { CampaignName, CannedId, ConfigName, ContentId, Count, Label } from "../kernel/fields.ts"

/** Of which campaign; null: of every one. */
const scope = { campaign: Schema.NullOr(CampaignName) }

const template = {
  /** Its name and id. */
  template: ConfigName,
  ...scope,
  /** Subject and body, both with `${variables}`. */
  content: ContentId
}

/** A ready text, of one campaign or of all. */
export const TemplateDefined = Schema.TaggedStruct("TemplateDefined", template)
/** Whether its campaign is no more, one of the same name or not: it is nobody's until it is given to one that there is. */
const orphaned = { orphaned: Schema.Boolean }

/** The template from here on. */
export const TemplateChanged = Schema.TaggedStruct("TemplateChanged", { ...template, ...orphaned })
/** It is offered no more. */
export const TemplateRemoved = Schema.TaggedStruct("TemplateRemoved", { template: ConfigName })

const canned = {
  cannedId: CannedId,
  ...scope,
  title: Label,
  /** The text, with `${variables}`. */
  content: ContentId,
  /** Where it stands among the others: lower first. */
  order: Count
}

/** A ready answer, of one campaign or of all. */
export const CannedResponseAdded = Schema.TaggedStruct("CannedResponseAdded", canned)
/** The response from here on. */
export const CannedResponseChanged = Schema.TaggedStruct("CannedResponseChanged", { ...canned, ...orphaned })
/** It is offered no more. */
export const CannedResponseRemoved = Schema.TaggedStruct("CannedResponseRemoved", { cannedId: CannedId })

export const TextsEvent = Schema.Union([
  TemplateDefined,
  TemplateChanged,
  TemplateRemoved,
  CannedResponseAdded,
  CannedResponseChanged,
  CannedResponseRemoved
])
export type TextsEvent = typeof TextsEvent.Type
