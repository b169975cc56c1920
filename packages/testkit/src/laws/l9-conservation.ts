import { hamtValues, vectorGet } from "@parley/core/internal"
import * as Result from "effect/Result"
import { factsOf, firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import type { Event, World } from "./world.ts"

/** What one campaign has seen so far, counted by hand. Entries are counted, not interactions. */
interface Counts {
  entered: number
  answered: number
  abandoned: number
  withdrawn: number
  overflowed: number
  /** Entries by arrival, interactions refused at the door, and both as the senders were told. */
  arrivals: number
  refused: number
  brought: number
}

type Key = keyof Counts
const outcomes = ["answered", "abandoned", "withdrawn", "overflowed"] as const

const noCounts = (): Counts => ({
  entered: 0,
  answered: 0,
  abandoned: 0,
  withdrawn: 0,
  overflowed: 0,
  arrivals: 0,
  refused: 0,
  brought: 0
})

class Tally {
  readonly counts = new Map<string, Counts>()

  add(campaign: string, key: Key): void {
    const counts = this.counts.get(campaign) ?? noCounts()
    counts[key] += 1
    this.counts.set(campaign, counts)
  }
}

const outcomeOf = (event: Event): (typeof outcomes)[number] | null => {
  switch (event._tag) {
    case "OfferAccepted":
    case "InteractionTaken":
      return "answered"
    case "InteractionAbandoned":
      return "abandoned"
    case "InteractionWithdrawn":
      return "withdrawn"
    case "InteractionOverflowed":
      return "overflowed"
    default:
      return null
  }
}

const outcomesOf = (counts: Counts): number => outcomes.reduce((sum, key) => sum + counts[key], 0)

/** Counts an event; complains when an entry's first outcome is not said to be its first, or a later one is. */
function count(tally: Tally, world: World, event: Event): Complaint {
  if (event._tag === "InteractionQueued") {
    tally.add(event.campaign, "entered")
    if (event.kind === "arrival") tally.add(event.campaign, "arrivals")
  }
  if (event._tag === "InteractionRefused") tally.add(event.campaign, "refused")
  const outcome = outcomeOf(event)
  if (outcome === null || !("outcome" in event)) return null
  const first = world.interactions.get(event.interactionId)?.entry?.outcome ?? null
  if (first === null) tally.add(event.campaign, outcome)
  if (event.outcome === (first === null)) return null
  return `${event._tag} of ${event.interactionId} says ${event.outcome ? "it is" : "it is not"} the outcome; the entry ${first === null ? "had none" : `was ${first}`}`
}

/** What the senders were told of arrivals. */
function told(tally: Tally, { step: { command, result } }: Boundary): void {
  if (command._tag !== "ReceiveMessage" || Result.isFailure(result) || result.success.repeated) return
  const outcome = result.success.answer?.["outcome"]
  if (outcome === "opened" || outcome === "refused") tally.add(command.campaign, "brought")
}

/** Open entries without an outcome, by campaign, as the state has them. */
function openByCampaign(boundary: Boundary): ReadonlyMap<string, number> {
  const facts = factsOf(boundary)
  const open = new Map<string, number>()
  for (const { stage, entry, campaign } of hamtValues(facts.interactions)) {
    if (entry.outcome || !["backlog", "waiting", "offered"].includes(stage)) continue
    const name = vectorGet(facts.campaigns, campaign)?.name ?? ""
    open.set(name, (open.get(name) ?? 0) + 1)
  }
  return open
}

/** Every entry is accounted for, in every campaign, at every position. */
export const conservation: Law = {
  id: "L9",
  says: "Conservation: entered = answered + abandoned + overflowed + withdrawn + open; arrivals = entries by arrival + refused.",
  watch: () => {
    const tally = new Tally()
    return {
      event: (world, { event }) => count(tally, world, event),
      boundary: (boundary) => {
        told(tally, boundary)
        const open = openByCampaign(boundary)
        return firstOf([...tally.counts].map(([name, counts]) => unbalanced(name, counts, open.get(name) ?? 0)))
      }
    }
  }
}

function unbalanced(name: string, counts: Counts, open: number): Complaint {
  const { entered, arrivals, refused, brought } = counts
  if (entered !== outcomesOf(counts) + open)
    return `${name}: ${entered} entered, but ${outcomes.map((key) => `${counts[key]} ${key} + `).join("")}${open} open`
  if (brought !== arrivals + refused)
    return `${name}: ${brought} arrived, but ${arrivals} entered by arrival + ${refused} were refused`
  return null
}
