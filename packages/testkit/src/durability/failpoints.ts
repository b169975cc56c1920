/** Every place at which a process may be killed: before and after whatever leaves something behind. */
import * as Effect from "effect/Effect"
import { methodsOf, ports, type Around, type Call, type PortName } from "./ports.ts"

export const SIDES = ["before", "after"] as const
export type Side = (typeof SIDES)[number]

export interface Failpoint {
  /** `eventStore.append.before` */
  readonly name: string
  readonly side: Side
  /** What has, or has not yet, taken effect there. */
  readonly leaves: string
}

const portNames = Object.keys(ports).filter((name): name is PortName => name in ports)

/** By port and method, each before and after. */
export const failpoints: ReadonlyArray<Failpoint> = portNames.flatMap((port) =>
  methodsOf(port).flatMap(([method, leaves]) =>
    leaves === null ? [] : SIDES.map((side) => ({ name: failpointOf({ port, method }, side), side, leaves }))
  )
)

export function failpointOf({ port, method }: Pick<Call, "port" | "method">, side: Side): string {
  return `${port}.${method}.${side}`
}

/** Calls `reach` with the name of each failpoint that is come to. One that does not return is where a process ends. */
export const atFailpoints =
  (reach: (failpoint: string) => Effect.Effect<void>): Around =>
  (call, effect) =>
    call.writes
      ? Effect.andThen(
          reach(failpointOf(call, "before")),
          Effect.tap(effect, () => reach(failpointOf(call, "after")))
        )
      : effect

/** Counts what is come to; true at the n-th time of the one that is waited for. */
export function counting(failpoint: string, nth: number): (reached: string) => boolean {
  let times = 0
  return (reached) => {
    if (reached !== failpoint) return false
    times += 1
    return times === nth
  }
}
