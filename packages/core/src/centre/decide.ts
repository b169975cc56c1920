/** Which flow decides on a command: one entry for each, none can be forgotten. */
import * as Result from "effect/Result"
import type { CentreCommand, CommandOf } from "./commands.ts"
import type { Context, Decided } from "./context.ts"
import * as calls from "./flows/calls.ts"
import * as campaigns from "./flows/campaigns.ts"
import * as chats from "./flows/chats.ts"
import * as clients from "./flows/clients.ts"
import * as closing from "./flows/closing-campaign.ts"
import * as dispositions from "./flows/dispositions.ts"
import * as dialers from "./flows/dialers.ts"
import * as gamification from "./flows/gamification.ts"
import * as holidays from "./flows/holidays.ts"
import * as interactions from "./flows/interactions.ts"
import * as messages from "./flows/messages.ts"
import * as notices from "./flows/notices.ts"
import * as people from "./flows/people.ts"
import * as ratings from "./flows/ratings.ts"
import * as records from "./flows/records.ts"
import { receiveMessage } from "./flows/receive-message.ts"
import { start } from "./flows/starting.ts"
import * as staff from "./flows/staff.ts"
import * as supervision from "./flows/supervision.ts"
import * as texts from "./flows/texts.ts"
import * as tenant from "./flows/tenant.ts"
import * as transfers from "./flows/transfers.ts"
import { aboveLimit } from "./limits.ts"
import { lockedOut } from "./screen-lock.ts"
import { tick } from "./tick.ts"

type Flows = { readonly [Tag in CentreCommand["_tag"]]: (context: Context, command: CommandOf<Tag>) => Decided }

