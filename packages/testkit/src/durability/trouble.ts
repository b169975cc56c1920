/** What may befall a process that tells the story: a store call that fails, a kill, a store that lies. */
import {
  memoryOwnership,
  memoryStores,
  Ownership,
  StoreRefused,
  StoreUnavailable,
  type Stores
} from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type { FaultTime } from "../fault-layers.ts"
import { memoryJournal } from "./journal.ts"
import { atFailpoints, counting, failpointOf } from "./failpoints.ts"
import { tellStory, type HouseFailure, type Setting } from "./house.ts"
import type { Around } from "./ports.ts"
import { differences, judge, type Outcome } from "./verdict.ts"

/** Nothing befalls it. */
export const untroubled: Around = (_, effect) => effect

export interface Failing {
  readonly around: Around
  /** The call that failed; null: there were not so many. */
  readonly failed: () => string | null
}

/** The n-th call of a store fails, reads included; before it has taken effect, or after. */
export function failingNth(n: number, when: FaultTime): Failing {
  let calls = 0
  let failed: string | null = null
  const around: Around = (call, effect) => {
    if (call.port === "outside") return effect
    calls += 1
    if (calls !== n) return effect
    failed = failpointOf(call, when)
    const unknown = call.writes && when === "after"
    const failure = Effect.fail(new StoreUnavailable({ operation: call.method, reason: "fault", unknown }))
    return when === "before" ? failure : Effect.andThen(effect, failure)
  }
  return { around, failed: () => failed }
}

/** What becomes of the n-th call of a method. */
function nthOf(
  { port, method, n }: { readonly port: string; readonly method: string; readonly n: number },
  spoilt: (effect: Effect.Effect<unknown, unknown, unknown>) => Effect.Effect<unknown, unknown, unknown>
): Around {
  let calls = 0
  return (call, effect) => {
    if (call.port !== port || call.method !== method) return effect
    calls += 1
    return calls === n ? spoilt(effect) : effect
  }
}

/** A store whose n-th call of a method says that it has been done, and was not. */
export const lyingNth = (port: string, method: string, n: number): Around =>
  nthOf({ port, method, n }, () => Effect.void)

/** A store whose n-th call of a method is said to be refused, and was done. */
export const refusingNth = (port: string, method: string, n: number): Around =>
  nthOf({ port, method, n }, (effect) =>
    Effect.andThen(effect, Effect.fail(new StoreRefused({ operation: method, reason: "a lie" })))
  )

/**
 * A process on stores in memory that stops for good at a failpoint: it makes no call any more, and none of its calls
 * returns. Whether it came there.
 */
export const stopAt = (
  setting: Omit<Setting, "around">,
  failpoint: string,
  nth: number
): Effect.Effect<boolean, HouseFailure> =>
  Effect.gen(function* () {
    const stopped = yield* Deferred.make<void>()
    const isThere = counting(failpoint, nth)
    let isStopped = false
    const at = atFailpoints((reached) =>
      Effect.suspend(() => {
        if (!isStopped && isThere(reached)) {
          isStopped = true
          setting.journal.write({ _tag: "Killed", failpoint })
          return Effect.andThen(Deferred.succeed(stopped, undefined), Effect.never)
        }
        return isStopped ? Effect.never : Effect.void
      })
    )
    const around: Around = (call, effect) =>
      Effect.suspend(() =>
        isStopped ? Effect.never : Effect.tap(at(call, effect), () => (isStopped ? Effect.never : Effect.void))
      )
    // Its claims go with it, as those of a process that is gone.
    const stores = yield* withOwnershipOfItsOwn(setting.stores)
    const story = yield* Effect.forkDetach(tellStory({ ...setting, stores, around }))
    yield* Effect.raceFirst(Deferred.await(stopped), Fiber.join(story))
    return isStopped
  })

const withOwnershipOfItsOwn = (stores: Context.Context<Stores>): Effect.Effect<Context.Context<Stores>> =>
  Effect.map(Effect.scoped(Layer.build(Layer.fresh(memoryOwnership))), (own) =>
    Context.add(stores, Ownership, Context.get(own, Ownership))
  )

/** A setting before anything is told. */
export type Untold = Omit<Setting, "around">

/** How much faster than the wall's the clock of stores in memory runs: what waits for a store waits less. */
const MEMORY_SPEED = 20
/** How long a session may take to come to rest, on a machine with other things to do. */
const PATIENT = { restMs: 30_000, housekeepingMs: 30_000 }
/** How long one may take in which a call failed, before it is told again. */
const IMPATIENT = { restMs: 2_000, housekeepingMs: 300 }

/** Tells the story with trouble, then what is left of it without, on stores in memory of its own; how it ended. */
export const inMemory = <A, E>(tell: (setting: Untold) => Effect.Effect<A, E>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const stores = yield* Layer.build(Layer.fresh(memoryStores))
      const pace = { since: Date.now(), speed: MEMORY_SPEED }
      const setting = { stores, journal: memoryJournal(), pace, ...PATIENT }
      const told = yield* tell(setting)
      yield* tellStory({ ...setting, around: untroubled })
      return { told, ...(yield* judge(setting)) }
    })
  )

/** What the story comes to without failure. */
export const untroubledOutcome = Effect.map(
  inMemory((setting) => tellStory({ ...setting, around: untroubled })),
  ({ outcome, faults }) => {
    if (faults.length > 0) throw new Error(`without failure: ${faults.join("; ")}`)
    return outcome
  }
)

/** Tries of a session: one may fail with the fault, one more because it was not at rest. */
const TRIES_MAX = 3

/** What is wrong after the n-th call failed; none where the outcome is the same. `failed`: null where there was no such call. */
export const sweptAt = (expected: Outcome, n: number, when: FaultTime) =>
  Effect.gen(function* () {
    const { around, failed } = failingNth(n, when)
    const { outcome, faults } = yield* inMemory((setting) =>
      // A failure of the world, which is typed, is left to the next process.
      Effect.ignore(tellStory({ ...setting, ...IMPATIENT, around }, TRIES_MAX))
    )
    return { failed: failed(), faults: [...faults, ...differences(expected, outcome)] }
  })
