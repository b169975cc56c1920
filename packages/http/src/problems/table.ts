/** What each rejection and each failure is answered with: one row for every tag, none forgotten. */
import type { Centre } from "@parley/core"
import type {
  AppendFailure,
  ChannelRefused,
  CheckpointMoved,
  ContentTooLarge,
  ContentUnreadable,
  LogUnreadable,
  ModelStopped,
  NameTaken,
  SendFailure,
  TooManyLookupKeys,
  UseFailure,
  WrongMasterKey
} from "@parley/core/engine"
import { internalError } from "./kinds.ts"
import type { Kind, Status } from "./problem.ts"

const kind = (status: Status, code: string, title: string): Kind => ({ status, code, title })

type RejectionTag = Centre.CentreRejection["_tag"]

/** Business rejections: 404 for what is not there, 409 for what stands in the way, 422 for what makes no sense. */
export const rejections: { readonly [Tag in RejectionTag]: Kind } = {
  DeadlinesDue: kind(503, "deadlines-due", "Something due has not fired yet"),
  ClockWentBack: kind(503, "clock-went-back", "The clock ran backwards"),
  CentreExists: kind(409, "centre-exists", "The centre exists already"),
  CentreIsFull: kind(409, "centre-is-full", "The centre holds as many of these as it may"),
  CentreMissing: kind(404, "centre-missing", "There is no such centre"),
  ZoneUnknown: kind(422, "zone-unknown", "There is no such time zone"),
  FormatUnknown: kind(422, "format-unknown", "This version does not know the format"),
  FormatNotRaised: kind(409, "format-not-raised", "The centre's log is in an older format than this needs"),
  EpochPassed: kind(503, "epoch-passed", "Another process has taken the centre over"),
  UserExists: kind(409, "user-exists", "There is a user of that name"),
  UserUnknown: kind(404, "user-unknown", "There is no such user"),
  RoleNotHeld: kind(403, "role-not-held", "The user does not hold that role"),
  AdministratorNeedsSupervisor: kind(
    422,
    "administrator-needs-supervisor",
    "Only a supervisor can be an administrator"
  ),
  UserIsDisabled: kind(403, "user-is-disabled", "The user may not sign in any more"),
  BreakExists: kind(409, "break-exists", "There is another break of that name"),
  BreakUnknown: kind(422, "break-unknown", "There is no such break"),
  BreakIsFixed: kind(409, "break-is-fixed", "This break is as it is"),
  TooManyBreaks: kind(409, "too-many-breaks", "The centre has as many breaks as one may have"),
  ScreenLocked: kind(409, "screen-locked", "The agent has locked the screen"),
  InteractionNotActive: kind(409, "interaction-not-active", "The interaction is not active"),
  ScreenMonitoringNotAllowed: kind(403, "screen-monitoring-not-allowed", "The agent's screen may not be watched"),
  WatchNotPermitted: kind(403, "watch-not-permitted", "The supervisor's permissions do not give this watch"),
  TooManyWatches: kind(409, "too-many-watches", "As many watch as may at once"),
  ContactUnknown: kind(404, "contact-unknown", "There is no such contact"),
  ContactExists: kind(409, "contact-exists", "There is or was a contact of that id"),
  ContactIdReserved: kind(422, "contact-id-reserved", "Ids of that form are given by what messages bring"),
  AddressTaken: kind(409, "address-taken", "The address is another contact's"),
  AddressUnknown: kind(404, "address-unknown", "The contact has no such address"),
  TooManyAddresses: kind(409, "too-many-addresses", "The contact has as many addresses as one may have"),
  TooManyNotes: kind(409, "too-many-notes", "The contact has as many notes as one may have"),
  TooManyMerged: kind(409, "too-many-merged", "As many contacts were merged into this one as may be"),
  SameContact: kind(422, "same-contact", "A contact is not merged into itself"),
  ChatNotYours: kind(404, "chat-not-yours", "There is no such chat of the user's"),
  ChatWithOneself: kind(409, "chat-with-oneself", "Nobody chats with themself"),
  ChatMessageExists: kind(409, "chat-message-exists", "Another message of the chat has this id"),
  TooManyChats: kind(409, "too-many-chats", "The user has a chat with as many others as may be"),
  NoticeExists: kind(409, "notice-exists", "Another notice has this id"),
  NoRecipients: kind(409, "no-recipients", "There is nobody to notify"),
  TooManyRecipients: kind(409, "too-many-recipients", "The notice would reach more users than one may"),
  EntryExists: kind(409, "entry-exists", "There is an entry of that id"),
  EntryUnknown: kind(404, "entry-unknown", "There is no such entry"),
  TooManyEntries: kind(409, "too-many-entries", "The phonebook has as many entries as it may have"),
  AgentUnknown: kind(404, "agent-unknown", "There is no such agent"),
  AgentNotConnected: kind(409, "agent-not-connected", "The agent is not connected"),
  AgentIsConnected: kind(409, "agent-is-connected", "The agent is connected"),
  SessionUnknown: kind(409, "session-unknown", "The session has ended"),
  AgentHasActiveInteractions: kind(409, "agent-has-active-interactions", "The agent has active interactions"),
  TooManySessions: kind(409, "too-many-sessions", "The user has as many sessions as one may have"),
  CampaignExists: kind(409, "campaign-exists", "There is a campaign of that name"),
  CampaignUnknown: kind(404, "campaign-unknown", "There is no such campaign"),
  ChannelUnknown: kind(422, "channel-unknown", "There is no such channel"),
  StrategyUnknown: kind(422, "strategy-unknown", "There is no such strategy for this channel"),
  CampaignHasOpenInteractions: kind(409, "campaign-has-open-interactions", "The campaign has open interactions"),
  ChannelDiffers: kind(422, "channel-differs", "The campaigns are of different channels"),
  OverflowToItself: kind(422, "overflow-to-itself", "A campaign's work overflows to another campaign"),
  MemberUnknown: kind(404, "member-unknown", "The agent is not a member of the campaign"),
  ScheduleRangeEmpty: kind(422, "schedule-range-empty", "The range of the schedule holds no time"),
  HolidayExists: kind(409, "holiday-exists", "A holiday of this name exists"),
  HolidayUnknown: kind(404, "holiday-unknown", "No holiday of this name"),
  HolidayEndsBeforeItBegins: kind(422, "holiday-ends-before-it-begins", "The holiday ends before it begins"),
  DateUnknown: kind(422, "date-unknown", "No calendar has this date"),
  MeasureExists: kind(409, "measure-exists", "A measure of this name exists"),
  MeasureUnknown: kind(404, "measure-unknown", "No measure of this name"),
  TooManyMeasures: kind(422, "too-many-measures", "The centre has as many measures as it may"),
  BadgeExists: kind(409, "badge-exists", "A badge of this name exists"),
  BadgeUnknown: kind(404, "badge-unknown", "No badge of this name"),
  TooManyBadges: kind(422, "too-many-badges", "The centre has as many badges as it may"),
  AreaExists: kind(409, "area-exists", "An area of this name exists"),
  AreaUnknown: kind(404, "area-unknown", "No area of this name"),
  AreaHasGroups: kind(409, "area-has-groups", "Groups are in the area"),
  TooManyAreas: kind(422, "too-many-areas", "The centre has as many areas as it may"),
  AgentGroupExists: kind(409, "agent-group-exists", "A group of this name exists"),
  AgentGroupUnknown: kind(404, "agent-group-unknown", "No group of this name"),
  AgentGroupHasAgents: kind(409, "agent-group-has-agents", "Agents are in the group"),
  TooManyAgentGroups: kind(422, "too-many-agent-groups", "The centre has as many groups as it may"),
  PointsRowRefused: kind(422, "points-row-refused", "A row of points is wrong; none was recorded"),
  BadgeAwardExists: kind(409, "badge-award-exists", "Another award has this id"),
  TooManyAwards: kind(422, "too-many-awards", "The agent has as many badges as they may"),
  TooManyHolidays: kind(422, "too-many-holidays", "The centre has as many holidays as it may"),
  PenaltyRangeEmpty: kind(422, "penalty-range-empty", "The range of penalties holds none"),
  TooManyMemberships: kind(422, "too-many-memberships", "More memberships than one command may change"),
  InteractionUnknown: kind(404, "interaction-unknown", "There is no such open interaction"),
  InteractionExists: kind(409, "interaction-exists", "There is an interaction of that id"),
  OfferUnknown: kind(409, "offer-gone", "The offer is not out any more"),
  NotYourOffer: kind(403, "not-your-offer", "The offer is another agent's"),
  AlreadyOwned: kind(409, "interaction-already-taken", "Another agent has the interaction"),
  NotTheOwner: kind(409, "not-the-owner", "The agent does not own the interaction"),
  NotTakeable: kind(409, "not-takeable", "The interaction is not there to be taken"),
  NotEligible: kind(409, "not-eligible", "The agent may not receive the interaction now"),
  CampaignIsDisabled: kind(409, "campaign-is-disabled", "The campaign is disabled"),
  CampaignIsClosed: kind(409, "campaign-is-closed", "The campaign is outside its schedule"),
  QueueIsFull: kind(409, "queue-is-full", "As many wait in the campaign as may"),
  AgentIsOnBreak: kind(409, "agent-is-on-break", "The agent is on a break"),
  AgentIsInWrapUp: kind(409, "agent-is-in-wrap-up", "The agent is in wrap-up"),
  NotOutboundMember: kind(403, "not-outbound-member", "The agent may not start interactions of the campaign"),
  ClientIsBlacklisted: kind(409, "client-is-blacklisted", "The client is on the blacklist"),
  FieldsMissing: kind(422, "fields-missing", "Fields that the channel needs are missing"),
  NotACall: kind(422, "not-a-call", "Only calls can be held, ended for an agent, or passed on so"),
  OwnerIsConnected: kind(409, "owner-is-connected", "The agent who has the call is there"),
  TransferPending: kind(409, "transfer-pending", "A transfer is under way"),
  TransferUnknown: kind(409, "transfer-gone", "The transfer is not under way any more"),
  NotYourTransfer: kind(403, "not-your-transfer", "The transfer is another agent's"),
  TargetIsSender: kind(422, "target-is-sender", "The agent has the interaction already"),
  DispositionRequired: kind(422, "disposition-required", "The campaign asks for an outcome"),
  DispositionExists: kind(409, "disposition-exists", "There is a disposition of this id"),
  DispositionUnknown: kind(404, "disposition-unknown", "There is no such disposition"),
  DispositionHasChildren: kind(409, "disposition-has-children", "Other dispositions stand under it"),
  DispositionOfOtherCampaign: kind(
    422,
    "disposition-of-other-campaign",
    "It would stand under one of another campaign"
  ),
  DispositionTooDeep: kind(422, "disposition-too-deep", "The tree of dispositions would be too deep"),
  TooManyDispositions: kind(422, "too-many-dispositions", "The centre has as many dispositions as it may"),
  TemplateExists: kind(409, "template-exists", "There is a template of this name"),
  TemplateUnknown: kind(404, "template-unknown", "There is no such template for it"),
  TemplateInUse: kind(409, "template-in-use", "A campaign or a dialer sends the template"),
  TooManyTemplates: kind(422, "too-many-templates", "The centre has as many templates as it may"),
  CannedResponseExists: kind(409, "canned-response-exists", "There is a canned response of this id"),
  CannedResponseUnknown: kind(404, "canned-response-unknown", "There is no such canned response"),
  TooManyCannedResponses: kind(422, "too-many-canned-responses", "The centre has as many canned responses as it may"),
  DispositionNotValid: kind(422, "disposition-not-valid", "The outcome is not one of the campaign's"),
  CapacityExceeded: kind(409, "capacity-exceeded", "The agent has as much as they may have"),
  MessageUnknown: kind(404, "message-unknown", "There is no such message on its way"),
  MailNotRateable: kind(409, "mail-not-rateable", "The mail was not sent, or nobody asked for a rating"),
  MailIsRated: kind(409, "mail-is-rated", "The mail has its rating"),
  MessageNotReady: kind(409, "message-not-ready", "The message is not in the state that this needs"),
  TooManyMessages: kind(409, "too-many-messages", "The interaction has as many messages as one may have"),
  DialerExists: kind(409, "dialer-exists", "There is a dialer of that name"),
  DialerUnknown: kind(404, "dialer-unknown", "There is no such dialer"),
  ListExists: kind(409, "list-exists", "There is a list of that id"),
  ListUnknown: kind(404, "list-unknown", "There is no such list"),
  ListNotReady: kind(409, "list-not-ready", "The list is not in the state that this needs"),
  RecordsUnderWay: kind(409, "records-under-way", "Records are being sent"),
  ListHasPlannedRecords: kind(409, "list-has-planned-records", "Records of the list are still to be sent"),
  SubjectMissing: kind(422, "subject-missing", "Neither the list nor the template has a subject"),
  TooManyLists: kind(409, "too-many-lists", "The dialer has as many lists as one may have"),
  CalendarEventInvalid: kind(422, "calendar-event-invalid", "A time of the event is neither fixed nor from a variable"),
  DialerPeriodEmpty: kind(422, "dialer-period-empty", "The dialer would end before it starts"),
  RateOfOneDomain: kind(422, "rate-of-one-domain", "A rate per domain holds for each domain and bears no name"),
  RateRepeated: kind(422, "rate-repeated", "Two rates of the same window are about the same thing"),
  RowsNotAscending: kind(422, "rows-not-ascending", "The rows do not ascend"),
  RecordNotReady: kind(409, "record-not-ready", "The record is not in the state that this needs")
}

