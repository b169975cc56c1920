/** The public form of what happens to dispositions, templates and canned responses. */
import type { DispositionEvent } from "../disposition/index.ts"
import type { TextsEvent } from "../texts/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import { isDispositionEvent } from "./evolve-texts.ts"
import type { PublicEvent } from "./public-events.ts"

function publishDisposition(event: DispositionEvent): PublicEvent {
  const { dispositionId } = event
  const about = { subject: `dispositions/${dispositionId}`, partitionKey: "centre" }
  if (event._tag === "DispositionRemoved")
    return { type: "cc.disposition.removed.v1", ...about, data: { dispositionId } }
  const { _tag, ...data } = event
  return {
    type: _tag === "DispositionDefined" ? "cc.disposition.defined.v1" : "cc.disposition.changed.v1",
    ...about,
    data
  }
}

export function publishTexts(event: DispositionEvent | TextsEvent): PublicEvent {
  if (isDispositionEvent(event)) return publishDisposition(event)
  switch (event._tag) {
    case "TemplateDefined":
    case "TemplateChanged": {
      const { template, campaign } = event
      const type = event._tag === "TemplateDefined" ? "cc.template.defined.v1" : "cc.template.changed.v1"
      return { type, ...aboutTemplate(template), data: { template, campaign } }
    }
    case "TemplateRemoved": {
      const { template } = event
      return {
        type: "cc.template.removed.v1",
        ...aboutTemplate(template),
        data: { template }
      }
    }
    case "CannedResponseAdded":
    case "CannedResponseChanged": {
      const { cannedId, campaign, title, order } = event
      const type = event._tag === "CannedResponseAdded" ? "cc.response.added.v1" : "cc.response.changed.v1"
      return { type, ...aboutCanned(cannedId), data: { cannedId, campaign, title, order } }
    }
    case "CannedResponseRemoved": {
      const { cannedId } = event
      return { type: "cc.response.removed.v1", ...aboutCanned(cannedId), data: { cannedId } }
    }
    default:
      return unreachable(event)
  }
}

/** The name as a segment of a path: it may hold spaces and slashes. */
const aboutTemplate = (template: string) => ({
  subject: `templates/${encodeURIComponent(template)}`,
  partitionKey: "centre"
})
const aboutCanned = (cannedId: string) => ({ subject: `responses/${cannedId}`, partitionKey: "centre" })
