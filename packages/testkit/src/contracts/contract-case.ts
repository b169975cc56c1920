/** Contracts of ports: what every adapter must do, as cases that any test runner can run. */
import type * as Effect from "effect/Effect"

/** One promise of a port. It fails, or throws an assertion, where the promise is broken. Its data is its own. */
export interface ContractCase<R> {
  /** A sentence of the domain; an id of `docs/domain.md` where it shows one. */
  readonly title: string
  readonly check: Effect.Effect<void, unknown, R>
}

let centres = 0

/** A centre that no other case of this process writes to. */
export const freshCentre = (): string => `contract-${++centres}`

/** Bytes 0, 1, … 255, 0, … */
export const someBytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 256)
