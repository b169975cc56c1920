export { ChatCommand, ChatRejection, CHATS_PER_USER_MAX } from "./commands.ts"
export { open, send, type Said } from "./decide.ts"
export { ChatEvent, ChatTarget } from "./events.ts"
export {
  CHAT_MESSAGES_IN_MEMORY_MAX,
  chatById,
  chatIdOf,
  dropped,
  evolve,
  joined,
  noChats,
  partnersOf,
  unreadIn,
  type Chat,
  type ChatMessageRef,
  type Chats
} from "./state.ts"
