/** A campaign's settings, each with its unit, its limits and its default (DOMAIN 3.1, 3.2). */
import * as Schema from "effect/Schema"
import {
  ConfigName,
  Count,
  Label,
  Seconds,
  SecretId,
  TEXT_KIND,
  wholeNumber,
  type ChannelKind,
  type Media
} from "../kernel/fields.ts"
import { Alarms, noAlarms } from "./alarms.ts"

/** Most entries of a channel's own settings. */
export const CHANNEL_SETTINGS_MAX = 64
/** Longest value of a channel's own setting, in characters (a private server's certificate fits). */
export const CHANNEL_SETTING_MAX = 8_192

const SettingKey = Schema.String.check(Schema.isPattern(/^[a-z][A-Za-z0-9.]{0,63}$/)).annotate({ [TEXT_KIND]: "name" })
const SettingText = Schema.String.check(Schema.isMaxLength(CHANNEL_SETTING_MAX)).annotate({ [TEXT_KIND]: "name" })

/** Flat settings that only the campaign's channel reads: `smtp.host`, `smtp.port`, `receive` … Never a secret. */
export const ChannelSettings = Schema.Record(
  SettingKey,
  Schema.Union([SettingText, Schema.Finite, Schema.Boolean])
).check(Schema.isMaxProperties(CHANNEL_SETTINGS_MAX))
export type ChannelSettings = typeof ChannelSettings.Type

export const AutopauseScope = Schema.Literals(["campaign", "all"])

const fields = {
  label: Label,
  zone: ConfigName,
  eligibility: ConfigName,
  delivery: ConfigName,
  order: ConfigName,
  /** T of every service level; waiting time ≤ T is within. */
  serviceLevelSeconds: wholeNumber(1, 2_678_400),
  /** Waiting strictly longer counts as abandoned. 0 = off. */
  dropoutSeconds: Seconds,
  /** Whether a live interaction also leaves the queue at dropout. */
  dropoutLeavesQueue: Schema.Boolean,
  /** An active interaction older than this is marked, once. 0 = off. */
  chatLimitSeconds: Seconds,
  /** A count shown with the ACD. 0 = off. */
  waitingLimit: Count,
  /** Most interactions of this campaign that one agent holds at once, offers included. */
  perAgentMax: wholeNumber(1, 1_000),
  /** Most entries waiting or offered; 0 = no limit. */
  queueMax: Count,
  wrapUpSeconds: Seconds,
  /** 0 = an offer is accepted at once. */
  offerTimeoutSeconds: Seconds,
  retryPauseSeconds: Seconds,
  /** Missed offers in succession that pause the member; 0 = off. */
  autopauseAfter: wholeNumber(0, 1_000),
  autopauseScope: AutopauseScope,
  /** Higher is served first. */
  weight: wholeNumber(0, 1_000_000),
  /** A live interaction leaves after so long without a connected member; 0 = off. */
  leaveWhenEmptySeconds: Seconds,
  /** Abandoned within this are counted apart as well; 0 = off. */
  shortAbandonSeconds: Seconds,
  alarms: Alarms,
  channelSettings: ChannelSettings,
  /** Where the channel's secret lies in the secret store. */
  secret: Schema.NullOr(SecretId)
} as const

export const Settings = Schema.Struct(fields)
export type Settings = typeof Settings.Type

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(schema)

/** What may be said about a campaign's settings; what is left out keeps its value or takes its default. */
export const SettingsChange = Schema.Struct({
  label: optional(fields.label),
  zone: optional(fields.zone),
  eligibility: optional(fields.eligibility),
  delivery: optional(fields.delivery),
  order: optional(fields.order),
  serviceLevelSeconds: optional(fields.serviceLevelSeconds),
  dropoutSeconds: optional(fields.dropoutSeconds),
  dropoutLeavesQueue: optional(fields.dropoutLeavesQueue),
  chatLimitSeconds: optional(fields.chatLimitSeconds),
  waitingLimit: optional(fields.waitingLimit),
  perAgentMax: optional(fields.perAgentMax),
  queueMax: optional(fields.queueMax),
  wrapUpSeconds: optional(fields.wrapUpSeconds),
  offerTimeoutSeconds: optional(fields.offerTimeoutSeconds),
  retryPauseSeconds: optional(fields.retryPauseSeconds),
  autopauseAfter: optional(fields.autopauseAfter),
  autopauseScope: optional(fields.autopauseScope),
  weight: optional(fields.weight),
  leaveWhenEmptySeconds: optional(fields.leaveWhenEmptySeconds),
  shortAbandonSeconds: optional(fields.shortAbandonSeconds),
  alarms: optional(fields.alarms),
  channelSettings: optional(fields.channelSettings),
  secret: optional(fields.secret)
})
export type SettingsChange = typeof SettingsChange.Type

/** Defaults, so that name and channel suffice. */
export const defaults = (
  channel: { readonly kind: ChannelKind; readonly media: Media },
  zone: string,
  name: string
): Settings => defaultsOf(channel.kind, channel.media === "voice" ? "voice" : "nocall", zone, name)

const defaultsOf = (kind: ChannelKind, eligibility: string, zone: string, label: string): Settings => ({
  label,
  zone,
  eligibility,
  delivery: "rrmemory",
  order: "priority",
  serviceLevelSeconds: kind === "live" ? 20 : 3_600,
  dropoutSeconds: 0,
  dropoutLeavesQueue: true,
  chatLimitSeconds: 0,
  waitingLimit: 0,
  perAgentMax: 3,
  queueMax: 0,
  wrapUpSeconds: 0,
  offerTimeoutSeconds: kind === "live" ? 15 : 60,
  retryPauseSeconds: kind === "live" ? 5 : 30,
  autopauseAfter: 0,
  autopauseScope: "campaign",
  weight: 0,
  leaveWhenEmptySeconds: 0,
  shortAbandonSeconds: 0,
  alarms: noAlarms,
  channelSettings: {},
  secret: null
})
