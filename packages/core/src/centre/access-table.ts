/** Whose each command is: one table, read by the lock of the screen and by access. */
import type { AgentId, UserId } from "../kernel/fields.ts"
import { nodeOf } from "../disposition/index.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { at as numbered } from "../routing/index.ts"
import type { Action } from "../user/index.ts"
import type { CentreCommand, CommandOf } from "./commands.ts"
import type { Facts } from "./state.ts"

/** What a command is about, as far as permissions go by it; null when there is no such thing. */
export type Touched =
  | { readonly campaigns: ReadonlyArray<string> }
  /** Within reach of who sees one of their campaigns. */
  | { readonly agent: AgentId }
  /** Each of them. */
  | { readonly agents: ReadonlyArray<AgentId> }
  | null

/** A supervisor's command: the action that must be given, and whether seeing what it is about is enough. */
export interface BySupervisor<Command> {
  readonly who: "supervisor"
  readonly action: Action
  readonly reach: "sees" | "changes"
  readonly touches: (facts: Facts, command: Command) => Touched
  /** Whose command it says it is; must be the user. */
  readonly as?: (command: Command) => UserId | null
}

/**
 * `engine`: the engine's and the adapters', nobody's else. `channel`: brought in for a client, by an adapter or an API
 * key, never by a user. `administrator`: of the centre as a whole. `self`: about oneself, in any role. `user`: any user's, in any role.
 *
 * `own`: an agent's, for themself. A locked screen refuses it; `onText`: on voice the adapter sends it when the parties
 * are joined, and the call is theirs though the screen is locked; `unlocked`: it is no use of the desk.
 */
export type Rule<Command> =
  | { readonly who: "engine" | "channel" | "administrator" | "user" }
  | { readonly who: "self"; readonly as: (command: Command) => UserId }
  | {
      readonly who: "own"
      readonly as: (command: Command) => AgentId
      readonly locked: "refused" | "onText" | "unlocked"
      /** Also a supervisor's, when it is not said to be the agent's own. */
      readonly or?: { readonly isOwn: (command: Command) => boolean; readonly rule: BySupervisor<Command> }
    }
  | BySupervisor<Command>

const engine = { who: "engine" } as const
const channel = { who: "channel" } as const
const administrator = { who: "administrator" } as const

const ofAgent = ({ agentId }: { readonly agentId: AgentId }): AgentId => agentId
const own = { who: "own", as: ofAgent, locked: "refused" } as const
const ownOnText = { who: "own", as: ofAgent, locked: "onText" } as const
const ownUnlocked = { who: "own", as: ofAgent, locked: "unlocked" } as const
const self = { who: "self", as: ({ userId }: { readonly userId: UserId }): UserId => userId } as const

const theCampaign = (_: Facts, { campaign }: { readonly campaign: string }): Touched => ({ campaigns: [campaign] })
const theCampaigns = (_: Facts, { campaigns }: { readonly campaigns: ReadonlyArray<string> }): Touched => ({
  campaigns
})
const theAgent = (_: Facts, { agentId }: { readonly agentId: AgentId }): Touched => ({ agent: agentId })

function itsCampaign(facts: Facts, { interactionId }: { readonly interactionId: string }): Touched {
  const interaction = hamtGet(facts.interactions, interactionId)
  return interaction === undefined ? null : { campaigns: [numbered(facts.campaigns, interaction.campaign).name] }
}

function theDialer({ dialers }: Facts, { dialer }: { readonly dialer: string }): Touched {
  const known = hamtGet(dialers.dialers, dialer)
  return known === undefined ? null : { campaigns: [known.campaign] }
}

function theList({ dialers }: Facts, { listId }: { readonly listId: string }): Touched {
  const known = hamtGet(dialers.lists, listId)
  return known === undefined ? null : { campaigns: [known.campaign] }
}

/** What it is moved to is changed too. */
const bothCampaigns = (_: Facts, { campaign, moveTo }: CommandOf<"RemoveCampaign">): Touched => ({
  campaigns: moveTo === undefined ? [campaign] : [campaign, moveTo]
})

const settings = { who: "supervisor", action: "campaigns", reach: "changes", touches: theCampaign } as const
const memberships = { who: "supervisor", action: "members", reach: "changes", touches: theCampaigns } as const
const member = { who: "supervisor", action: "members", reach: "changes", touches: theCampaign } as const
const abilities = { who: "supervisor", action: "agents", reach: "sees", touches: theAgent } as const
const pause = { who: "supervisor", action: "pause-agents", reach: "sees", touches: theAgent } as const
const dialer = { who: "supervisor", action: "dialers", reach: "changes", touches: theDialer } as const
const list = { who: "supervisor", action: "dialers", reach: "changes", touches: theList } as const

