/** The process that gives content to the contacts whose it is, once the event that places it is committed. */
import * as Effect from "effect/Effect"
import type { CentreEvent } from "../../centre/index.ts"
import type { ContactId, ContentId } from "../../kernel/fields.ts"
import type { CentreHandle } from "../handle.ts"
import { PrivateRows } from "../ports.ts"
import { Progress } from "../progress.ts"
import { fromUtf8, utf8 } from "./bytes.ts"
import { carryOutErasure } from "./erasing.ts"
import { Vault } from "./vault.ts"

type ContactErased = Extract<CentreEvent, { readonly _tag: "ContactErased" }>

const CHECKPOINT = "checkpoint"
const NAME = "content-placement"

interface Placed {
  readonly ids: ReadonlyArray<ContentId>
  readonly contacts: ReadonlyArray<ContactId>
}

/** The content an event places, and whose it is. */
export function placedBy(event: CentreEvent): Placed | null {
  switch (event._tag) {
    case "MessageReceived":
    case "MessagePlanned": {
      // The template that an automatic answer sends is the centre's: no client's key may become its only one.
      if (event._tag === "MessagePlanned" && event.author === "system") return null
      const { body, raw, attachments } = event.contents
      const ids = [body, raw, ...attachments].filter((id) => id !== null)
      return ids.length === 0 ? null : { ids, contacts: owners(event.contactId) }
    }
    case "RecordsImported":
      return { ids: event.records.map(({ content }) => content), contacts: [] }
    case "MessageQuarantined":
      return event.raw === null ? null : { ids: [event.raw], contacts: [] }
    case "ContactAdded":
    case "ContactChanged":
      return event.name === null ? null : { ids: [event.name], contacts: [event.contactId] }
    case "ContactNoteAdded":
      return { ids: [event.note], contacts: [event.contactId] }
    case "DispositionFiled":
      return event.comment === null ? null : { ids: [event.comment], contacts: owners(event.contactId) }
    case "ExternalTransferStarted":
      return { ids: [event.destination], contacts: owners(event.contactId) }
    case "UserPreferencesChanged": {
      const { avatar } = event.preferences
      return avatar?.kind === "image" ? { ids: [avatar.image], contacts: [] } : null
    }
    case "TemplateDefined":
    case "TemplateChanged":
    case "CannedResponseAdded":
    case "CannedResponseChanged":
      return { ids: [event.content], contacts: [] }
    case "PhonebookEntryAdded":
    case "PhonebookEntryChanged":
      return { ids: [event.name, event.address], contacts: [] }
    case "ChatSent":
    case "NoticeSent":
      return { ids: [event.content], contacts: [] }
    default:
      return null
  }
}

const owners = (contactId: ContactId | null): ReadonlyArray<ContactId> => (contactId === null ? [] : [contactId])

/**
 * Follows the log from where it left off. Placing or erasing again changes nothing, so a lost checkpoint is harmless. What
 * cannot be read holds up nothing that comes after it: a damaged item is passed over; what the store refused, and an erasure
 * that was not carried out, is tried again by the next start. `done` is told how far all is placed that can be.
 */
export const runPlacement = Effect.fnUntraced(function* (handle: CentreHandle, done: Progress = new Progress()) {
  const rows = yield* PrivateRows
  const { name } = handle
  const kept = yield* rows.get(name, CHECKPOINT, NAME)
  let position = kept === null ? 0 : Number(fromUtf8(kept))
  /** No checkpoint passes what is to be tried again; `done` passes nothing that the store would not place. */
  let [heldAt, placedTo] = [Infinity, Infinity]
  for (;;) {
    const page = yield* handle.next(position)
    let placed = 0
    for (const recorded of page) {
      const what = placedBy(recorded.event)
      if (what !== null && !(yield* isPlaced(name, what, recorded.position)))
        placedTo = Math.min(placedTo, recorded.position - 1)
      if (recorded.event._tag === "ContactErased" && !(yield* isErased(name, recorded.event, recorded.position)))
        heldAt = Math.min(heldAt, recorded.position - 1)
      if (what !== null || recorded.event._tag === "ContactErased") placed += 1
    }
    const last = page[page.length - 1]
    position = last?.position ?? position
    const checkpoint = utf8(String(Math.min(position, heldAt, placedTo)))
    if (placed > 0) yield* rows.put(name, CHECKPOINT, NAME, checkpoint, null)
    done.advance(Math.min(position, placedTo), last?.at ?? 0)
  }
})

/** Whether all is placed that can be: what nobody can open never will be. */
const isPlaced = Effect.fnUntraced(function* (centre: string, { ids, contacts }: Placed, position: number) {
  const vault = yield* Vault
  let isWhole = true
  for (const contentId of ids) {
    const failed = ({ _tag }: { readonly _tag: string }, isPassedOver: boolean) =>
      Effect.as(notDone("content was not placed", { centre, position, failure: _tag }), isPassedOver)
    const isDone = yield* Effect.catchTags(Effect.as(vault.place(centre, [contentId], contacts), true), {
      ContentUnreadable: (failure) => failed(failure, true),
      StoreRefused: (failure) => failed(failure, false)
    })
    isWhole &&= isDone
  }
  return isWhole
})

/** Whether it was carried out. */
const isErased = (centre: string, event: ContactErased, position: number) =>
  Effect.catchTags(Effect.as(carryOutErasure(centre, event), true), {
    ContentUnreadable: ({ _tag }) =>
      Effect.as(notDone("a contact was not erased in full", { centre, position, failure: _tag }), false),
    StoreRefused: ({ _tag }) =>
      Effect.as(notDone("a contact was not erased in full", { centre, position, failure: _tag }), false)
  })

const notDone = (what: string, where: Readonly<Record<string, string | number>>): Effect.Effect<void> =>
  Effect.logError(what, where)
