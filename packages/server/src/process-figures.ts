/** What the process itself tells: memory, processor time, and how late its event loop is. */
import { monitorEventLoopDelay } from "node:perf_hooks"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"

/** How often the event loop is looked at, in milliseconds: what is told cannot be finer. */
const LOOP_RESOLUTION_MS = 10
/** For so long the delays of one look are those of the next: all of an answer are of one time. */
const LOOK_HOLDS_MS = 100

const NANOS_PER_SECOND = 1e9
const MICROS_PER_SECOND = 1e6
const MILLIS_PER_SECOND = 1e3

const unused = (): void => undefined

interface Delays {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Delays of the event loop since the last look, in seconds, beyond what the looking itself waits. */
function loopDelays(): { readonly look: () => Delays; readonly end: () => void } {
  const histogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  histogram.enable()
  let last: { readonly at: number; readonly delays: Delays } | null = null
  const seconds = (nanos: number): number =>
    Math.max(0, nanos / NANOS_PER_SECOND - LOOP_RESOLUTION_MS / MILLIS_PER_SECOND) || 0
  return {
    look: () => {
      const at = performance.now()
      if (last !== null && at - last.at < LOOK_HOLDS_MS) return last.delays
      const isEmpty = histogram.count === 0
      const delays = isEmpty
        ? { p50: 0, p99: 0, max: 0 }
        : {
            p50: seconds(histogram.percentile(50)),
            p99: seconds(histogram.percentile(99)),
            max: seconds(histogram.max)
          }
      histogram.reset()
      last = { at, delays }
      return delays
    },
    end: () => histogram.disable()
  }
}

/** Told for as long as the scope is open. */
export const tellProcess = (version: string): Effect.Effect<void, never, Scope.Scope> =>
  Effect.withFiber(({ context }) => {
    const { look, end } = loopDelays()
    const gauge = (name: string, description: string, read: () => number, attributes: Record<string, string> = {}) =>
      Metric.registerUnsafe(Metric.gauge(name, { description, attributes }), context, {
        get: () => ({ value: read() }),
        update: unused,
        modify: unused
      })
    const cpu = Metric.counter("process_cpu_seconds_total", { description: "User and system time", incremental: true })
    const cpuSeconds = (): number => {
      const { user, system } = process.cpuUsage()
      return (user + system) / MICROS_PER_SECOND
    }
    const registered = [
      gauge("parley_build_info", "The version that runs; always 1", () => 1, { version }),
      gauge(
        "process_start_time_seconds",
        "When the process began, since the epoch",
        () => performance.timeOrigin / MILLIS_PER_SECOND
      ),
      gauge("process_resident_memory_bytes", "Memory of the process", () => process.memoryUsage.rss()),
      gauge("nodejs_heap_size_used_bytes", "Heap in use", () => process.memoryUsage().heapUsed),
      gauge(
        "nodejs_eventloop_lag_p50_seconds",
        "Delay of the event loop since the last look, median",
        () => look().p50
      ),
      gauge("nodejs_eventloop_lag_p99_seconds", "Delay of the event loop since the last look, 99 %", () => look().p99),
      gauge(
        "nodejs_eventloop_lag_max_seconds",
        "Delay of the event loop since the last look, longest",
        () => look().max
      ),
      Metric.registerUnsafe(cpu, context, {
        get: () => ({ count: cpuSeconds(), incremental: true }),
        update: unused,
        modify: unused
      })
    ]
    return Effect.addFinalizer(() =>
      Effect.sync(() => {
        for (const { remove } of registered) remove()
        end()
      })
    )
  })
