/** `npm run simulate`: a queue of identical agents on the production rules, told as a table or as one JSON object. */
import { writeFileSync } from "node:fs"
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
  type ErlangFigures,
  type Scenario,
  type Simulated
} from "@parley/core/sim"
import { readArguments, usage, type Arguments } from "./arguments.ts"
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
    const waits = new Waits(args.thresholdSeconds)
    const simulated = simulate(scenarioOf(args), {
      seed: String(args.seed),
      interactions: args.interactions,
      warmUpSeconds: warmUpOf(args),
      intervalSeconds: intervalOf(args),
      listener: (_at, event) => waits.hears(event),
      ...progressOn(console.status)
    })
    if (args.svg !== null) draw(args.svg, pictureOf(args, simulated))
    console.out(args.json ? jsonOf(args.seed, simulated) : tableOf(args, simulated, formulaOf(args), waits))
    return 0
  } catch (error) {
    if (error instanceof SimulationRefused) return refused(console, error)
    throw error
  }
}

function draw(file: string, picture: string): void {
  try {
    writeFileSync(file, picture)
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

function scenarioOf(args: Arguments): Scenario {
  const { patienceSeconds, eligibility, delivery } = args
  checkNames(args)
  const rule = Routing.builtIn.eligibility.find(({ name }) => name === eligibility)
  const media = rule?.media === "voice" ? "voice" : "text"
  return {
    definition: { channels: [{ name: "queue", kind: "live", media }], zones: intlZones() },
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

function checkNames({ eligibility, delivery }: Arguments): void {
  const among = (rules: ReadonlyArray<{ readonly name: string }>): string => rules.map(({ name }) => name).join(", ")
  const { eligibility: whos, delivery: whoms } = Routing.builtIn
  if (!whos.some(({ name }) => name === eligibility))
    throw new SimulationRefused(`--eligibility ${eligibility} is not known; there are ${among(whos)}`)
  if (delivery !== "preferred" && !whoms.some(({ name }) => name === delivery))
    throw new SimulationRefused(`--delivery ${delivery} is not known; there are ${among(whoms)}, preferred`)
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
