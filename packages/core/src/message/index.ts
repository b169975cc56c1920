export { MessageCommand, MessageRejection, REFERENCES_MAX } from "./commands.ts"
export { ATTEMPTS_MAX, claim, receive, recordOutcome, recover, RETRY_AFTER_SECONDS, submit } from "./decide.ts"
export {
  ATTACHMENTS_MAX,
  Contents,
  MessageEvent,
  PARTICIPANTS_MAX,
  Participants,
  Sender,
  ThreadRule
} from "./events.ts"
export {
  conversed,
  evolve,
  MESSAGES_IN_MEMORY_MAX,
  newConversation,
  opened,
  planned,
  progressed,
  sameHash,
  type Conversation,
  type MessageRef,
  type Outgoing,
  type Reached,
  type SendState
} from "./state.ts"
