/**
 * Views over a state, as plain records: what an API and a board read. Instants are milliseconds since the epoch.
 *
 * Lists come in pages; `undefined` answers for a campaign or agent that does not exist and for a cursor that is not one
 * of that list.
 */
import {
  agentScore,
  definitionsOf,
  scoreboard,
  type AgentScore,
  type GamificationDefinitions,
  type Scoreboard,
  type ScoreboardRequest
} from "../gamification/index.ts"
import type { DispositionNode } from "../disposition/index.ts"
import type { Holidays } from "../holiday/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { agentById, type Rules } from "../routing/index.ts"
import type { ChannelDefinition } from "./definitions.ts"
import type { State } from "./state.ts"
import { agentOf, agentsIn, type AgentRecord } from "./views/agents.ts"
import {
  campaignOf,
  campaignsIn,
  memberRecordOf,
  membersIn,
  type CampaignRecord,
  type MemberRecord
} from "./views/campaigns.ts"
import { entriesOf, type PhonebookEntry } from "../phonebook/index.ts"
import { boxesOf, type NoticeBoxes } from "../notice/index.ts"
import type { BreakDefinition } from "../break/index.ts"
import type { Supervision } from "../supervision/index.ts"
import { agentInfoOf, type AgentInfo } from "./views/agent-info.ts"
import {
  breaksOf,
  centreOf,
  connectivityOf,
  deskOf,
  userOf,
  usersIn,
  type CentreRecord,
  type ConnectivityRecord,
  type DeskRecord,
  type UserRecord
} from "./views/centre.ts"
import type { ChatMessageRef } from "../chat/index.ts"
import { chatOf, chatsIn, type ChatRecord } from "./views/chats.ts"
import { inboxOf, type Inbox } from "./views/inbox.ts"
import {
  interactionOf,
  messagesOf,
  outgoingIn,
  type InteractionRecord,
  type MessageRecord,
  type OutgoingRecord
} from "./views/interactions.ts"
import type { Page, PageRequest } from "./views/page.ts"
import { queueIn, type QueueRecord } from "./views/queue.ts"
import { dispositionsOf, textsOf, type DraftTexts } from "./views/texts.ts"
import { startableBy, type StartableChannel } from "./views/startable.ts"
import { unreadOf, type Unread } from "./views/unread.ts"

