/** What an outgoing message answers: the client's latest message of its conversation, from the state or, once that is closed, the log. */
import type { Message } from "@parley/core"
import { type CentreHandle, PAGE_MAX, type StoreFailure } from "@parley/core/engine"
import { Effect } from "effect"

/** When the message was planned, and the contents of the client's latest message; null when the client never wrote. */
export type Answered = { readonly plannedAt: number; readonly contents: Message.Contents | null }

type Part = Pick<Message.Outgoing, "id" | "interactionId">

const fromState = (handle: CentreHandle, { id, interactionId }: Part) =>
  Effect.map(handle.state, ({ state }): Answered | null => {
    const messages = handle.centre.views.messages(state, interactionId) ?? []
    const planned = messages.find(({ messageId }) => messageId === id)
    const client = messages.findLast(({ author }) => author === "client")
    return planned === undefined || client === undefined ? null : { plannedAt: planned.at, contents: client.contents }
  })

/** Backwards, a page at a time, until the client's message or the beginning of the interaction. O(events since then). */
const fromLog = Effect.fnUntraced(function* (
  handle: CentreHandle,
  { id, interactionId }: Part
): Effect.fn.Return<Answered, StoreFailure> {
  const { position } = yield* handle.state
  let plannedAt = 0
  for (let end = position; end > 0; end -= PAGE_MAX) {
    const after = Math.max(0, end - PAGE_MAX)
    const page = yield* handle.page(after, end - after)
    for (const { at, event } of page.toReversed()) {
      if (event._tag === "MessagePlanned" && event.messageId === id) plannedAt = at
      const isHere = "interactionId" in event && event.interactionId === interactionId
      if (isHere && event._tag === "MessageReceived") return { plannedAt, contents: event.contents }
      if (isHere && event._tag === "InteractionArrived") return { plannedAt, contents: null }
    }
  }
  return { plannedAt, contents: null }
})

/** A conversation leaves the state when its interaction is closed, which may be before its last answer is sent. */
export const answeredBy = (handle: CentreHandle, outgoing: Part): Effect.Effect<Answered, StoreFailure> =>
  Effect.flatMap(fromState(handle, outgoing), (found) =>
    found === null ? fromLog(handle, outgoing) : Effect.succeed(found)
  )
