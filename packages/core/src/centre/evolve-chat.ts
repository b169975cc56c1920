/** What events of chats do to the facts. */
import { evolve, type ChatEvent } from "../chat/index.ts"
import type { CentreEvent } from "./events.ts"
import type { Draft } from "./state.ts"

export const isChatEvent = (event: CentreEvent): event is ChatEvent =>
  event._tag === "ChatSent" || event._tag === "ChatOpened"

export function evolveChat(draft: Draft, event: ChatEvent): void {
  draft.chats = evolve(draft.chats, event, draft)
}
