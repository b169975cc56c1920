/** An agent's own offers. */
import { Fields } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { execute } from "../commands.ts"
import { Access, Principal } from "../principal.ts"
import { offerUnknown } from "../problems/kinds.ts"
import { problem } from "../problems/problem.ts"
import { Problems } from "../problems/respond.ts"
import { reading } from "../reads.ts"
import { answered, CommandAnswer, positioned, postHeaders, readQuery } from "../schemas.ts"
import { InteractionRecord } from "./interaction-records.ts"

const params = { offerId: Fields.OfferId }
const act = { params, headers: postHeaders, success: CommandAnswer }

export const offersGroup = HttpApiGroup.make("offers")
  .add(
    HttpApiEndpoint.get("list", "/offers", {
      query: readQuery,
      success: positioned(Schema.Struct({ data: Schema.Array(InteractionRecord) }))
    }),
    HttpApiEndpoint.post("accept", "/offers/:offerId/accept", act),
    HttpApiEndpoint.post("reject", "/offers/:offerId/reject", act)
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

/** An offer is named after its interaction: `<interaction>.o<n>`. */
const interactionOf = /^(.+)\.o\d+$/

const answerWith = Effect.fnUntraced(function* (tag: "AcceptOffer" | "RejectOffer", offerId: Fields.OfferId) {
  const { session } = yield* Principal
  const [, id] = interactionOf.exec(offerId) ?? []
  if (id === undefined) return yield* Effect.fail(problem(offerUnknown, { facts: { offerId } }))
  const interactionId = Fields.InteractionId.make(id)
  return yield* execute({ _tag: tag, interactionId, offerId, agentId: session.userId })
})

export const offersHandlers = HttpApiBuilder.group(base.add(offersGroup), "offers", (handlers) =>
  handlers.handleAll({
    list: Effect.fnUntraced(function* ({ query }) {
      const { views, state, position, session } = yield* reading(query)
      return answered({ data: views.inbox(state, session.userId)?.offers ?? [] }, { position })
    }),
    accept: ({ params: { offerId } }) => answerWith("AcceptOffer", offerId),
    reject: ({ params: { offerId } }) => answerWith("RejectOffer", offerId)
  })
)
