import { intlZones } from "@parley/core/engine"
import {
  exponential,
  lognormal,
  poisson,
  Recorder,
  recordingOf,
  simulate,
  whatIf,
  type Estimate
} from "@parley/core/sim"

const HOUR = 3_600
const startsAt = Date.UTC(2026, 2, 2, 9)
const definition = { channels: [{ name: "chat", kind: "live", media: "text" }] as const, zones: intlZones() }

// Yesterday. Here it is made up. Of a running centre it is read from its events, which go on for ever, until midnight:
//   for await (const one of acme.events()) if (one.at < midnight) log.push(one); else break
const recorder = new Recorder()
simulate(
  {
    definition,
    startsAt,
    campaigns: [{ name: "support", channel: "chat", settings: { serviceLevelSeconds: 20, perAgentMax: 1 } }],
    streams: [
      {
        campaign: "support",
        arrivals: poisson([90, 130, 150, 140, 120, 90].map((perHour) => ({ perHour, seconds: HOUR }))),
        handling: lognormal(200, 150),
        patience: exponential(180)
      }
    ],
    teams: [{ name: "agent", agents: 9, campaigns: ["support"] }]
  },
  { seed: "yesterday", seconds: 6 * HOUR, steps: recorder.hears }
)
const day = recordingOf(definition, recorder.log, { from: startsAt + 1 })

const french = [{ skill: "french", level: 1 }]
const percent = (ratio: number | null = null): string => (ratio === null ? "unknown" : `${(ratio * 100).toFixed(1)} %`)
const told = (estimate: Estimate | null): string =>
  estimate === null ? "–" : `${percent(estimate.mean)} (${percent(estimate.from)} … ${percent(estimate.to)})`

// What would skills have done to yesterday's service level, had one client in five needed one of two who speak French?
const skilled = whatIf(day, {
  commands: ["agent-1", "agent-2"].map((agentId) => ({ _tag: "SetAgentSkills", agentId, skills: french })),
  arrivals: ({ interactionId }) => (/[05]$/.test(interactionId) ? { skills: french } : undefined)
})
console.log(`yesterday's service level: ${percent(skilled.recorded.measures.serviceLevelRatio)}`)
console.log(`with skills, the difference: ${told(skilled.differences.serviceLevelRatio)}`)

const staffed = whatIf(day, { teams: [{ name: "more", agents: 1, campaigns: ["support"] }] })
console.log(`with one agent more: ${told(staffed.differences.serviceLevelRatio)}`)

// Who was answered would have waited longer than they did: how much longer is estimated from those who left.
for (const { clients, left, thresholdSeconds, stillWaits } of skilled.patience)
  console.log(`${left} of ${clients} left; after ${thresholdSeconds} s ${percent(stillWaits?.ratio)} would still wait`)
