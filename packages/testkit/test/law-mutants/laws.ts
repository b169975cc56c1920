/** Mutants of the laws of docs/domain.md 16. */
import type { Centre } from "@parley/core"
import { conditions, vectorValues } from "@parley/core/internal"
import * as Result from "effect/Result"
import { actingBy, deciding, withTable, without, wrapped, writing } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

let drawnSoFar = 0

type Event = Centre.CentreEvent

/** What was accepted, taken by the agent after who accepted it besides. */
function takenToo({ facts }: Centre.State, event: Event): ReadonlyArray<Event> {
  if (event._tag !== "OfferAccepted") return []
  const { interactionId, campaign, entry, cost, hold, waitMs, chatLimitAt } = event
  const ids = [...vectorValues(facts.agents)].map(({ id }) => id)
  const other = ids[ids.indexOf(event.agentId) + 1]
  if (other === undefined) return []
  const taken = { interactionId, campaign, entry, cost, hold, waitMs, chatLimitAt, outcome: false }
  return [{ _tag: "InteractionTaken", ...taken, agentId: other }]
}

/** Whether the campaigns were created in some order, and not in the one turned round. */
function isOneOrder({ facts }: Centre.State): boolean {
  const names = [...vectorValues(facts.campaigns)].map(({ name }) => name)
  return (names[0] ?? "") < (names.at(-1) ?? "")
}

export const laws: ReadonlyArray<LawMutant> = [
  [
    "[L1] an accepted offer that another agent takes as well",
    "L1",
    {
      make: wrapped((centre) => ({
        step: (state, rows, at, command) =>
          Result.map(centre.step(state, rows, at, command), (stepped) => {
            const taken = stepped.events.flatMap((event) => takenToo(stepped.state, event))
            return {
              ...stepped,
              events: [...stepped.events, ...taken],
              state: taken.reduce((now, event) => centre.evolve(now, { at, event }), stepped.state)
            }
          })
      }))
    },
    /^\w+ gets \w+, which is \w+'s$/
  ],
  [
    "[L1] a state in which another agent has it as well, and of which the log says nothing",
    "L1",
    {
      make: wrapped((centre) => ({
        step: (state, rows, at, command) =>
          Result.map(centre.step(state, rows, at, command), (stepped) => {
            const taken = stepped.events.flatMap((event) => takenToo(stepped.state, event))
            const both = taken.reduce((now, event) => centre.evolve(now, { at, event }), stepped.state)
            const { interactions } = stepped.state.facts
            return { ...stepped, state: { ...both, facts: { ...both.facts, interactions } } }
          })
      }))
    },
    /^\w+ is held by \w+ and by \w+$/
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
    },
    /^\w+ is out to \w+, who is /
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
    },
    / waits in \w+, and \w+ could have /
  ],
  [
    "[L4] a condition that asks too much",
    "L4",
    {
      make: withTable({
        ...conditions,
        member: [...conditions.member, { reason: "member-paused", holds: ({ penalty }) => penalty < 3 }]
      })
    },
    / waits in \w+, and \w+ could have /
  ],
  [
    "[L5] a queue in order of arrival alone",
    "L5",
    { make: actingBy("order", "priority", { name: "wrong", rank: () => 0 }) },
    /^\w+ is offered \w+ of \w+, though /
  ],
  [
    "[L7] offers that are revoked without a word",
    "L7",
    { make: writing(without("OfferRevoked")) },
    / ended without an event$/
  ],
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
    },
    /^the centre wakes at \d+, but/
  ],
  [
    "[L8] a state that knows more than its log",
    "L8",
    { make: writing(without("MemberPaused")) },
    /^evolve and step differ, at facts\.camp/
  ],
  [
    "[L8] a restart that forgets",
    "L8",
    { make: wrapped((centre) => ({ replay: (state, events) => centre.replay(state, [...events].slice(0, -1)) })) },
    /^replay and live differ, at /
  ],
  [
    "[L8-facts] an offer that expires later than the campaign says",
    "L8-facts",
    {
      make: deciding((events) =>
        events.map((event) =>
          event._tag === "InteractionOffered" && event.expiresAt !== null
            ? { ...event, expiresAt: event.expiresAt + 1 }
            : event
        )
      )
    },
    /^the state and its log differ, at interactions\..*offers/
  ],
  [
    "[L8-rows] an ended conversation that leaves no row",
    "L8-rows",
    {
      make: wrapped((centre) => ({
        rowsOf: (event) => (event._tag === "InteractionClosed" ? [] : centre.rowsOf(event))
      }))
    },
    /^the row closed\/\w+ says nothing, the log /
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
    },
    /^kept and rebuilt indexes differ, at /
  ],
  [
    "[L9] [D6.3a] entries withdrawn without an outcome",
    "L9",
    { make: deciding(without("InteractionWithdrawn")) },
    /^\w+: \d+ entered, but .* open$/
  ],
  [
    "[L9] [D6.3b] refusals that are not written down",
    "L9",
    { make: deciding(without("InteractionRefused")) },
    /^\w+: \d+ arrived, but .* were refused$/
  ],
  [
    "[L9] [D6.2h] a second outcome",
    "L9",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "OfferAccepted" ? { ...event, outcome: true } : event))
      )
    },
    /^OfferAccepted of \w+ says it is the outcome; the entry was /
  ],
  [
    "[L9-partition] who left is still counted",
    "L9-partition",
    { make: deciding(without("AgentDisconnected")) },
    /^\w+: \d+ members are logged, /
  ],
  [
    "[L11] a draw that comes from outside",
    "L11",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "InteractionOffered" ? { ...event, draw: drawnSoFar++ } : event))
      )
    },
    /^event \d+ was .*"draw"/
  ],
  [
    "[L10] a refusal that depends on which campaign came first",
    "L10",
    {
      make: wrapped(({ step }) => ({
        step: (state, rows, at, command) =>
          command._tag === "StartBreak" && isOneOrder(state)
            ? Result.fail({ _tag: "AgentUnknown", agentId: command.agentId })
            : step(state, rows, at, command)
      }))
    },
    /\(StartBreak\) comes to something else, of the answer/
  ],
  [
    "[L10] events whose order depends on which campaign came first",
    "L10",
    {
      make: wrapped(({ step }) => ({
        step: (state, rows, at, command) =>
          Result.map(step(state, rows, at, command), (stepped) =>
            command._tag === "StartBreak" && isOneOrder(state)
              ? { ...stepped, events: [...stepped.events].reverse() }
              : stepped
          )
      }))
    },
    /\(StartBreak\) comes to something else, of (agent|interaction|campaign) /
  ]
]
