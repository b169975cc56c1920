/** One event of every kind: a table that does not compile while one is missing. */
import { clientEvents } from "./sample-client-events.ts"
import { dialerEvents } from "./sample-dialer-events.ts"
import { gamificationEvents } from "./sample-gamification-events.ts"
import { staffEvents } from "./sample-staff-events.ts"
import { textEvents } from "./sample-text-events.ts"
import { Schema } from "effect"
import { CentreEvent } from "../src/centre/index.ts"
import { defaults } from "../src/campaign/index.ts"

type Raw = { readonly [field: string]: unknown }

const interaction = { interactionId: "i1", campaign: "sales" }
const entry = { ...interaction, entry: 1 }
const offer = { ...entry, offerId: "i1.o1", agentId: "ann" }
const leg = { ...interaction, agentId: "ann", leg: 1, talkMs: 50_000, holdMs: 10_000 }
const owned = { ...interaction, agentId: "ann" }
const transfer = { ...interaction, transferId: "i1.t1", fromAgentId: "ann", agentId: "bob" }
const external = { ...owned, transferId: "i1.t1" }
const message = { messageId: "i1.m1", ...interaction }
const hash = "1:aaaaaaaaaaaaaaaaaaaaaa"
const contents = { body: "content1", raw: "content2", attachments: ["content3"] }
const requirement = { skills: [{ skill: "french", level: 50 }], penaltyRange: { from: 0, to: 10 } }
const holiday = {
  name: "Labour Day",
  from: "2026-05-01",
  to: "2026-05-01",
  recurring: true,
  campaigns: [],
  message: "We are back tomorrow."
}
const place = { source: "mailbox1", epoch: 7, sequence: 12 }
const settings = {
  ...defaults({ kind: "asynchronous", media: "text" }, "UTC", "Sales"),
  channelSettings: { "smtp.host": "mail.example.org" },
  secret: "secret1"
}
const member = { campaign: "sales", agentId: "ann" }
const person = { userId: "ann", displayName: "Ann", roles: ["agent"], administrator: false }

