/** Spans around what is worth one: for nothing where nobody traces. */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Tracer from "effect/Tracer"

export interface SpanTold {
  /** Ids, names of configuration and numbers; never what a client wrote or is called. */
  readonly attributes: Readonly<Record<string, string | number>>
  readonly kind?: Tracer.SpanKind
  /** True: it belongs to no request. */
  readonly root?: boolean
}

/** Whether there is a tracer that anybody could read. */
export const isTraced = (here: Fiber.Fiber<unknown, unknown>): boolean =>
  here.getRef(Tracer.Tracer) !== Tracer.nativeTracer

/** The effect in a span of this name, if a tracer is there that anybody could read; `told` is asked for only then. */
export const spanned =
  (name: string, told: () => SpanTold) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withFiber((fiber): Effect.Effect<A, E, R> => {
      if (!isTraced(fiber)) return effect
      return Effect.withSpan(effect, name, { ...told(), captureStackTrace: false })
    })
