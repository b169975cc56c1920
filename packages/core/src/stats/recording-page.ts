/** A recording as a page to print: one document without scripts, styles or addresses of elsewhere. */
import type { Instant } from "../kernel/fields.ts"
import type { Recording } from "./recording.ts"

const ESCAPES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => ESCAPES[found] ?? found)

/** `format` shows an instant in the reader's zone and language; what was erased is shown as a dash. */
export function recordingPage(recording: Recording, format: (at: Instant) => string): string {
  const { conversation, client, subject, legs, messages } = recording
  const { interactionId, campaign, channel, startedAt, endedAt, disposition } = conversation
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["Interaction", interactionId],
    ["Campaign", campaign],
    ["Channel", channel],
    ["Client", [client.name, ...client.addresses].filter((text) => text !== null).join(", ") || "—"],
    ["Began", format(startedAt)],
    ["Ended", endedAt === null ? "—" : format(endedAt)],
    ["Agents", legs.map(({ agentId, from }) => `${agentId} (${format(from)})`).join(", ") || "—"],
    ["Disposition", disposition.join(" › ") || "—"]
  ]
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<title>${escaped(subject ?? interactionId)}</title>`,
    "<style>body{font-family:sans-serif;margin:2cm}article{break-inside:avoid;margin-top:1em}",
    "pre{white-space:pre-wrap;font-family:inherit}</style></head><body>",
    `<h1>${escaped(subject ?? interactionId)}</h1><dl>`,
    ...facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`),
    "</dl>",
    ...messages.map(
      ({ at, author, agentId, text, sending }) =>
        `<article><h2>${escaped([format(at), author, agentId, sending].filter((part) => part !== null).join(" · "))}</h2>` +
        `<pre>${escaped(text ?? "—")}</pre></article>`
    ),
    "</body></html>"
  ].join("")
}
