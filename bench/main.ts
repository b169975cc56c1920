/** `npm run bench` runs all; `npm run bench -- NAME…` those whose name begins so. Prints JSON lines; red when a gate is missed. */
import { coreReplay, coreStep } from "./core.ts"
import { catchupEmmett, catchupRaw } from "./catchup.ts"
import { engines } from "./engine.ts"
import { memoryOpen } from "./memory.ts"
import { restartSnapshot } from "./restart.ts"
import type { Bench } from "./result.ts"
import { simDay, simMmc } from "./sim.ts"
import { engineTelemetry1, engineTelemetry32 } from "./telemetry.ts"
import { routingAgents, routingMemberships, routingQueue } from "./routing.ts"

const benches: ReadonlyArray<Bench> = [
  coreStep,
  coreReplay,
  routingAgents,
  routingMemberships,
  routingQueue,
  memoryOpen,
  simMmc,
  simDay,
  ...engines,
  engineTelemetry1,
  engineTelemetry32,
  catchupRaw,
  catchupEmmett,
  restartSnapshot
]

const wanted = process.argv.slice(2)
const chosen = benches.filter(
  ({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix) || prefix.startsWith(name))
)
if (chosen.length === 0) {
  console.error(`no bench begins with ${wanted.join(", ")}; there are ${benches.map(({ name }) => name).join(", ")}`)
  process.exit(2)
}
let missed = 0
for (const bench of chosen)
  for (const figure of await bench.run()) {
    console.log(JSON.stringify(figure))
    if (figure.passed === false) missed += 1
  }
process.exit(missed > 0 ? 1 : 0)
