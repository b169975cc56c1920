/** One recording for the viewer. */
import { documentOf, listed, FIRST, AFTER_ALL, LISTING_MAX, textsOf, type Asking, type Query } from "./ask.ts"
import { asTheyAreNow, clientTexts } from "./clients.ts"
import {
  conversationKey,
  listOfMessages,
  type Conversation,
  type ConversationDocument,
  type ConversationLeg,
  type ConversationMessage
} from "./conversation-documents.ts"

/** Most messages of one recording; `next` tells where the rest begins. */
export const RECORDING_MESSAGES_MAX = 10_000

/** A recording: the conversation, its legs, and its messages with texts where there still are any. */
export interface Recording {
  readonly conversation: Conversation
  readonly client: { readonly name: string | null; readonly addresses: ReadonlyArray<string> }
  readonly subject: string | null
  readonly legs: ReadonlyArray<ConversationLeg>
  readonly messages: ReadonlyArray<ConversationMessage & { readonly text: string | null }>
  /** From which message on to ask again; null when these are all. */
  readonly next: number | null
}

/** Undefined for an interaction that never was. `from`: where an earlier part left off. O(messages). */
export const recordingOf = (
  interactionId: string,
  { from = FIRST }: { readonly from?: number } = {}
): Query<ConversationDocument, Recording | undefined> =>
  function* () {
    const known = yield* documentOf<ConversationDocument>(conversationKey(interactionId))
    if (known?._tag !== "Conversation") return undefined
    const [conversation] = yield* asTheyAreNow([known])
    if (conversation === undefined) return undefined
    const { messages, next } = yield* messagesOf(interactionId, from)
    const { contactId, subject: content } = conversation
    const bodies = messages.flatMap(({ contents }) => contents.body ?? [])
    const texts = yield* textsOf<ConversationDocument>({
      contacts: contactId === null ? [] : [contactId],
      contents: content === null ? bodies : [content, ...bodies]
    })
    const { name, addresses, subject } = clientTexts(conversation, texts)
    return {
      conversation,
      client: { name, addresses },
      subject,
      legs: conversation.legs,
      messages: messages.map((message) => ({
        ...message,
        text: (message.contents.body === null ? undefined : texts.content(message.contents.body))?.text ?? null
      })),
      next
    }
  }

/** In their order. */
function* messagesOf(
  interactionId: string,
  from: number
): Asking<
  ConversationDocument,
  { readonly messages: ReadonlyArray<ConversationMessage>; readonly next: number | null }
> {
  const messages: Array<ConversationMessage> = []
  for (let first = from; ;) {
    const page = yield* listed<ConversationDocument>({
      lists: [listOfMessages(interactionId)],
      from: first,
      to: AFTER_ALL,
      limit: LISTING_MAX,
      order: "oldest"
    })
    for (const { document } of page) if (document._tag === "Message") messages.push(document)
    const last = page.at(-1)
    if (last === undefined || page.length < LISTING_MAX) return { messages, next: null }
    first = last.sort + 1
    if (messages.length >= RECORDING_MESSAGES_MAX) return { messages, next: first }
  }
}
