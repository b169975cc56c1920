/** The state of a centre: facts, folded from the log, and indexes, rebuilt from the facts. Opaque to users. */
import type { Agent } from "../agent/index.ts"
import type { Breaks } from "../break/index.ts"
import type { Campaign } from "../campaign/index.ts"
import { noChats, type Chats } from "../chat/index.ts"
import { noDialers, type Dialers } from "../dialer/index.ts"
import { noGamification, type Gamification } from "../gamification/index.ts"
import { noDispositions, type Dispositions } from "../disposition/index.ts"
import { noHolidays, type Holidays } from "../holiday/index.ts"
import type { Interaction } from "../interaction/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { emptyHamt, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { emptyVector, type Vector } from "../kernel/vector.ts"
import type { Conversation, Outgoing } from "../message/index.ts"
import {
  draftIndexes,
  emptyIndexes,
  frozenIndexes,
  refreshTakers,
  type IndexDraft,
  type Indexes,
  type RoutingFacts,
  type Rules
} from "../routing/index.ts"
import { noPacing, type Pacing } from "../pacing/index.ts"
import type { Supervision } from "../supervision/index.ts"
import { noNotices, type Notices } from "../notice/index.ts"
import { noPhonebook, type Phonebook } from "../phonebook/index.ts"
import { noTenant, type Tenant } from "../tenant/index.ts"
import { noTexts, type Texts } from "../texts/index.ts"
import type { User } from "../user/index.ts"

export interface Facts extends RoutingFacts {
  readonly tenant: Tenant
  readonly holidays: Holidays
  readonly gamification: Gamification
  readonly dispositions: Dispositions
  readonly texts: Texts
  readonly phonebook: Phonebook
  readonly chats: Chats
  readonly notices: Notices
  readonly users: Hamt<User>
  readonly breaks: Breaks
  readonly conversations: Hamt<Conversation>
  /** Outgoing messages whose outcome is not known. */
  readonly outgoing: Hamt<Outgoing>
  /** Dialers, their lists, and their records under way. */
  readonly dialers: Dialers
  /** What counts in the windows of rates. */
  readonly pacing: Pacing
  /** Who watches whom, and what. */
  readonly supervision: Supervision
  /** Events so far: the version of the centre. */
  readonly position: number
  readonly at: Instant
}

export interface State {
  readonly facts: Facts
  readonly indexes: Indexes
}

export const noFacts: Facts = {
  seed: "",
  tenant: noTenant,
  holidays: noHolidays,
  gamification: noGamification,
  dispositions: noDispositions,
  texts: noTexts,
  phonebook: noPhonebook,
  chats: noChats,
  notices: noNotices,
  users: emptyHamt(),
  breaks: [],
  agents: emptyVector(),
  agentNumbers: emptyHamt(),
  campaigns: emptyVector(),
  campaignNumbers: emptyHamt(),
  interactions: emptyHamt(),
  conversations: emptyHamt(),
  outgoing: emptyHamt(),
  dialers: noDialers,
  pacing: noPacing,
  supervision: [],
  position: 0,
  at: 0
}

export const initialState: State = { facts: noFacts, indexes: emptyIndexes() }

/** A state being evolved by one owner. `index` is null while only facts are folded. */
export interface Draft {
  readonly owner: Owner
  readonly index: IndexDraft | null
  seed: string
  tenant: Tenant
  holidays: Holidays
  gamification: Gamification
  dispositions: Dispositions
  texts: Texts
  phonebook: Phonebook
  chats: Chats
  notices: Notices
  users: Hamt<User>
  breaks: Breaks
  agents: Vector<Agent>
  agentNumbers: Hamt<number>
  campaigns: Vector<Campaign>
  campaignNumbers: Hamt<number>
  interactions: Hamt<Interaction>
  conversations: Hamt<Conversation>
  outgoing: Hamt<Outgoing>
  dialers: Dialers
  pacing: Pacing
  supervision: Supervision
  position: number
  at: Instant
}

/** A draft over a state. The owner must be new: nothing else may ever edit with it. */
export const draftOf = (state: State, rules: Rules, owner: Owner): Draft => ({
  ...state.facts,
  owner,
  index: draftIndexes(rules, state.indexes, owner)
})

/** A draft of facts alone, for replay. */
export const draftOfFacts = (facts: Facts, owner: Owner): Draft => ({ ...facts, owner, index: null })

export const factsOf = (draft: Draft): Facts => ({
  seed: draft.seed,
  tenant: draft.tenant,
  holidays: draft.holidays,
  gamification: draft.gamification,
  dispositions: draft.dispositions,
  texts: draft.texts,
  phonebook: draft.phonebook,
  chats: draft.chats,
  notices: draft.notices,
  users: draft.users,
  breaks: draft.breaks,
  agents: draft.agents,
  agentNumbers: draft.agentNumbers,
  campaigns: draft.campaigns,
  campaignNumbers: draft.campaignNumbers,
  interactions: draft.interactions,
  conversations: draft.conversations,
  outgoing: draft.outgoing,
  dialers: draft.dialers,
  pacing: draft.pacing,
  supervision: draft.supervision,
  position: draft.position,
  at: draft.at
})

export function stateOf(draft: Draft): State {
  if (draft.index === null) throw new Error("a draft of facts alone has no indexes")
  refreshTakers(draft.index, draft)
  return { facts: factsOf(draft), indexes: frozenIndexes(draft.index) }
}
