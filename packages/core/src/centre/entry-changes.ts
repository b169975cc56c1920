/** How an entry's terms change while it waits: windows end, steps relax what is required, and send it elsewhere. */
import { memberOf, type Campaign } from "../campaign/index.ts"
import type { EntryStep, Interaction, Requirement } from "../interaction/index.ts"
import type { CampaignName, Instant, Skill } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import { agentById, at as numbered, campaignByName, hasRoom, windowsOf } from "../routing/index.ts"
import { campaignOf, enqueue, openOf } from "./acts.ts"
import { emit, type Context } from "./context.ts"
import { windowReason, type WindowReason } from "./entry-terms.ts"
import type { CentreEvent } from "./events.ts"

/** Overflows of one interaction, at most. */
export const OVERFLOWS_MAX = 3

export function endWindow(
  context: Context,
  interaction: Interaction,
  reason: WindowReason,
  dueAt: Instant | null
): void {
  const { preferred } = interaction.entry
  if (preferred === null) return
  emit(context, {
    _tag: "PreferredWindowEnded",
    interactionId: interaction.id,
    campaign: campaignOf(context, interaction).name,
    entry: interaction.entry.ordinal,
    agentId: preferred.agentId,
    reason,
    dueAt
  })
}

/** Ends the windows of agents who changed, where they can no longer have what waits for them. */
export function endWindows(context: Context): void {
  const { checkWindows } = context.index
  for (const agentId of checkWindows) {
    checkWindows.delete(agentId)
    const agent = agentById(context.draft, agentId)
    const entries = windowsOf(context.index.windows, agentId)
    if (agent === undefined || entries === undefined) continue
    for (const { id } of [...orderedFrom(entries)]) {
      const interaction = openOf(context, id)
      const member = memberOf(campaignOf(context, interaction), agentId)
      const reason = windowReason(agent, member, interaction.entry.requirement)
      if (reason !== null) endWindow(context, interaction, reason, null)
    }
  }
}

/** The steps of an entry that come due together take effect together, in their order. */
export function relaxDue(context: Context, { id, entry }: Interaction, dueAt: Instant): void {
  for (const step of entry.steps) if (step.dueAt === dueAt) relax(context, openOf(context, id), dueAt)
}

/** The next step of an entry takes effect; an overflow of it waits until no offer is out. */
function relax(context: Context, interaction: Interaction, dueAt: Instant): void {
  const { entry, id: interactionId } = interaction
  const [step] = entry.steps
  if (step === undefined) throw new Error(`${interactionId} has no step that could be due`)
  emit(context, {
    _tag: "EntryRelaxed",
    interactionId,
    campaign: campaignOf(context, interaction).name,
    entry: entry.ordinal,
    requirement: relaxed(entry.requirement, step),
    overflowTo: step.overflowTo,
    dueAt
  })
}

function relaxed({ skills, penaltyRange }: Requirement, step: EntryStep): Requirement {
  const levelOf = ({ skill, level }: Skill): number =>
    step.skills.find((change) => change.skill === skill)?.level ?? level
  return {
    skills: skills.map((one) => ({ skill: one.skill, level: levelOf(one) })).filter(({ level }) => level > 0),
    penaltyRange: step.penaltyRange ?? penaltyRange
  }
}

/** Entries whose step sends them elsewhere, once nothing is out for them. */
export function overflowAll(context: Context): void {
  const { overflow } = context.index
  if (overflow.size === 0) return
  for (const id of [...overflow].sort()) {
    overflow.delete(id)
    // Whoever left in this step goes nowhere.
    const interaction = hamtGet(context.draft.interactions, id)
    const to = interaction?.entry.overflowTo ?? null
    if (interaction !== undefined && to !== null && interaction.offers.length === 0)
      overflowTo(context, interaction, to)
  }
}

type SkipReason = (CentreEvent & { readonly _tag: "OverflowSkipped" })["reason"]

/** To another campaign, with its place in the order of waiting; or, where that cannot take it, nowhere. */
function overflowTo(context: Context, interaction: Interaction, to: CampaignName): void {
  const { id: interactionId, entry } = interaction
  const named = { interactionId, campaign: campaignOf(context, interaction).name, entry: entry.ordinal, to }
  const target = campaignByName(context.draft, to)
  const reason = skipReason(context, interaction, target)
  if (target === undefined || reason !== null)
    return emit(context, { _tag: "OverflowSkipped", ...named, reason: reason ?? "campaign-unknown" })
  const waitMs = context.at - entry.waitingSince
  emit(context, { _tag: "InteractionOverflowed", ...named, waitMs, outcome: !entry.outcome })
  const { priority, enteredAt } = entry
  const moved = openOf(context, interactionId)
  enqueue(context, { interaction: moved, campaign: target, kind: "overflow", priority, enteredAt })
}

function skipReason(context: Context, interaction: Interaction, target: Campaign | undefined): SkipReason | null {
  const from = campaignOf(context, interaction)
  if (interaction.moves >= OVERFLOWS_MAX) return "moves-max"
  if (target === undefined) return "campaign-unknown"
  if (target.number === from.number) return "same-campaign"
  if (target.channel !== from.channel) return "channel-differs"
  if (!target.enabled) return "campaign-disabled"
  if (!target.open) return "campaign-closed"
  return hasRoom(target, numbered(context.index.campaigns, target.number)) ? null : "queue-full"
}
