/** Each law is first seen to fail: on a copy of the core that breaks it, and on nothing else. */
import type { Centre, Routing } from "@parley/core"
import { conditions } from "@parley/core/internal"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { allLaws, findBreach, type LawsOptions } from "../src/index.ts"
import { actingBy, deciding, withoutCondition, withTable, without, wrapped, writing } from "../src/mutants.ts"

const SEED = 7
const HISTORIES = 150

/** What the law of this id says of the mutant; it is the only one that looks. */
function saidOf(id: string, mutant: LawsOptions): string {
  const laws = allLaws.filter((law) => law.id === id)
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: SEED, histories: HISTORIES, shortens: false, ...mutant, laws })
  return "story" in found ? `[${found.law}] ${found.complaint}` : `survives ${found.histories} histories`
}

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

let drawnSoFar = 0

const cases: ReadonlyArray<readonly [title: string, law: string, mutant: LawsOptions]> = [
  [
    "[L1] an accepted offer that another agent takes as well",
    "L1",
    {
      make: deciding((events) =>
        events.flatMap((event): ReadonlyArray<Centre.CentreEvent> => {
          if (event._tag !== "OfferAccepted") return [event]
          const { interactionId, campaign, entry, agentId, cost, hold, waitMs, chatLimitAt } = event
          const taken = { interactionId, campaign, entry, agentId, cost, hold, waitMs, chatLimitAt, outcome: false }
          return [event, { _tag: "InteractionTaken", ...taken }]
        })
      )
    }
  ],
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
    }
  ],
  [
    "[L3-ceased] [D4.7d] offers that stand whatever becomes of their member",
    "L3-ceased",
    {
      make: withTable({
        ...conditions,
        agent: conditions.agent.map(({ reason, holds }) => ({
          reason,
          holds: (agent, rule, purpose) => purpose === "standing" || holds(agent, rule, purpose)
        }))
      })
    }
  ],
  [
    "[L4] [D4.10a] a break that ends without routing",
    "L4",
    {
      make: deciding((events, { _tag }) =>
        _tag === "EndBreak"
          ? without("InteractionOffered", "OfferAccepted", "OfferRoundStarted")(events, { _tag: "Tick" })
          : events
      )
    }
  ],
  [
    "[L4] a condition that asks too much",
    "L4",
    {
      make: withTable({
        ...conditions,
        member: [...conditions.member, { reason: "member-paused", holds: ({ penalty }) => penalty < 3 }]
      })
    }
  ],
  [
    "[L5] a queue in order of arrival alone",
    "L5",
    { make: actingBy("order", "priority", { name: "wrong", rank: () => 0 }) }
  ],
  [
    "[D4.10c] the worst priority first",
    "D4.10c",
    { make: actingBy("order", "priority", { name: "wrong", rank: ({ priority }) => -priority }) }
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
    }
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
    }
  ],
  ["[L7] offers that are revoked without a word", "L7", { make: writing(without("OfferRevoked")) }],
  [
    "[L7] [D14.2a] a centre that oversleeps",
    "L7",
    {
      make: wrapped((centre) => ({
        nextDeadline: (state) => {
          const due = centre.nextDeadline(state)
          return due === null ? null : due + 1
        }
      }))
    }
  ],
  ["[L8] a state that knows more than its log", "L8", { make: writing(without("MemberPaused")) }],
  [
    "[L8] a restart that forgets",
    "L8",
    { make: wrapped((centre) => ({ replay: (state, events) => centre.replay(state, [...events].slice(0, -1)) })) }
  ],
  [
    "[L8] an offer that expires later than the campaign says",
    "L8-facts",
    {
      make: deciding((events) =>
        events.map((event) =>
          event._tag === "InteractionOffered" && event.expiresAt !== null
            ? { ...event, expiresAt: event.expiresAt + 1 }
            : event
        )
      )
    }
  ],
  [
    "[L8-rows] an ended conversation that leaves no row",
    "L8-rows",
    {
      make: wrapped((centre) => ({
        rowsOf: (event) => (event._tag === "InteractionClosed" ? [] : centre.rowsOf(event))
      }))
    }
  ],
  [
    "[L8-index] settings that change without the indexes",
    "L8-index",
    {
      make: wrapped((centre) => ({
        step: (state, rows, at, command) =>
          Result.map(centre.step(state, rows, at, command), (stepped) =>
            command._tag === "ChangeMember"
              ? { ...stepped, state: { ...stepped.state, indexes: state.indexes } }
              : stepped
          )
      }))
    }
  ],
  ["[L9] [D6.3a] entries withdrawn without an outcome", "L9", { make: deciding(without("InteractionWithdrawn")) }],
  ["[L9] [D6.3b] refusals that are not written down", "L9", { make: deciding(without("InteractionRefused")) }],
  [
    "[L9] [D6.2h] a second outcome",
    "L9",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "OfferAccepted" ? { ...event, outcome: true } : event))
      )
    }
  ],
  ["[L9-partition] who left is still counted", "L9-partition", { make: deciding(without("AgentDisconnected")) }],
  [
    "[D2.2b] a moment of freedom between the interaction and its wrap-up",
    "D2.2b",
    {
      make: deciding((events) => {
        const started = events.filter(({ _tag }) => _tag === "WrapUpStarted")
        return started.length === 0 ? events : [...events.filter(({ _tag }) => _tag !== "WrapUpStarted"), ...started]
      })
    }
  ],
  [
    "[L11] a draw that comes from outside",
    "L11",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "InteractionOffered" ? { ...event, draw: drawnSoFar++ } : event))
      )
    }
  ],
  ["[D3.11c] a backlog that waits for somebody to look", "D3.11c", { make: deciding(without("InteractionAdmitted")) }],
  [
    "[D2.9b] a requeue that goes to the end of the queue",
    "D2.9b",
    {
      make: deciding((events) =>
        events.map((event) =>
          event._tag === "InteractionQueued" ? { ...event, enteredAt: event.waitingSince } : event
        )
      )
    }
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
    }
  ],
  ["[D2.8e] a sign-out that leaves the work where it was", "D2.8e", { make: deciding(keepingWork) }],
  [
    "[D6.11b] an answer after a dropout that is counted as one",
    "D6.11b",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "OfferAccepted" ? { ...event, outcome: true } : event))
      )
    }
  ],
  [
    "[D4.12c] an explanation from another table",
    "D4.12c",
    {
      make: (definition) => {
        const { explain } = withTable(withoutCondition("agent-on-break"))(definition)
        return wrapped(() => ({ explain }))(definition)
      }
    }
  ],
  [
    "[D6.9h] who is available is counted by another table",
    "D4.12c",
    {
      make: wrapped((centre) => ({
        available: (state, campaign) => Math.min(2, centre.available(state, campaign) ?? 0)
      }))
    }
  ]
]

describe("a mutant", () => {
  test.each(cases)("%s", (_title, law, mutant) => {
    expect(saidOf(law, mutant)).toMatch(new RegExp(`^\\[${law}\\] `))
  })

  test("[L1] [L2] [L4] [L5] [L7] [L11] kills every law there is", () => {
    const proper = [
      "L2",
      "L3",
      "L6",
      "L8-run",
      "L10",
      "L3-transfer",
      "L9-day",
      "D3.5a",
      "D3.10g",
      "D4.4f",
      "D4.11a",
      "D5.3b"
    ]
    const others = [...proper, "D5.9a", "D6.13a", "D7.10b", "D9.3a", "D9.3b", "D9.7a"]
    const killed = new Set([...cases.map(([, law]) => law), ...others])
    expect(allLaws.map(({ id }) => id).filter((id) => !killed.has(id))).toEqual([])
  })
})
