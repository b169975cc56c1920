/** All commands of a centre, who may send them, and all that they can be refused for. */
import * as Schema from "effect/Schema"
import { AgentCommand, AgentRejection } from "../agent/index.ts"
import { BreakCommand, BreakRejection } from "../break/index.ts"
import { CampaignCommand, CampaignRejection } from "../campaign/index.ts"
import { DialerCommand, DialerRejection } from "../dialer/index.ts"
import { DispositionCommand, DispositionRejection } from "../disposition/index.ts"
import { BlacklistCommand } from "../blacklist/index.ts"
import { ChatCommand, ChatRejection } from "../chat/index.ts"
import { ContactCommand, ContactRejection, RekeyAddresses } from "../contact/index.ts"
import { PhonebookCommand, PhonebookRejection } from "../phonebook/index.ts"
import { GamificationCommand, GamificationRejection } from "../gamification/index.ts"
import { HolidayCommand, HolidayRejection } from "../holiday/index.ts"
import { InteractionCommand, InteractionRejection } from "../interaction/index.ts"
import { Instant } from "../kernel/fields.ts"
import { MessageCommand, MessageRejection } from "../message/index.ts"
import { NoticeCommand, NoticeRejection } from "../notice/index.ts"
import { RatingCommand, RatingRejection } from "../rating/index.ts"
import { SupervisionCommand, SupervisionRejection } from "../supervision/index.ts"
import { TenantCommand, TenantRejection } from "../tenant/index.ts"
import { TextsCommand, TextsRejection } from "../texts/index.ts"
import { UserCommand, UserRejection } from "../user/index.ts"

/** The empty command: fires what is due. Sent by the engine at the next deadline and before any command. */
export const Tick = Schema.TaggedStruct("Tick", {})

export const CentreCommand = Schema.Union([
  Tick,
  TenantCommand,
  UserCommand,
  BreakCommand,
  AgentCommand,
  CampaignCommand,
  HolidayCommand,
  GamificationCommand,
  DispositionCommand,
  TextsCommand,
  ContactCommand,
  RekeyAddresses,
  BlacklistCommand,
  PhonebookCommand,
  ChatCommand,
  NoticeCommand,
  InteractionCommand,
  MessageCommand,
  RatingCommand,
  DialerCommand,
  SupervisionCommand
])
export type CentreCommand = typeof CentreCommand.Type
export type CommandOf<Tag extends CentreCommand["_tag"]> = Extract<CentreCommand, { readonly _tag: Tag }>

/** Something is due by this command's instant: a Tick comes first. */
export const DeadlinesDue = Schema.TaggedStruct("DeadlinesDue", { due: Instant })
/** The command broke the writer's promise that instants never run backwards. */
export const ClockWentBack = Schema.TaggedStruct("ClockWentBack", { at: Instant, last: Instant })

export const CentreRejection = Schema.Union([
  DeadlinesDue,
  ClockWentBack,
  TenantRejection,
  UserRejection,
  BreakRejection,
  AgentRejection,
  CampaignRejection,
  HolidayRejection,
  GamificationRejection,
  DispositionRejection,
  TextsRejection,
  ContactRejection,
  PhonebookRejection,
  ChatRejection,
  NoticeRejection,
  InteractionRejection,
  MessageRejection,
  RatingRejection,
  DialerRejection,
  SupervisionRejection
])
export type CentreRejection = typeof CentreRejection.Type

export type Audience = "public" | "system"