export interface Views {
  readonly centre: (state: State) => CentreRecord
  /** By name. */
  readonly holidays: (state: State) => Holidays
  /** Measures, badges, areas and groups of agents. */
  readonly gamification: (state: State) => GamificationDefinitions
  /** What an agent reached on a local date; undefined for no agent. */
  readonly agentScore: (state: State, of: { readonly agentId: string; readonly date: string }) => AgentScore | undefined
  /** Undefined for an unknown measure. */
  readonly scoreboard: (state: State, request: ScoreboardRequest) => Scoreboard | undefined
  /** What may be filed of a campaign's work: each node that leads to an outcome or is one, by id. */
  readonly dispositions: (state: State, campaign: string) => ReadonlyArray<DispositionNode> | undefined
  /** What an agent's draft in a campaign begins with, and what may be put into it. */
  readonly texts: (state: State, campaign: string) => DraftTexts | undefined
  /** By id. */
  readonly users: (state: State, request?: PageRequest) => Page<UserRecord> | undefined
  readonly user: (state: State, userId: string) => UserRecord | undefined
  /** `Pause`, then what the centre defined, by name. */
  readonly breaks: (state: State) => ReadonlyArray<BreakDefinition>
  /** What a user finds in the phonebook: their own entries and the shared ones, by id. */
  readonly phonebook: (state: State, userId: string) => ReadonlyArray<PhonebookEntry>
  /** A user's own preferences. */
  readonly desk: (state: State, userId: string) => DeskRecord | undefined
  readonly connectivity: (state: State, userId: string) => ConnectivityRecord | undefined
  /** What a supervisor is shown of an agent. */
  readonly agentInfo: (state: State, agentId: string) => AgentInfo | undefined
  /** Who watches whom, in the order in which they began. */
  readonly watches: (state: State) => Supervision
  /** In the order in which agents came to be. */
  readonly agents: (state: State, request?: PageRequest) => Page<AgentRecord> | undefined
  readonly agent: (state: State, agentId: string) => AgentRecord | undefined
  /** In the order in which campaigns came to be. */
  readonly campaigns: (state: State, request?: PageRequest) => Page<CampaignRecord> | undefined
  readonly campaign: (state: State, campaign: string) => CampaignRecord | undefined
  /** By position, then id. */
  readonly members: (state: State, campaign: string, request?: PageRequest) => Page<MemberRecord> | undefined
  readonly member: (state: State, campaign: string, agentId: string) => MemberRecord | undefined
  /** The queue as it is served (offered ones keep their place), then the backlog; waits are up to `at`. */
  readonly queue: (state: State, campaign: string, at: Instant, request?: PageRequest) => Page<QueueRecord> | undefined
  /** Undefined once it is closed: what is closed is read from the log. */
  readonly interaction: (state: State, interactionId: string) => InteractionRecord | undefined
  /** The latest messages of an open interaction, oldest first. */
  readonly messages: (state: State, interactionId: string) => ReadonlyArray<MessageRecord> | undefined
  readonly inbox: (state: State, agentId: string) => Inbox | undefined
  /** A user's chats, the latest first. */
  readonly chats: (state: State, userId: string) => ReadonlyArray<ChatRecord> | undefined
  /** The latest messages of a chat, oldest first; undefined for one that the user does not read. */
  readonly chat: (
    state: State,
    of: { readonly chatId: string; readonly userId: string }
  ) => ReadonlyArray<ChatMessageRef> | undefined
  /** Notices that a user has not read, oldest first. */
  readonly notices: (state: State, userId: string) => NoticeBoxes
  /** What a user has not read. */
  readonly unread: (state: State, userId: string) => Unread | undefined
  /** What the agent may start, by channel. */
  readonly startable: (state: State, agentId: string) => ReadonlyArray<StartableChannel> | undefined
  /** Outgoing messages whose outcome is not known, by id. */
  readonly outgoing: (state: State, request?: PageRequest) => Page<OutgoingRecord> | undefined
}

export const makeViews = (rules: Rules, channels: ReadonlyMap<string, ChannelDefinition>): Views => ({
  centre: centreOf,
  holidays: ({ facts }) => facts.holidays,
  gamification: ({ facts }) => definitionsOf(facts.gamification),
  agentScore: ({ facts }, of) =>
    agentById(facts, of.agentId) === undefined ? undefined : agentScore(facts.gamification, of),
  scoreboard: ({ facts }, request) => scoreboard(facts.gamification, request),
  dispositions: dispositionsOf,
  texts: textsOf,
  users: usersIn,
  user: userOf,
  breaks: breaksOf,
  phonebook: ({ facts }, userId) => entriesOf(facts.phonebook, userId),
  desk: deskOf,
  connectivity: connectivityOf,
  agentInfo: agentInfoOf,
  watches: ({ facts }) => facts.supervision,
  agents: agentsIn,
  agent: agentOf,
  campaigns: campaignsIn,
  campaign: campaignOf,
  members: membersIn,
  member: memberRecordOf,
  queue: (state, campaign, at, request) => queueIn(rules, state, { campaign, at }, request),
  interaction: interactionOf,
  messages: messagesOf,
  inbox: (state, agentId) => inboxOf(rules, state, agentId),
  chats: chatsIn,
  chat: chatOf,
  notices: ({ facts }, userId) => boxesOf(facts.notices, userId),
  unread: unreadOf,
  startable: (state, agentId) => startableBy(channels, state, agentId),
  outgoing: outgoingIn
})
