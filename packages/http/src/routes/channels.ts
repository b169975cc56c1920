/** Channels, and the door by which a channel without an adapter brings its clients' messages in. */
import { randomUUID } from "node:crypto"
import { Fields, type Centre } from "@parley/core"
import { Channels, Vault } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { executePrepared } from "../commands.ts"
import { addressHashes, storeBody } from "../conversation.ts"
import { ADDRESS_MAX, MESSAGE_TEXT_MAX, PERSON_NAME_MAX, SUBJECT_MAX } from "../limits.ts"
import { Access, Principal } from "../principal.ts"
import { rejectionProblem } from "../problems/from-core.ts"
import { Problems } from "../problems/respond.ts"
import { problem } from "../problems/problem.ts"
import { rejections } from "../problems/table.ts"
import { CommandAnswer, postHeaders } from "../schemas.ts"

const ChannelRecord = Schema.Struct({
  channel: Fields.ChannelName,
  kind: Fields.ChannelKind,
  media: Fields.Media
})

export const AddressText = Schema.String.check(Schema.isBetweenLength(1, ADDRESS_MAX))

const Inbound = Schema.Struct({
  campaign: Fields.CampaignName,
  /** The GUID of the interaction, should the message open one; drawn if left out. */
  interactionId: Schema.optionalKey(Fields.InteractionId),
  from: Schema.Struct({
    address: AddressText,
    name: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(PERSON_NAME_MAX)))
  }),
  text: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(MESSAGE_TEXT_MAX))),
  subject: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(SUBJECT_MAX))),
  /** The open interaction that it goes on with; the sender must take part in it. */
  conversation: Schema.optionalKey(Fields.InteractionId),
  priority: Schema.optionalKey(Fields.Priority)
})
type Inbound = typeof Inbound.Type

export const channelsGroup = HttpApiGroup.make("channels")
  .add(
    HttpApiEndpoint.get("list", "/channels", {
      success: Schema.Struct({ data: Schema.Array(ChannelRecord) })
    }),
    HttpApiEndpoint.post("receive", "/channels/:channel/messages", {
      params: { channel: Fields.ChannelName },
      headers: postHeaders,
      payload: Inbound,
      success: CommandAnswer
    })
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

const receive = Effect.fnUntraced(function* (channel: Fields.ChannelName, message: Inbound) {
  const { handle } = yield* Principal
  const { state } = yield* handle.state
  const { campaign, interactionId = Fields.InteractionId.make(randomUUID()), from, text, subject } = message
  const known = handle.centre.views.campaign(state, campaign)
  if (known === undefined) return yield* Effect.fail(rejectionProblem({ _tag: "CampaignUnknown", campaign }))
  if (known.channel !== channel)
    return yield* Effect.fail(problem(rejections.ChannelDiffers, { facts: { campaign, channel: known.channel } }))
  const vault = yield* Vault
  const { conversation, priority } = message
  const says = text !== undefined || subject !== undefined
  const person = { address: from.address, name: from.name ?? null }
  const command: Centre.CommandOf<"ReceiveMessage"> = {
    _tag: "ReceiveMessage",
    interactionId,
    campaign,
    from: yield* addressHashes(vault, { centre: handle.name, channel }, from.address),
    // A client may come without a word, as who opens a chat does.
    contents: says
      ? yield* storeBody(handle.name, { from: person, text: text ?? null, subject: subject ?? null })
      : { body: null, raw: null, attachments: [] },
    ...(conversation === undefined ? {} : { conversation }),
    ...(priority === undefined ? {} : { priority })
  }
  return command
})

export const channelsHandlers = HttpApiBuilder.group(base.add(channelsGroup), "channels", (handlers) =>
  handlers.handleAll({
    list: Effect.fnUntraced(function* () {
      const channels = [...(yield* Channels).values()].map(({ definition: { name, kind, media } }) => ({
        channel: Fields.ChannelName.make(name),
        kind,
        media
      }))
      return { data: channels }
    }),
    receive: Effect.fnUntraced(function* ({ params: { channel }, payload }) {
      if (!(yield* Channels).has(channel))
        return yield* Effect.fail(rejectionProblem({ _tag: "ChannelUnknown", channel }))
      return yield* executePrepared(payload, receive(channel, payload))
    })
  })
)
