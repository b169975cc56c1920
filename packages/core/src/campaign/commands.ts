import * as Schema from "effect/Schema"
import { AgentId, CampaignName, ChannelName, ConfigName, Ordinal, Penalty } from "../kernel/fields.ts"
import { Range } from "../kernel/schedule.ts"
import { SettingsChange } from "./settings.ts"

/** Most campaigns × agents that one command adds or removes. */
export const MEMBERSHIPS_PER_COMMAND_MAX = 10_000

const campaigns = Schema.Array(CampaignName).check(Schema.isBetweenLength(1, 1_000))
const agents = Schema.Array(AgentId).check(Schema.isBetweenLength(1, 10_000))

/** Name and channel suffice: what is left out has the defaults of `Settings`. */
export const CreateCampaign = Schema.TaggedStruct("CreateCampaign", {
  campaign: CampaignName,
  channel: ChannelName,
  enabled: Schema.optionalKey(Schema.Boolean),
  settings: Schema.optionalKey(SettingsChange)
})

/** Settings that are left out stay; what changes holds for later decisions. */
export const ChangeCampaign = Schema.TaggedStruct("ChangeCampaign", {
  campaign: CampaignName,
  settings: SettingsChange
})

/** It takes live arrivals and makes offers again. */
export const EnableCampaign = Schema.TaggedStruct("EnableCampaign", { campaign: CampaignName })
/** Live interactions waiting or offered are withdrawn; asynchronous ones wait; what is active goes on. */
export const DisableCampaign = Schema.TaggedStruct("DisableCampaign", { campaign: CampaignName })

/**
 * Refused with open interactions, unless they move to a campaign of the same channel or are withdrawn; and while records of
 * its dialers are under way. Its dialers and their lists go with it.
 */
export const RemoveCampaign = Schema.TaggedStruct("RemoveCampaign", {
  campaign: CampaignName,
  moveTo: Schema.optionalKey(CampaignName),
  withdraw: Schema.optionalKey(Schema.Boolean)
})

/** Every agent to every campaign. Who is a member already stays as they are; one who is unknown refuses all. */
export const AddMembers = Schema.TaggedStruct("AddMembers", {
  campaigns,
  agents,
  penalty: Schema.optionalKey(Penalty),
  inbound: Schema.optionalKey(Schema.Boolean),
  outbound: Schema.optionalKey(Schema.Boolean)
})

/** They keep what is active and get nothing new. Who is no member is passed over. */
export const RemoveMembers = Schema.TaggedStruct("RemoveMembers", { campaigns, agents })

/** What is left out stays. */
export const ChangeMember = Schema.TaggedStruct("ChangeMember", {
  campaign: CampaignName,
  agentId: AgentId,
  position: Schema.optionalKey(Ordinal),
  penalty: Schema.optionalKey(Penalty),
  inbound: Schema.optionalKey(Schema.Boolean),
  outbound: Schema.optionalKey(Schema.Boolean)
})

/** The campaign makes the agent no offers; their status is untouched. */
export const PauseMember = Schema.TaggedStruct("PauseMember", { campaign: CampaignName, agentId: AgentId })
/** After a supervisor's pause, or missed offers. `by` says who ends it. */
export const ResumeMember = Schema.TaggedStruct("ResumeMember", {
  campaign: CampaignName,
  agentId: AgentId,
  by: Schema.Literals(["self", "supervisor"])
})

export const CampaignCommand = Schema.Union([
  CreateCampaign,
  ChangeCampaign,
  EnableCampaign,
  DisableCampaign,
  RemoveCampaign,
  AddMembers,
  RemoveMembers,
  ChangeMember,
  PauseMember,
  ResumeMember
])
export type CampaignCommand = typeof CampaignCommand.Type

export const CampaignExists = Schema.TaggedStruct("CampaignExists", { campaign: CampaignName })
export const CampaignUnknown = Schema.TaggedStruct("CampaignUnknown", { campaign: CampaignName })
export const ChannelUnknown = Schema.TaggedStruct("ChannelUnknown", { channel: ChannelName })
/** No such rule, or none that may serve this channel; `known` are those that may. */
export const StrategyUnknown = Schema.TaggedStruct("StrategyUnknown", {
  part: Schema.Literals(["eligibility", "delivery", "order"]),
  name: ConfigName,
  known: Schema.Array(ConfigName)
})
export const CampaignHasOpenInteractions = Schema.TaggedStruct("CampaignHasOpenInteractions", {
  campaign: CampaignName,
  open: Schema.Int
})
export const ChannelDiffers = Schema.TaggedStruct("ChannelDiffers", { campaign: CampaignName, other: CampaignName })
/** What overflows of a campaign goes to another. */
export const OverflowToItself = Schema.TaggedStruct("OverflowToItself", { campaign: CampaignName })
export const MemberUnknown = Schema.TaggedStruct("MemberUnknown", { campaign: CampaignName, agentId: AgentId })
export const TooManyMemberships = Schema.TaggedStruct("TooManyMemberships", { asked: Schema.Int, limit: Schema.Int })

/** A range of the schedule that holds no time. */
export const ScheduleRangeEmpty = Schema.TaggedStruct("ScheduleRangeEmpty", Range.fields)
/** A range of penalties that holds none. */
export const PenaltyRangeEmpty = Schema.TaggedStruct("PenaltyRangeEmpty", { from: Penalty, to: Penalty })

export const CampaignRejection = Schema.Union([
  CampaignExists,
  CampaignUnknown,
  ChannelUnknown,
  StrategyUnknown,
  CampaignHasOpenInteractions,
  ChannelDiffers,
  OverflowToItself,
  MemberUnknown,
  TooManyMemberships,
  PenaltyRangeEmpty,
  ScheduleRangeEmpty
])
export type CampaignRejection = typeof CampaignRejection.Type
