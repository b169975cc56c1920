/** Scenarios for the specs of the simulator: one queue of identical agents, on the rules that come with Parley. */
import { utcZones } from "@parley/testkit"
import { drawFraction } from "../src/kernel/draw.ts"
import { exponential, poisson, type Scenario, type Stream, type Team } from "../src/sim/index.ts"
import type { CampaignPlan } from "../src/sim/index.ts"

export const channels = [
  { name: "chat", kind: "live", media: "text" },
  { name: "mail", kind: "asynchronous", media: "text" },
  { name: "phone", kind: "live", media: "voice" }
] as const

export const DEFINITION: Scenario["definition"] = { channels, zones: utcZones }

export interface QueueShape {
  readonly perHour: number
  readonly handleSeconds: number
  readonly agents: number
  readonly thresholdSeconds: number
  readonly patienceSeconds?: number
  readonly settings?: CampaignPlan["settings"]
  readonly team?: Partial<Team>
  readonly stream?: Partial<Stream>
}

/** One campaign `c` for one team `a`, one interaction an agent. */
export const queueOf = (shape: QueueShape): Scenario => ({
  definition: DEFINITION,
  campaigns: [
    {
      name: "c",
      channel: "chat",
      settings: { serviceLevelSeconds: shape.thresholdSeconds, perAgentMax: 1, ...shape.settings }
    }
  ],
  streams: [
    {
      campaign: "c",
      arrivals: poisson(shape.perHour),
      handling: exponential(shape.handleSeconds),
      ...(shape.patienceSeconds === undefined ? {} : { patience: exponential(shape.patienceSeconds) }),
      ...shape.stream
    }
  ],
  teams: [{ name: "a", agents: shape.agents, campaigns: ["c"], ...shape.team }]
})

/** Counts about given means, as a Poisson process has them: a sum of unit exponentials until it passes the mean. */
export function seededCounts(length: number, meanOf: (nth: number) => number): ReadonlyArray<number> {
  let n = 0
  const unit = (): number => -Math.log(1 - drawFraction({ seed: "counts", name: "series", purpose: "gap", n: n++ }))
  return Array.from({ length }, (_, nth) => {
    let count = 0
    for (let sum = unit(); sum < meanOf(nth); sum += unit()) count += 1
    return count
  })
}
