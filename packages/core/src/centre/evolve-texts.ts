/** What events of the tree of outcomes and of ready texts do. */
import * as disposition from "../disposition/index.ts"
import type { CampaignName } from "../kernel/fields.ts"
import * as texts from "../texts/index.ts"
import type { CentreEvent } from "./events.ts"
import type { Draft } from "./state.ts"

const ofTree: { readonly [Tag in disposition.DispositionEvent["_tag"]]: true } = {
  DispositionDefined: true,
  DispositionChanged: true,
  DispositionRemoved: true
}

const ofTexts: { readonly [Tag in texts.TextsEvent["_tag"]]: true } = {
  TemplateDefined: true,
  TemplateChanged: true,
  TemplateRemoved: true,
  CannedResponseAdded: true,
  CannedResponseChanged: true,
  CannedResponseRemoved: true
}

export const isDispositionEvent = (event: CentreEvent): event is disposition.DispositionEvent => event._tag in ofTree

export const isTextsEvent = (event: CentreEvent): event is disposition.DispositionEvent | texts.TextsEvent =>
  isDispositionEvent(event) || event._tag in ofTexts

export function evolveTexts(draft: Draft, event: disposition.DispositionEvent | texts.TextsEvent): void {
  if (isDispositionEvent(event)) draft.dispositions = disposition.evolve(draft.dispositions, event, draft.owner)
  else draft.texts = texts.evolve(draft.texts, event, draft.owner)
}

/** What was a campaign's own is nobody's after its end. */
export function withoutCampaign(draft: Draft, campaign: CampaignName): void {
  draft.dispositions = disposition.withoutCampaign(draft.dispositions, campaign, draft.owner)
  draft.texts = texts.withoutCampaign(draft.texts, campaign, draft.owner)
}