const bySelf = ({ supervisorId }: { readonly supervisorId: UserId }): UserId => supervisorId
const spy = { who: "supervisor", action: "spy", reach: "sees", touches: itsCampaign, as: bySelf } as const
/** Ended whatever became of it meanwhile. */
const stopSpy = { ...spy, touches: (): Touched => ({ campaigns: [] }) } as const
const screen = { who: "supervisor", action: "monitor-screens", reach: "sees", touches: theAgent, as: bySelf } as const
const stopScreen = { ...screen, touches: (): Touched => ({ campaigns: [] }) } as const

const contacts = {
  who: "supervisor",
  action: "contacts",
  reach: "changes",
  touches: () => ({ campaigns: [] })
} as const
/** Whose block is every campaign's changes every campaign. */
const theBlock = (_: Facts, { campaign = null }: CommandOf<"BlockAddress" | "UnblockAddress">): Touched =>
  campaign === null ? null : { campaigns: [campaign] }
const blacklist = { who: "supervisor", action: "contacts", reach: "changes", touches: theBlock } as const
/** What is every campaign's changes every campaign. */
const scoped = (campaign: string | null): Touched => (campaign === null ? null : { campaigns: [campaign] })
const theScope = (_: Facts, { campaign = null }: { readonly campaign?: string | null }): Touched => scoped(campaign)
/** Where it was and where it goes to, both. */
const bothScopes = (before: string | null | undefined, after: string | null | undefined): Touched => {
  const touched = [before, after].filter((one) => one !== undefined)
  return touched.includes(null) ? null : { campaigns: touched.filter((one) => one !== null) }
}
function theDisposition({ dispositions }: Facts, command: CommandOf<DispositionTag>): Touched {
  if (command._tag !== "DefineDisposition") return scoped(nodeOf(dispositions, command.dispositionId)?.campaign ?? null)
  const { parent = null, campaign } = command
  return scoped((parent === null ? campaign : nodeOf(dispositions, parent)?.campaign) ?? null)
}
type DispositionTag = "DefineDisposition" | "ChangeDisposition" | "RemoveDisposition"
const theTemplate = ({ texts }: Facts, command: CommandOf<"ChangeTemplate" | "RemoveTemplate">): Touched =>
  bothScopes(
    hamtGet(texts.templates, command.template)?.campaign ?? null,
    "campaign" in command ? command.campaign : undefined
  )
const theCanned = ({ texts }: Facts, command: CommandOf<"ChangeCannedResponse" | "RemoveCannedResponse">): Touched =>
  bothScopes(
    hamtGet(texts.canned, command.cannedId)?.campaign ?? null,
    "campaign" in command ? command.campaign : undefined
  )
const ofSettings = { who: "supervisor", action: "campaigns", reach: "changes" } as const
const disposition = { ...ofSettings, touches: theDisposition } as const
const newText = { ...ofSettings, touches: theScope } as const
const template = { ...ofSettings, touches: theTemplate } as const
const cannedResponse = { ...ofSettings, touches: theCanned } as const
const user = { who: "user" } as const

/** A whole role is within reach of who sees every campaign; a user, of who sees one of theirs. */
function theNotified(_: Facts, { to }: CommandOf<"SendNotice">): Touched {
  if ("campaign" in to) return { campaigns: [to.campaign] }
  return "users" in to ? { agents: to.users } : null
}
const notice = {
  who: "supervisor",
  action: "notices",
  reach: "sees",
  touches: theNotified,
  as: ({ fromUserId }: CommandOf<"SendNotice">): UserId | null => fromUserId
} as const

const scoring = { who: "supervisor", action: "gamification", reach: "sees" } as const
const theScored = (_: Facts, { entries }: CommandOf<"RecordPoints">): Touched => ({
  agents: entries.map(({ agentId }) => agentId)
})

