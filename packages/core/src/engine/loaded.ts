/** What is loaded by name while somebody uses it, and for a while after. */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

interface Entry<A, E> {
  readonly name: string
  readonly scope: Scope.Closeable
  readonly loaded: Deferred.Deferred<A, E>
  users: number
  /** When the last user left, or it was begun to be loaded. */
  usedAt: number
  /** Whether it is watched for how long nobody uses it. */
  isTimed: boolean
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
  /** Told when one is put away. */
  readonly onPutAway: () => void
}

/** Nothing is loaded yet. With the scope everything that is gets closed. */
export const makeLoaded = Effect.fnUntraced(function* <A, E>(
  loading: Loading<A, E>
): Effect.fn.Return<Loaded<A, E>, never, Scope.Scope> {
  const shelf = new Shelf(loading, yield* Effect.scope)
  return { use: (name) => shelf.use(name), names: () => shelf.names() }
})

class Shelf<A, E> {
  private readonly loading: Loading<A, E>
  private readonly scope: Scope.Scope
  private readonly entries = new Map<string, Entry<A, E>>()
  /** Completes when the one of this name that is being put away has gone. */
  private readonly leaving = new Map<string, Deferred.Deferred<void>>()

  constructor(loading: Loading<A, E>, scope: Scope.Scope) {
    this.loading = loading
    this.scope = scope
  }

  names(): ReadonlyArray<string> {
    return [...this.entries.keys()]
  }

  use(name: string): Effect.Effect<A, E, Scope.Scope> {
    return Effect.flatMap(
      Effect.acquireRelease(this.hold(name), (entry) => this.leave(entry)),
      (entry) =>
        Effect.flatMap(Deferred.await(entry.loaded), (loaded) =>
          this.loading.isOver(loaded) ? Effect.andThen(this.putAway(entry), this.use(name)) : Effect.succeed(loaded)
        )
    )
  }

  private leave(entry: Entry<A, E>): Effect.Effect<void> {
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      entry.users -= 1
      entry.usedAt = now
      if (entry.users > 0 || entry.isTimed) return Effect.void
      entry.isTimed = true
      return Effect.asVoid(Effect.forkIn(Effect.interruptible(this.watch(entry)), this.scope))
    })
  }

  /** Puts it away once nobody has used it for so long. */
  private watch(entry: Entry<A, E>): Effect.Effect<void> {
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const leftMs = entry.usedAt + this.loading.idleMs - now
      if (entry.users === 0 && leftMs > 0) return Effect.andThen(Effect.sleep(leftMs), this.watch(entry))
      entry.isTimed = false
      return entry.users > 0 ? Effect.void : this.putAway(entry)
    })
  }

  private hold(name: string): Effect.Effect<Entry<A, E>> {
    return Effect.suspend(() => {
      const known = this.entries.get(name)
      return Effect.map(known === undefined ? this.begin(name) : Effect.succeed(known), (entry) => {
        entry.users += 1
        return entry
      })
    })
  }

  private begin(name: string): Effect.Effect<Entry<A, E>> {
    return Effect.gen({ self: this }, function* () {
      const { scope, entries, loading } = this
      const own = yield* Scope.fork(scope)
      const loaded = Deferred.makeUnsafe<A, E>()
      const entry: Entry<A, E> = {
        name,
        scope: own,
        loaded,
        users: 0,
        usedAt: yield* Clock.currentTimeMillis,
        isTimed: false
      }
      const other = entries.get(name)
      if (other !== undefined) return other
      entries.set(name, entry)
      const before = this.leaving.get(name)
      const load = Effect.andThen(
        before === undefined ? Effect.void : Deferred.await(before),
        Scope.provide(loading.load(name), own)
      )
      const watched = Effect.matchCauseEffect(load, {
        // Whoever hears of it and asks again gets another.
        onFailure: (cause) => Effect.andThen(this.putAway(entry), Deferred.failCause(loaded, cause)),
        onSuccess: (one) =>
          Deferred.succeed(loaded, one).pipe(Effect.andThen(loading.ended(one)), Effect.andThen(this.putAway(entry)))
      })
      // It is begun where nothing may be interrupted; what it starts must be.
      yield* Effect.forkIn(Effect.interruptible(watched), scope)
      return entry
    })
  }

  private putAway(entry: Entry<A, E>): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { name } = entry
      if (this.entries.get(name) !== entry) return Effect.void
      this.entries.delete(name)
      const gone = Deferred.makeUnsafe<void>()
      this.leaving.set(name, gone)
      const told = Effect.suspend(() => {
        if (this.leaving.get(name) === gone) this.leaving.delete(name)
        this.loading.onPutAway()
        return Deferred.succeed(gone, undefined)
      })
      return Effect.ensuring(Scope.close(entry.scope, Exit.void), told)
    })
  }
}