/** An offer that is not out because somebody has the interaction: a lost race, told with who won it. */
export const offerTaken: Kind = kind(409, "offer-already-taken", "Another agent has the interaction")

export type Failure =
  | AppendFailure
  | SendFailure
  | UseFailure
  | LogUnreadable
  | ContentTooLarge
  | ModelStopped
  | CheckpointMoved
  | NameTaken
  | ContentUnreadable
  | ChannelRefused
  | TooManyLookupKeys
  | WrongMasterKey

/** Failures of the world. Their reasons are for the log of the process, not for clients. */
export const failures: { readonly [Tag in Failure["_tag"]]: Kind } = {
  StoreUnavailable: kind(503, "store-unavailable", "The store does not answer"),
  StoreRefused: internalError,
  HeadMoved: kind(503, "ownership-lost", "Another process has taken the centre over"),
  AlreadyRecorded: internalError,
  Overloaded: kind(503, "overloaded", "Too much is waiting to be written"),
  CommandConflict: kind(422, "idempotency-conflict", "The idempotency key came with another request"),
  OwnershipLost: kind(503, "ownership-lost", "Another process has taken the centre over"),
  CentreTaken: kind(503, "centre-taken", "Another process has the centre open"),
  CentreClosed: kind(503, "centre-closed", "The centre is shutting down"),
  CommandDefect: internalError,
  CentreDefect: internalError,
  ClockBehind: kind(503, "clock-behind", "The clock stands too far behind the log"),
  LogUnreadable: internalError,
  ModelStopped: internalError,
  CheckpointMoved: internalError,
  NameTaken: internalError,
  WrongMasterKey: internalError,
  TooManyLookupKeys: internalError,
  ContentTooLarge: kind(413, "content-too-large", "The content is larger than is kept"),
  ContentUnreadable: kind(500, "content-unreadable", "The content cannot be opened"),
  ChannelRefused: kind(422, "channel-refused", "The channel's settings or secret do not work")
}

/** How long who meets a 503 should wait, in seconds. */
export const RETRY_AFTER_SECONDS = 1
