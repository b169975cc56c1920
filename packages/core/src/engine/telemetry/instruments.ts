/**
 * What the engine tells of itself, as Effect metrics: names, units and bounds. They are kept in the `Metric.MetricRegistry`
 * in context, one engine to a registry; whoever embeds the engine reads them there, the server tells them at `/metrics`.
 */
import type * as Context from "effect/Context"
import * as Metric from "effect/Metric"

/** Centres that are told apart by name in the life of an engine; those that come later are told together. */
export const CENTRES_TOLD_MAX = 200
/** The label of all centres beyond: no centre can be called so. */
export const OTHER_CENTRES = "_other"

/** What became of a command, as its sender was told. */
export const COMMAND_OUTCOMES = [
  "accepted",
  "repeated",
  "refused",
  "conflict",
  "overloaded",
  "failed",
  "interrupted"
] as const
export type CommandOutcome = (typeof COMMAND_OUTCOMES)[number]

/** Upper bounds of durations of an append, in seconds: a quick local disk to a store that hardly answers. */
const APPEND_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** Upper bounds of what one batch holds. */
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]
/** Upper bounds of what takes longer: loads, submissions, snapshots. */
const LONG_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

export const appendSeconds = {
  name: "parley_append_seconds",
  description: "Time of appends that the store took, by batch",
  boundaries: APPEND_SECONDS
}
export const batchCommands = {
  name: "parley_batch_commands",
  description: "Commands recorded by one append",
  boundaries: BATCH_SIZES
}
export const batchEvents = {
  name: "parley_batch_events",
  description: "Events written by one append",
  boundaries: BATCH_SIZES
}
export const loadSeconds = Metric.histogram("parley_centre_load_seconds", {
  description: "Time to load a centre: claimed, read, taken over",
  boundaries: LONG_SECONDS
})
export const submissionSeconds = Metric.histogram("parley_submission_seconds", {
  description: "Time of one submission to the world, waits for the log included",
  boundaries: LONG_SECONDS
})

/** Counts one more of a kind. Kinds are few: labels come from the code, never from what clients send. */
export function count(
  context: Context.Context<never>,
  name: string,
  told: { readonly description: string; readonly attributes: Readonly<Record<string, string>> }
): void {
  Metric.counter(name, { ...told, incremental: true }).updateUnsafe(1, context)
}
