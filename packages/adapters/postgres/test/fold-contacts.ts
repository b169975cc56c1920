/** The contacts of a centre's log, folded into the store in context until they are abreast of it. */
import { Effect } from "effect"
import { Stats } from "@parley/core"
import { EventStore, ReadModels } from "@parley/core/engine"
import { makeLog } from "../../../core/src/engine/log.ts"
import { startModel } from "../../../core/src/engine/running-model.ts"

/** Positions between two reports. */
const STEP = 500

/** All contacts, newest first, once all of the log is folded; `say` hears now and then how far it has come. */
export const foldContacts = (centre: string, say: (position: number) => void) =>
  Effect.gen(function* () {
    const store = yield* ReadModels
    const events = yield* EventStore
    const { position: head } = yield* events.head(centre)
    const log = makeLog(centre, events, head)
    const running = yield* startModel({ centre, log, store }, Stats.contacts)
    for (let next = 0; next < head;) {
      const { position } = yield* running.read(() => Stats.documentsOf<Stats.ContactDocument>([]), {
        minPosition: next
      })
      say(position)
      next = Math.min(head, position + STEP)
    }
    const contacts: Array<Stats.Contact> = []
    for (let before: number | null = Stats.AFTER_ALL; before !== null;) {
      const page: { readonly value: Stats.ContactsPage } = yield* running.read(
        Stats.contactsPage({ before, limit: Stats.CONTACTS_PAGE_MAX }),
        { minPosition: head }
      )
      contacts.push(...page.value.items)
      before = page.value.next
    }
    return contacts
  }).pipe(Effect.scoped)
