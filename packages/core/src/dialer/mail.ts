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
}

export interface Mail {
  readonly subject: string
  readonly body: string
  /** Variables of either without a value: they are empty, and the record bears a warning. */
  readonly missing: ReadonlyArray<string>
}

const valuesOf = ({ variables }: Pick<ListRecord, "variables">): ReadonlyMap<string, string> =>
  new Map(variables.map(({ name, value }) => [name, value]))

/** Subject: the list's, else the template's. Text: the row's message, else the template's, else nothing; no signature. */
export function mailOf({ record, list, template }: MailSources): Mail {
  const values = valuesOf(record)
  const subject = render(list.subject ?? template?.subject ?? "", values)
  const body = render(record.message ?? template?.body ?? "", values)
  return {
    // A subject is one line, whatever a variable holds.
    subject: subject.text.replace(/[\r\n]+/g, " ").trim(),
    body: body.text,
    missing: [...new Set([...subject.missing, ...body.missing])]
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
