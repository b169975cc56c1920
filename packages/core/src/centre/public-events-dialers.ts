/** Public events of dialers, their lists and records: rows by number, never an address. */
import * as Schema from "effect/Schema"
import { DialerSettings, Mark, Outcome, Rate } from "../dialer/index.ts"
import {
  CampaignName,
  ConfigName,
  Count,
  DialerName,
  Instant,
  InteractionId,
  Label,
  ListId,
  Ordinal
} from "../kernel/fields.ts"
import { about } from "./public-about.ts"

const dialer = { dialer: DialerName, campaign: CampaignName }
const list = { ...dialer, listId: ListId }
const { event: _event, ...publicDialerSettings } = DialerSettings.fields
const row = { row: Ordinal, outcome: Outcome, reason: Schema.NullOr(ConfigName), at: Instant }
const rows = Schema.Array(Ordinal)

export const ofDialers = [
  about("rates.set", { rates: Schema.Array(Rate) }),
  about("dialer.created", { ...dialer, settings: Schema.Struct(publicDialerSettings) }),
  about("dialer.changed", { ...dialer, settings: Schema.Struct(publicDialerSettings) }),
  about("dialer.started", dialer),
  about("dialer.paused", { ...dialer, cause: Schema.Literals(["supervisor", "failures"]) }),
  about("dialer.stopped", dialer),
  about("dialer.removed", dialer),
  about("list.created", { ...list, name: Label }),
  about("list.completed", { ...list, records: Count, errors: Count }),
  about("list.refused", { ...list, records: Count, errors: Count }),
  about("list.activated", list),
  about("list.deactivated", list),
  about("list.removed", { ...list, planned: Count }),
  about("list.records-imported", { ...list, records: Count, errors: Count }),
  about("list.records-submitted", { ...list, rows }),
  about("list.records-returned", { ...list, rows, cause: ConfigName }),
  about("list.records-blocked", { ...list, rows, reason: ConfigName }),
  about("list.records-resolved", { ...list, records: Schema.Array(Schema.Struct(row)) }),
  about("list.records-settled", { ...list, rows, as: Schema.Literals(["sent", "failed", "again"]) }),
  about("list.records-respooled", {
    ...list,
    rows,
    cause: Schema.Literals(["reschedule", "respool", "respool-alternative"])
  }),
  about("list.records-marked", { ...list, rows, mark: Mark }),
  about("list.record-answered", { ...list, row: Ordinal, interactionId: InteractionId })
] as const
