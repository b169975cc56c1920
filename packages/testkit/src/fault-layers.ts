/**
 * Faults on demand: a port whose n-th call fails, before it has taken effect or after. After is the nastier one: the
 * caller hears of a failure, and it has happened all the same.
 *
 * A sweep takes n = 1, 2, 3 … until nothing fired any more:
 *
 * ```ts
 * for (let n = 1; ; n++) {
 *   const faulty = failNth(store, { n, when: "after", failure })
 *   …run the scenario on faulty.port, heal, check…
 *   if (!faulty.fired()) break
 * }
 * ```
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export type FaultTime = "before" | "after"

export interface Fault {
  /** Which call fails, counted from 1 over all methods that `of` lets count. */
  readonly n: number
  readonly when: FaultTime
  /** What the caller gets; told the method's name. */
  readonly failure: (method: string) => unknown
  /** Methods that count; default: all. */
  readonly of?: ReadonlyArray<string>
}

export interface Faulty<Port> {
  readonly port: Port
  /** Names of the calls so far, in order, the failed one included. */
  readonly calls: ReadonlyArray<string>
  readonly fired: () => boolean
}

type Counted = (method: string) => boolean

/** Counts calls; true for the one that is to fail. */
function counter({ n, of }: Fault): { readonly calls: Array<string>; readonly hits: Counted } {
  const calls: Array<string> = []
  return {
    calls,
    hits: (method) => {
      if (of !== undefined && !of.includes(method)) return false
      calls.push(method)
      return calls.length === n
    }
  }
}

/** The port with each of its members passed through `spoil`; what `spoil` leaves alone stays as it is. */
function spoiled<Port extends object>(
  port: Port,
  spoil: (method: string, member: unknown, self: object) => unknown
): Port {
  return new Proxy(port, {
    get: (target, method, receiver) => {
      const member: unknown = Reflect.get(target, method, receiver)
      return typeof method === "string" ? spoil(method, member, target) : member
    }
  })
}

const isFunction = (member: unknown): member is (...args: ReadonlyArray<unknown>) => unknown =>
  typeof member === "function"

/**
 * An Effect service whose n-th call fails. A call counts when its effect runs, so that a retry is a call of its own.
 * Members that give no effect (streams, plain values) pass as they are.
 */
export function failNth<Port extends object>(port: Port, fault: Fault): Faulty<Port> {
  const { calls, hits } = counter(fault)
  const watched = (method: string, effect: Effect.Effect<unknown, unknown, unknown>) =>
    Effect.suspend(() => {
      if (!hits(method)) return effect
      const failed = Effect.fail(fault.failure(method))
      return fault.when === "before" ? failed : Effect.andThen(effect, failed)
    })
  const spoil = (method: string, member: unknown, self: object): unknown => {
    if (Effect.isEffect(member)) return watched(method, member)
    if (!isFunction(member)) return member
    return (...args: ReadonlyArray<unknown>) => {
      const answer = Reflect.apply(member, self, args)
      return Effect.isEffect(answer) ? watched(method, answer) : answer
    }
  }
  return { port: spoiled(port, spoil), calls, fired: () => calls.length >= fault.n }
}

/** The layer of an Effect service whose n-th call fails; `faulty` hears of the port once it is built. */
export const failNthLayer = <Id, Port extends object, E, R>(
  service: Context.Key<Id, Port>,
  layer: Layer.Layer<Id, E, R>,
  fault: Fault,
  faulty: (faulty: Faulty<Port>) => void = () => undefined
): Layer.Layer<Id, E, R> =>
  Layer.effect(
    service,
    Effect.map(service, (port) => {
      const spoilt = failNth(port, fault)
      faulty(spoilt)
      return spoilt.port
    })
  ).pipe(Layer.provide(layer))
