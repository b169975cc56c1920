/**
 * The inbox's tabs and the search in them. What is active, and what may be taken, is the state's view; what is over is
 * the history; contacts, chats and the phonebook are lists of their own. The search acts on the rows of the open tab.
 */
import type { CampaignName, ContactId, ContentId, InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import type { ConversationsView } from "./conversations.ts"
import { searchedTexts, subjectOf } from "./history.ts"
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
export const searchInbox = (
  view: ConversationsView,
  { tab, part, rows }: { readonly tab: InboxTab; readonly part: string; readonly rows: ReadonlyArray<InboxRow> },
  texts: Texts
): ReadonlyArray<InboxRow> => rows.filter((row) => row.tab === tab && holdsPart(textsOf(view, row, texts), part))

function textsOf(view: ConversationsView, row: InboxRow, texts: Texts): ReadonlyArray<string | null> {
  switch (row.tab) {
    case "contacts":
      return searchedTexts({ campaign: row.campaign, contactId: row.contactId, contentId: null }, texts)
    case "phonebook": {
      const entry = texts.phonebook(row.contentId)
      return [entry?.name ?? null, ...(entry?.addresses ?? [])]
    }
    case "pending":
    case "active":
    case "history": {
      const known = row.interactionId === null ? undefined : hamtGet(view.all, row.interactionId)
      if (known !== undefined) return searchedTexts(subjectOf(view, known), texts)
      return row.tab === "pending" ? [row.campaign] : []
    }
  }
}
