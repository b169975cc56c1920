/** A store in memory whose appends wait at a gate once it is shut: what happens while a batch is on its way. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { expect } from "vitest"
import {
  EventStore,
  memoryStores,
  type Batch,
  type StoreFailure,
  type StoreRefused,
  type StoreUnavailable
} from "../src/engine/index.ts"

export const user = (userId: string) => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }) as const

export const usersOf = ({ events }: Batch): ReadonlyArray<string> =>
  events.flatMap(({ event }) => (event._tag === "UserCreated" ? [event.userId] : []))

/** `refuses` says which batches are not taken, past the gate; `tried` are the users of those that came there. */
export function gated(refuses: (batch: Batch) => StoreRefused | StoreUnavailable | null = () => null) {
  const gate = Semaphore.makeUnsafe(1)
  const tried: Array<ReadonlyArray<string>> = []
  const here = { waiting: 0, failing: null as StoreFailure | null }
  const store = Layer.effect(
    EventStore,
    Effect.map(EventStore, (inner) => ({
      ...inner,
      append: (centre: string, batch: Batch) =>
        Effect.suspend(() => {
          here.waiting += 1
          return gate.withPermit(
            Effect.suspend(() => {
              here.waiting -= 1
              tried.push(usersOf(batch))
              return refuses(batch) ?? inner.append(centre, batch)
            })
          )
        }),
      range: (...asked: Parameters<typeof inner.range>) =>
        Effect.suspend(() => (here.failing === null ? inner.range(...asked) : Effect.fail(here.failing)))
    }))
  ).pipe(Layer.provideMerge(memoryStores))
  return {
    store,
    tried,
    /** From now on ranges fail so. */
    fail: (failure: StoreFailure) => (here.failing = failure),
    shut: () => Effect.runPromise(gate.take(1)),
    open: () => Effect.runPromise(gate.release(1)),
    /** Resolves when an append stands at the gate. */
    atTheGate: () => expect.poll(() => here.waiting).toBe(1)
  }
}
