export { CampaignCommand, CampaignRejection, MEMBERSHIPS_PER_COMMAND_MAX } from "./commands.ts"
export { addMember, changedSettings, changeMember, enable, pauseMember, removeMember, resumeMember } from "./decide.ts"
export { CampaignEvent } from "./events.ts"
export { defaults, PenaltyRange, Settings, SettingsChange, Step, STEPS_MAX, targetsOf } from "./settings.ts"
export {
  completedBefore,
  evolve,
  FALLBACK,
  joined,
  memberAfter,
  memberOf,
  newCampaign,
  ofNewDay,
  runs,
  withMember,
  type Campaign,
  type Member,
  type Pointer,
  type MemberStep
} from "./state.ts"
