/** Who reads which chats: one's own, and those of campaigns as a member or as a supervisor who sees them. */
import { chatById, chatIdOf, dropped, joined, partnersOf, type Chat } from "../chat/index.ts"
import type { AgentId, CampaignName, UserId } from "../kernel/fields.ts"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import { agentById, at as numbered, campaignByName } from "../routing/index.ts"
import { reaches, type User } from "../user/index.ts"
import type { Draft, Facts } from "./state.ts"

/** Whether it is a campaign there is whose chat the user reads; those who are disabled keep theirs. O(own campaigns). */
export function readsChatOf(facts: Facts, user: User, campaign: string): boolean {
  const number = campaignByName(facts, campaign)?.number
  if (number === undefined) return false
  return sees(user, campaign) || (user.roles.includes("agent") && isMember(facts, user.id, number))
}

const sees = ({ roles, administrator, permissions }: User, campaign: string): boolean =>
  roles.includes("supervisor") && (administrator || reaches(permissions.sees, campaign))

const isMember = (facts: Facts, userId: UserId, number: number): boolean =>
  agentById(facts, userId)?.campaigns.includes(number) === true

/** Whether the user takes part in the chat. */
export function readsChat(facts: Facts, user: User, { of }: Chat): boolean {
  return typeof of === "string" ? readsChatOf(facts, user, of) : of.includes(user.id)
}

/** Those in which something was written. O(users they have one with + campaigns of their own). */
export function chatsOf(facts: Facts, user: User): ReadonlyArray<Chat> {
  const { chats } = facts
  const own = partnersOf(chats, user.id).flatMap(
    (partner) => chatById(chats, chatIdOf(user.id, { user: partner })) ?? []
  )
  return [...own, ...campaignChatsOf(facts, user)]
}

function campaignChatsOf(facts: Facts, { id, roles, administrator, permissions }: User): ReadonlyArray<Chat> {
  const { chats, campaigns } = facts
  const seen = roles.includes("supervisor") ? (administrator ? "all" : permissions.sees) : []
  if (seen === "all") return [...hamtValues(chats.campaigns)]
  const memberships = roles.includes("agent") ? (agentById(facts, id)?.campaigns ?? []) : []
  const names = new Set([...memberships.map((number) => numbered(campaigns, number).name), ...seen])
  return [...names].flatMap((name) => hamtGet(chats.campaigns, name) ?? [])
}

/** The campaigns with a chat that the user, if there is one, reads now. O(campaigns' chats × own campaigns). */
export function chatCampaignsOf(facts: Facts, userId: string): ReadonlySet<CampaignName> {
  const user = hamtGet(facts.users, userId)
  if (user === undefined) return new Set()
  const names = [...hamtValues(facts.chats.campaigns)].flatMap(({ of }) => (typeof of === "string" ? [of] : []))
  return new Set(names.filter((name) => readsChatOf(facts, user, name)))
}

/** What a change of a user lets them read from here on is not unread for them. */
export function admitted(draft: Draft, userId: UserId, before: ReadonlySet<CampaignName>): void {
  for (const campaign of chatCampaignsOf(draft, userId))
    if (!before.has(campaign)) draft.chats = joined(draft.chats, { campaign, userId }, draft.owner)
}

type Joining = { readonly campaign: CampaignName; readonly agentId: AgentId }

/** The same for who becomes a member, unless they read it before, as a supervisor. O(own campaigns). */
export function memberJoins(draft: Draft, { campaign, agentId: userId }: Joining): void {
  const user = hamtGet(draft.users, userId)
  if (user === undefined || hamtGet(draft.chats.campaigns, campaign) === undefined) return
  if (!readsChatOf(draft, user, campaign)) draft.chats = joined(draft.chats, { campaign, userId }, draft.owner)
}

export function forgetChat(draft: Draft, campaign: CampaignName): void {
  draft.chats = dropped(draft.chats, campaign, draft.owner)
}
