/** Waking those who follow a centre's log. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/** Who follows which centre. A signal says no more than: read again. */
export interface Signals {
  /** One signal at once, then one after each `signal`; those that nobody has taken yet are joined. */
  readonly changes: (centre: string) => Stream.Stream<void>
  readonly signal: (centre: string) => void
  /** The centres that somebody follows now. */
  readonly followed: () => ReadonlyArray<string>
  readonly isFollowed: (centre: string) => boolean
}

/** Signals with nobody following yet. */
export function makeSignals(): Signals {
  const followers = new Map<string, Set<() => void>>()
  const follow = (centre: string, wake: () => void): void => {
    const those = followers.get(centre)
    if (those === undefined) followers.set(centre, new Set([wake]))
    else those.add(wake)
  }
  const leave = (centre: string, wake: () => void): void => {
    const those = followers.get(centre)
    those?.delete(wake)
    if (those?.size === 0) followers.delete(centre)
  }
  return {
    changes: (centre) =>
      Stream.callback<void>(
        (queue) => {
          const wake = (): void => {
            Queue.offerUnsafe(queue, undefined)
          }
          const begin = Effect.sync(() => {
            follow(centre, wake)
            wake()
          })
          return Effect.acquireRelease(begin, () => Effect.sync(() => leave(centre, wake)))
        },
        { bufferSize: 1, strategy: "sliding" }
      ),
    signal: (centre) => {
      for (const wake of followers.get(centre) ?? []) wake()
    },
    followed: () => [...followers.keys()],
    isFollowed: (centre) => followers.has(centre)
  }
}
