/**
 * Recorded histories again: every step decided anew from what its events tell; the whole, and stretches of it, played again
 * as they were; and played with something changed, which must never break the core.
 */
import { Centre, type Routing } from "@parley/core"
import { playAgain, recordingOf, type LogEvent, type Played, type Recording } from "@parley/core/sim"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkLaws, findBreach, history, historyDefinition, play, playedAgain, type History } from "../src/index.ts"

const HISTORIES = Number(process.env["N"] ?? 120)
const SEED = 11
const AGENTS = ["ann", "bob", "cyd", "dee"]

const definition = historyDefinition()
const onHistories = (holds: (one: History) => void): void =>
  fc.assert(fc.property(history(), holds), { seed: SEED, numRuns: HISTORIES, endOnFailure: true })

/** The stretch of the log itself, and what of it came out otherwise: none where it is the same. */
function otherwise(recording: Recording, { events, refusals, skipped }: Played): ReadonlyArray<unknown> {
  const recorded = recording.log.map(({ at, event }) => ({ at, event }))
  const differs = recorded.findIndex((was, nth) => JSON.stringify(was) !== JSON.stringify(events[nth]))
  if (differs < 0 && events.length === recorded.length && refusals.size === 0 && skipped === 0) return []
  const here = differs < 0 ? recorded.length : differs
  return [recorded.slice(here, here + 4), events.slice(here, here + 4), [...refusals], skipped]
}

/** Instants at which a third and two thirds of the log are over. */
function cutsOf(log: ReadonlyArray<LogEvent>): readonly [number, number] {
  const at = (share: number): number => log[Math.floor(log.length * share)]?.at ?? 0
  return [at(1 / 3), at(2 / 3)]
}

describe("a recorded history", () => {
  test("is decided anew from what its events tell, and played again with nothing changed is the very same log", () => {
    const report = checkLaws({ laws: [playedAgain], histories: HISTORIES, seed: SEED })
    expect(report.histories).toBe(HISTORIES)
  })

  test("is not, where a rule was another one then; that is seen", () => {
    const line = (sign: 1 | -1): Routing.Delivery => ({
      name: "line",
      kind: "keyed",
      from: "first",
      key: ({ ordinal }) => sign * ordinal
    })
    const found = findBreach({
      laws: [playedAgain],
      strategies: { delivery: [line(1)] },
      profiles: [{ name: "line", channel: "email", settings: () => ({ delivery: "line" }) }],
      make: (definition) => Centre.make({ ...definition, strategies: { delivery: [line(-1)] } }),
      shortens: false,
      seed: SEED
    })
    expect("law" in found ? [found.law, found.complaint] : found).toEqual([
      "played-again",
      expect.stringMatching(/^decided anew it parts at/)
    ])
  })

  test("is so in any stretch of it, with what was going on when it began", () => {
    onHistories((one) => {
      const { log } = play(Centre.make(definition), one)
      const [from, to] = cutsOf(log)
      for (const cut of [{ from }, { to }, { from, to }]) {
        if ((cut.from ?? 0) >= (cut.to ?? Infinity) || (cut.to ?? Infinity) <= (log[0]?.at ?? 0)) continue
        const recording = recordingOf(definition, log, cut)
        expect(otherwise(recording, playAgain(recording, {}, { seed: "cut" }))).toEqual([])
      }
    })
  })

  test("played without an agent is without all that they did, and nothing breaks", () => {
    onHistories((one) => {
      const { log } = play(Centre.make(definition), one)
      for (const agentId of AGENTS) {
        const { events } = playAgain(recordingOf(definition, log), { without: [agentId] }, { seed: "away" })
        const theirs = events.filter(
          ({ event }) =>
            (event._tag === "OfferAccepted" || event._tag === "AgentConnected") && event.agentId === agentId
        )
        expect(theirs).toEqual([])
      }
    })
  })
})
