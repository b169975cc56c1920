/**
 * The inbox's tabs and the search in them. What is active, and what may be taken, is the state's view; what is over is
 * the history; contacts, chats and the phonebook are lists of their own. The search acts on the rows of the open tab.
 */
import type { CampaignName, ContactId, ContentId, InteractionId } from "../kernel/fields.ts"
import { documentsOf, textsOf, type Asking, type Query } from "./ask.ts"
import { asTheyAreNow, searchedTexts, type SearchSubject } from "./clients.ts"
import { conversationKey, type ConversationDocument } from "./conversation-documents.ts"
import { holdsPart, type Texts } from "./texts.ts"

export const INBOX_TABS = ["active", "pending", "history", "contacts", "phonebook"] as const
export type InboxTab = (typeof INBOX_TABS)[number]

/** One row of a tab, by what it can be found by. */
export type InboxRow =
  | { readonly tab: "active" | "history"; readonly interactionId: InteractionId }
  /** Of a push campaign a count, of a pull campaign what may be taken. */
  | {
      readonly tab: "pending"
      readonly campaign: CampaignName
      readonly waiting: number
      readonly interactionId: InteractionId | null
    }
  /** A contact, or a campaign's chat. */
  | { readonly tab: "contacts"; readonly contactId: ContactId | null; readonly campaign: CampaignName | null }
  /** An entry of the phonebook: its name and address are content. */
  | { readonly tab: "phonebook"; readonly contentId: ContentId }

/** One campaign in which something waits, as the state's view has it. */
export interface PendingIn {
  readonly campaign: CampaignName
  readonly mode: "push" | "pull"
  readonly waiting: number
  readonly takeable: ReadonlyArray<{ readonly interactionId: InteractionId }>
}

/** Under push a count and none to take; under pull a row for each that may be taken. */
export const pendingRows = (pending: ReadonlyArray<PendingIn>): ReadonlyArray<InboxRow> =>
  pending.flatMap(({ campaign, mode, waiting, takeable }): ReadonlyArray<InboxRow> =>
    mode === "push"
      ? [{ tab: "pending", campaign, waiting, interactionId: null }]
      : takeable.map(({ interactionId }) => ({ tab: "pending", campaign, waiting, interactionId }))
  )

/** The rows of the open tab that hold this part, in any case: of campaign name, client address, client name, subject. */
export const searchInbox = ({
  tab,
  part,
  rows
}: {
  readonly tab: InboxTab
  readonly part: string
  readonly rows: ReadonlyArray<InboxRow>
}): Query<ConversationDocument, ReadonlyArray<InboxRow>> =>
  function* () {
    const open = rows.filter((row) => row.tab === tab)
    const subjects = yield* subjectsOf(open)
    const texts = yield* textsOf<ConversationDocument>({
      contacts: subjects.flatMap((one) => one?.contactId ?? []),
      contents: subjects.flatMap((one) => one?.subject ?? []),
      phonebook: open.flatMap((row) => (row.tab === "phonebook" ? [row.contentId] : []))
    })
    return open.filter((row, index) => {
      const subject = subjects[index]
      if (row.tab !== "phonebook") return subject !== null && subject !== undefined && isIn(subject, part, texts)
      const entry = texts.phonebook(row.contentId)
      return holdsPart([entry?.name ?? null, ...(entry?.addresses ?? [])], part)
    })
  }

const isIn = (subject: SearchSubject, part: string, texts: Texts): boolean =>
  holdsPart(searchedTexts(subject, texts), part)

/** By what each row is found; null of an entry of the phonebook, and of what is not known. */
function* subjectsOf(rows: ReadonlyArray<InboxRow>): Asking<ConversationDocument, ReadonlyArray<SearchSubject | null>> {
  const ids = rows.flatMap((row) => ("interactionId" in row ? (row.interactionId ?? []) : []))
  const documents = yield* documentsOf<ConversationDocument>(ids.map(conversationKey))
  const known = [...documents.values()].flatMap((one) => (one._tag === "Conversation" ? [one] : []))
  const conversations = new Map((yield* asTheyAreNow(known)).map((one) => [one.interactionId, one]))
  return rows.map((row) => {
    switch (row.tab) {
      case "phonebook":
        return null
      case "contacts":
        return { campaign: row.campaign, contactId: row.contactId, subject: null }
      case "pending":
      case "active":
      case "history": {
        const found = row.interactionId === null ? undefined : conversations.get(row.interactionId)
        const campaign = row.tab === "pending" ? row.campaign : null
        return found ?? { campaign, contactId: null, subject: null }
      }
    }
  })
}