export const rules: { readonly [Tag in CentreCommand["_tag"]]: Rule<CommandOf<Tag>> } = {
  Tick: engine,
  CreateCentre: engine,
  ChangeCentre: administrator,
  SetChannelCost: administrator,
  DefineHoliday: administrator,
  ChangeHoliday: administrator,
  RemoveHoliday: administrator,
  DefineMeasure: administrator,
  ChangeMeasure: administrator,
  RemoveMeasure: administrator,
  DefineBadge: administrator,
  ChangeBadge: administrator,
  RemoveBadge: administrator,
  DefineArea: administrator,
  ChangeArea: administrator,
  RemoveArea: administrator,
  DefineAgentGroup: administrator,
  ChangeAgentGroup: administrator,
  RemoveAgentGroup: administrator,
  AssignAgentGroup: administrator,
  RecordPoints: { ...scoring, touches: theScored },
  AwardBadge: { ...scoring, touches: theAgent, as: bySelf },
  DefineDisposition: disposition,
  ChangeDisposition: disposition,
  RemoveDisposition: disposition,
  DefineTemplate: newText,
  ChangeTemplate: template,
  RemoveTemplate: template,
  AddCannedResponse: newText,
  ChangeCannedResponse: cannedResponse,
  RemoveCannedResponse: cannedResponse,
  TakeOwnership: engine,
  ResetSource: engine,
  CreateUser: administrator,
  ChangeUser: administrator,
  DisableUser: administrator,
  EnableUser: administrator,
  SetPermissions: administrator,
  SetScreenMonitoring: administrator,
  ChangePreferences: self,
  RecordSignIn: engine,
  RecordSignOut: engine,
  RecordConnectivity: self,
  RecordStun: self,
  DefineBreak: administrator,
  ChangeBreak: administrator,
  RemoveBreak: administrator,
  SignIn: ownUnlocked,
  SignOut: own,
  SignOutAgent: { who: "supervisor", action: "sign-out-agents", reach: "sees", touches: theAgent },
  LoseSession: engine,
  StartBreak: own,
  EndBreak: own,
  PauseAgent: pause,
  ResumeAgent: pause,
  LockScreen: ownUnlocked,
  UnlockScreen: engine,
  EndWrapUp: own,
  SetAgentSkills: abilities,
  SetAgentCapacity: abilities,
  CreateCampaign: settings,
  ChangeCampaign: settings,
  EnableCampaign: settings,
  DisableCampaign: settings,
  RemoveCampaign: { ...settings, touches: bothCampaigns },
  AddMembers: memberships,
  RemoveMembers: memberships,
  ChangeMember: member,
  PauseMember: member,
  ResumeMember: { ...own, or: { isOwn: ({ by }) => by === "self", rule: member } },
  AcceptOffer: ownOnText,
  RejectOffer: own,
  TakeInteraction: own,
  StartInteraction: own,
  OpenInteraction: own,
  FinishInteraction: own,
  EndInteraction: { who: "supervisor", action: "end-calls", reach: "sees", touches: itsCampaign },
  HoldInteraction: own,
  ResumeInteraction: own,
  TransferInteraction: own,
  AcceptTransfer: ownOnText,
  RejectTransfer: own,
  CancelTransfer: own,
  ReportExternalTransfer: engine,
  LeaveInteraction: channel,
  ReceiveMessage: channel,
  SkipMessage: engine,
  QuarantineMessage: engine,
  SendMessage: own,
  ClaimMessage: engine,
  SubmitMessage: engine,
  RecordMessageOutcome: engine,
  RecordReceipt: engine,
  RateMail: engine,
  CreateDialer: { ...dialer, touches: theCampaign },
  ChangeDialer: dialer,
  StartDialer: dialer,
  PauseDialer: dialer,
  StopDialer: dialer,
  RemoveDialer: dialer,
  SetRates: administrator,
  CreateList: dialer,
  ImportRecords: list,
  CompleteList: list,
  ActivateList: list,
  DeactivateList: list,
  RemoveList: list,
  SettleRecords: list,
  DropRecords: engine,
  ClaimRecords: engine,
  SubmitRecords: engine,
  RecordOutcomes: engine,
  MarkRecords: engine,
  AddContact: user,
  ChangeContact: user,
  AddContactAddress: user,
  RemoveContactAddress: user,
  AddContactNote: self,
  MergeContacts: contacts,
  EraseContact: contacts,
  BlockAddress: blacklist,
  UnblockAddress: blacklist,
  AddPhonebookEntry: self,
  ChangePhonebookEntry: self,
  RemovePhonebookEntry: self,
  SendChat: { who: "self", as: ({ fromUserId }) => fromUserId },
  OpenChat: self,
  SendNotice: notice,
  ReadNotices: self,
  StartSpy: spy,
  StopSpy: stopSpy,
  StartScreenMonitoring: screen,
  StopScreenMonitoring: stopScreen
}

/** The rule of this very command. */
export const ruleOf = (command: CentreCommand): Rule<CentreCommand> =>
  // The table pairs each tag with the rule of that very command; TypeScript cannot follow the pair through the index.
  rules[command._tag] as Rule<CentreCommand>
