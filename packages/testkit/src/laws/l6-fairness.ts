/** Nobody is left out of a round robin. */
import { offerable, ranked, waitingOf } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import type { EventOf, World } from "./world.ts"

/** After a member was last offered something: who was eligible at every offer (null: there was none), who has had one. */
interface Round {
  always: ReadonlySet<number> | null
  readonly had: Set<number>
}

/** Members are told apart by joining number: who leaves and returns is another. */
interface Robin {
  readonly rounds: Map<number, Round>
  /** Who was eligible at every offer since somebody else's coming or going, and how many each has had. */
  always: ReadonlySet<number>
  counts: Map<number, number>
}

export const fairness: Law = {
  id: "L6",
  says: "Between two consecutive offers by rrmemory (or a rule that promises as much) to a member, each member who was eligible at every offer in between has had one; without refusals counts differ by at most 1.",
  watch: ({ rules }) => {
    const robins = new Map<string, Robin>()
    return {
      event: (world, { event }) => {
        // Another rule moves the pointer by other lights.
        if (event._tag === "CampaignChanged" || event._tag === "CampaignRemoved" || event._tag === "StrategyFailed")
          robins.delete(event.campaign)
        return event._tag === "InteractionOffered" && event.movesPointer ? offered(robins, world, rules, event) : null
      }
    }
  }
}

function offered(
  robins: Map<string, Robin>,
  world: World,
  rules: NaiveRules,
  { interactionId, agentId }: EventOf<"InteractionOffered">
): Complaint {
  const waiting = waitingOf(world, interactionId)
  const { campaign } = waiting
  const ordinal = campaign.members.get(agentId)?.ordinal
  if (!rules.fair.has(campaign.settings.delivery) || ordinal === undefined) return null
  const eligible = new Set(
    ranked(world, rules, campaign, offerable(world, rules, waiting)).map((member) => member.ordinal)
  )
  const robin = robins.get(campaign.name) ?? { rounds: new Map<number, Round>(), always: eligible, counts: new Map() }
  robins.set(campaign.name, robin)
  for (const round of robin.rounds.values()) round.always = both(round.always ?? eligible, eligible)
  const last = robin.rounds.get(ordinal)
  const leftOut =
    last === undefined ? undefined : [...(last.always ?? [])].find((one) => one !== ordinal && !last.had.has(one))
  if (leftOut !== undefined)
    return `${agentId} of ${campaign.name} is offered ${interactionId}, before member ${leftOut} has had one`
  for (const round of robin.rounds.values()) round.had.add(ordinal)
  robin.rounds.set(ordinal, { always: null, had: new Set() })
  return uneven(robin, eligible, ordinal)
}

const both = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...a].filter((one) => b.has(one)))

/** Counts of those who could have had each one. */
function uneven(robin: Robin, eligible: ReadonlySet<number>, ordinal: number): Complaint {
  robin.always = both(robin.always, eligible)
  if (robin.always.size < 2) {
    robin.always = eligible
    robin.counts = new Map()
  }
  robin.counts.set(ordinal, (robin.counts.get(ordinal) ?? 0) + 1)
  const counts = [...robin.always].map((one) => robin.counts.get(one) ?? 0)
  return Math.max(...counts) - Math.min(...counts) > 1
    ? `members that could have had every offer have had ${counts.join(", ")}`
    : null
}
