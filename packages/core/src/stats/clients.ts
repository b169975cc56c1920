/** Who the clients of conversations are now, and the texts they and their conversations are found by. */
import type { ContactId, ContentId } from "../kernel/fields.ts"
import { documentOf, documentsOf, textsOf, type Asking } from "./ask.ts"
import { personKey, type Conversation, type ConversationDocument } from "./conversation-documents.ts"
import type { ContactTexts, ContentTexts, Texts } from "./texts.ts"

/** Conversations as they are shown: with the client that they are of now. O(clients). */
export function* asTheyAreNow(
  conversations: ReadonlyArray<Conversation>
): Asking<ConversationDocument, ReadonlyArray<Conversation>> {
  const keys = new Set(conversations.flatMap(({ contactId }) => (contactId === null ? [] : [personKey(contactId)])))
  const people = yield* documentsOf<ConversationDocument>([...keys])
  return conversations.map((one) => {
    const person = one.contactId === null ? undefined : people.get(personKey(one.contactId))
    return person?._tag === "Person" ? { ...one, contactId: person.contactId } : one
  })
}

/** Every name under which conversations of this contact began, who they are now first. O(contacts merged into it). */
export function* namesOf(contactId: string): Asking<ConversationDocument, ReadonlyArray<string>> {
  const person = yield* documentOf<ConversationDocument>(personKey(contactId))
  if (person?._tag !== "Person") return [contactId]
  const now = yield* documentOf<ConversationDocument>(personKey(person.contactId))
  return [person.contactId, ...(now?._tag === "Person" ? now.merged : [])]
}

/** By what a conversation is found: its campaign, its client, and the content that has its subject. */
export interface SearchSubject {
  readonly campaign: string | null
  readonly contactId: ContactId | null
  readonly subject: ContentId | null
}

/** The texts of all of these. */
export function* textsOfSubjects<Doc>(subjects: ReadonlyArray<Omit<SearchSubject, "campaign">>): Asking<Doc, Texts> {
  return yield* textsOf<Doc>({
    contacts: [...new Set(subjects.flatMap(({ contactId }) => contactId ?? []))],
    contents: [...new Set(subjects.flatMap(({ subject }) => subject ?? []))]
  })
}

/** Name and addresses of the client and the subject, as far as they are known. */
export function clientTexts({ contactId, subject }: Omit<SearchSubject, "campaign">, texts: Texts) {
  const contact: ContactTexts | undefined = contactId === null ? undefined : texts.contact(contactId)
  const content: ContentTexts | undefined = subject === null ? undefined : texts.content(subject)
  return {
    name: contact?.name ?? null,
    addresses: [...(contact?.addresses ?? []), ...(content?.addresses ?? [])],
    subject: content?.subject ?? null
  }
}

/** What the inbox's search looks in: campaign name, client address, client name, subject. */
export function searchedTexts(one: SearchSubject, texts: Texts): ReadonlyArray<string | null> {
  const { name, addresses, subject } = clientTexts(one, texts)
  return [one.campaign, name, subject, ...addresses]
}
