/** The public events of a centre: in pages, and as a stream that can be resumed. */
import { Centre } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { base } from "../api-base.ts"
import { CloudEvent, cloudEventOf, maySee, type Wanted } from "../cloud-event.ts"
import { Config } from "../config.ts"
import { Access, Principal } from "../principal.ts"
import { orProblem } from "../problems/from-core.ts"
import { Problems } from "../problems/respond.ts"
import { reached, reading } from "../reads.ts"
import { AfterPosition, answered, pageQuery, positioned } from "../schemas.ts"
import { eventStream } from "../sse.ts"

const Types = Schema.String.check(
  Schema.isPattern(/^[a-z0-9.,-]+$/, { expected: "types of events, with commas between them" }),
  Schema.isMaxLength(4_096)
)

const EventsPage = Schema.Struct({
  data: Schema.Array(CloudEvent),
  /** Where to go on: give it as `after`. */
  after: Schema.Int,
  /** Whether the end of the log was not come to. */
  more: Schema.Boolean
})

const Frame = Schema.Struct({ id: Schema.String, event: Schema.String, data: Schema.fromJsonString(CloudEvent) })

export const eventsGroup = HttpApiGroup.make("events")
  .add(
    HttpApiEndpoint.get("page", "/events", {
      query: {
        minPosition: pageQuery.minPosition,
        limit: pageQuery.limit,
        after: Schema.optionalKey(AfterPosition),
        types: Schema.optionalKey(Types)
      },
      success: positioned(EventsPage)
    }),
    HttpApiEndpoint.get("stream", "/events/stream", {
      query: { after: Schema.optionalKey(AfterPosition), types: Schema.optionalKey(Types) },
      headers: { "last-event-id": Schema.optionalKey(AfterPosition) },
      success: HttpApiSchema.StreamSse({ events: Frame })
    })
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

const wantedTypes = (types: string | undefined): Wanted =>
  types === undefined ? null : new Set(types.split(",").filter((type) => type !== ""))

export const eventsHandlers = HttpApiBuilder.group(base.add(eventsGroup), "events", (handlers) =>
  handlers.handleAll({
    page: Effect.fnUntraced(function* ({ query }) {
      const { limits } = yield* Config
      const { state, position, handle, ...asking } = yield* reading(query)
      const { limit = Centre.PAGE_DEFAULT, after = 0 } = query
      const wanted = wantedTypes(query.types)
      const data: Array<CloudEvent> = []
      let at = after
      while (at < position && data.length < limit && at - after < limits.eventsScannedMax) {
        const page = yield* orProblem(handle.page(at, Math.min(limits.eventsScannedMax, position - at)))
        if (page.length === 0) break
        for (const event of page) {
          if (data.length === limit) break
          at = event.position
          const published = cloudEventOf(handle.name, event, wanted)
          if (published !== null && maySee({ ...asking, handle }, state, published)) data.push(published.envelope)
        }
      }
      return answered({ data, after: at, more: at < position }, { position })
    }),
    stream: Effect.fnUntraced(function* ({ query, headers }) {
      const asking = yield* Principal
      const { position } = yield* asking.handle.state
      const after = headers["last-event-id"] ?? query.after ?? position
      yield* reached(asking.handle, after)
      const frames = yield* eventStream(asking, { after, wanted: wantedTypes(query.types) })
      return HttpServerResponse.stream(frames, {
        contentType: "text/event-stream",
        headers: { position: String(position), "cache-control": "no-store", "x-accel-buffering": "no" }
      })
    })
  })
)
