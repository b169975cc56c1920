/** Agents: what they are doing, what is theirs, what they and their supervisors may change of it. */
import { Fields } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { execute } from "../commands.ts"
import { Access } from "../principal.ts"
import { orProblem, rejectionProblem } from "../problems/from-core.ts"
import { Problems } from "../problems/respond.ts"
import { answeredPage, badCursor, reading } from "../reads.ts"
import {
  answered,
  CommandAnswer,
  Due,
  Instant,
  pageOf,
  pageQuery,
  positioned,
  postHeaders,
  readQuery
} from "../schemas.ts"
import { endSessionsOf } from "../sessions/session-store.ts"
import { InteractionRecord } from "./interaction-records.ts"

export const AgentRecord = Schema.Struct({
  agentId: Fields.AgentId,
  displayName: Schema.String,
  status: Schema.Literals(["Disconnected", "Free", "Busy", "FreeOnBreak", "BusyOnBreak"]),
  indicator: Schema.Union([Schema.Literals(["offline", "paused", "online"]), Fields.IconName]),
  statusSince: Instant,
  break: Schema.NullOr(
    Schema.Struct({ name: Schema.String, icon: Schema.NullOr(Fields.IconName), startedAt: Instant, overdueAt: Due })
  ),
  locked: Schema.Boolean,
  sessions: Schema.Int,
  dormant: Schema.Boolean,
  skills: Schema.Array(Fields.Skill),
  capacity: Schema.NullOr(Schema.Int),
  load: Schema.Int,
  onHold: Schema.Boolean,
  onCall: Schema.Boolean,
  active: Schema.Int,
  offered: Schema.Int,
  wrapUpUntil: Due,
  requeueAt: Due,
  campaigns: Schema.Array(Fields.CampaignName),
  campaignsCount: Schema.Int
})

const TABS = ["active", "offers", "transfers", "wrap-up", "pending"] as const

/** All tabs, or the one that was asked for. */
const Inbox = Schema.Struct({
  agentId: Fields.AgentId,
  active: Schema.optionalKey(Schema.Array(InteractionRecord)),
  offers: Schema.optionalKey(Schema.Array(InteractionRecord)),
  /** Handed over by another agent, not answered yet. */
  transfers: Schema.optionalKey(Schema.Array(InteractionRecord)),
  wrapUps: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        interactionId: Fields.InteractionId,
        campaign: Fields.CampaignName,
        startedAt: Instant,
        until: Instant
      })
    )
  ),
  pending: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        campaign: Fields.CampaignName,
        mode: Schema.Literals(["push", "pull"]),
        waiting: Schema.Int,
        takeable: Schema.Array(
          Schema.Struct({
            interactionId: Fields.InteractionId,
            priority: Schema.Int,
            enteredAt: Instant,
            waitingSince: Instant
          })
        ),
        more: Schema.Boolean
      })
    )
  )
})

const CampaignVerdict = Schema.Struct({
  campaign: Fields.CampaignName,
  mode: Schema.Literals(["push", "pull"]),
  waiting: Schema.Int,
  backlog: Schema.Int,
  reasons: Schema.Array(Schema.String),
  until: Due
})
const WhyIdle = Schema.Struct({
  agentId: Fields.AgentId,
  campaigns: Schema.Array(CampaignVerdict),
  campaignsOmitted: Schema.Int,
  nearest: Schema.NullOr(CampaignVerdict)
})

const params = { agentId: Fields.AgentId }
const act = { params, headers: postHeaders, success: CommandAnswer }

export const agentsGroup = HttpApiGroup.make("agents")
  .add(
    HttpApiEndpoint.get("list", "/agents", { query: pageQuery, success: pageOf(AgentRecord) }),
    HttpApiEndpoint.get("get", "/agents/:agentId", { params, query: readQuery, success: positioned(AgentRecord) }),
    HttpApiEndpoint.get("inbox", "/agents/:agentId/inbox", {
      params,
      query: { ...readQuery, tab: Schema.optionalKey(Schema.Literals(TABS)) },
      success: positioned(Inbox)
    }),
    HttpApiEndpoint.get("whyIdle", "/agents/:agentId/why-idle", {
      params,
      query: readQuery,
      success: positioned(WhyIdle)
    }),
    HttpApiEndpoint.post("startBreak", "/agents/:agentId/breaks", act),
    HttpApiEndpoint.delete("endBreak", "/agents/:agentId/breaks/current", { params, success: CommandAnswer }),
    HttpApiEndpoint.delete("endWrapUp", "/agents/:agentId/wrap-up", { params, success: CommandAnswer }),
    HttpApiEndpoint.post("pause", "/agents/:agentId/pause", act),
    HttpApiEndpoint.post("resume", "/agents/:agentId/resume", act),
    HttpApiEndpoint.post("signOut", "/agents/:agentId/sign-out", act)
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

const unknown = (agentId: Fields.AgentId) => Effect.fail(rejectionProblem({ _tag: "AgentUnknown", agentId }))

export const agentsHandlers = HttpApiBuilder.group(base.add(agentsGroup), "agents", (handlers) =>
  handlers.handleAll({
    list: Effect.fnUntraced(function* ({ query }) {
      const { views, state, position } = yield* reading(query)
      const page = views.agents(state, query)
      return page === undefined ? yield* badCursor : answeredPage(page, position)
    }),
    get: Effect.fnUntraced(function* ({ params, query }) {
      const { views, state, position } = yield* reading(query)
      const agent = views.agent(state, params.agentId)
      return agent === undefined ? yield* unknown(params.agentId) : answered(agent, { position })
    }),
    inbox: Effect.fnUntraced(function* ({ params, query }) {
      const { views, state, position } = yield* reading(query)
      const inbox = views.inbox(state, params.agentId)
      if (inbox === undefined) return yield* unknown(params.agentId)
      const { agentId, active, offers, transfers, wrapUps, pending } = inbox
      const tabs = {
        active: { active },
        offers: { offers },
        transfers: { transfers },
        "wrap-up": { wrapUps },
        pending: { pending }
      }
      return answered(query.tab === undefined ? inbox : { agentId, ...tabs[query.tab] }, { position })
    }),
    whyIdle: Effect.fnUntraced(function* ({ params, query }) {
      const { handle, state, position } = yield* reading(query)
      const why = handle.centre.whyIdle(state, params.agentId)
      return why === undefined ? yield* unknown(params.agentId) : answered(why, { position })
    }),
    startBreak: ({ params }) => execute({ _tag: "StartBreak", ...params }),
    endBreak: ({ params }) => execute({ _tag: "EndBreak", ...params }),
    endWrapUp: ({ params }) => execute({ _tag: "EndWrapUp", ...params }),
    pause: ({ params }) => execute({ _tag: "PauseAgent", ...params }),
    resume: ({ params }) => execute({ _tag: "ResumeAgent", ...params }),
    signOut: Effect.fnUntraced(function* ({ params }) {
      const { handle } = yield* reading({})
      const answer = yield* execute({ _tag: "SignOutAgent", ...params })
      yield* orProblem(endSessionsOf(handle.name, params.agentId, "agent"))
      return answer
    })
  })
)
