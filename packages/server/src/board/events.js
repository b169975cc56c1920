/** The last events in words. A type that is not known here is named by its own name. */
import { element, make } from "./dom.js"
import { clock } from "./format.js"
import { short } from "./tables.js"

/** Events that stay in sight. */
const SHOWN_MAX = 60

/** @typedef {{ person: (id: string) => string, campaign: (name: string) => string }} Names */

/** @type {Record<string, (data: any, names: Names) => string>} */
const WORDS = {
  "interaction.arrived": (data, { campaign }) => `New in ${campaign(data.campaign)}`,
  "interaction.refused": (data, { campaign }) => `${campaign(data.campaign)} turned a customer away`,
  "interaction.queued": (data, { campaign }) =>
    data.kind === "arrival" ? "" : `Back in the queue of ${campaign(data.campaign)}`,
  "interaction.taken": (data, { person }) => `${person(data.agentId)} picked an interaction`,
  "interaction.abandoned": (data, { campaign }) =>
    data.reason === "dropout"
      ? `Waited too long in ${campaign(data.campaign)}`
      : `A customer left ${campaign(data.campaign)}`,
  "interaction.withdrawn": (data, { campaign }) => `Withdrawn from ${campaign(data.campaign)}`,
  "interaction.finished": (data, { person }) => `${person(data.agentId)} finished`,
  "interaction.released": (data, { person }) => `${person(data.agentId)} gave work back`,
  "offer.issued": (data, { person }) => `Offered to ${person(data.agentId)}`,
  "offer.accepted": (data, { person }) => `${person(data.agentId)} accepted`,
  "offer.rejected": (data, { person }) => `${person(data.agentId)} rejected the offer`,
  "offer.expired": (data, { person }) => `${person(data.agentId)} missed the offer`,
  "offer.revoked": (data, { person }) => `The offer to ${person(data.agentId)} was taken back`,
  "message.sent": () => "The answer was sent",
  "message.failed": () => "The answer could not be sent",
  "agent.connected": (data, { person }) => `${person(data.agentId)} came online`,
  "agent.disconnected": (data, { person }) => `${person(data.agentId)} went offline`,
  "agent.break-started": (data, { person }) => `${person(data.agentId)} went on a break`,
  "agent.break-ended": (data, { person }) => `${person(data.agentId)} is back from the break`,
  "campaign.created": (data, { campaign }) => `${campaign(data.campaign)} was created`,
  "campaign.changed": (data, { campaign }) => `${campaign(data.campaign)} was changed`,
  "campaign.enabled": (data, { campaign }) => `${campaign(data.campaign)} was enabled`,
  "campaign.disabled": (data, { campaign }) => `${campaign(data.campaign)} was disabled`,
  "user.created": (data) => `${data.displayName} was added`,
  "centre.created": () => "The centre was created"
}

/** Steps that say nothing to people who watch. */
const SILENT = new Set([
  "agent.session-started",
  "agent.session-ended",
  "agent.wrap-up-started",
  "agent.wrap-up-ended",
  "campaign.member-added",
  "centre.day-started",
  "contact.created",
  "interaction.admitted",
  "interaction.closed",
  "interaction.round-started",
  "message.planned",
  "message.received",
  "message.submitted"
])

/**
 * @param {any} event
 * @param {Names} names
 */
export function wordsOf({ type, data }, names) {
  const kind = type.replace(/^cc\.|\.v\d+$/g, "")
  if (SILENT.has(kind)) return ""
  return WORDS[kind]?.(data, names) ?? kind.replaceAll(/[.-]/g, " ")
}

/**
 * Puts events on top of the list, the oldest given first.
 * @param {ReadonlyArray<any>} events
 * @param {Names} names
 */
export function showEvents(events, names) {
  const list = element("events")
  for (const event of events) {
    const words = wordsOf(event, names)
    if (words === "") continue
    const id = event.data.interactionId
    list.prepend(
      make("li", "", [
        make("span", "when", [clock(Date.parse(event.time))]),
        make("div", "who", [make("span", "", [words])]),
        make("span", "sub", [id === undefined ? "" : short(id)])
      ])
    )
  }
  while (list.childElementCount > SHOWN_MAX) list.lastElementChild?.remove()
  element("events-empty").hidden = list.childElementCount > 0
}
