import { Centre } from "@parley/core"
import { RowTable } from "@parley/core/engine"
import * as Result from "effect/Result"
import type { Step } from "../harness.ts"
import type { Complaint, Law, Subject } from "./law.ts"
import { differenceOf, plainState } from "./plain-state.ts"

/** Carried forward in place, a centre decides what it decides step by step, and what it hands out stays as it was. */
export const runs: Law = {
  id: "L8-run",
  says: "A run in place = step by step.",
  every: 25,
  watch: (subject) => {
    const run = subject.centre.run(subject.centre.initial)
    const rows = new RowTable()
    let kept: { readonly state: Centre.State; readonly plain: unknown } | null = null
    return {
      boundary: ({ step }) => otherwise(subject, { run, rows }, step),
      // A state handed out at one look must not have moved by the next.
      look: ({ driver }) => {
        const moved = kept === null ? null : differenceOf(plainState(kept.state), kept.plain)
        if (moved !== null) return `a state that was handed out changed afterwards, at ${moved}`
        const state = run.state()
        kept = { state, plain: structuredClone(plainState(state)) }
        return told(differenceOf(plainState(state), plainState(driver.state)))
      }
    }
  }
}

const told = (difference: string | null): Complaint =>
  difference === null ? null : `the run and the steps differ, at ${difference}`

interface InPlace {
  readonly run: Centre.Run
  readonly rows: RowTable
}

function otherwise({ centre }: Subject, { run, rows }: InPlace, { at, command, result }: Step): Complaint {
  if (Result.isSuccess(result) && result.success.repeated) return null
  if (Result.isFailure(result) && result.failure._tag === "CommandConflict") return null
  const stepped = run.step(rows, at, command)
  if (Result.isFailure(stepped)) {
    const failure = JSON.stringify(stepped.failure)
    const expected = Result.isFailure(result) ? JSON.stringify(result.failure) : "accepted"
    return failure === expected ? null : `${command._tag} was ${expected}, and in place ${failure}`
  }
  for (const event of stepped.success.events) for (const change of centre.rowsOf(event)) rows.write(change)
  if (Result.isFailure(result)) return `${command._tag} was refused, and in place accepted`
  const [was, is] = [result.success.events.map(({ event }) => event), stepped.success.events]
  const difference = differenceOf(is, was) ?? differenceOf(stepped.success.answer, result.success.answer)
  return difference === null ? null : `${command._tag} has another outcome in place, at ${difference}`
}
