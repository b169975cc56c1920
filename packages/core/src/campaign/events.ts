/** What happens to a campaign and to its members. */
import * as Schema from "effect/Schema"
import { AgentId, CampaignName, ChannelKind, ChannelName, Cost, Media, Ordinal, Penalty } from "../kernel/fields.ts"
import { Settings } from "./settings.ts"

/** Channel, kind and media are copied from the channel's definition: they never change afterwards. */
export const CampaignCreated = Schema.TaggedStruct("CampaignCreated", {
  campaign: CampaignName,
  channel: ChannelName,
  kind: ChannelKind,
  media: Media,
  /** What one interaction of the channel takes of an agent's capacity. */
  cost: Cost,
  enabled: Schema.Boolean,
  settings: Settings
})

export const CampaignChanged = Schema.TaggedStruct("CampaignChanged", { campaign: CampaignName, settings: Settings })
export const CampaignEnabled = Schema.TaggedStruct("CampaignEnabled", { campaign: CampaignName })
export const CampaignDisabled = Schema.TaggedStruct("CampaignDisabled", { campaign: CampaignName })
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

export const MemberChanged = Schema.TaggedStruct("MemberChanged", {
  ...member,
  position: Ordinal,
  penalty: Penalty,
  inbound: Schema.Boolean,
  outbound: Schema.Boolean
})

export const MemberRemoved = Schema.TaggedStruct("MemberRemoved", member)

export const MemberPaused = Schema.TaggedStruct("MemberPaused", {
  ...member,
  cause: Schema.Literals(["supervisor", "missed-offers"])
})

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
  CampaignRemoved,
  MemberAdded,
  MemberChanged,
  MemberRemoved,
  MemberPaused,
  MemberResumed,
  StrategyFailed
])
export type CampaignEvent = typeof CampaignEvent.Type
