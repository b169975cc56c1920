/** What becomes of an entry while it waits: it opens on terms, the terms change, it moves on. */
import {
  found,
  type EventOf,
  type NaiveInteraction,
  type NaiveRequirement,
  type NaiveStep,
  type World
} from "./world.ts"

export const dueAfter = (at: number, seconds: number): number | null => (seconds === 0 ? null : at + seconds * 1_000)

type EntryEvent = EventOf<
  | "InteractionQueued"
  | "InteractionAdmitted"
  | "EntryRelaxed"
  | "OverflowSkipped"
  | "InteractionOverflowed"
  | "PreferredWindowStarted"
  | "PreferredWindowEnded"
>

/** An entry of which nothing will change, and that nobody is preferred for. */
export const nothingMore = { steps: [], overflowTo: null, preferred: null }

export function foldEntry(interaction: NaiveInteraction, world: World, event: EntryEvent): void {
  if (event._tag === "InteractionQueued") return queue(interaction, world, event)
  const { entry } = interaction
  if (entry === null) throw new Error(`${event.interactionId} has no entry yet`)
  switch (event._tag) {
    case "InteractionAdmitted":
      interaction.stage = "waiting"
      return
    case "EntryRelaxed": {
      const [step, ...later] = entry.steps
      if (step === undefined) throw new Error(`${event.interactionId} has no step that could be due`)
      entry.steps = later
      entry.requirement = relaxed(entry.requirement, step)
      entry.overflowTo = step.overflowTo ?? entry.overflowTo
      return
    }
    case "OverflowSkipped":
      entry.overflowTo = null
      return
    case "InteractionOverflowed":
      entry.outcome ??= "overflowed"
      return
    case "PreferredWindowStarted":
      entry.preferred = { agentId: event.agentId, until: windowEnd(world, event.campaign) }
      return
    case "PreferredWindowEnded":
      entry.preferred = null
  }
}

const windowEnd = (world: World, campaign: string): number =>
  world.at + found(world.campaigns, campaign, "campaign").settings.preferredAgentSeconds * 1_000

/** A skill's level is lowered, or the skill no longer asked for; the range of penalties is another one. */
function relaxed(
  { skills, from, to }: NaiveRequirement,
  { skills: changes, penaltyRange }: NaiveStep
): NaiveRequirement {
  const after = new Map(skills)
  for (const { skill, level } of [...changes].reverse())
    if (after.has(skill)) {
      if (level === 0) after.delete(skill)
      else after.set(skill, level)
    }
  return { skills: after, ...(penaltyRange ?? { from, to }) }
}

/** DOMAIN 2.9: the order key is carried over, waiting for dropout runs from now. DOMAIN 4.4: steps are fixed here. */
function queue(interaction: NaiveInteraction, world: World, event: EventOf<"InteractionQueued">): void {
  const { campaign, entry: ordinal, kind, place, priority, enteredAt, passedOver, preferred } = event
  const { settings, open } = found(world.campaigns, campaign, "campaign")
  const dropoutAt = dueAfter(world.at, settings.dropoutSeconds)
  Object.assign(interaction, { campaign, stage: place === "queue" ? "waiting" : "backlog" })
  if (kind === "overflow") interaction.moves += 1
  const skills = new Map<string, number>()
  for (const { skill, level } of [...settings.skills, ...interaction.skills])
    skills.set(skill, Math.max(level, skills.get(skill) ?? 0))
  const steps = settings.steps.map(({ afterSeconds, overflow, ...step }) => ({
    ...step,
    dueAt: world.at + afterSeconds * 1_000,
    overflowTo: overflow === null ? null : (overflow.to ?? settings.overflowTarget)
  }))
  interaction.entry = {
    ordinal,
    kind,
    priority,
    enteredAt,
    waitingSince: world.at,
    // "Strictly longer": the first instant at which it is.
    dropoutAt: dropoutAt === null ? null : dropoutAt + 1,
    outcome: null,
    // Who transferred it here is passed over as if they had refused it now.
    passedOver: new Set(passedOver),
    retryAt: passedOver.length === 0 ? null : world.at + settings.retryPauseSeconds * 1_000,
    requirement: { skills, ...settings.penaltyRange },
    steps: steps.sort((a, b) => a.dueAt - b.dueAt),
    overflowTo: null,
    preferred: preferred && { agentId: preferred.agentId, until: open ? windowEnd(world, campaign) : null }
  }
}
