/** Submissions to the world, told: how they ended, how long they took, a span each. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { count, submissionSeconds } from "./instruments.ts"
import { timed } from "./timed.ts"

/** What is told of an outcome: its kind alone, never its reason, which may be the world's own words. */
interface Ended {
  readonly outcome: string
}

/** The submitter of a channel, watched. `not-ours`: another owner had it, or its campaign took it back. */
export const observedSubmit =
  <A extends ReadonlyArray<unknown>, O extends Ended, E>(
    at: { readonly centre: string; readonly channel: string },
    submit: (...one: A) => Effect.Effect<O, E>
  ) =>
  (...one: A): Effect.Effect<O, E> =>
    timed(
      submit(...one),
      (exit, seconds, { context }) => {
        const outcome = Exit.isSuccess(exit) ? exit.value.outcome : "not-ours"
        const description = "Submissions to the world by what became of them"
        const attributes = { channel: at.channel, outcome }
        count(context, "parley_submissions_total", { description, attributes })
        submissionSeconds.updateUnsafe(seconds, context)
        return Effect.annotateCurrentSpan({ outcome })
      },
      { name: "parley.submit", told: () => ({ attributes: at, kind: "client", root: true }) }
    )
