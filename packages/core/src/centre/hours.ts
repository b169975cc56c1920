/** When campaigns are open: what schedule, holidays and zone come to, and what opening and closing do to waiting work. */
import type { Campaign } from "../campaign/index.ts"
import { hamtGet } from "../kernel/hamt.ts"
import type { CampaignName, Instant, InteractionId } from "../kernel/fields.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import { turnOf, type Turn } from "../kernel/schedule.ts"
import { vectorValues } from "../kernel/vector.ts"
import { at as numbered, backlogInOrder, campaignByName, offeredIn, queueInOrder } from "../routing/index.ts"
import { campaignOf, close, openOf, revoke, withdraw } from "./acts.ts"
import { emit, readingOf, type Context } from "./context.ts"
import { campaignHours, holidayToday, type InZone } from "./wall-clock.ts"

/** Whether a campaign of these settings is open now, and when that changes next. */
export const hoursOf = ({ draft, zones, at }: Context, name: string, settings: InZone): Turn =>
  turnOf(campaignHours(draft.holidays, zones, { name, settings }), at)

/** The campaign's hours anew, after whatever they rest on changed or its next turn came. */
export function turn(context: Context, name: CampaignName, dueAt: Instant | null): void {
  const campaign = campaignByName(context.draft, name)
  if (campaign === undefined) return
  const { open, turnsAt } = hoursOf(context, name, campaign.settings)
  if (open === campaign.open) {
    if (turnsAt !== campaign.turnsAt) emit(context, { _tag: "CampaignHoursChanged", campaign: name, turnsAt, dueAt })
  } else if (open) opens(context, campaign, { turnsAt, dueAt })
  else closes(context, campaign, { turnsAt, dueAt })
}

/** All campaigns' hours anew. O(campaigns). */
export function turnAll(context: Context): void {
  for (const { name, number } of [...vectorValues(context.draft.campaigns)])
    if (hamtGet(context.draft.campaignNumbers, name) === number) turn(context, name, null)
}

interface When {
  readonly turnsAt: Instant | null
  readonly dueAt: Instant | null
}

function opens(context: Context, campaign: Campaign, when: When): void {
  emit(context, { _tag: "CampaignOpened", campaign: campaign.name, ...when })
  const { windowed, backlog } = numbered(context.index.campaigns, campaign.number)
  for (const { id } of [...orderedFrom(windowed), ...orderedFrom(backlog)]) startWindow(context, id)
}

/** A preferred agent's time runs from the opening where that is later than entry. */
function startWindow(context: Context, id: InteractionId): void {
  const interaction = openOf(context, id)
  const { preferred, ordinal: entry } = interaction.entry
  if (preferred === null || preferred.until !== null) return
  const { name: campaign, settings } = campaignOf(context, interaction)
  emit(context, {
    _tag: "PreferredWindowStarted",
    interactionId: id,
    campaign,
    entry,
    agentId: preferred.agentId,
    until: context.at + settings.preferredAgentSeconds * 1_000
  })
}

/** Offers are taken back; live work that waits is told and leaves, asynchronous work stays; what is active goes on. */
function closes(context: Context, campaign: Campaign, when: When): void {
  const offered = [...offeredIn(context.draft, campaign)].sort((a, b) => (a.id < b.id ? -1 : 1))
  const holiday = holidayToday(context, campaign)
  emit(context, { _tag: "CampaignClosed", campaign: campaign.name, holiday, ...when })
  for (const interaction of offered) revoke(context, interaction, "campaign-closed")
  if (campaign.kind !== "live") return
  const reading = readingOf(context)
  for (const { id } of [...queueInOrder(reading, campaign), ...backlogInOrder(reading, campaign)]) {
    withdraw(context, openOf(context, id), "out-of-hours", { holiday, dueAt: when.dueAt })
    close(context, openOf(context, id))
  }
}
