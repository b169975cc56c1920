/** Cuts a script down to the commands that a breach needs, and these to the times that it needs. */
import type { Sending, Step } from "./harness.ts"
import { rerun } from "./harness.ts"
import type { Law, Subject } from "./laws/law.ts"
import { LawBroken, observe } from "./observe.ts"

/** Scripts tried, at most. */
const ATTEMPTS_MAX = 1_500

/** What a run came to: the breach, or the defect that the core threw; and the steps up to there. */
export interface Outcome {
  readonly failure: Error
  readonly steps: ReadonlyArray<Step>
}

/** Runs a script under the eyes of these laws; null when none is broken and nothing is thrown. */
export function runScript(subject: Subject, laws: ReadonlyArray<Law>, script: ReadonlyArray<Sending>): Outcome | null {
  const steps: Array<Step> = []
  const observed = observe(subject, laws, { onStep: (step) => steps.push(step) })
  try {
    observed.end(rerun(subject.make(), script, observed.options))
    return null
  } catch (error) {
    return { failure: error instanceof Error ? error : new Error(String(error)), steps }
  }
}

/** Two failures are one when they break the same law, or are defects with the same words. */
const isSame = (a: Error, b: Error): boolean =>
  a instanceof LawBroken && b instanceof LawBroken
    ? a.law.id === b.law.id
    : !(a instanceof LawBroken) && !(b instanceof LawBroken) && wordsOf(a) === wordsOf(b)

/** A message without what names one case. */
const wordsOf = ({ message }: Error): string => message.replaceAll(/[a-z]*\d+[.\w]*/g, "…").slice(0, 60)

/** Lengths of time that are tried in place of others, plainest first. */
const PLAIN_MS = [0, 1_000, 2_000, 5_000, 10_000]

/**
 * The plainest script found that fails in the same way: chunks are left out, ever smaller ones, until none can be; then
 * what lies between two commands is made nothing, or a round length, where that fails as well.
 */
export function shorten(
  script: ReadonlyArray<Sending>,
  failure: Error,
  run: (script: ReadonlyArray<Sending>) => Outcome | null
): ReadonlyArray<Sending> {
  let attempts = 0
  const fails = (one: ReadonlyArray<Sending>): boolean => {
    if (attempts >= ATTEMPTS_MAX) return false
    attempts += 1
    const outcome = run(one)
    return outcome !== null && isSame(outcome.failure, failure)
  }
  return tighten(leaveOut(script, fails), fails)
}

type Fails = (script: ReadonlyArray<Sending>) => boolean

function leaveOut(script: ReadonlyArray<Sending>, fails: Fails): ReadonlyArray<Sending> {
  let best = script
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = best.length - size; from > -size; from -= size) {
      const shorter = best.filter((_, index) => index < from || index >= from + size)
      if (fails(shorter)) best = shorter
    }
  return best
}

function tighten(script: ReadonlyArray<Sending>, fails: Fails): ReadonlyArray<Sending> {
  let best = script
  for (let nth = 1; nth < best.length; nth++) {
    const gap = (best[nth]?.at ?? 0) - (best[nth - 1]?.at ?? 0)
    for (const plain of PLAIN_MS) {
      if (plain >= gap) break
      const earlier = best.map((one, index) => (index < nth ? one : { ...one, at: one.at - (gap - plain) }))
      if (!fails(earlier)) continue
      best = earlier
      break
    }
  }
  return best
}
