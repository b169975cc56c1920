/** Mutants of the rules beside the laws that hold at every instant. */
import type { Centre, Routing } from "@parley/core"
import { actingBy, deciding, withoutCondition, withTable, without, wrapped } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

const byKey = (key: Routing.KeyedDelivery["key"]): Routing.KeyedDelivery => ({
  name: "wrong",
  kind: "keyed",
  from: "first",
  key
})

/** Who signs out by force takes the work along. */
const keepingWork = (events: ReadonlyArray<Centre.CentreEvent>): ReadonlyArray<Centre.CentreEvent> => {
  const left = events.findIndex(({ _tag }) => _tag === "InteractionReleased")
  return left < 0 ? events : events.slice(0, left)
}

export const rules: ReadonlyArray<LawMutant> = [
  [
    "[D14.1c] what has ended is forgotten",
    "D14.1c",
    {
      make: wrapped(({ step }) => ({
        step: (state, rows, at, command) => {
          const get = (key: Centre.RowKey) => (key.startsWith("closed/") ? null : rows.get(key))
          return step(state, { ...rows, get }, at, command)
        }
      }))
    },
    /^interaction \w+ is named a second time$/
  ],
  [
    "[D4.10c] the worst priority first",
    "D4.10c",
    { make: actingBy("order", "priority", { name: "wrong", rank: ({ priority }) => -priority }) },
    /^\w+ is offered, though \w+ of \w+ com/
  ],
  [
    "[D4.3-rrmemory] the circle always begins at its start",
    "D4.3a",
    {
      make: actingBy(
        "delivery",
        "rrmemory",
        byKey(({ ordinal }) => ordinal)
      )
    },
    /^rrmemory offers \w+ to \w+, where /
  ],
  [
    "[D4.3-leastrecent] who was last is first",
    "D4.3a",
    {
      make: actingBy(
        "delivery",
        "leastrecent",
        byKey(({ lastEndedAt }) => -(lastEndedAt ?? -1))
      )
    },
    /^leastrecent offers \w+ to \w+, where /
  ],
  [
    "[D2.2b] a moment of freedom between the interaction and its wrap-up",
    "D2.2b",
    {
      make: deciding((events) => {
        const started = events.filter(({ _tag }) => _tag === "WrapUpStarted")
        return started.length === 0 ? events : [...events.filter(({ _tag }) => _tag !== "WrapUpStarted"), ...started]
      })
    },
    /^\w+ is Busy since \d+, the /
  ],
  [
    "[D3.11c] a backlog that waits for somebody to look",
    "D3.11c",
    { make: deciding(without("InteractionAdmitted")) },
    / is in the backlog of \w+, whose /
  ],
  [
    "[D2.9b] a requeue that goes to the end of the queue",
    "D2.9b",
    {
      make: deciding((events) =>
        events.map((event) =>
          event._tag === "InteractionQueued" ? { ...event, enteredAt: event.waitingSince } : event
        )
      )
    },
    /^\w+ is requeued at \d+, \d+/
  ],
  [
    "[D3.4a] [D3.4e] a campaign whose disabling nobody hears of",
    "D3.4a",
    {
      make: deciding((events, command) =>
        command._tag === "DisableCampaign"
          ? without("InteractionWithdrawn", "InteractionClosed")(events, command)
          : events
      )
    },
    / waits live in \w+, which is disabled or closed$/
  ],
  [
    "[D2.8e] a sign-out that leaves the work where it was",
    "D2.8e",
    { make: deciding(keepingWork) },
    /^\w+ is gone \([\w-]+\) and still h/
  ],
  [
    "[D6.11b] an answer after a dropout that is counted as one",
    "D6.11b",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "OfferAccepted" ? { ...event, outcome: true } : event))
      )
    },
    /^the row of \w+ and a count by hand differ, at /
  ],
  [
    "[D4.12c] an explanation from another table",
    "D4.12c",
    {
      make: (definition) => {
        const { explain } = withTable(withoutCondition("agent-on-break"))(definition)
        return wrapped(() => ({ explain }))(definition)
      }
    },
    /^of \w+ and \w+ it is said /
  ],
  [
    "[D6.9h] who is available is counted by another table",
    "D4.12c",
    {
      make: wrapped((centre) => ({
        available: (state, campaign) => Math.min(2, centre.available(state, campaign) ?? 0)
      }))
    },
    /^\d+ members of \w+ are said to be available, \d+ are$/
  ]
]
