export { CampaignCommand, CampaignRejection, MEMBERSHIPS_PER_COMMAND_MAX } from "./commands.ts"
export { addMember, changedSettings, changeMember, enable, pauseMember, removeMember, resumeMember } from "./decide.ts"
export { CampaignEvent } from "./events.ts"
export { defaults, Settings, SettingsChange } from "./settings.ts"
export {
  evolve,
  FALLBACK,
  joined,
  memberOf,
  newCampaign,
  stepped,
  withMember,
  type Campaign,
  type Member,
  type MemberStep
} from "./state.ts"
