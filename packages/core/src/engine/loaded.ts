/** What is loaded by name while somebody uses it, and for a while after. */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/** Times that what is idle is looked for within the time that it may be. */
const SWEEPS_PER_IDLE_TIME = 4

interface Entry<A, E> {
  readonly scope: Scope.Closeable
  readonly loaded: Deferred.Deferred<A, E>
  users: number
  /** When the last user left, or it was begun to be loaded. */
  usedAt: number
}

export interface Loaded<A, E> {
  /** The one of this name, held for as long as the scope is open; loaded where it is not. Who fails is not kept. */
  readonly use: (name: string) => Effect.Effect<A, E, Scope.Scope>
  readonly names: () => ReadonlyArray<string>
}

export interface Loading<A, E> {
  /** Loads one, in a scope that closes when it is put away. */
  readonly load: (name: string) => Effect.Effect<A, E, Scope.Scope>
  /** Completes when one is of no use any more: the next who asks gets another. */
  readonly ended: (loaded: A) => Effect.Effect<unknown>
  /** Whether it is so already. */
  readonly isOver: (loaded: A) => boolean
  readonly idleMs: number
}

/** Nothing is loaded yet. With the scope everything that is gets closed. */
export const makeLoaded = Effect.fnUntraced(function* <A, E>({
  load,
  ended,
  isOver,
  idleMs
}: Loading<A, E>): Effect.fn.Return<Loaded<A, E>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const entries = new Map<string, Entry<A, E>>()
  /** Completes when the one of this name that is being put away has gone. */
  const leaving = new Map<string, Deferred.Deferred<void>>()

  const putAway = (name: string, entry: Entry<A, E>): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (entries.get(name) !== entry) return Effect.void
      entries.delete(name)
      const gone = Deferred.makeUnsafe<void>()
      leaving.set(name, gone)
      const closed = Effect.sync(() => {
        if (leaving.get(name) === gone) leaving.delete(name)
      })
      return Effect.ensuring(
        Scope.close(entry.scope, Exit.void),
        Effect.andThen(closed, Deferred.succeed(gone, undefined))
      )
    })

  const begin = Effect.fnUntraced(function* (name: string) {
    const own = yield* Scope.fork(scope)
    const entry: Entry<A, E> = {
      scope: own,
      loaded: Deferred.makeUnsafe(),
      users: 0,
      usedAt: yield* Clock.currentTimeMillis
    }
    entries.set(name, entry)
    const before = leaving.get(name)
    const loading = Effect.andThen(
      before === undefined ? Effect.void : Deferred.await(before),
      Scope.provide(load(name), own)
    )
    const watched = Effect.matchCauseEffect(loading, {
      // Whoever hears of it and asks again gets another.
      onFailure: (cause) => Effect.andThen(putAway(name, entry), Deferred.failCause(entry.loaded, cause)),
      onSuccess: (loaded) =>
        Deferred.succeed(entry.loaded, loaded).pipe(Effect.andThen(ended(loaded)), Effect.andThen(putAway(name, entry)))
    })
    // It is begun where nothing may be interrupted; what it starts must be.
    yield* Effect.forkIn(Effect.interruptible(watched), scope)
    return entry
  })

  const sweep = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const idle = [...entries].filter(([, { users, usedAt }]) => users === 0 && now - usedAt >= idleMs)
    yield* Effect.forEach(idle, ([name, entry]) => putAway(name, entry), { concurrency: "unbounded", discard: true })
  })
  yield* Effect.forkIn(Effect.forever(Effect.delay(sweep, Math.ceil(idleMs / SWEEPS_PER_IDLE_TIME))), scope)

  const hold = Effect.fnUntraced(function* (name: string) {
    const entry = entries.get(name) ?? (yield* begin(name))
    entry.users += 1
    return entry
  })
  const leave = (entry: Entry<A, E>): Effect.Effect<void> =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      entry.users -= 1
      entry.usedAt = now
    })
  const use: Loaded<A, E>["use"] = (name) =>
    Effect.flatMap(Effect.acquireRelease(hold(name), leave), (entry) =>
      Effect.flatMap(Deferred.await(entry.loaded), (loaded) =>
        isOver(loaded) ? Effect.andThen(putAway(name, entry), use(name)) : Effect.succeed(loaded)
      )
    )
  return {
    use,
    names: () => [...entries.keys()]
  }
})
