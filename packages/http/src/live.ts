/** The live figures of each centre: one projection a centre, with the rows of recent positions at hand. */
import { Stats, type Centre } from "@parley/core"
import type { CentreHandle, Running } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { orProblem } from "./problems/from-core.ts"
import type { Problem } from "./problems/problem.ts"

/** Positions whose view is kept, so that figures and state can be read at one position. */
const RECENT_MAX = 4_096

interface Followed {
  readonly running: Running<Stats.LiveView>
  /** The view at a position, if it is recent. */
  readonly at: (position: number) => Stats.LiveView | undefined
}

/** Follows a centre's figures. Views share nearly all they hold: one more costs what its event changed. */
const follow = Effect.fnUntraced(function* (handle: CentreHandle): Effect.fn.Return<Followed> {
  const recent: Array<{ readonly position: number; readonly view: Stats.LiveView }> = []
  const running = yield* handle.project<Stats.LiveView>({
    ...Stats.campaignLive,
    name: "http-campaign-live",
    evolve: (before, event) => {
      const view = Stats.campaignLive.evolve(before, event)
      recent[event.position % RECENT_MAX] = { position: event.position, view }
      return view
    }
  })
  const at = (position: number): Stats.LiveView | undefined => {
    const kept = recent[position % RECENT_MAX]
    return kept?.position === position ? kept.view : undefined
  }
  return { running, at }
})

export interface Figures {
  readonly position: number
  readonly state: Centre.State
  readonly rows: ReadonlyArray<Stats.StatusRow>
}

export class Live extends Context.Service<
  Live,
  {
    /** State and figures of one position. */
    readonly figures: (handle: CentreHandle) => Effect.Effect<Figures, Problem>
  }
>()("@parley/http/Live") {}

export const liveLayer: Layer.Layer<Live> = Layer.sync(Live, () => {
  const followed = new WeakMap<CentreHandle, Effect.Effect<Followed>>()
  const followedOf = (handle: CentreHandle): Effect.Effect<Followed> => {
    const known = followed.get(handle)
    if (known !== undefined) return known
    return Effect.flatMap(Effect.cached(follow(handle)), (fresh) => {
      const first = followed.get(handle) ?? fresh
      followed.set(handle, first)
      return first
    })
  }
  const figures = (handle: CentreHandle): Effect.Effect<Figures, Problem> =>
    Effect.gen(function* () {
      const { running, at } = yield* followedOf(handle)
      const { position, state } = yield* handle.state
      yield* orProblem(running.read(position))
      const view = at(position)
      // Further on already than what is kept: once more with the state of now.
      return view === undefined ? yield* figures(handle) : { position, state, rows: Stats.rows(view) }
    })
  return { figures }
})
