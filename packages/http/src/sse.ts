/** The stream of public events as server-sent events. Source: HTML Living Standard, 9.2. */
import { Routing, type Centre } from "@parley/core"
import { Engine, PrivateRows } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { cloudEventOf, maySee, type Published, type Wanted } from "./cloud-event.ts"
import { Config } from "./config.ts"
import { Presence } from "./presence.ts"
import type { Asking } from "./principal.ts"
import { tooManyStreams } from "./problems/kinds.ts"
import { problem, type Problem } from "./problems/problem.ts"
import { isStillValid } from "./principal.ts"

/** How long a reader waits before it comes again, in milliseconds. */
const RETRY_MS = 1_000

/** What the streams of this process share. */
export interface StreamsService {
  /** Open streams of each user, by centre and user. */
  readonly open: Map<string, number>
  /** Frames made already: readers of one centre are sent the same events. */
  readonly frames: WeakMap<Centre.RecordedEvent, Framed>
}

/** An event as its readers get it; null for one that is internal. */
type Framed = { readonly published: Published; readonly frame: string } | null

export class Streams extends Context.Service<Streams, StreamsService>()("@parley/http/Streams") {}
export const streamsLayer: Layer.Layer<Streams> = Layer.sync(Streams, () => ({
  open: new Map(),
  frames: new WeakMap()
}))

const framed = (centre: string, recorded: Centre.RecordedEvent, frames: StreamsService["frames"]): Framed => {
  const known = frames.get(recorded)
  if (known !== undefined) return known
  const published = cloudEventOf(centre, recorded, null)
  const frame = published === null ? "" : `id: ${recorded.position}\ndata: ${JSON.stringify(published.envelope)}\n\n`
  const made = published === null ? null : { published, frame }
  frames.set(recorded, made)
  return made
}

/** Whether an agent's session is still connected; sessions of supervisors are looked at with each sign of life. */
const isConnected = ({ level, session }: Asking, { facts }: Centre.State): boolean =>
  level !== "agent" || Routing.agentById(facts, session.userId)?.sessions.includes(session.sessionId) === true

export interface Following {
  readonly after: number
  readonly wanted: Wanted
}

type Services = Config | Streams | Presence | Engine | PrivateRows

/**
 * All that this session may see after a position, and a sign of life when nothing comes. Each frame's id is a position:
 * a reader that comes again with the last one misses nothing and sees nothing twice. Ends with the session.
 */
export const eventStream = Effect.fnUntraced(function* (
  asking: Asking,
  { after, wanted }: Following
): Effect.fn.Return<Stream.Stream<Uint8Array, unknown>, Problem, Services | Scope.Scope> {
  const { limits } = yield* Config
  const services = yield* Effect.context<Services>()
  yield* oneMore(asking, limits.streamsPerUserMax)
  const { handle } = asking
  const { frames } = yield* Streams
  let seen = after
  const frameOf = (recorded: Centre.RecordedEvent, state: Centre.State): string => {
    seen = recorded.position
    const one = framed(handle.name, recorded, frames)
    if (one === null || (wanted !== null && !wanted.has(one.published.envelope.type))) return ""
    return maySee(asking, state, one.published) ? one.frame : ""
  }
  const events = handle.events(after).pipe(
    Stream.mapArrayEffect((page) =>
      Effect.map(handle.state, ({ state }) => [
        isConnected(asking, state) ? page.map((recorded) => frameOf(recorded, state)).join("") : null
      ])
    ),
    Stream.takeWhile((text) => text !== null),
    Stream.filter((text) => text !== "")
  )
  // An id without data moves where the reader will come again, past what it does not see.
  const beats = Stream.tick(limits.streamHeartbeatMs).pipe(
    Stream.mapEffect(() => Effect.provideContext(isStillValid(asking), services)),
    Stream.takeWhile((valid) => valid),
    Stream.map(() => `: ${handle.name}\nid: ${seen}\n\n`)
  )
  const opening = Stream.make(`retry: ${RETRY_MS}\nid: ${after}\n\n`)
  return opening.pipe(Stream.concat(Stream.merge(events, beats, { haltStrategy: "either" })), Stream.encodeText)
})

/** Counts the stream until its scope closes, and keeps its session alive meanwhile. */
const oneMore = Effect.fnUntraced(function* ({ session, handle }: Asking, max: number) {
  const { open: streams } = yield* Streams
  const presence = yield* Presence
  const key = `${handle.name}/${session.userId}`
  const open = streams.get(key) ?? 0
  if (open >= max) return yield* Effect.fail(problem(tooManyStreams, { facts: { max } }))
  yield* Effect.acquireRelease(
    Effect.andThen(
      Effect.sync(() => streams.set(key, open + 1)),
      presence.held(session)
    ),
    () =>
      Effect.andThen(
        Effect.sync(() => {
          const left = (streams.get(key) ?? 1) - 1
          if (left === 0) streams.delete(key)
          else streams.set(key, left)
        }),
        presence.released(session)
      )
  )
})
