/** What each command is about, as far as permissions go by it. */
import { targetsOf } from "../campaign/index.ts"
import { nodeOf } from "../disposition/index.ts"
import type { AgentId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { at as numbered, campaignByName } from "../routing/index.ts"
import type { CommandOf } from "./commands.ts"
import type { Facts } from "./state.ts"

/** What a command is about, as far as permissions go by it; null when there is no such thing. */
export type Touched =
  | { readonly campaigns: ReadonlyArray<string> }
  /** Within reach of who sees one of their campaigns. */
  | { readonly agent: AgentId }
  /** Each of them. */
  | { readonly agents: ReadonlyArray<AgentId> }
  | null

export const theCampaign = (_: Facts, { campaign }: { readonly campaign: string }): Touched => ({
  campaigns: [campaign]
})
export const theCampaigns = (_: Facts, { campaigns }: { readonly campaigns: ReadonlyArray<string> }): Touched => ({
  campaigns
})
export const theAgent = (_: Facts, { agentId }: { readonly agentId: AgentId }): Touched => ({ agent: agentId })

export function itsCampaign(facts: Facts, { interactionId }: { readonly interactionId: string }): Touched {
  const interaction = hamtGet(facts.interactions, interactionId)
  return interaction === undefined ? null : { campaigns: [numbered(facts.campaigns, interaction.campaign).name] }
}

export function theDialer({ dialers }: Facts, { dialer }: { readonly dialer: string }): Touched {
  const known = hamtGet(dialers.dialers, dialer)
  return known === undefined ? null : { campaigns: [known.campaign] }
}

export function theList({ dialers }: Facts, { listId }: { readonly listId: string }): Touched {
  const known = hamtGet(dialers.lists, listId)
  return known === undefined ? null : { campaigns: [known.campaign] }
}

/** What it is moved to is changed too. */
export const bothCampaigns = (_: Facts, { campaign, moveTo }: CommandOf<"RemoveCampaign">): Touched => ({
  campaigns: moveTo === undefined ? [campaign] : [campaign, moveTo]
})

/** Whose block is every campaign's changes every campaign. */
export const theBlock = (_: Facts, { campaign = null }: CommandOf<"BlockAddress" | "UnblockAddress">): Touched =>
  campaign === null ? null : { campaigns: [campaign] }
/** What is every campaign's changes every campaign. */
const scoped = (campaign: string | null): Touched => (campaign === null ? null : { campaigns: [campaign] })
export const theScope = (_: Facts, { campaign = null }: { readonly campaign?: string | null }): Touched =>
  scoped(campaign)
/** Where it was and where it goes to, both. */
const bothScopes = (before: string | null | undefined, after: string | null | undefined): Touched => {
  const touched = [before, after].filter((one) => one !== undefined)
  return touched.includes(null) ? null : { campaigns: touched.filter((one) => one !== null) }
}
export function theDisposition({ dispositions }: Facts, command: CommandOf<DispositionTag>): Touched {
  if (command._tag !== "DefineDisposition") return scoped(nodeOf(dispositions, command.dispositionId)?.campaign ?? null)
  const { parent = null, campaign } = command
  return scoped((parent === null ? campaign : nodeOf(dispositions, parent)?.campaign) ?? null)
}
type DispositionTag = "DefineDisposition" | "ChangeDisposition" | "RemoveDisposition"
export const theTemplate = ({ texts }: Facts, command: CommandOf<"ChangeTemplate" | "RemoveTemplate">): Touched =>
  bothScopes(
    hamtGet(texts.templates, command.template)?.campaign ?? null,
    "campaign" in command ? command.campaign : undefined
  )
export const theCanned = (
  { texts }: Facts,
  command: CommandOf<"ChangeCannedResponse" | "RemoveCannedResponse">
): Touched =>
  bothScopes(
    hamtGet(texts.canned, command.cannedId)?.campaign ?? null,
    "campaign" in command ? command.campaign : undefined
  )
/** A whole role is within reach of who sees every campaign; a user, of who sees one of theirs. */
export function theNotified(_: Facts, { to }: CommandOf<"SendNotice">): Touched {
  if ("campaign" in to) return { campaigns: [to.campaign] }
  return "users" in to ? { agents: to.users } : null
}
export const theScored = (_: Facts, { entries }: CommandOf<"RecordPoints">): Touched => ({
  agents: entries.map(({ agentId }) => agentId)
})

/** The campaign, and where its work is newly sent when it overflows: what is sent there is waited for there. */
export function theSettings(facts: Facts, command: CommandOf<"CreateCampaign" | "ChangeCampaign">): Touched {
  const before = campaignByName(facts, command.campaign)?.settings
  const known = before === undefined ? [] : targetsOf(before)
  const { overflowTarget = null, steps = [] } = command.settings ?? {}
  return { campaigns: [command.campaign, ...targetsOf({ overflowTarget, steps }).filter((to) => !known.includes(to))] }
}

/** An entry that everybody sees is, to change or to take away, no agent's. */
export const isSharedEntry = (
  { phonebook }: Facts,
  command: CommandOf<"AddPhonebookEntry" | "ChangePhonebookEntry" | "RemovePhonebookEntry">
): boolean =>
  command._tag === "AddPhonebookEntry"
    ? command.shared === true
    : hamtGet(phonebook.entries, command.entryId)?.ownerId === null
