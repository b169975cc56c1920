/** What can be set of a dialer, at any time; a change holds for what is sent later. */
import * as Schema from "effect/Schema"
import {
  AccountName,
  type CampaignName,
  ConfigName,
  Count,
  Instant,
  Label,
  Seconds,
  TEXT_KIND,
  wholeNumber
} from "../kernel/fields.ts"
import { Schedule } from "../kernel/schedule.ts"

/** `YYYY-MM-DD HH:mm:ss` in the campaign's zone, or ISO 8601 with an offset. */
export const EventTimeText = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/),
  Schema.isMaxLength(40)
).annotate({ [TEXT_KIND]: "code" })

/** From a variable of the row where it has a value, else the fixed one. */
export const EventTime = Schema.Struct({
  variable: Schema.NullOr(ConfigName),
  fixed: Schema.NullOr(EventTimeText)
})
export type EventTime = typeof EventTime.Type

/** The calendar event that goes out with each mail. Title and organiser may hold `${variables}`. */
export const CalendarEvent = Schema.Struct({ title: Label, organizer: Label, start: EventTime, end: EventTime })
export type CalendarEvent = typeof CalendarEvent.Type

/** Records under way at a time, at most. */
export const CONCURRENCY_MAX = 500

const fields = {
  label: Label,
  /** The template whose body and subject serve where row and list have none. */
  template: Schema.NullOr(ConfigName),
  /** From the end of one submission, successful or not, to the start of the next. Above 0 there is one at a time. */
  secondsBetween: Seconds,
  concurrencyMax: wholeNumber(1, CONCURRENCY_MAX),
  /** When it sends, by the clock of its campaign and within the campaign's own hours; null = whenever those are. */
  schedule: Schema.NullOr(Schedule),
  /** Sends from this instant on; null = at once. */
  startsAt: Schema.NullOr(Instant),
  /** Sends nothing from this instant on; null = for ever. */
  endsAt: Schema.NullOr(Instant),
  event: Schema.NullOr(CalendarEvent),
  /** Failures in succession after which it pauses by itself; 0 = never. */
  autopauseAfter: Count,
  /** What it sends through: dialers of one account share the account's rates. */
  account: AccountName,
  /** Pause before a record that was refused for now is tried again, unless the channel knows better. */
  retryAfterSeconds: Seconds
} as const

export const DialerSettings = Schema.Struct(fields)
export type DialerSettings = typeof DialerSettings.Type

const optional = Schema.optionalKey
/** Settings to change; those left out stay. */
export const DialerSettingsChange = Schema.Struct({
  label: optional(fields.label),
  template: optional(fields.template),
  secondsBetween: optional(fields.secondsBetween),
  concurrencyMax: optional(fields.concurrencyMax),
  schedule: optional(fields.schedule),
  startsAt: optional(fields.startsAt),
  endsAt: optional(fields.endsAt),
  event: optional(fields.event),
  autopauseAfter: optional(fields.autopauseAfter),
  account: optional(fields.account),
  retryAfterSeconds: optional(fields.retryAfterSeconds)
})
export type DialerSettingsChange = typeof DialerSettingsChange.Type

/** Defaults, so that a campaign suffices. */
export const dialerDefaults = (name: string, campaign: CampaignName): DialerSettings => ({
  label: name,
  template: null,
  secondsBetween: 0,
  concurrencyMax: 10,
  schedule: null,
  startsAt: null,
  endsAt: null,
  event: null,
  autopauseAfter: 0,
  account: campaign,
  retryAfterSeconds: 60
})