const raw: { readonly [Tag in CentreEvent["_tag"]]: Raw } = {
  CentreCreated: { seed: "seed1", zone: "UTC", requeueAfterDisconnectSeconds: 600, requireVoiceMembership: false },
  CentreChanged: { requeueAfterDisconnectSeconds: 0, requireVoiceMembership: true },
  ChannelCostChanged: { channel: "email", cost: 2 },
  SystemMailChanged: { account: "sales" },
  RetentionChanged: { contentDays: 365 },
  OwnershipTaken: { epoch: 1 },
  FormatRaised: { format: 2 },
  DayStarted: { zone: "UTC", date: "2026-03-02", endsAt: 86_400_000, dueAt: null },
  SourceReset: { source: "mailbox1", epoch: 8 },
  UserCreated: person,
  UserChanged: person,
  AgentSessionStarted: { agentId: "ann", sessionId: "session1" },
  AgentSessionEnded: { agentId: "ann", sessionId: "session1", cause: "self" },
  AgentConnected: { agentId: "ann", cause: "self" },
  AgentDisconnected: { agentId: "ann", cause: "lost-heartbeat", requeueAt: 600_001 },
  AgentAbsenceElapsed: { agentId: "ann", dueAt: 600_001 },
  BreakStarted: { agentId: "ann", name: "Lunch", icon: "cup", overdueAt: 90_000, cause: "self" },
  BreakOverdue: { agentId: "ann", name: "Lunch", dueAt: 90_000 },
  BreakEnded: { agentId: "ann", name: "Pause", cause: "signed-out" },
  AgentScreenLocked: { agentId: "ann" },
  AgentScreenUnlocked: { agentId: "ann", cause: "password" },
  WrapUpStarted: { ...interaction, agentId: "ann", until: 90_000 },
  WrapUpEnded: { ...interaction, agentId: "ann", startedAt: 60_000, dueAt: 90_000 },
  AgentSkillsChanged: { agentId: "ann", skills: [{ skill: "french", level: 80 }] },
  AgentCapacityChanged: { agentId: "ann", capacity: 5 },
  CampaignCreated: {
    campaign: "sales",
    channel: "email",
    kind: "asynchronous",
    media: "text",
    cost: 1,
    enabled: true,
    open: true,
    turnsAt: 61_200_000,
    settings
  },
  CampaignChanged: { campaign: "sales", settings },
  CampaignEnabled: { campaign: "sales" },
  CampaignDisabled: { campaign: "sales" },
  CampaignOpened: { campaign: "sales", turnsAt: 61_200_000, dueAt: 28_800_000 },
  CampaignClosed: { campaign: "sales", holiday: "Labour Day", turnsAt: null, dueAt: null },
  CampaignHoursChanged: { campaign: "sales", turnsAt: 64_800_000, dueAt: null },
  CampaignRemoved: { campaign: "sales" },
  ...textEvents,
  HolidayDefined: holiday,
  HolidayChanged: holiday,
  HolidayRemoved: { name: "Labour Day" },
  MemberAdded: { ...member, ordinal: 1, penalty: 0, inbound: true, outbound: true },
  MemberChanged: { ...member, position: 2, penalty: 5, inbound: true, outbound: false },
  MemberRemoved: member,
  MemberPaused: { ...member, cause: "missed-offers" },
  MemberResumed: { ...member, cause: "supervisor" },
  StrategyFailed: { campaign: "sales", part: "delivery" },
  InteractionArrived: {
    ...interaction,
    channel: "email",
    kind: "asynchronous",
    media: "text",
    contactId: "i1.c",
    address: [hash],
    linkedTo: null,
    skills: [{ skill: "french", level: 50 }]
  },
  InteractionRefused: { ...interaction, reason: "out-of-hours", holiday: "Labour Day", place },
  InteractionQueued: {
    ...entry,
    kind: "arrival",
    place: "queue",
    priority: 9_999,
    enteredAt: 0,
    waitingSince: 0,
    dropoutAt: null,
    requirement,
    steps: [{ dueAt: 30_000, skills: [{ skill: "french", level: 0 }], penaltyRange: null, overflowTo: "support" }],
    preferred: { agentId: "bob", until: 60_000 },
    passedOver: ["ann"],
    retryAt: 30_000
  },
  InteractionAdmitted: entry,
  EntryRelaxed: { ...entry, requirement, overflowTo: "support", dueAt: 30_000 },
  OverflowSkipped: { ...entry, to: "support", reason: "queue-full" },
  InteractionOverflowed: { ...entry, to: "support", waitMs: 30_000, outcome: true },
  PreferredWindowStarted: { ...entry, agentId: "bob", until: 60_000 },
  PreferredWindowEnded: { ...entry, agentId: "bob", reason: "over", dueAt: 60_000 },
  InteractionOffered: {
    ...offer,
    ordinal: 1,
    movesPointer: true,
    cost: 1,
    expiresAt: 60_000,
    eligibility: "nocall",
    atOnceMax: 3,
    delivery: "wrandom",
    version: 1,
    draw: 12.5,
    among: 2
  },
  OfferRescinded: offer,
  OfferAccepted: { ...offer, cost: 1, hold: false, waitMs: 5_000, outcome: true, chatLimitAt: null },
  OfferRejected: { ...offer, retryAt: 30_000 },
  OfferExpired: { ...offer, retryAt: 90_000, dueAt: 60_000 },
  OfferRevoked: { ...offer, reason: "agent-on-break" },
  OfferRoundStarted: { ...entry, dueAt: 90_000 },
  InteractionTaken: { ...entry, agentId: "ann", cost: 1, hold: false, waitMs: 5_000, outcome: true, chatLimitAt: null },
  InteractionAbandoned: { ...entry, reason: "client-left", waitMs: 5_000, outcome: true, leaves: true, dueAt: null },
  InteractionWithdrawn: {
    ...entry,
    reason: "out-of-hours",
    holiday: null,
    dueAt: 61_200_000,
    waitMs: 5_000,
    outcome: true
  },
  ChatLimitReached: { ...interaction, agentId: "ann", dueAt: 60_000 },
  InteractionReleased: { ...leg, cause: "disconnected" },
  InteractionFinished: { ...leg, by: "agent", awaitsDisposition: false },
  InteractionClosed: {
    ...interaction,
    contactId: "i1.c",
    lastAgentId: "ann",
    endedAt: 60_000,
    undisposed: false,
    participants: [[hash]]
  },
  InteractionStarted: {
    ...owned,
    channel: "email",
    kind: "asynchronous",
    media: "text",
    cost: 1,
    hold: false,
    contactId: "i1.c",
    address: [hash],
    chatLimitAt: null
  },
  InteractionOpened: owned,
  InteractionHeld: { ...owned, leg: 1 },
  InteractionResumed: { ...owned, leg: 1, heldMs: 10_000 },
  InteractionTransferred: { ...leg, to: "support" },
  TransferOffered: { ...transfer, mode: "blind", cost: 1, expiresAt: 60_000 },
  TransferAccepted: { ...transfer, leg: 1, talkMs: 50_000, holdMs: 10_000, cost: 1, hold: false, chatLimitAt: null },
  TransferRejected: transfer,
  TransferExpired: { ...transfer, dueAt: 60_000 },
  TransferRevoked: { ...transfer, reason: "cancelled" },
  ExternalTransferStarted: {
    ...external,
    contactId: "i1.c",
    destination: "content1",
    mode: "attended",
    expiresAt: 60_000
  },
  ExternalTransferEnded: { ...external, reason: "busy", dueAt: null },
  DispositionFiled: {
    ...owned,
    contactId: "i1.c",
    levels: [{ id: "sold", value: "Sold" }],
    comment: "content2",
    action: { kind: "reschedule", at: 90_000 }
  },
  MessageReceived: {
    ...message,
    through: "care",
    contactId: "i1.c",
    contents,
    participants: [[hash]],
    reference: [hash],
    fingerprint: [hash],
    subject: [hash],
    threadedBy: "new",
    automatic: false,
    place
  },
  MessageCopied: { ...interaction, fingerprint: [hash], place },
  MessageSkipped: { campaign: "sales", reason: "own", place },
  MessageQuarantined: { campaign: "sales", raw: "content2", reason: "too-deep", place },
  MailRated: { mail: { messageId: "i1.m2" }, campaign: "sales", interactionId: "i1", agentId: "ann", rating: 4 },
  ClientAutoReplied: { ...message, address: [hash], template: "thanks", until: 60_000 },
  MessagePlanned: {
    ...message,
    channel: "email",
    author: "bot",
    agentId: null,
    contactId: "i1.c",
    contents,
    participants: [[hash]],
    first: false,
    rateable: false
  },
  MessageClaimed: { ...message, epoch: 1 },
  MessageSubmitted: message,
  MessageSent: { ...message, reference: [hash] },
  MessageFailed: { ...message, reason: "mailbox-full" },
  MessageReturned: { ...message, reason: "greylisted", attempts: 1, notBefore: 60_000 },
  MessageAmbiguous: message,
  MessageDelivered: message,
  MessageSeen: message,
  ...clientEvents,
  ...dialerEvents,
  ...staffEvents,
  ...gamificationEvents
}

const decode = Schema.decodeUnknownSync(CentreEvent, { onExcessProperty: "error" })

export const sampleEvents: ReadonlyArray<CentreEvent> = Object.entries(raw).map(([_tag, fields]) =>
  decode({ _tag, ...fields })
)
