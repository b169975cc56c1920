/** What happens to a campaign and to its members. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  ConfigName,
  Cost,
  Instant,
  Media,
  Ordinal,
  Penalty
} from "../kernel/fields.ts"
import { Settings } from "./settings.ts"

const Turn = Schema.NullOr(Instant)

/** Channel, kind and media are copied from the channel's definition: they never change afterwards. */
export const CampaignCreated = Schema.TaggedStruct("CampaignCreated", {
  campaign: CampaignName,
  channel: ChannelName,
  kind: ChannelKind,
  media: Media,
  /** What one interaction of the channel takes of an agent's capacity. */
  cost: Cost,
  enabled: Schema.Boolean,
  /** Whether its schedule has it open, and when that changes next; null = it does not. */
  open: Schema.Boolean,
  turnsAt: Turn,
  settings: Settings
})

/** All settings from here on. */
export const CampaignChanged = Schema.TaggedStruct("CampaignChanged", { campaign: CampaignName, settings: Settings })
/** It works again. */
export const CampaignEnabled = Schema.TaggedStruct("CampaignEnabled", { campaign: CampaignName })
/** It makes no offers and takes no live arrivals from here on. */
export const CampaignDisabled = Schema.TaggedStruct("CampaignDisabled", { campaign: CampaignName })
/** Its schedule has it open, or closed, from here on: until `turnsAt`. `dueAt`: the turn came; null: by a change. */
export const CampaignOpened = Schema.TaggedStruct("CampaignOpened", {
  campaign: CampaignName,
  turnsAt: Turn,
  dueAt: Turn
})
/** The clock on its wall says so; `turnsAt` is when it will open. */
export const CampaignClosed = Schema.TaggedStruct("CampaignClosed", {
  campaign: CampaignName,
  /** The holiday it is closed for, whose message clients are told. */
  holiday: Schema.NullOr(ConfigName),
  turnsAt: Turn,
  dueAt: Turn
})
/** It is as it was, and turns at another time. */
export const CampaignHoursChanged = Schema.TaggedStruct("CampaignHoursChanged", {
  campaign: CampaignName,
  turnsAt: Turn,
  dueAt: Turn
})
/** Its name is free; its history stays. */
export const CampaignRemoved = Schema.TaggedStruct("CampaignRemoved", { campaign: CampaignName })

const member = { campaign: CampaignName, agentId: AgentId }

/** `ordinal` is the joining number: never given twice in a campaign. */
export const MemberAdded = Schema.TaggedStruct("MemberAdded", {
  ...member,
  ordinal: Ordinal,
  penalty: Penalty,
  inbound: Schema.Boolean,
  outbound: Schema.Boolean
})

/** Position, penalty and permissions from here on. */
export const MemberChanged = Schema.TaggedStruct("MemberChanged", {
  ...member,
  position: Ordinal,
  penalty: Penalty,
  inbound: Schema.Boolean,
  outbound: Schema.Boolean
})

/** They get nothing new of the campaign. */
export const MemberRemoved = Schema.TaggedStruct("MemberRemoved", member)

/** The campaign makes them no offers. */
export const MemberPaused = Schema.TaggedStruct("MemberPaused", {
  ...member,
  cause: Schema.Literals(["supervisor", "missed-offers"])
})

/** The campaign makes them offers again. */
export const MemberResumed = Schema.TaggedStruct("MemberResumed", {
  ...member,
  cause: Schema.Literals(["self", "supervisor"])
})

/** A strategy threw: from here on the campaign uses the default in its place. */
export const StrategyFailed = Schema.TaggedStruct("StrategyFailed", {
  campaign: CampaignName,
  part: Schema.Literals(["eligibility", "delivery", "order"])
})

export const CampaignEvent = Schema.Union([
  CampaignCreated,
  CampaignChanged,
  CampaignEnabled,
  CampaignDisabled,
  CampaignOpened,
  CampaignClosed,
  CampaignHoursChanged,
  CampaignRemoved,
  MemberAdded,
  MemberChanged,
  MemberRemoved,
  MemberPaused,
  MemberResumed,
  StrategyFailed
])
export type CampaignEvent = typeof CampaignEvent.Type
