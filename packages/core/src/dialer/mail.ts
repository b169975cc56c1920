/** What one record is sent: subject, text and calendar event, from the row, the list, the template and the dialer. */
import { readTime } from "../kernel/civil.ts"
import type { Instant } from "../kernel/fields.ts"
import { render } from "../kernel/placeholders.ts"
import type { ListRecord } from "./list-file.ts"
import type { CalendarEvent, EventTime } from "./settings.ts"

/** A template as far as a dialer reads it. */
export interface MailTemplate {
  readonly subject: string | null
  readonly body: string | null
}

export interface MailSources {
  readonly record: Pick<ListRecord, "message" | "variables">
  readonly list: { readonly subject: string | null }
  /** Null: the dialer has none. */
  readonly template: MailTemplate | null
  /** Where the recipient ends it with one POST; made for this record alone. HTTPS, without spaces or angle brackets. */
  readonly unsubscribeUrl: string
}

export interface Mail {
  readonly subject: string
  readonly body: string
  /** Variables of either without a value: they are empty, and the record bears a warning. */
  readonly missing: ReadonlyArray<string>
  /** Header fields that every dialer's mail bears. */
  readonly headers: { readonly "List-Unsubscribe": string; readonly "List-Unsubscribe-Post": string }
}

/** Source: RFC 2369 section 3.2, and RFC 8058 section 3.1 for what makes it one click. */
const unsubscribeBy = (url: string): Mail["headers"] => ({
  "List-Unsubscribe": `<${url.replace(/[<>\s]/g, encodeURIComponent)}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"
})

const valuesOf = ({ variables }: Pick<ListRecord, "variables">): ReadonlyMap<string, string> =>
  new Map(variables.map(({ name, value }) => [name, value]))

/** Subject: the list's, else the template's. Text: the row's message, else the template's, else nothing; no signature. */
export function mailOf({ record, list, template, unsubscribeUrl }: MailSources): Mail {
  const values = valuesOf(record)
  const subject = render(list.subject ?? template?.subject ?? "", values)
  const body = render(record.message ?? template?.body ?? "", values)
  return {
    // A subject is one line, whatever a variable holds.
    subject: subject.text.replace(/[\r\n]+/g, " ").trim(),
    body: body.text,
    missing: [...new Set([...subject.missing, ...body.missing])],
    headers: unsubscribeBy(unsubscribeUrl)
  }
}

export interface DatedEvent {
  readonly title: string
  readonly organizer: string
  readonly start: Instant
  readonly end: Instant
}

/** The instant of a wall-clock time (ms as if UTC) in the campaign's zone; null where there is none. */
export type InstantOfWall = (wallMs: number) => Instant | null

/** The record's event; `bad-event`, for which it fails, when a time is missing or unreadable, or it ends before it begins. */
export function eventOf(
  event: CalendarEvent,
  record: Pick<ListRecord, "variables">,
  instantOfWall: InstantOfWall
): DatedEvent | "bad-event" {
  const values = valuesOf(record)
  const start = timeOf(event.start, values, instantOfWall)
  const end = timeOf(event.end, values, instantOfWall)
  if (start === null || end === null || end <= start) return "bad-event"
  return { title: render(event.title, values).text, organizer: render(event.organizer, values).text, start, end }
}

/** The row's value wins, else the fixed one. */
function timeOf(
  { variable, fixed }: EventTime,
  values: ReadonlyMap<string, string>,
  instantOfWall: InstantOfWall
): Instant | null {
  const own = variable === null ? "" : (values.get(variable)?.trim() ?? "")
  const text = own === "" ? fixed : own
  const written = text === null ? null : readTime(text)
  if (written === null) return null
  return written.offsetMs === null ? instantOfWall(written.wallMs) : written.wallMs - written.offsetMs
}
