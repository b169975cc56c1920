/** The arguments of `simulate`: each with its default and what a right value is. */
import { parseArgs } from "node:util"
import { Routing } from "@parley/core"

export interface Arguments {
  readonly arrivalsPerHour: number
  readonly handleSeconds: number
  readonly agents: number
  readonly thresholdSeconds: number
  /** Null: clients wait for ever. */
  readonly patienceSeconds: number | null
  readonly interactions: number
  readonly seed: number
  readonly delivery: string
  readonly eligibility: string
  /** The module with strategies of one's own; null: none. */
  readonly strategies: string | null
  readonly json: boolean
  /** Where the picture goes; null: none. */
  readonly svg: string | null
}

export interface ReplayArguments {
  readonly fixture: string
  readonly strategies: string | null
}

/** Most interactions of one run. */
export const INTERACTIONS_MAX = 100_000_000
const AGENTS_MAX = 100_000
/** Longest stretch of time of one run, in hours: eleven centuries, of which each midnight is played. */
export const SPAN_HOURS_MAX = 10_000_000
const SECONDS_MAX = 86_400 * 366

interface Numeric {
  readonly fallback: number | null
  readonly whole: boolean
  readonly from: number
  readonly to: number
  readonly about: string
}

const numbers = {
  "arrivals-per-hour": { fallback: null, whole: false, from: 1e-6, to: 1e7, about: "mean arrivals an hour" },
  "handle-seconds": { fallback: null, whole: false, from: 0.001, to: SECONDS_MAX, about: "mean handling time" },
  agents: { fallback: null, whole: true, from: 1, to: AGENTS_MAX, about: "agents at work" },
  "threshold-seconds": { fallback: 20, whole: true, from: 1, to: 2_678_400, about: "in time is within so long" },
  "patience-seconds": { fallback: null, whole: false, from: 0.001, to: SECONDS_MAX, about: "mean patience" },
  interactions: { fallback: 100_000, whole: true, from: 1, to: INTERACTIONS_MAX, about: "how many are measured" },
  seed: { fallback: 1, whole: true, from: 0, to: Number.MAX_SAFE_INTEGER, about: "the same seed, the same run" }
} as const satisfies { readonly [name: string]: Numeric }

export const names = (rules: ReadonlyArray<{ readonly name: string }>): ReadonlyArray<string> =>
  rules.map(({ name }) => name)

/** Names in lines of the usage, under one another. */
const listed = (rules: ReadonlyArray<{ readonly name: string }>, ...more: ReadonlyArray<string>): string =>
  [...names(rules), ...more]
    .reduce<ReadonlyArray<string>>((lines, name) => {
      const last = lines.at(-1)
      return last === undefined || last.length + name.length > 70
        ? [...lines, name]
        : [...lines.slice(0, -1), `${last}, ${name}`]
    }, [])
    .join(`,\n${" ".repeat(27)}`)

export const usage = `usage: npm run -s simulate -- --arrivals-per-hour N --handle-seconds N --agents N [options]

A queue of identical agents, one interaction each at a time: exponential arrivals, handling and patience, no wrap-up, one
skill. Played on the production rules; beside each figure its standard error and what Erlang's formulas say.

  --arrivals-per-hour N    mean arrivals an hour
  --handle-seconds N       mean handling time
  --agents N               agents at work
  --threshold-seconds N    an answer is in time within so many whole seconds (20)
  --patience-seconds N     mean patience, after which a client leaves (left out: nobody leaves)
  --interactions N         how many are measured, after a warm-up that is not (100000)
  --seed N                 the same seed gives the same run (1)
  --delivery NAME          who among the eligible is offered it (rrmemory):
                           ${listed(Routing.builtIn.delivery, "preferred")}
  --eligibility NAME       who may receive (nocall):
                           ${listed(Routing.builtIn.eligibility)}
  --strategies MODULE      exports "strategies" of one's own, whose names may stand there
  --svg FILE               also a picture of load, waits and service level
  --json                   one JSON object instead of a table
  --help                   this

npm run -s simulate -- --fixture FILE [--strategies MODULE]

A counterexample that the laws found and that was kept as a file, played again step by step: 0 when every law holds by now,
1 when one is broken still.

  --fixture FILE           what fixtureJson of @parley/testkit made
  --strategies MODULE      exports the "strategies" of one's own that it needs`

/** The arguments, or what is wrong with them. */
export function readArguments(flags: ReadonlyArray<string>): Arguments | ReplayArguments | "help" | Error {
  try {
    const { values } = parseArgs({ args: [...flags], options, strict: true, allowPositionals: false })
    if (values.help === true) return "help"
    if (values.fixture !== undefined) return replayOf(values.fixture, values)
    const number = (name: keyof typeof numbers): number => numberOf(name, values[name])
    const patience = values["patience-seconds"]
    const hours = number("interactions") / number("arrivals-per-hour")
    if (hours > SPAN_HOURS_MAX)
      throw new Error(
        `${number("interactions")} interactions would take ${Math.ceil(hours)} hours, more than ${SPAN_HOURS_MAX}`
      )
    return {
      arrivalsPerHour: number("arrivals-per-hour"),
      handleSeconds: number("handle-seconds"),
      agents: number("agents"),
      thresholdSeconds: number("threshold-seconds"),
      patienceSeconds: patience === undefined ? null : number("patience-seconds"),
      interactions: number("interactions"),
      seed: number("seed"),
      delivery: values.delivery ?? "rrmemory",
      eligibility: values.eligibility ?? "nocall",
      strategies: values.strategies ?? null,
      json: values.json === true,
      svg: values.svg ?? null
    }
  } catch (error) {
    // What parseArgs throws, and what is thrown below: both say in one line what is wrong.
    return error instanceof Error ? error : new Error(String(error))
  }
}

const options = {
  "arrivals-per-hour": { type: "string" },
  "handle-seconds": { type: "string" },
  agents: { type: "string" },
  "threshold-seconds": { type: "string" },
  "patience-seconds": { type: "string" },
  interactions: { type: "string" },
  seed: { type: "string" },
  delivery: { type: "string" },
  eligibility: { type: "string" },
  svg: { type: "string" },
  fixture: { type: "string" },
  strategies: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" }
} as const

function replayOf(
  fixture: string,
  values: { readonly [name: string]: unknown; readonly strategies?: string }
): ReplayArguments {
  const stray = Object.keys(values).find((name) => name !== "fixture" && name !== "strategies")
  if (stray !== undefined) throw new Error(`--${stray} says nothing beside --fixture, which is played as it is`)
  return { fixture, strategies: values.strategies ?? null }
}

function numberOf(name: keyof typeof numbers, said: string | undefined): number {
  const { fallback, whole, from, to, about } = numbers[name]
  if (said === undefined) {
    if (fallback === null) throw new Error(`--${name} is missing: ${about}`)
    return fallback
  }
  const value = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(said) ? Number(said) : Number.NaN
  if (!(value >= from && value <= to) || (whole && !Number.isInteger(value)))
    throw new Error(`--${name} is "${said}": it must be a ${whole ? "whole " : ""}number from ${from} to ${to}`)
  return value
}
