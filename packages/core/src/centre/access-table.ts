/** Whose each command is: one table, read by the lock of the screen and by access. */
import type { AgentId, UserId } from "../kernel/fields.ts"
import type { Action } from "../user/index.ts"
import * as touches from "./access-touches.ts"
import type { Touched } from "./access-touches.ts"
import type { CentreCommand, CommandOf } from "./commands.ts"
import type { Facts } from "./state.ts"

/** A supervisor's command: the action that must be given, and whether seeing what it is about is enough. */
export interface BySupervisor<Command> {
  readonly who: "supervisor"
  /** Null: none needs to be given. */
  readonly action: Action | null
  readonly reach: "sees" | "changes"
  readonly touches: (facts: Facts, command: Command) => Touched
  /** Whose command it says it is; must be the user. */
  readonly as?: (command: Command) => UserId | null
}

/**
 * `engine`: the engine's and the adapters', nobody else's. `channel`: brought in for a client or by a bot, by an adapter or
 * an API key, never by a user. `administrator`: of the centre as a whole. `self`: about oneself, in any role. `user`: any
 * user's, in any role. Neither of the two says in which role it is sent, so that access alone can refuse them to who acts as an agent and
 * has locked the screen.
 *
 * `own`: an agent's, for themself. A locked screen refuses it; `onText`: on voice the adapter sends it when the parties
 * are joined, and the call is theirs though the screen is locked; `unlocked`: it is no use of the desk.
 */
export type Rule<Command> =
  | { readonly who: "engine" | "channel" | "administrator" | "user" }
  | {
      readonly who: "self"
      readonly as: (command: Command) => UserId
      readonly locked: "refused" | "unlocked"
      /** A supervisor's alone, when it is about what is everybody's. */
      readonly or?: {
        readonly applies: (facts: Facts, command: Command) => boolean
        readonly rule: BySupervisor<Command>
      }
    }
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
const ofUser = ({ userId }: { readonly userId: UserId }): UserId => userId
const self = { who: "self", as: ofUser, locked: "refused" } as const
const selfUnlocked = { who: "self", as: ofUser, locked: "unlocked" } as const

const settings = { who: "supervisor", action: "campaigns", reach: "changes", touches: touches.theCampaign } as const
const newSettings = { ...settings, touches: touches.theSettings } as const
const memberships = { who: "supervisor", action: "members", reach: "changes", touches: touches.theCampaigns } as const
const member = { who: "supervisor", action: "members", reach: "changes", touches: touches.theCampaign } as const
const abilities = { who: "supervisor", action: "agents", reach: "sees", touches: touches.theAgent } as const
const pause = { who: "supervisor", action: "pause-agents", reach: "sees", touches: touches.theAgent } as const
const dialer = { who: "supervisor", action: "dialers", reach: "changes", touches: touches.theDialer } as const
const list = { who: "supervisor", action: "dialers", reach: "changes", touches: touches.theList } as const

const bySelf = ({ supervisorId }: { readonly supervisorId: UserId }): UserId => supervisorId
const spy = { who: "supervisor", action: "spy", reach: "sees", touches: touches.itsCampaign, as: bySelf } as const
const screen = {
  who: "supervisor",
  action: "monitor-screens",
  reach: "sees",
  touches: touches.theAgent,
  as: bySelf
} as const
/** Ended whatever became of it, or of the permission, meanwhile. */
const stopWatch = { ...spy, action: null, touches: (): Touched => ({ campaigns: [] }) } as const

const contacts = {
  who: "supervisor",
  action: "contacts",
  reach: "changes",
  touches: () => ({ campaigns: [] })
} as const
const blacklist = { who: "supervisor", action: "contacts", reach: "changes", touches: touches.theBlock } as const
const ofSettings = { who: "supervisor", action: "campaigns", reach: "changes" } as const
const disposition = { ...ofSettings, touches: touches.theDisposition } as const
const newText = { ...ofSettings, touches: touches.theScope } as const
const template = { ...ofSettings, touches: touches.theTemplate } as const
const cannedResponse = { ...ofSettings, touches: touches.theCanned } as const
const user = { who: "user" } as const

const notice = {
  who: "supervisor",
  action: "notices",
  reach: "sees",
  touches: touches.theNotified,
  as: ({ fromUserId }: CommandOf<"SendNotice">): UserId | null => fromUserId
} as const

const scoring = { who: "supervisor", action: "gamification", reach: "sees" } as const
/** One's own entry is one's own; a shared one is a supervisor's who keeps contacts. */
const entry = {
  ...self,
  or: { applies: touches.isSharedEntry, rule: { ...contacts, as: ofUser } }
} as const

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
  RecordPoints: { ...scoring, touches: touches.theScored },
  AwardBadge: { ...scoring, touches: touches.theAgent, as: bySelf },
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
  RaiseFormat: engine,
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
  RecordConnectivity: selfUnlocked,
  RecordStun: selfUnlocked,
  DefineBreak: administrator,
  ChangeBreak: administrator,
  RemoveBreak: administrator,
  SignIn: ownUnlocked,
  SignOut: own,
  SignOutAgent: { who: "supervisor", action: "sign-out-agents", reach: "sees", touches: touches.theAgent },
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
  CreateCampaign: newSettings,
  ChangeCampaign: newSettings,
  EnableCampaign: settings,
  DisableCampaign: settings,
  RemoveCampaign: { ...settings, touches: touches.bothCampaigns },
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
  EndInteraction: { who: "supervisor", action: "end-calls", reach: "sees", touches: touches.itsCampaign },
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
  SendBotMessage: channel,
  ClaimMessage: engine,
  SubmitMessage: engine,
  RecordMessageOutcome: engine,
  RecordReceipt: engine,
  RateMail: engine,
  CreateDialer: { ...dialer, touches: touches.theCampaign },
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
  RekeyAddresses: engine,
  BlockAddress: blacklist,
  UnblockAddress: blacklist,
  AddPhonebookEntry: entry,
  ChangePhonebookEntry: entry,
  RemovePhonebookEntry: entry,
  SendChat: { who: "self", as: ({ fromUserId }) => fromUserId, locked: "refused" },
  OpenChat: self,
  SendNotice: notice,
  ReadNotices: self,
  StartSpy: spy,
  StopSpy: stopWatch,
  StartScreenMonitoring: screen,
  StopScreenMonitoring: stopWatch
}

/** The rule of this very command. */
export const ruleOf = (command: CentreCommand): Rule<CentreCommand> =>
  // The table pairs each tag with the rule of that very command; TypeScript cannot follow the pair through the index.
  rules[command._tag] as Rule<CentreCommand>
