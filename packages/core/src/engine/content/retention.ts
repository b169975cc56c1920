/**
 * The end of content that a centre keeps for so many days only: bodies, raw messages, attachments, comments and numbers of
 * conversations that ended before then, and mails that were put aside. The log is gone through once; what is old enough
 * but of a conversation that is not over, or not for long enough, waits in a list of its own.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { closedKey, type CentreEvent, type RecordedEvent } from "../../centre/index.ts"
import { ContentId, InteractionId } from "../../kernel/fields.ts"
import type { StoreFailure } from "../failures.ts"
import type { CentreHandle } from "../handle.ts"
import { ContentRows, EventStore, PrivateRows } from "../ports.ts"
import { fromUtf8, utf8 } from "./bytes.ts"
import { placedBy } from "./placement.ts"

const DAY_MS = 86_400_000
/** Events, and conversations that wait, that are looked at together. */
const RETENTION_PAGE = 500
const CHECKPOINT = "checkpoint"
const NAME = "content-retention"
/** Content of conversations that were not over when the log came to it; by interaction and position. */
const WAITING = "content-waiting"

type Services = EventStore | ContentRows | PrivateRows

/** What is deleted together: the content that one event placed. */
interface Old {
  readonly key: string
  /** Null: of no conversation. */
  readonly interactionId: InteractionId | null
  readonly ids: ReadonlyArray<ContentId>
}

/** The conversation's content in an event; null when there is none. What is of a contact, or of the centre, is not. */
function oldIn({ event, position }: RecordedEvent): Old | null {
  const interactionId = conversationOf(event)
  const ids = interactionId === undefined ? [] : (placedBy(event)?.ids ?? [])
  return interactionId === undefined || ids.length === 0
    ? null
    : { key: `${interactionId ?? ""} ${position}`, interactionId, ids }
}

/** Undefined: the event is not about a conversation's content. */
function conversationOf(event: CentreEvent): InteractionId | null | undefined {
  switch (event._tag) {
    case "MessageReceived":
    case "MessagePlanned":
    case "DispositionFiled":
    case "ExternalTransferStarted":
      return event.interactionId
    case "MessageQuarantined":
      return null
    default:
      return undefined
  }
}

/** Deletes what is old enough now. Returns how many items that were. Does nothing in a centre that keeps all. */
export const endOldContent = Effect.fnUntraced(function* (
  handle: CentreHandle
): Effect.fn.Return<number, StoreFailure, Services> {
  const contentDays = (yield* handle.state).state.facts.tenant.settings?.contentDays
  if (contentDays === undefined) return 0
  const before = (yield* Clock.currentTimeMillis) - contentDays * DAY_MS
  return (yield* endWaiting(handle.name, before)) + (yield* endInLog(handle, before))
})

/** The log from where it was left to the first event that is young enough. */
const endInLog = Effect.fnUntraced(function* (
  { name, page }: CentreHandle,
  before: number
): Effect.fn.Return<number, StoreFailure, Services> {
  const rows = yield* PrivateRows
  const kept = yield* rows.get(name, CHECKPOINT, NAME)
  let position = kept === null ? 0 : Number(fromUtf8(kept))
  let ended = 0
  for (let isMore = true; isMore;) {
    const events = yield* page(position, RETENTION_PAGE)
    const old = events.filter(({ at }) => at < before)
    const last = old.at(-1)
    if (last === undefined) break
    const [over, waiting] = yield* partedByEnd(
      name,
      old.flatMap((event) => oldIn(event) ?? []),
      before
    )
    for (const { key, ids } of waiting) yield* rows.put(name, WAITING, key, utf8(encode(ids)), null)
    ended += yield* dropped(name, over)
    position = last.position
    yield* rows.put(name, CHECKPOINT, NAME, utf8(String(position)), null)
    isMore = old.length === RETENTION_PAGE
  }
  return ended
})

/** What waits, as far as its conversation is over for long enough by now. */
const endWaiting = Effect.fnUntraced(function* (
  centre: string,
  before: number
): Effect.fn.Return<number, StoreFailure, Services> {
  const rows = yield* PrivateRows
  let ended = 0
  for (let after = "", isMore = true; isMore;) {
    const page = yield* rows.list(centre, WAITING, RETENTION_PAGE, after)
    const [over] = yield* partedByEnd(centre, page.map(waitingIn), before)
    ended += yield* dropped(centre, over)
    for (const { key } of over) yield* rows.delete(centre, WAITING, key)
    after = page.at(-1)?.key ?? after
    isMore = page.length === RETENTION_PAGE
  }
  return ended
})

const Ids = Schema.fromJsonString(Schema.Array(Schema.String))
const encode = Schema.encodeSync(Ids)
const decode = Schema.decodeUnknownSync(Ids)

const waitingIn = ({ key, value }: { readonly key: string; readonly value: Uint8Array }): Old => ({
  key,
  interactionId: InteractionId.make(key.slice(0, key.indexOf(" "))),
  ids: decode(fromUtf8(value)).map((id) => ContentId.make(id))
})

/** Those whose conversation ended before then, or that are of none; and the others. */
const partedByEnd = Effect.fnUntraced(function* (centre: string, all: ReadonlyArray<Old>, before: number) {
  const store = yield* EventStore
  const named = all.flatMap(({ interactionId }) => (interactionId === null ? [] : [closedKey(interactionId)]))
  const rows = yield* store.rows(centre, [...new Set(named)])
  const isOver = ({ interactionId }: Old): boolean => {
    const row = interactionId === null ? null : rows.get(closedKey(interactionId))
    return row === null || (row?._tag === "Closed" && row.endedAt < before)
  }
  return [all.filter(isOver), all.filter((one) => !isOver(one))] as const
})

const dropped = Effect.fnUntraced(function* (centre: string, old: ReadonlyArray<Old>) {
  const ids = old.flatMap((one) => one.ids)
  return ids.length === 0 ? 0 : yield* (yield* ContentRows).drop(centre, ids)
})
