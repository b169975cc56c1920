/** A campaign's settings, each with its unit, its limits and its default (DOMAIN 3.1, 3.2). */
import * as Schema from "effect/Schema"
import {
  CampaignName,
  ConfigName,
  Count,
  Label,
  Penalty,
  REQUIRED_SKILLS_MAX,
  RequiredSkills,
  SkillName,
  Seconds,
  SecretId,
  TEXT_KIND,
  wholeNumber,
  type ChannelKind,
  type Media
} from "../kernel/fields.ts"
import { Schedule } from "../kernel/schedule.ts"
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

/** Most relaxation steps of a campaign. */
export const STEPS_MAX = 20
/** Most priority points gained a minute: the order key stays an exact integer. */
export const AGEING_POINTS_MAX = 1_000

/** Penalties from … to, both included. */
export const PenaltyRange = Schema.Struct({ from: Penalty, to: Penalty })
export type PenaltyRange = typeof PenaltyRange.Type

/**
 * After so many seconds of waiting: levels of required skills changed (0 = no longer required), the range of penalties
 * changed (null = as it was), and on to another campaign of the channel (null = stay; `to` null = the overflow target).
 */
export const Step = Schema.Struct({
  afterSeconds: wholeNumber(1, 2_678_400),
  skills: Schema.Array(Schema.Struct({ skill: SkillName, level: wholeNumber(0, 100) })).check(
    Schema.isMaxLength(REQUIRED_SKILLS_MAX)
  ),
  penaltyRange: Schema.NullOr(PenaltyRange),
  overflow: Schema.NullOr(Schema.Struct({ to: Schema.NullOr(CampaignName) }))
})
export type Step = typeof Step.Type

/** Longest text of a qualification, in characters. */
export const QUALIFICATION_TEXT_MAX = 1_000

const ClientText = Schema.String.check(
  // oxlint-disable-next-line no-control-regex
  Schema.isPattern(/^[^\u0000-\u0008\u000b-\u001f\u007f]+$/),
  Schema.isMaxLength(QUALIFICATION_TEXT_MAX)
).annotate({ [TEXT_KIND]: "name" })

/** What clients are shown who rate a mail: why they are asked, above the icons, and the thanks. Both, or it is off. */
export const Qualification = Schema.Struct({ motive: ClientText, thanks: ClientText })
export type Qualification = typeof Qualification.Type

const fields = {
  label: Label,
  zone: ConfigName,
  /** Opening hours in the zone's time; null = always open. */
  schedule: Schema.NullOr(Schedule),
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
  /** How long a transfer may go unanswered; 0 = for ever. */
  maxTransferSeconds: Seconds,
  /** A later message on an ended conversation prefers the agent who had it, so long after its end; 0 = never. */
  reopenWindowSeconds: Seconds,
  /** Whether an agent's finish needs a disposition. */
  dispositionRequired: Schema.Boolean,
  /** Missed offers in succession that pause the member; 0 = off. */
  autopauseAfter: wholeNumber(0, 1_000),
  autopauseScope: AutopauseScope,
  /** Higher is served first. */
  weight: wholeNumber(0, 1_000_000),
  /** What every interaction of the campaign requires, besides what its arrival does. */
  skills: RequiredSkills,
  /** Members whose penalty lies outside are not offered the campaign's work, until a step widens the range. */
  penaltyRange: PenaltyRange,
  /** Priority points gained for each minute of waiting; 0 = off. */
  ageingPoints: wholeNumber(0, AGEING_POINTS_MAX),
  /** What happens to an entry that waits: fixed for it when it enters. */
  steps: Schema.Array(Step).check(Schema.isMaxLength(STEPS_MAX)),
  /** Where a step overflows to that names no campaign of its own. */
  overflowTarget: Schema.NullOr(CampaignName),
  /** How long only the preferred agent may have an entry that has one. */
  preferredAgentSeconds: Seconds,
  /** A live interaction leaves after so long without a connected member; 0 = off. */
  leaveWhenEmptySeconds: Seconds,
  /** Abandoned within this are counted apart as well; 0 = off. */
  shortAbandonSeconds: Seconds,
  alarms: Alarms,
  /** The template that an agent's draft begins with; null = none. */
  signature: Schema.NullOr(ConfigName),
  /** The template that answers whoever opens an interaction; null = none. */
  autoReply: Schema.NullOr(ConfigName),
  /** A client is answered so at most once in so many seconds. */
  autoReplyPauseSeconds: Seconds,
  /** Whether clients rate the mails of agents and dialers; null = they are not asked. */
  qualification: Schema.NullOr(Qualification),
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
  schedule: optional(fields.schedule),
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
  maxTransferSeconds: optional(fields.maxTransferSeconds),
  reopenWindowSeconds: optional(fields.reopenWindowSeconds),
  dispositionRequired: optional(fields.dispositionRequired),
  autopauseAfter: optional(fields.autopauseAfter),
  autopauseScope: optional(fields.autopauseScope),
  weight: optional(fields.weight),
  skills: optional(fields.skills),
  penaltyRange: optional(fields.penaltyRange),
  ageingPoints: optional(fields.ageingPoints),
  steps: optional(fields.steps),
  overflowTarget: optional(fields.overflowTarget),
  preferredAgentSeconds: optional(fields.preferredAgentSeconds),
  leaveWhenEmptySeconds: optional(fields.leaveWhenEmptySeconds),
  shortAbandonSeconds: optional(fields.shortAbandonSeconds),
  alarms: optional(fields.alarms),
  signature: optional(fields.signature),
  autoReply: optional(fields.autoReply),
  autoReplyPauseSeconds: optional(fields.autoReplyPauseSeconds),
  qualification: optional(fields.qualification),
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
  schedule: null,
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
  maxTransferSeconds: 60,
  reopenWindowSeconds: 86_400,
  dispositionRequired: false,
  autopauseAfter: 0,
  autopauseScope: "campaign",
  weight: 0,
  skills: [],
  penaltyRange: { from: 0, to: 100 },
  ageingPoints: 0,
  steps: [],
  overflowTarget: null,
  preferredAgentSeconds: 60,
  leaveWhenEmptySeconds: 0,
  shortAbandonSeconds: 0,
  alarms: noAlarms,
  signature: null,
  autoReply: null,
  autoReplyPauseSeconds: 3_600,
  qualification: null,
  channelSettings: {},
  secret: null
})

/** Where settings send work that overflows. */
export const targetsOf = ({
  overflowTarget,
  steps
}: Pick<Settings, "overflowTarget" | "steps">): ReadonlyArray<CampaignName> =>
  [overflowTarget, ...steps.map(({ overflow }) => overflow?.to ?? null)].filter((to) => to !== null)
