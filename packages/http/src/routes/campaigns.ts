/** Campaigns and their queues. */
import { Campaign, Fields, Routing, type Centre } from "@parley/core"
import { Channels, Vault } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { isMember } from "../access.ts"
import { base } from "../api-base.ts"
import { execute, executePrepared } from "../commands.ts"
import { SECRET_MAX } from "../limits.ts"
import { Access, Principal } from "../principal.ts"
import { orProblem, rejectionProblem } from "../problems/from-core.ts"
import { problem, type Problem } from "../problems/problem.ts"
import { Problems } from "../problems/respond.ts"
import { rejections } from "../problems/table.ts"
import { answeredPage, badCursor, reading } from "../reads.ts"
import {
  answered,
  CommandAnswer,
  CreatedAnswer,
  Due,
  Instant,
  pageOf,
  pageQuery,
  positioned,
  postHeaders,
  readQuery
} from "../schemas.ts"

const { secret: _secret, ...visible } = Campaign.Settings.fields
const { secret: _reference, ...changeable } = Campaign.SettingsChange.fields
const SettingsChange = Schema.Struct(changeable)

export const CampaignRecord = Schema.Struct({
  campaign: Fields.CampaignName,
  channel: Fields.ChannelName,
  kind: Fields.ChannelKind,
  media: Fields.Media,
  enabled: Schema.Boolean,
  open: Schema.Boolean,
  turnsAt: Due,
  settings: Schema.Struct(visible),
  hasSecret: Schema.Boolean,
  members: Schema.Int,
  connected: Schema.Int,
  interactions: Schema.Int,
  acd: Schema.Int,
  backlog: Schema.Int
})

export const QueueRecord = Schema.Struct({
  interactionId: Fields.InteractionId,
  campaign: Fields.CampaignName,
  place: Schema.Literals(["queue", "backlog"]),
  position: Schema.Int,
  stage: Schema.Literals(["waiting", "offered", "backlog"]),
  priority: Schema.Int,
  enteredAt: Instant,
  waitingSince: Instant,
  waitMs: Schema.Int,
  offeredTo: Schema.NullOr(Fields.AgentId),
  offerExpiresAt: Due,
  outcome: Schema.Boolean,
  passedOver: Schema.Int,
  retryAt: Due
})

/** As a person types it; it goes to the channel's check and the secret store, never into a command. */
const Secret = Schema.String.check(Schema.isMaxLength(SECRET_MAX))

const CreateBody = Schema.Struct({
  campaign: Fields.CampaignName,
  channel: Fields.ChannelName,
  enabled: Schema.optionalKey(Schema.Boolean),
  settings: Schema.optionalKey(SettingsChange),
  secret: Schema.optionalKey(Secret)
})
const ChangeBody = Schema.Struct({ settings: SettingsChange, secret: Schema.optionalKey(Secret) })

const params = { campaign: Fields.CampaignName }

