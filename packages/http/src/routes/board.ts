/** All that a live board shows, at one position: from there on the stream of events says what changes. */
import type { Centre } from "@parley/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { Live } from "../live.ts"
import { Access, Principal, type Asking } from "../principal.ts"
import { Problems } from "../problems/respond.ts"
import { reached } from "../reads.ts"
import { answered, positioned, readQuery } from "../schemas.ts"
import { AgentRecord } from "./agents.ts"
import { QueueRecord } from "./campaigns.ts"
import { rowsFor, StatusRow } from "./stats.ts"

/** Waiting entries of one campaign, and agents, that are shown at most. */
const WAITING_SHOWN_MAX = 50
const AGENTS_SHOWN_MAX = 1_000

const Board = Schema.Struct({
  centre: Schema.String,
  position: Schema.Int,
  /** The server's clock, to tell waits from. */
  at: Schema.Int,
  rows: Schema.Array(StatusRow),
  waiting: Schema.Array(QueueRecord),
  agents: Schema.Array(AgentRecord)
})

export const boardGroup = HttpApiGroup.make("board")
  .add(HttpApiEndpoint.get("get", "/board", { query: readQuery, success: positioned(Board) }))
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

/** Everyone, for who supervises; an agent sees themselves. */
function agentsFor({ level, session, handle }: Asking, state: Centre.State): ReadonlyArray<Centre.AgentRecord> {
  const { views } = handle.centre
  if (level !== "agent") return views.agents(state, { limit: AGENTS_SHOWN_MAX })?.items ?? []
  const own = views.agent(state, session.userId)
  return own === undefined ? [] : [own]
}

export const boardHandlers = HttpApiBuilder.group(base.add(boardGroup), "board", (handlers) =>
  handlers.handle(
    "get",
    Effect.fnUntraced(function* ({ query: { minPosition = 0 } }) {
      const asking = yield* Principal
      yield* reached(asking.handle, minPosition)
      const figures = yield* (yield* Live).figures(asking.handle)
      const { position, state } = figures
      const { views } = asking.handle.centre
      const at = yield* Clock.currentTimeMillis
      const rows = rowsFor(asking, figures)
      const waiting = rows.flatMap(
        ({ campaign }) => views.queue(state, campaign, at, { limit: WAITING_SHOWN_MAX })?.items ?? []
      )
      const agents = agentsFor(asking, state)
      return answered({ centre: asking.handle.name, position, at, rows, waiting, agents }, { position })
    })
  )
)
