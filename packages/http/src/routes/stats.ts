/** Real-time figures, and what each of them means. */
import { Fields, Stats, type Centre } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { isMember } from "../access.ts"
import { base } from "../api-base.ts"
import { Live, type Figures } from "../live.ts"
import { Access, Principal, type Asking } from "../principal.ts"
import { Problems } from "../problems/respond.ts"
import { reached } from "../reads.ts"
import { answered, Due, positioned, readQuery } from "../schemas.ts"

const Ratio = Schema.NullOr(Schema.Finite)

const counts = {
  arrived: Schema.Int,
  refused: Schema.Int,
  entered: Schema.Int,
  enteredByArrival: Schema.Int,
  enteredByRequeue: Schema.Int,
  enteredByMove: Schema.Int,
  enteredByTransfer: Schema.Int,
  enteredByOverflow: Schema.Int,
  answered: Schema.Int,
  abandoned: Schema.Int,
  overflowed: Schema.Int,
  withdrawn: Schema.Int,
  answeredWithin: Schema.Int,
  answeredWaitMs: Schema.Int,
  answeredAfterDropout: Schema.Int,
  abandonedWithin: Schema.Int,
  abandonedShort: Schema.Int,
  abandonedClientLeft: Schema.Int,
  abandonedDropout: Schema.Int,
  abandonedNobody: Schema.Int
} satisfies { readonly [Count in keyof Stats.Counts]: typeof Schema.Int }

const handling = {
  legs: Schema.Int,
  talkMs: Schema.Int,
  holdMs: Schema.Int,
  wrapUps: Schema.Int,
  wrapUpMs: Schema.Int,
  ended: Schema.Int,
  resolutionsMs: Schema.Int,
  firstResponses: Schema.Int,
  firstResponsesMs: Schema.Int,
  completed: Schema.Int,
  outboundStarted: Schema.Int,
  outboundLegs: Schema.Int,
  outboundTalkMs: Schema.Int,
  outboundHoldMs: Schema.Int,
  outboundWrapUps: Schema.Int,
  outboundWrapUpMs: Schema.Int,
  outboundEnded: Schema.Int,
  ratings: Schema.Int,
  ratingsGood: Schema.Int
} satisfies { readonly [Name in keyof Stats.Handling]: typeof Schema.Int }

const ratios = {
  serviceLevel: Ratio,
  serviceLevel2: Ratio,
  serviceLevel3: Ratio,
  serviceLevel4: Ratio,
  abandonRatio: Ratio,
  abandonOfEnteredRatio: Ratio,
  averageHoldMs: Ratio,
  talkedMs: Ratio,
  handleMs: Ratio,
  afterWorkMs: Ratio,
  firstResponseMs: Ratio,
  resolutionMs: Ratio,
  outboundTalkedMs: Ratio,
  outboundHandleMs: Ratio,
  csatRatio: Ratio,
  averageHoldEmaSeconds: Schema.NullOr(Schema.Int),
  longestWaitEndedMs: Schema.NullOr(Schema.Int)
} satisfies { readonly [Name in keyof (Stats.Ratios & Stats.HandlingRatios & Stats.Waits)]: Schema.Top }

/** `available` is of now, from the state; all else from the events. */
export const StatusRow = Schema.Struct({
  campaign: Fields.CampaignName,
  label: Schema.String,
  channel: Schema.String,
  kind: Fields.ChannelKind,
  enabled: Schema.Boolean,
  zone: Schema.String,
  date: Schema.NullOr(Schema.String),
  serviceLevelSeconds: Schema.Int,
  waitingLimit: Schema.Int,
  today: Schema.Struct({ ...counts, ...handling, ...ratios }),
  sinceCreated: Schema.Struct({ ...counts, ...handling }),
  open: Schema.Int,
  openAtDayStart: Schema.Int,
  available: Schema.Int,
  acd: Schema.Int,
  backlog: Schema.Int,
  longestWaitSince: Due,
  members: Schema.Int,
  logged: Schema.Int,
  free: Schema.Int,
  busy: Schema.Int,
  wrapUp: Schema.Int,
  paused: Schema.Int,
  pausedBusy: Schema.Int
})
export type StatusRow = typeof StatusRow.Type

const MetricDefinition = Schema.Struct({
  id: Schema.String,
  label: Schema.String,
  formula: Schema.String,
  unit: Schema.Literals(["count", "ratio", "ms", "seconds", "instant"]),
  clock: Schema.Literals(["day", "now", "interval"]),
  includes: Schema.String,
  source: Schema.String,
  /** Where the figure stands in a status row. */
  field: Schema.String
})

export const statsGroup = HttpApiGroup.make("stats")
  .add(
    HttpApiEndpoint.get("realtime", "/stats/realtime", {
      query: { ...readQuery, campaign: Schema.optionalKey(Fields.CampaignName) },
      success: positioned(Schema.Struct({ data: Schema.Array(StatusRow), metrics: Schema.Array(Schema.String) }))
    }),
    HttpApiEndpoint.get("definitions", "/metrics-definitions", {
      success: Schema.Struct({ data: Schema.Array(MetricDefinition) })
    })
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

/** Whether a campaign is one that this session sees. */
export const seesCampaign = ({ level, session, handle }: Asking, state: Centre.State, campaign: string): boolean =>
  level !== "agent" || isMember({ views: handle.centre.views, state }, session.userId, campaign)

/** The rows that this session sees, with who is available. */
export const rowsFor = (asking: Asking, { rows, state }: Figures): ReadonlyArray<StatusRow> =>
  rows
    .filter(({ campaign }) => seesCampaign(asking, state, campaign))
    .map((row) => ({ ...row, available: asking.handle.centre.available(state, row.campaign) ?? 0 }))

export const statsHandlers = HttpApiBuilder.group(base.add(statsGroup), "stats", (handlers) =>
  handlers.handleAll({
    realtime: Effect.fnUntraced(function* ({ query: { minPosition = 0, campaign } }) {
      const asking = yield* Principal
      yield* reached(asking.handle, minPosition)
      const figures = yield* (yield* Live).figures(asking.handle)
      const rows = rowsFor(asking, figures).filter((row) => campaign === undefined || row.campaign === campaign)
      return answered({ data: rows, metrics: Stats.metrics.map(({ id }) => id) }, { position: figures.position })
    }),
    definitions: () => Effect.succeed({ data: Stats.metrics })
  })
)
