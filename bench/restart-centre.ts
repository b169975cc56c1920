/** The centre of `restart.snapshot`: a clock that goes on where the log ends, and the engine on a Postgres. */
import { Engine, engineLayer, Snapshots, vaultLayer, type CentreHandle, type Stores } from "@parley/core/engine"
import { postgres } from "@parley/postgres/pg"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { id, utcDays, type Command } from "./centre.ts"

export const CENTRE = "acme"

/** The day that the log begins with. */
export const DAY = { agents: 1_000, campaigns: 100, memberships: 10, seed: 7, commands: 560_000, sends: true }

const channels = [
  { name: "chat", kind: "live", media: "text" },
  { name: "mail", kind: "asynchronous", media: "text" }
] as const

/** The real clock, so far ahead or behind: nothing is due at once because the log was written in another time. */
const shifted = (byMs: number): Layer.Layer<never> =>
  Layer.effect(
    Clock.Clock,
    Effect.map(Clock.Clock, (real) => {
      const ahead: Partial<Clock.Clock> = {
        currentTimeMillisUnsafe: () => real.currentTimeMillisUnsafe() + byMs,
        currentTimeMillis: Effect.map(real.currentTimeMillis, (at) => at + byMs)
      }
      return Object.assign(Object.create(real), ahead)
    })
  )

/** Runs with the stores at an address. */
export const onStores = <A, E>(url: string, use: Effect.Effect<A, E, Stores>): Promise<A> =>
  Effect.runPromise(Effect.provide(use, postgres({ url: Redacted.make(url) })))

export interface Place {
  readonly url: string
  readonly lastAt: number
  readonly watched?: (snapshots: Snapshots["Service"]) => Snapshots["Service"]
}

/** Opens the centre, whose log ended at `lastAt`, and closes it. */
export function onCentre<A, E>(
  { url, lastAt, watched = (snapshots) => snapshots }: Place,
  use: (acme: CentreHandle) => Effect.Effect<A, E, Stores>
): Promise<A> {
  const live = engineLayer({ channels, zones: utcDays }).pipe(
    Layer.provide(vaultLayer(new Uint8Array(32))),
    Layer.provideMerge(Layer.effect(Snapshots, Effect.map(Snapshots, watched))),
    Layer.provideMerge(postgres({ url: Redacted.make(url) }))
  )
  const opened = Effect.flatMap(Engine, (engine) => Effect.flatMap(engine.open(CENTRE), use))
  return Effect.runPromise(
    opened.pipe(Effect.provide(live), Effect.provide(shifted(Math.ceil(lastAt + 1 - Date.now()))))
  )
}

/** A command that is accepted whatever the centre is at; each writes one event. */
export const anyCommand = (n: string): Command => ({
  _tag: "CreateUser",
  userId: id(`u${n}`),
  displayName: "Somebody",
  roles: ["agent"]
})

/** The n-th new name of an agent of the day: one event, and no state that grows. */
export const rename = (agent: number, n: number): Command => ({
  _tag: "ChangeUser",
  userId: id(`a${agent}`),
  displayName: `Agent ${agent}, ${n}`
})
