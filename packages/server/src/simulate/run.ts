/** `npm run simulate`: a queue of identical agents on the production rules, told as a table or as one JSON object. */
import { appendFileSync, writeFileSync } from "node:fs"
import { Routing } from "@parley/core"
import { intlZones } from "@parley/core/engine"
import {
  dayPicture,
  erlangA,
  erlangC,
  exponential,
  poisson,
  simulate,
  SimulationRefused,
  STARTS_AT_DEFAULT,
  type ErlangFigures,
  type Scenario,
  type Simulated
} from "@parley/core/sim"
import * as Effect from "effect/Effect"
import { strategiesFrom } from "../strategies.ts"
import { names, readArguments, usage, type Arguments } from "./arguments.ts"
import type { Console } from "./console.ts"
import { jsonOf } from "./json.ts"
import { progressOn } from "./progress.ts"
import { tableOf } from "./table.ts"
import { Waits } from "./waits.ts"

/** 0 when it ran, 2 for arguments it cannot run with; for a fixture see `runReplay`. */
export async function runSimulate(flags: ReadonlyArray<string>, console: Console): Promise<number> {
  const args = readArguments(flags)
  if (args === "help") {
    console.out(usage)
    return 0
  }
  if (args instanceof Error) return refused(console, args)
  if ("fixture" in args) return (await import("./replay.ts")).runReplay(args.fixture, args.strategies, console)
  try {
    const own = await Effect.runPromise(
      Effect.mapError(
        strategiesFrom(args.strategies),
        ({ module, reason }) => new SimulationRefused(`${module}: ${reason}`)
      )
    )
    const scenario = scenarioOf(args, own)
    const formula = formulaOf(args)
    if (args.svg !== null) draw(args.svg, (file) => appendFileSync(file, ""))
    const warmUpSeconds = warmUpOf(args)
    const from = STARTS_AT_DEFAULT + warmUpSeconds * 1_000
    const waits = new Waits({ ...args, from })
    const simulated = simulate(scenario, {
      seed: String(args.seed),
      interactions: args.interactions,
      warmUpSeconds,
      intervalSeconds: intervalOf(args),
      listener: waits.hears,
      ...progressOn(console.status)
    })
    console.out(args.json ? jsonOf(args.seed, simulated) : tableOf(args, simulated, formula, waits))
    if (args.svg !== null) draw(args.svg, (file) => writeFileSync(file, pictureOf(args, simulated)))
    return 0
  } catch (error) {
    if (error instanceof SimulationRefused) return refused(console, error)
    throw error
  }
}

function draw(file: string, write: (file: string) => void): void {
  try {
    write(file)
  } catch (error) {
    throw new SimulationRefused(
      `--svg ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`
    )
  }
}

function refused({ err }: Console, { message }: Error): number {
  err(`simulate: ${message}`)
  err("try --help")
  return 2
}

/** `own`: strategies besides those that are built in. */
function scenarioOf(args: Arguments, own: Partial<Routing.Strategies>): Scenario {
  const { patienceSeconds, eligibility, delivery } = args
  const whos = [...Routing.builtIn.eligibility, ...(own.eligibility ?? [])]
  checkName("eligibility", eligibility, names(whos))
  checkName("delivery", delivery, [...names([...Routing.builtIn.delivery, ...(own.delivery ?? [])]), "preferred"])
  const rule = whos.find(({ name }) => name === eligibility)
  const media = rule?.media === "voice" ? "voice" : "text"
  return {
    definition: { channels: [{ name: "queue", kind: "live", media }], zones: intlZones(), strategies: own },
    campaigns: [
      {
        name: "queue",
        channel: "queue",
        settings: { serviceLevelSeconds: args.thresholdSeconds, perAgentMax: 1, eligibility, delivery }
      }
    ],
    streams: [
      {
        campaign: "queue",
        arrivals: poisson(args.arrivalsPerHour),
        handling: exponential(args.handleSeconds),
        ...(patienceSeconds === null ? {} : { patience: exponential(patienceSeconds) })
      }
    ],
    teams: [{ name: "agent", agents: args.agents, campaigns: ["queue"] }]
  }
}

function checkName(flag: string, name: string, known: ReadonlyArray<string>): void {
  if (!known.includes(name))
    throw new SimulationRefused(`--${flag} ${name} is not known; there are ${known.join(", ")}`)
}

/** Share of the run that the warm-up takes at most; relaxation times, and handling times, that it should last. */
const WARM_UP_SHARE = 0.1
const RELAXATIONS = 5
const HANDLINGS = 5

/**
 * Five relaxation times of the queue, 1 ÷ (nμ (1 − √ρ)²), and no less than five handling times; but a tenth of the run.
 * Source: the relaxation time of M/M/n, Cohen, "The Single Server Queue" (1982).
 */
export function warmUpOf({ arrivalsPerHour, handleSeconds, agents, interactions }: Arguments): number {
  const load = (arrivalsPerHour * handleSeconds) / 3_600 / agents
  const rest = 1 - Math.sqrt(Math.min(load, 1))
  const relaxation = handleSeconds / agents / (rest * rest)
  const share = (WARM_UP_SHARE * interactions * 3_600) / arrivalsPerHour
  return Math.ceil(Math.min(share, Math.max(HANDLINGS * handleSeconds, RELAXATIONS * relaxation)))
}

/** About so many columns in the picture. */
const COLUMNS = 200

function intervalOf({ interactions, arrivalsPerHour }: Arguments): number {
  const seconds = (interactions * 3_600) / arrivalsPerHour
  return Math.max(60, Math.ceil(seconds / COLUMNS / 60) * 60)
}

function formulaOf(args: Arguments): ErlangFigures {
  const { patienceSeconds } = args
  return patienceSeconds === null ? erlangC(args) : erlangA({ ...args, patienceSeconds })
}

function pictureOf(args: Arguments, { intervals, intervalSeconds }: Simulated): string {
  const title = `${args.arrivalsPerHour} an hour, ${args.handleSeconds} s each, ${args.agents} agents (seed ${args.seed})`
  return dayPicture(intervals, { title, intervalSeconds })
}