/** Whose command it is: the public ones are the API; the system's come from engine and adapters. */
export const audience: { readonly [Tag in CentreCommand["_tag"]]: Audience } = {
  Tick: "system",
  CreateCentre: "system",
  ChangeCentre: "public",
  SetChannelCost: "public",
  TakeOwnership: "system",
  RaiseFormat: "system",
  ResetSource: "system",
  CreateUser: "public",
  ChangeUser: "public",
  DisableUser: "public",
  EnableUser: "public",
  SetPermissions: "public",
  SetScreenMonitoring: "public",
  ChangePreferences: "public",
  RecordSignIn: "system",
  RecordSignOut: "system",
  RecordConnectivity: "public",
  RecordStun: "public",
  DefineBreak: "public",
  ChangeBreak: "public",
  RemoveBreak: "public",
  StartSpy: "public",
  StopSpy: "public",
  StartScreenMonitoring: "public",
  StopScreenMonitoring: "public",
  SignIn: "public",
  SignOut: "public",
  SignOutAgent: "public",
  LoseSession: "system",
  StartBreak: "public",
  EndBreak: "public",
  PauseAgent: "public",
  ResumeAgent: "public",
  LockScreen: "public",
  UnlockScreen: "system",
  EndWrapUp: "public",
  SetAgentSkills: "public",
  SetAgentCapacity: "public",
  CreateCampaign: "public",
  ChangeCampaign: "public",
  EnableCampaign: "public",
  DisableCampaign: "public",
  RemoveCampaign: "public",
  DefineHoliday: "public",
  ChangeHoliday: "public",
  RemoveHoliday: "public",
  DefineMeasure: "public",
  ChangeMeasure: "public",
  RemoveMeasure: "public",
  DefineBadge: "public",
  ChangeBadge: "public",
  RemoveBadge: "public",
  DefineArea: "public",
  ChangeArea: "public",
  RemoveArea: "public",
  DefineAgentGroup: "public",
  ChangeAgentGroup: "public",
  RemoveAgentGroup: "public",
  AssignAgentGroup: "public",
  RecordPoints: "public",
  AwardBadge: "public",
  DefineDisposition: "public",
  ChangeDisposition: "public",
  RemoveDisposition: "public",
  DefineTemplate: "public",
  ChangeTemplate: "public",
  RemoveTemplate: "public",
  AddCannedResponse: "public",
  ChangeCannedResponse: "public",
  RemoveCannedResponse: "public",
  AddContact: "public",
  ChangeContact: "public",
  AddContactAddress: "public",
  RemoveContactAddress: "public",
  AddContactNote: "public",
  MergeContacts: "public",
  EraseContact: "public",
  RekeyAddresses: "system",
  BlockAddress: "public",
  UnblockAddress: "public",
  AddPhonebookEntry: "public",
  ChangePhonebookEntry: "public",
  RemovePhonebookEntry: "public",
  SendChat: "public",
  OpenChat: "public",
  SendNotice: "public",
  ReadNotices: "public",
  AddMembers: "public",
  RemoveMembers: "public",
  ChangeMember: "public",
  PauseMember: "public",
  ResumeMember: "public",
  AcceptOffer: "public",
  RejectOffer: "public",
  TakeInteraction: "public",
  StartInteraction: "public",
  OpenInteraction: "public",
  FinishInteraction: "public",
  EndInteraction: "public",
  HoldInteraction: "public",
  ResumeInteraction: "public",
  TransferInteraction: "public",
  AcceptTransfer: "public",
  RejectTransfer: "public",
  CancelTransfer: "public",
  ReportExternalTransfer: "system",
  LeaveInteraction: "public",
  ReceiveMessage: "public",
  SkipMessage: "system",
  QuarantineMessage: "system",
  SendMessage: "public",
  SendBotMessage: "public",
  ClaimMessage: "system",
  SubmitMessage: "system",
  RecordMessageOutcome: "system",
  RecordReceipt: "system",
  RateMail: "system",
  CreateDialer: "public",
  ChangeDialer: "public",
  StartDialer: "public",
  PauseDialer: "public",
  StopDialer: "public",
  RemoveDialer: "public",
  SetRates: "public",
  CreateList: "public",
  ImportRecords: "public",
  CompleteList: "public",
  ActivateList: "public",
  DeactivateList: "public",
  RemoveList: "public",
  SettleRecords: "public",
  DropRecords: "system",
  ClaimRecords: "system",
  SubmitRecords: "system",
  RecordOutcomes: "system",
  MarkRecords: "system"
}