export const campaignsGroup = HttpApiGroup.make("campaigns")
  .add(
    HttpApiEndpoint.get("list", "/campaigns", { query: pageQuery, success: pageOf(CampaignRecord) }),
    HttpApiEndpoint.post("create", "/campaigns", { headers: postHeaders, payload: CreateBody, success: CreatedAnswer }),
    HttpApiEndpoint.get("get", "/campaigns/:campaign", {
      params,
      query: readQuery,
      success: positioned(CampaignRecord)
    }),
    HttpApiEndpoint.patch("change", "/campaigns/:campaign", { params, payload: ChangeBody, success: CommandAnswer }),
    HttpApiEndpoint.post("enable", "/campaigns/:campaign/enable", {
      params,
      headers: postHeaders,
      success: CommandAnswer
    }),
    HttpApiEndpoint.post("disable", "/campaigns/:campaign/disable", {
      params,
      headers: postHeaders,
      success: CommandAnswer
    }),
    HttpApiEndpoint.delete("remove", "/campaigns/:campaign", {
      params,
      query: {
        moveTo: Schema.optionalKey(Fields.CampaignName),
        withdraw: Schema.optionalKey(Schema.Literals(["true", "false"]))
      },
      success: CommandAnswer
    }),
    HttpApiEndpoint.get("queue", "/campaigns/:campaign/queue", {
      params,
      query: pageQuery,
      success: pageOf(QueueRecord)
    })
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

const unknown = (campaign: string) => Effect.fail(problem(rejections.CampaignUnknown, { facts: { campaign } }))

interface Asked {
  readonly campaign: Fields.CampaignName
  readonly channel: Fields.ChannelName
  readonly settings: typeof SettingsChange.Type
  /** As typed in now. */
  readonly secret: string | undefined
  /** The one that is stored already. */
  readonly stored: Fields.SecretId | null
}

/** The settings after the channel has checked them against the world; a new secret is stored only then. */
const prepared = Effect.fnUntraced(function* ({
  campaign,
  channel: name,
  settings,
  secret,
  stored
}: Asked): Effect.fn.Return<Campaign.SettingsChange, Problem, Channels | Vault | Principal> {
  const { handle } = yield* Principal
  const vault = yield* Vault
  const channel = (yield* Channels).get(name)
  if (channel === undefined) return yield* Effect.fail(rejectionProblem({ _tag: "ChannelUnknown", channel: name }))
  const known = stored === null ? null : yield* orProblem(vault.getSecret(handle.name, stored))
  const centre = handle.name
  const given = { centre, campaign, settings: settings.channelSettings ?? {}, secret: secret ?? known }
  const channelSettings = yield* orProblem(channel.prepare(given))
  if (secret === undefined) return { ...settings, channelSettings }
  return { ...settings, channelSettings, secret: yield* orProblem(vault.putSecret(centre, secret)) }
})

const create = Effect.fnUntraced(function* ({
  campaign,
  channel,
  enabled,
  settings = {},
  secret
}: typeof CreateBody.Type) {
  const { handle } = yield* Principal
  const { state } = yield* handle.state
  // Asked before the world is, which may take its time.
  if (handle.centre.views.campaign(state, campaign) !== undefined)
    return yield* Effect.fail(rejectionProblem({ _tag: "CampaignExists", campaign }))
  const command: Centre.CommandOf<"CreateCampaign"> = {
    _tag: "CreateCampaign",
    campaign,
    channel,
    settings: yield* prepared({ campaign, channel, settings, secret, stored: null }),
    ...(enabled === undefined ? {} : { enabled })
  }
  return command
})

/** What only the core reads is changed as it is; what the channel reads is checked first. */
const change = Effect.fnUntraced(function* (
  campaign: Fields.CampaignName,
  { settings, secret }: typeof ChangeBody.Type
) {
  const { handle } = yield* Principal
  if (settings.channelSettings === undefined && secret === undefined)
    return yield* execute({ _tag: "ChangeCampaign", campaign, settings })
  const { state } = yield* handle.state
  const known = Routing.campaignByName(state.facts, campaign)
  if (known === undefined) return yield* unknown(campaign)
  const { channelSettings, secret: stored } = known.settings
  const asked = { campaign, channel: known.channel, settings: { channelSettings, ...settings }, secret, stored }
  return yield* execute({ _tag: "ChangeCampaign", campaign, settings: yield* prepared(asked) })
})

export const campaignsHandlers = HttpApiBuilder.group(base.add(campaignsGroup), "campaigns", (handlers) =>
  handlers.handleAll({
    list: Effect.fnUntraced(function* ({ query }) {
      const { views, state, position, level, session } = yield* reading(query)
      const page = views.campaigns(state, query)
      if (page === undefined) return yield* badCursor
      const mine = ({ campaign }: Centre.CampaignRecord) =>
        level !== "agent" || isMember({ views, state }, session.userId, campaign)
      return answeredPage({ items: page.items.filter(mine), next: page.next }, position)
    }),
    create: ({ payload }) => executePrepared(payload, create(payload)),
    get: Effect.fnUntraced(function* ({ params, query }) {
      const { views, state, position } = yield* reading(query)
      const campaign = views.campaign(state, params.campaign)
      return campaign === undefined ? yield* unknown(params.campaign) : answered(campaign, { position })
    }),
    change: ({ params, payload }) => change(params.campaign, payload),
    enable: ({ params }) => execute({ _tag: "EnableCampaign", ...params }),
    disable: ({ params }) => execute({ _tag: "DisableCampaign", ...params }),
    remove: ({ params, query: { moveTo, withdraw } }) =>
      execute({
        _tag: "RemoveCampaign",
        ...params,
        ...(moveTo === undefined ? {} : { moveTo }),
        ...(withdraw === undefined ? {} : { withdraw: withdraw === "true" })
      }),
    queue: Effect.fnUntraced(function* ({ params, query }) {
      const { views, state, position } = yield* reading(query)
      if (views.campaign(state, params.campaign) === undefined) return yield* unknown(params.campaign)
      const page = views.queue(state, params.campaign, yield* Clock.currentTimeMillis, query)
      return page === undefined ? yield* badCursor : answeredPage(page, position)
    })
  })
)
