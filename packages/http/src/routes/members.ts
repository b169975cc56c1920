/** Memberships: many campaigns × many agents at a time, and each one by itself. */
import { Campaign, Fields } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { execute } from "../commands.ts"
import { Access, Principal } from "../principal.ts"
import { rejectionProblem } from "../problems/from-core.ts"
import { Problems } from "../problems/respond.ts"
import { answeredPage, badCursor, reading } from "../reads.ts"
import { CommandAnswer, Due, pageOf, pageQuery, postHeaders } from "../schemas.ts"

// Taken by place: another order would not type-check below.
const [, , , , , add, remove, change] = Campaign.CampaignCommand.members
const { _tag: _add, ...addFields } = add.fields
const { _tag: _remove, ...removeFields } = remove.fields
const { _tag: _change, campaign: _campaign, agentId: _agentId, ...changeFields } = change.fields

export const MemberRecord = Schema.Struct({
  campaign: Fields.CampaignName,
  agentId: Fields.AgentId,
  displayName: Schema.String,
  status: Schema.Literals(["Disconnected", "Free", "Busy", "FreeOnBreak", "BusyOnBreak"]),
  position: Schema.Int,
  penalty: Schema.Int,
  inbound: Schema.Boolean,
  outbound: Schema.Boolean,
  paused: Schema.Boolean,
  missed: Schema.Int,
  active: Schema.Int,
  held: Schema.Int,
  lastEndedAt: Due
})

const params = { campaign: Fields.CampaignName, agentId: Fields.AgentId }
const one = "/campaigns/:campaign/members/:agentId" as const

export const membersGroup = HttpApiGroup.make("members")
  .add(
    HttpApiEndpoint.post("add", "/members", {
      headers: postHeaders,
      payload: Schema.Struct(addFields),
      success: CommandAnswer
    }),
    HttpApiEndpoint.post("remove", "/members/remove", {
      headers: postHeaders,
      payload: Schema.Struct(removeFields),
      success: CommandAnswer
    }),
    HttpApiEndpoint.get("list", "/campaigns/:campaign/members", {
      params: { campaign: params.campaign },
      query: pageQuery,
      success: pageOf(MemberRecord)
    }),
    HttpApiEndpoint.patch("change", one, { params, payload: Schema.Struct(changeFields), success: CommandAnswer }),
    HttpApiEndpoint.post("pause", `${one}/pause`, { params, headers: postHeaders, success: CommandAnswer }),
    HttpApiEndpoint.post("resume", `${one}/resume`, { params, headers: postHeaders, success: CommandAnswer })
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

export const membersHandlers = HttpApiBuilder.group(base.add(membersGroup), "members", (handlers) =>
  handlers.handleAll({
    add: ({ payload }) => execute({ _tag: "AddMembers", ...payload }),
    remove: ({ payload }) => execute({ _tag: "RemoveMembers", ...payload }),
    list: Effect.fnUntraced(function* ({ params, query }) {
      const { views, state, position } = yield* reading(query)
      if (views.campaign(state, params.campaign) === undefined)
        return yield* Effect.fail(rejectionProblem({ _tag: "CampaignUnknown", ...params }))
      const page = views.members(state, params.campaign, query)
      return page === undefined ? yield* badCursor : answeredPage(page, position)
    }),
    change: ({ params, payload }) => execute({ _tag: "ChangeMember", ...params, ...payload }),
    pause: ({ params }) => execute({ _tag: "PauseMember", ...params }),
    resume: Effect.fnUntraced(function* ({ params }) {
      const { level } = yield* Principal
      return yield* execute({ _tag: "ResumeMember", ...params, by: level === "agent" ? "self" : "supervisor" })
    })
  })
)
