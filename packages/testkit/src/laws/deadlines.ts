/** What is due when, as the world's facts and settings put it. */
import type { NaiveCampaign, NaiveEntry, NaiveInteraction, World } from "./world.ts"

/** In a queue, offered, or in the backlog. */
export const isUnowned = (stage: NaiveInteraction["stage"]): boolean =>
  stage === "backlog" || stage === "waiting" || stage === "offered"

/** Every deadline there is (DOMAIN 14.2), as the world's facts and settings put it. */
export function* deadlinesOf(world: World): Iterable<{ readonly due: number; readonly what: string }> {
  for (const [zone, due] of world.dayEnds) yield { due, what: `the day of ${zone} ends` }
  for (const { id, wrapUps, requeueAt, breakDue } of world.agents.values()) {
    for (const [interaction, due] of wrapUps) yield { due, what: `${id}'s wrap-up of ${interaction} ends` }
    if (breakDue !== null) yield { due: breakDue, what: `${id}'s break is overdue` }
    if (requeueAt !== null) yield { due: requeueAt, what: `${id} has been away for too long` }
  }
  for (const { id, stage, entry, offers, chatLimitAt, transfer } of world.interactions.values()) {
    if (transfer !== null && transfer.expiresAt !== null)
      yield { due: transfer.expiresAt, what: `the transfer of ${id} expires` }
    for (const { expiresAt } of offers)
      if (expiresAt !== null) yield { due: expiresAt, what: `the offer of ${id} expires` }
    if (stage === "waiting" && entry !== null && entry.retryAt !== null)
      yield { due: entry.retryAt, what: `all are asked again for ${id}` }
    if (entry !== null && isUnowned(stage)) yield* waitingDeadlines(id, entry)
    if (stage === "active" && chatLimitAt !== null) yield { due: chatLimitAt, what: `${id} is over its limit` }
  }
  for (const { name, turnsAt } of world.campaigns.values())
    if (turnsAt !== null) yield { due: turnsAt, what: `the hours of ${name} turn` }
  for (const campaign of world.campaigns.values()) yield* nobodyDeadlines(world, campaign)
}

/** Dropout, steps and windows run wherever an entry waits. */
function* waitingDeadlines(
  id: string,
  { dropoutAt, steps, preferred }: NaiveEntry
): Iterable<{ readonly due: number; readonly what: string }> {
  const [step] = steps
  if (dropoutAt !== null) yield { due: dropoutAt, what: `${id} drops out` }
  if (step !== undefined) yield { due: step.dueAt, what: `a step of ${id} takes effect` }
  if (preferred !== null && preferred.until !== null)
    yield { due: preferred.until, what: `${preferred.agentId}'s time for ${id} is over` }
}

function* nobodyDeadlines(
  world: World,
  { name, kind, settings, emptySince }: NaiveCampaign
): Iterable<{ readonly due: number; readonly what: string }> {
  const limitMs = settings.leaveWhenEmptySeconds * 1_000
  if (kind !== "live" || limitMs === 0 || emptySince === null) return
  for (const { id, campaign, stage, entry } of world.interactions.values())
    if (campaign === name && entry !== null && (stage === "waiting" || stage === "offered"))
      yield { due: Math.max(entry.waitingSince, emptySince) + limitMs, what: `${id} finds nobody in ${name}` }
}
