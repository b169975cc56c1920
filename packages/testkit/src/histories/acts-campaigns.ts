/** What supervisors do with campaigns and members, and with the centre itself. */
import { isStray, pick, type Picks, type Resolve, type Scene } from "./scene.ts"
import { profiles } from "./profiles.ts"

const named =
  (tag: "EnableCampaign" | "DisableCampaign", enabled: boolean): Resolve =>
  (scene, picks) => {
    const fitting = scene.campaigns().filter((one) => one.enabled === enabled)
    const campaign = isStray(picks) ? (scene.campaign(picks.a)?.name ?? "nothing") : pick(fitting, picks.a)?.name
    return campaign === undefined ? null : { _tag: tag, campaign }
  }

export const enableCampaign = named("EnableCampaign", false)
export const disableCampaign = named("DisableCampaign", true)

export const removeCampaign: Resolve = (scene, picks) => {
  const campaign = scene.campaign(picks.a)?.name
  const moveTo = scene.campaign(picks.b)?.name
  if (campaign === undefined || moveTo === undefined) return null
  if (picks.c % 4 === 0) return { _tag: "RemoveCampaign", campaign }
  if (picks.c % 4 === 1) return { _tag: "RemoveCampaign", campaign, withdraw: true }
  return picks.c % 4 === 2
    ? { _tag: "RemoveCampaign", campaign, moveTo, withdraw: true }
    : { _tag: "RemoveCampaign", campaign, moveTo }
}

/** Brings one back that was removed, under its old name; astray: one that exists, or over a channel that does not. */
export const createCampaign: Resolve = (scene, picks) => {
  const names = scene.campaigns().map(({ name }) => name)
  const missing = profiles.filter(({ name }) => !names.some((one) => one === name))
  const profile = isStray(picks) ? pick(profiles, picks.a) : pick(missing, picks.a)
  if (profile === undefined) return null
  const channel = isStray(picks) && picks.b < 8 ? "pigeon" : profile.channel
  return { _tag: "CreateCampaign", campaign: profile.name, channel, settings: profile.settings(picks.b) }
}

const PENALTIES = [0, 0, 1, 3] as const

const several = (values: ReadonlyArray<string>, n: number): ReadonlyArray<string> => {
  const first = pick(values, n)
  const second = pick(values, n + 1)
  if (first === undefined || second === undefined) return []
  return n < 5 && second !== first ? [first, second] : [first]
}

function memberships(scene: Scene, picks: Picks) {
  const agents = scene.agents().map(({ id }) => id)
  return {
    campaigns: several(isStray(picks) ? ["nothing"] : scene.campaigns().map(({ name }) => name), picks.b),
    agents: several(agents, picks.a)
  }
}

export const addMembers: Resolve = (scene, picks) => {
  const which = memberships(scene, picks)
  if (which.campaigns.length === 0) return null
  const penalty = pick(PENALTIES, picks.c) ?? 0
  return { _tag: "AddMembers", ...which, penalty, inbound: picks.c !== 13, outbound: picks.c % 2 === 0 }
}

export const removeMembers: Resolve = (scene, picks) => {
  const which = memberships(scene, picks)
  return which.campaigns.length === 0 ? null : { _tag: "RemoveMembers", ...which }
}

/** A member of some campaign; astray: an agent who may be none. */
function memberOf(scene: Scene, picks: Picks) {
  const campaign = scene.campaign(picks.b)
  if (campaign === undefined) return null
  const agentId = isStray(picks) ? scene.agent(picks.a)?.id : pick(scene.members(campaign), picks.a)?.agentId
  return agentId === undefined ? null : { campaign: campaign.name, agentId }
}

export const changeMember: Resolve = (scene, picks) => {
  const member = memberOf(scene, picks)
  if (member === null) return null
  const common = { _tag: "ChangeMember", ...member } as const
  if (picks.c % 3 === 0) return { ...common, position: 1 + (picks.c % 5) }
  if (picks.c % 3 === 1) return { ...common, penalty: pick(PENALTIES, picks.a + picks.c) ?? 0 }
  return { ...common, inbound: picks.c % 2 === 0, outbound: picks.a % 2 === 0 }
}

export const pauseMember: Resolve = (scene, picks) => {
  const member = memberOf(scene, picks)
  return member === null ? null : { _tag: "PauseMember", ...member }
}

/** Those who are paused first. */
export const resumeMember: Resolve = (scene, picks) => {
  const paused = scene.campaigns().flatMap((campaign) =>
    scene
      .members(campaign)
      .filter((member) => member.paused)
      .map(({ agentId }) => ({ campaign: campaign.name, agentId }))
  )
  const member = isStray(picks) ? memberOf(scene, picks) : pick(paused, picks.a)
  if (!member) return null
  return { _tag: "ResumeMember", ...member, by: picks.b % 2 === 0 ? "self" : "supervisor" }
}

export const changeCentre: Resolve = (_scene, { a, b, c }) => {
  if (c % 5 === 1 && a % 5 === 0) return { _tag: "RaiseFormat", format: 1 + (b % 2) }
  if (c % 5 === 0) return { _tag: "ChangeCentre", contentDays: a % 2 === 0 ? null : 1 + (a % 9) }
  return b % 2 === 0
    ? { _tag: "ChangeCentre", requeueAfterDisconnectSeconds: a % 4 }
    : { _tag: "ChangeCentre", requireVoiceMembership: a % 4 === 0 }
}

export const setChannelCost: Resolve = (_scene, picks) => ({
  _tag: "SetChannelCost",
  channel: isStray(picks) ? "pigeon" : (pick(["email", "webchat", "phone"], picks.a) ?? "email"),
  cost: picks.b % 3
})

export const createCentre: Resolve = () => ({ _tag: "CreateCentre", seed: "again", zone: "UTC" })

export const tick: Resolve = () => ({ _tag: "Tick" })
