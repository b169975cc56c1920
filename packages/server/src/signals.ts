/** The wish that the process end: the first signal counts, those that follow it change nothing. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const
export type StopSignal = (typeof SIGNALS)[number]

/** After so long the process ends although something still hangs. */
export const STOP_DEADLINE_MS = 4_500

export interface Signalling {
  readonly on: (signal: StopSignal, listener: () => void) => unknown
}

/** Listens from now on; resolves at the first signal. `late` is called once when the deadline has passed after it. */
export function listenForStop(source: Signalling, late: () => void): Promise<void> {
  let stopping = false
  return new Promise((resolve) => {
    const stop = (): void => {
      if (stopping) return
      stopping = true
      setTimeout(late, STOP_DEADLINE_MS).unref()
      resolve()
    }
    for (const signal of SIGNALS) source.on(signal, stop)
  })
}
