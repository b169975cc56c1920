/** Open interactions: read, explained, taken, answered, finished. */
import { Fields, type Centre } from "@parley/core"
import { Vault } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { seesInteraction } from "../access.ts"
import { base } from "../api-base.ts"
import { execute, executePrepared } from "../commands.ts"
import { addressing, participantsOf, storeBody, viewOf } from "../conversation.ts"
import { ADDRESS_MAX, MESSAGE_TEXT_MAX, PERSON_NAME_MAX, RECIPIENTS_MAX, SUBJECT_MAX } from "../limits.ts"
import { Access, Principal } from "../principal.ts"
import { orProblem, rejectionProblem } from "../problems/from-core.ts"
import { forbidden } from "../problems/kinds.ts"
import { problem } from "../problems/problem.ts"
import { Problems } from "../problems/respond.ts"
import { reached, reading } from "../reads.ts"
import { AfterPosition, answered, CommandAnswer, positioned, postHeaders, readQuery } from "../schemas.ts"
import { Explanation, InteractionRecord, MessageView } from "./interaction-records.ts"

const Recipient = Schema.Struct({
  address: Schema.String.check(Schema.isBetweenLength(1, ADDRESS_MAX)),
  name: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(PERSON_NAME_MAX)))
})
const Recipients = Schema.optionalKey(Schema.Array(Recipient).check(Schema.isMaxLength(RECIPIENTS_MAX)))

/** Left out, recipients and subject are those of the client's latest message. */
const Reply = Schema.Struct({
  text: Schema.String.check(Schema.isBetweenLength(1, MESSAGE_TEXT_MAX)),
  to: Recipients,
  cc: Recipients,
  subject: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(SUBJECT_MAX)))
})
type Reply = typeof Reply.Type

const params = { interactionId: Fields.InteractionId }
const act = { params, headers: postHeaders, success: CommandAnswer }

export const interactionsGroup = HttpApiGroup.make("interactions")
  .add(
    HttpApiEndpoint.get("get", "/interactions/:interactionId", {
      params,
      query: readQuery,
      success: positioned(InteractionRecord)
    }),
    HttpApiEndpoint.get("messages", "/interactions/:interactionId/messages", {
      params,
      query: readQuery,
      success: positioned(
        // Older messages than the core keeps at hand are counted, not shown.
        Schema.Struct({ data: Schema.Array(MessageView), omitted: Schema.Int })
      )
    }),
    HttpApiEndpoint.get("explain", "/interactions/:interactionId/explain", {
      params,
      query: { ...readQuery, position: Schema.optionalKey(AfterPosition) },
      success: positioned(Explanation)
    }),
    HttpApiEndpoint.post("reply", "/interactions/:interactionId/reply", { ...act, payload: Reply }),
    HttpApiEndpoint.post("take", "/interactions/:interactionId/take", act),
    HttpApiEndpoint.post("finish", "/interactions/:interactionId/finish", act),
    HttpApiEndpoint.post("leave", "/interactions/:interactionId/leave", act)
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

/** Folding the log up to a past position costs its length: one at a time. */
export class Past extends Context.Service<Past, Semaphore.Semaphore>()("@parley/http/Past") {}
export const pastLayer: Layer.Layer<Past> = Layer.effect(Past, Semaphore.make(1))

/** Bodies opened at a time for one reader. */
const OPENED_AT_ONCE = 8

const unknown = (interactionId: Fields.InteractionId) =>
  Effect.fail(rejectionProblem({ _tag: "InteractionUnknown", interactionId }))

/** The state of a past position, or of now; an agent sees of the past what they saw then. */
const stateToExplain = Effect.fnUntraced(function* (
  interactionId: Fields.InteractionId,
  query: { readonly minPosition?: number; readonly position?: number }
) {
  const now = yield* reading(query)
  if (query.position === undefined) return now
  yield* reached(now.handle, query.position)
  const past = yield* Past
  const state = yield* orProblem(past.withPermits(1)(now.handle.stateAt(query.position)))
  const seen = { views: now.views, state }
  if (now.level === "agent" && !seesInteraction(seen, now.session.userId, interactionId))
    return yield* Effect.fail(problem(forbidden))
  return { ...now, state, position: query.position }
})

const peopleOf = (people: ReadonlyArray<typeof Recipient.Type> = []) =>
  people.map(({ address, name }) => ({ address, name: name ?? null }))

const reply = Effect.fnUntraced(function* (interactionId: Fields.InteractionId, { text, to, cc, subject }: Reply) {
  const { handle, session } = yield* Principal
  const { state } = yield* handle.state
  const { views } = handle.centre
  const interaction = views.interaction(state, interactionId)
  if (interaction === undefined) return yield* unknown(interactionId)
  const { ownerId, channel } = interaction
  const agentId = session.userId
  // Asked before anything is stored; the command asks again.
  if (ownerId !== agentId)
    return yield* Effect.fail(rejectionProblem({ _tag: "NotTheOwner", interactionId, agentId, ownerId }))
  const centre = handle.name
  const found = yield* addressing(centre, views.messages(state, interactionId) ?? [])
  const people = { to: to === undefined ? found.to : peopleOf(to), cc: peopleOf(cc) }
  const command: Centre.CommandOf<"SendMessage"> = {
    _tag: "SendMessage",
    interactionId,
    agentId,
    contents: yield* storeBody(centre, { ...people, subject: subject ?? found.subject, text }),
    participants: yield* participantsOf(yield* Vault, { centre, channel }, [...people.to, ...people.cc])
  }
  return command
})

export const interactionsHandlers = HttpApiBuilder.group(base.add(interactionsGroup), "interactions", (handlers) =>
  handlers.handleAll({
    get: Effect.fnUntraced(function* ({ params: { interactionId }, query }) {
      const { views, state, position } = yield* reading(query)
      const interaction = views.interaction(state, interactionId)
      return interaction === undefined ? yield* unknown(interactionId) : answered(interaction, { position })
    }),
    messages: Effect.fnUntraced(function* ({ params: { interactionId }, query }) {
      const { views, state, position, handle } = yield* reading(query)
      const messages = views.messages(state, interactionId)
      if (messages === undefined) return yield* unknown(interactionId)
      const data = yield* Effect.forEach(messages, (message) => viewOf(handle.name, message), {
        concurrency: OPENED_AT_ONCE
      })
      const count = views.interaction(state, interactionId)?.messages ?? data.length
      return answered({ data, omitted: count - data.length }, { position })
    }),
    explain: Effect.fnUntraced(function* ({ params: { interactionId }, query }) {
      const { handle, state, position } = yield* stateToExplain(interactionId, query)
      const explanation = handle.centre.explain(state, interactionId)
      return explanation === undefined ? yield* unknown(interactionId) : answered(explanation, { position })
    }),
    reply: ({ params, payload }) => executePrepared(payload, reply(params.interactionId, payload)),
    take: Effect.fnUntraced(function* ({ params }) {
      const { session } = yield* Principal
      return yield* execute({ _tag: "TakeInteraction", ...params, agentId: session.userId })
    }),
    finish: Effect.fnUntraced(function* ({ params }) {
      const { session } = yield* Principal
      return yield* execute({ _tag: "FinishInteraction", ...params, agentId: session.userId })
    }),
    leave: ({ params }) => execute({ _tag: "LeaveInteraction", ...params })
  })
)