const flows: Flows = {
  Tick: (context) => {
    tick(context)
    return Result.succeed(null)
  },
  CreateCentre: tenant.createCentre,
  ChangeCentre: tenant.changeCentre,
  SetChannelCost: tenant.setChannelCost,
  ResetSource: tenant.reset,
  TakeOwnership: messages.takeOwnership,
  RaiseFormat: tenant.raise,
  CreateUser: staff.user,
  ChangeUser: staff.user,
  DisableUser: staff.user,
  EnableUser: staff.setting,
  SetPermissions: staff.setting,
  SetScreenMonitoring: staff.setting,
  ChangePreferences: staff.changePreferences,
  RecordSignIn: staff.recordSignIn,
  RecordSignOut: supervision.recordSignOut,
  RecordConnectivity: staff.setting,
  RecordStun: staff.setting,
  DefineBreak: staff.breakDefinitions,
  ChangeBreak: staff.breakDefinitions,
  RemoveBreak: staff.breakDefinitions,
  StartSpy: supervision.startSpy,
  StopSpy: supervision.stopWatch,
  StartScreenMonitoring: supervision.startScreenMonitoring,
  StopScreenMonitoring: supervision.stopWatch,
  SignIn: people.signInAgent,
  SignOut: people.signOut,
  SignOutAgent: people.signOutAgent,
  LoseSession: people.loseSession,
  StartBreak: people.breaks,
  EndBreak: people.breaks,
  PauseAgent: people.breaks,
  ResumeAgent: people.breaks,
  LockScreen: people.lock,
  UnlockScreen: people.unlock,
  EndWrapUp: people.endWrapUp,
  SetAgentSkills: people.abilities,
  SetAgentCapacity: people.abilities,
  CreateCampaign: campaigns.create,
  ChangeCampaign: campaigns.change,
  EnableCampaign: campaigns.enableCampaign,
  DisableCampaign: closing.disable,
  RemoveCampaign: closing.remove,
  DefineHoliday: holidays.holiday,
  ChangeHoliday: holidays.holiday,
  RemoveHoliday: holidays.holiday,
  DefineMeasure: gamification.gamification,
  ChangeMeasure: gamification.gamification,
  RemoveMeasure: gamification.gamification,
  DefineBadge: gamification.gamification,
  ChangeBadge: gamification.gamification,
  RemoveBadge: gamification.gamification,
  DefineArea: gamification.gamification,
  ChangeArea: gamification.gamification,
  RemoveArea: gamification.gamification,
  DefineAgentGroup: gamification.gamification,
  ChangeAgentGroup: gamification.gamification,
  RemoveAgentGroup: gamification.gamification,
  AssignAgentGroup: gamification.assignGroup,
  RecordPoints: gamification.gamification,
  AwardBadge: gamification.awardBadge,
  DefineDisposition: dispositions.define,
  ChangeDisposition: dispositions.define,
  RemoveDisposition: dispositions.define,
  DefineTemplate: texts.template,
  ChangeTemplate: texts.template,
  RemoveTemplate: texts.template,
  AddCannedResponse: texts.canned,
  ChangeCannedResponse: texts.canned,
  RemoveCannedResponse: texts.canned,
  AddContact: clients.contact,
  ChangeContact: clients.contact,
  AddContactAddress: clients.contact,
  RemoveContactAddress: clients.contact,
  AddContactNote: clients.contact,
  MergeContacts: clients.contact,
  EraseContact: clients.contact,
  RekeyAddresses: clients.rekeyAddresses,
  BlockAddress: clients.block,
  UnblockAddress: clients.block,
  AddPhonebookEntry: clients.phonebook,
  ChangePhonebookEntry: clients.phonebook,
  RemovePhonebookEntry: clients.phonebook,
  SendChat: chats.send,
  OpenChat: chats.open,
  SendNotice: notices.send,
  ReadNotices: notices.read,
  AddMembers: campaigns.addMembers,
  RemoveMembers: campaigns.removeMembers,
  ChangeMember: campaigns.member,
  PauseMember: campaigns.member,
  ResumeMember: campaigns.member,
  AcceptOffer: interactions.answerOffer,
  RejectOffer: interactions.answerOffer,
  TakeInteraction: interactions.take,
  StartInteraction: start,
  OpenInteraction: messages.open,
  FinishInteraction: dispositions.finishByAgent,
  EndInteraction: calls.endCall,
  HoldInteraction: calls.hold,
  ResumeInteraction: calls.hold,
  TransferInteraction: transfers.transfer,
  AcceptTransfer: transfers.answer,
  RejectTransfer: transfers.answer,
  CancelTransfer: transfers.cancel,
  ReportExternalTransfer: transfers.report,
  LeaveInteraction: interactions.leave,
  ReceiveMessage: receiveMessage,
  SendMessage: messages.sendMessage,
  SendBotMessage: messages.sendBotMessage,
  SkipMessage: messages.leaveAlone,
  QuarantineMessage: messages.leaveAlone,
  ClaimMessage: messages.sending,
  SubmitMessage: messages.sending,
  RecordMessageOutcome: messages.sending,
  RecordReceipt: messages.receipt,
  RateMail: ratings.rate,
  CreateDialer: dialers.create,
  ChangeDialer: dialers.change,
  StartDialer: dialers.start,
  PauseDialer: dialers.pause,
  StopDialer: dialers.stop,
  RemoveDialer: dialers.remove,
  SetRates: dialers.setRates,
  CreateList: dialers.createListOf,
  CompleteList: dialers.complete,
  ActivateList: dialers.activate,
  DeactivateList: dialers.deactivate,
  RemoveList: dialers.removeListOf,
  ImportRecords: records.importInto,
  DropRecords: records.drop,
  ClaimRecords: records.claim,
  SubmitRecords: records.submit,
  RecordOutcomes: records.outcomes,
  MarkRecords: records.mark,
  SettleRecords: records.settleAmbiguous
}

/** What a log may begin with. */
const FIRST: ReadonlySet<CentreCommand["_tag"]> = new Set(["CreateCentre", "TakeOwnership", "Tick"])

export function decide(context: Context, command: CentreCommand): Decided {
  if (context.draft.tenant.settings === null && !FIRST.has(command._tag)) return Result.fail({ _tag: "CentreMissing" })
  const full = aboveLimit(context.draft, command)
  if (full !== null) return Result.fail(full)
  const locked = lockedOut(context.draft, command)
  if (locked !== null) return Result.fail(locked)
  // The table pairs each tag with the flow of that very command; TypeScript cannot follow the pair through the index.
  const flow = flows[command._tag] as (context: Context, command: CentreCommand) => Decided
  return flow(context, command)
}
