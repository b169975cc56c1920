/** Samples of what becomes of dispositions, templates and canned responses. */
const node = {
  dispositionId: "later",
  parent: "sale",
  campaign: "sales",
  value: "Call again",
  channels: ["phone"],
  enabled: true,
  final: true,
  commentRequired: false,
  action: "reschedule"
}
const template = { template: "welcome", campaign: null, content: "content1" }
const canned = { cannedId: "hours", campaign: "sales", title: "Opening hours", content: "content1", order: 1 }

export const textEvents = {
  DispositionDefined: node,
  DispositionChanged: { ...node, parent: null, campaign: null, channels: [], action: "none" },
  DispositionRemoved: { dispositionId: "later" },
  TemplateDefined: template,
  TemplateChanged: { ...template, campaign: "sales", orphaned: false },
  TemplateRemoved: { template: "welcome" },
  CannedResponseAdded: canned,
  CannedResponseChanged: { ...canned, campaign: null, orphaned: false },
  CannedResponseRemoved: { cannedId: "hours" }
}
