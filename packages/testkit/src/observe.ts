/** The laws watching a centre that is being driven: every event before it is folded, every command boundary (dear looks at one in so many), the end. */
import type { Driver, DriverOptions, Step } from "./harness.ts"
import { fold } from "./laws/fold.ts"
import type { Boundary, Complaint, Law, Subject } from "./laws/law.ts"
import { newWorld } from "./laws/world.ts"
import * as Result from "effect/Result"

/** A law that does not hold, and the instant at which that showed. */
export class LawBroken extends Error {
  readonly law: Law
  readonly complaint: string
  readonly at: number

  constructor(law: Law, complaint: string, at: number) {
    super(`[${law.id}] ${law.says} ${complaint}`)
    this.law = law
    this.complaint = complaint
    this.at = at
  }
}

export interface Observed {
  readonly options: DriverOptions
  /** To be called when the history is over. */
  readonly end: (driver: Driver) => void
}

/** Watches with these laws; the first that is broken is thrown. */
export function observe(subject: Subject, laws: ReadonlyArray<Law>, options: DriverOptions = {}): Observed {
  const world = newWorld()
  const watches = laws.map((law) => ({ law, watch: law.watch(subject) }))
  let last: Step | null = null
  let boundaries = 0
  const ask = (at: number, question: (watch: ReturnType<Law["watch"]>) => Complaint | undefined): void => {
    for (const { law, watch } of watches) {
      const complaint = question(watch) ?? null
      if (complaint !== null) throw new LawBroken(law, complaint, at)
    }
  }
  /** Whether a law looks: at its boundaries, or (at the end) where the last of them went unseen. */
  const look = (boundary: Boundary, isEnd: boolean): void => {
    for (const { law, watch } of watches) {
      const seen = boundaries % (law.every ?? 1) === 0
      const complaint = seen === isEnd ? null : (watch.look?.(boundary) ?? null)
      if (complaint !== null) throw new LawBroken(law, complaint, boundary.step.at)
    }
  }
  const onStep = (step: Step, driver: Driver): void => {
    options.onStep?.(step, driver)
    last = step
    world.now = step.at
    if (Result.isSuccess(step.result) && !step.result.success.repeated)
      for (const recorded of step.result.success.events) {
        ask(step.at, (watch) => watch.event?.(world, recorded))
        fold(world, recorded.at, recorded.event)
      }
    const boundary: Boundary = { world, step, driver }
    boundaries += 1
    ask(step.at, (watch) => watch.boundary?.(boundary))
    look(boundary, false)
  }
  return {
    options: { ...options, onStep },
    end: (driver) => {
      if (last === null) return
      const boundary: Boundary = { world, step: last, driver }
      look(boundary, true)
      ask(last.at, (watch) => watch.end?.(boundary))
    }
  }
}
