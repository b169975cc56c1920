import { Centre } from "@parley/core"
import * as Schema from "effect/Schema"
import { open, type Driver } from "../harness.ts"
import type { Complaint, Law, Subject } from "./law.ts"
import { differenceOf, plainState } from "./plain-state.ts"

/** The events of a step, folded one by one, lead to the state that the step handed out; so does the whole log, as stored. */
export const replay: Law = {
  id: "L8",
  says: "Replay = live.",
  every: 12,
  watch: (subject) => {
    let evolved = subject.centre.initial
    return {
      event: (_world, recorded) => {
        evolved = subject.centre.evolve(evolved, recorded)
        return null
      },
      look: ({ driver: { state } }) =>
        told("evolve and step differ", differenceOf(plainState(evolved), plainState(state))),
      end: ({ driver }) => replayedOtherwise(subject, driver) ?? goesOnAlike(subject, driver)
    }
  }
}

const told = (what: string, difference: string | null): Complaint =>
  difference === null ? null : `${what}, at ${difference}`

const Log = Schema.fromJsonString(Schema.Array(Centre.RecordedEvent))
const encodeLog = Schema.encodeSync(Log)
const decodeLog = Schema.decodeSync(Log)

/** The log is read as it comes back from a store. */
function replayedOtherwise({ centre }: Subject, { log, state }: Driver): Complaint {
  const replayed = centre.replay(centre.initial, decodeLog(encodeLog(log)))
  return told("replay and live differ", differenceOf(plainState(replayed), plainState(state)))
}

/** A centre that was restarted half-way writes the same log from there on. */
function goesOnAlike({ centre }: Subject, { script, log }: Driver): Complaint {
  const half = Math.floor(script.length / 2)
  let driver = open(centre)
  for (const [index, { at, commandId, late, command }] of script.entries()) {
    if (index === half) driver = driver.restarted()
    driver.send(at, command, { commandId, late })
  }
  return told("after a restart the log goes on otherwise", differenceOf(driver.log, log))
}
