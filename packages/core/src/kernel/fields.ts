/**
 * The kinds of field that events, commands and rejections are made of.
 *
 * No field holds a personal datum of a client: every text is an id, a code, a keyed hash or a bounded name of
 * configuration or staff, and says which by its `parley/text` annotation. A test walks all event schemas and holds this.
 */
import * as Schema from "effect/Schema"

/** What a text field may be. `id`: made by a machine; `code`: from a closed set; `hash`: keyed; `name`: given by staff. */
export type TextKind = "id" | "code" | "hash" | "name"

export const TEXT_KIND = "parley/text"

/** Longest id, in characters. */
export const ID_MAX = 128
/** Longest id of an interaction: what is named after it (offers, transfers, messages, contacts) has an id as well. */
export const INTERACTION_ID_MAX = 96
/** Longest name of configuration or staff, in characters. */
export const NAME_MAX = 64
/** Longest label shown to people, in characters. */
export const LABEL_MAX = 200

const text = (kind: TextKind, pattern: RegExp, max: number, expected: string) =>
  Schema.String.check(Schema.isPattern(pattern, { expected }), Schema.isMaxLength(max)).annotate({ [TEXT_KIND]: kind })

const id = (identifier: string, max = ID_MAX) =>
  text("id", /^[A-Za-z0-9][A-Za-z0-9._:@-]*$/, max, `an id (letters, digits, . _ : @ -) for ${identifier}`)

/** A person who signs in; an agent is a user in that role and bears the same id. */
export const UserId = id("user").pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type
export const AgentId = UserId
export type AgentId = UserId

export const SessionId = id("session").pipe(Schema.brand("SessionId"))
export type SessionId = typeof SessionId.Type

/** The GUID of an interaction, given by whoever brings it. */
export const InteractionId = id("interaction", INTERACTION_ID_MAX).pipe(Schema.brand("InteractionId"))
export type InteractionId = typeof InteractionId.Type

/** `<interaction>.o<n>`. */
export const OfferId = id("offer").pipe(Schema.brand("OfferId"))
export type OfferId = typeof OfferId.Type

/** `<interaction>.t<n>`. */
export const TransferId = id("transfer").pipe(Schema.brand("TransferId"))
export type TransferId = typeof TransferId.Type

/** The code of one node of a tree of dispositions. */
export const DispositionId = id("disposition").pipe(Schema.brand("DispositionId"))
export type DispositionId = typeof DispositionId.Type

/** Most levels of the tree of dispositions, and of an outcome's path. */
export const DISPOSITION_LEVELS_MAX = 16

/** A canned response. */
export const CannedId = id("canned response").pipe(Schema.brand("CannedId"))
export type CannedId = typeof CannedId.Type

/** `<interaction>.m<n>`. */
export const MessageId = id("message").pipe(Schema.brand("MessageId"))
export type MessageId = typeof MessageId.Type

/** An entry of the phonebook. */
export const EntryId = id("entry").pipe(Schema.brand("EntryId"))
export type EntryId = typeof EntryId.Type

/** `<user>+<user>`, in the order of their ids; `+<campaign>` of a campaign's chat. */
export const ChatId = text("id", /^[A-Za-z0-9+][A-Za-z0-9._:@+-]*$/, 2 * ID_MAX + 1, "the id of a chat").pipe(
  Schema.brand("ChatId")
)
export type ChatId = typeof ChatId.Type

export const ChatMessageId = id("chat message").pipe(Schema.brand("ChatMessageId"))
export type ChatMessageId = typeof ChatMessageId.Type

/** One notice, given by who sends it. */
export const NoticeId = id("notice").pipe(Schema.brand("NoticeId"))
export type NoticeId = typeof NoticeId.Type

/** One award of a badge. */
export const BadgeAwardId = id("badge award").pipe(Schema.brand("BadgeAwardId"))
export type BadgeAwardId = typeof BadgeAwardId.Type

/** A random id of an item in the content store. */
export const ContentId = id("content").pipe(Schema.brand("ContentId"))
export type ContentId = typeof ContentId.Type

/**
 * `<interaction>.c`, or `<interaction>.c<n>` of who came with its n-th message: a contact is named after what first
 * brought it. Those added by hand have any other id.
 */
export const ContactId = id("contact").pipe(Schema.brand("ContactId"))
export type ContactId = typeof ContactId.Type

/** Where foreign messages come from: one mailbox, page or feed. */
export const SourceId = id("source").pipe(Schema.brand("SourceId"))
export type SourceId = typeof SourceId.Type

/** A reference into the secret store. */
export const SecretId = id("secret").pipe(Schema.brand("SecretId"))
export type SecretId = typeof SecretId.Type

/** A campaign's unique, immutable name; it is the campaign's id. */
export const CampaignName = text("name", /^[A-Za-z0-9_-]+$/, NAME_MAX, "a name (letters, digits, _ -)").pipe(
  Schema.brand("CampaignName")
)
export type CampaignName = typeof CampaignName.Type

/** A dialer's unique, immutable name; it is the dialer's id. */
export const DialerName = text("name", /^[A-Za-z0-9_-]+$/, NAME_MAX, "a name (letters, digits, _ -)").pipe(
  Schema.brand("DialerName")
)
export type DialerName = typeof DialerName.Type

export const ListId = id("list").pipe(Schema.brand("ListId"))
export type ListId = typeof ListId.Type

export const ChannelName = text("name", /^[a-z][a-z0-9-]*$/, NAME_MAX, "a channel's name (a-z, 0-9, -)").pipe(
  Schema.brand("ChannelName")
)
export type ChannelName = typeof ChannelName.Type

/** A label or a member of staff's name, shown to people. No control characters. */
// oxlint-disable-next-line no-control-regex
export const Label = text("name", /^[^\u0000-\u001f\u007f]+$/, LABEL_MAX, "a text without control characters")

/** A name of configuration: a break, a strategy, a zone. */
export const ConfigName = text("name", /^[A-Za-z0-9][A-Za-z0-9 +._/@-]*$/, NAME_MAX, "a name of configuration")

/** What a dialer sends through. Every campaign's name is one. */
export const AccountName = text("name", /^[A-Za-z0-9_-][A-Za-z0-9 +._/@-]*$/, NAME_MAX, "an account's name")

/** An icon by its name; those that an indicator shows without a break are not given to breaks. */
export const IconName = text(
  "code",
  /^(?!(?:offline|paused|online)$)[a-z][a-z0-9-]*$/,
  NAME_MAX,
  "an icon's name"
).pipe(Schema.brand("IconName"))
export type IconName = typeof IconName.Type

/** `#rrggbb`, in lower case. */
export const Colour = text("code", /^#[0-9a-f]{6}$/, 7, "a colour #rrggbb")

/** A local date, `YYYY-MM-DD`. */
export const LocalDate = text("code", /^\d{4}-\d{2}-\d{2}$/, 10, "a date YYYY-MM-DD")

/** `<key version>:<base64url>`: what stands in for an address, a Message-ID or a fingerprint. */
export const KeyedHash = text("hash", /^\d{1,6}:[A-Za-z0-9_-]{16,86}$/, 96, "a keyed hash").pipe(
  Schema.brand("KeyedHash")
)
export type KeyedHash = typeof KeyedHash.Type

/** Keyed hashes of one thing, one for each live key version, the current first. */
export const KeyedHashes = Schema.Array(KeyedHash).check(Schema.isBetweenLength(1, 4))
export type KeyedHashes = typeof KeyedHashes.Type

/** Whole milliseconds since the epoch, UTC. */
export const Instant = Schema.Int.check(Schema.isBetween({ minimum: -8.64e15, maximum: 8.64e15 }))
export type Instant = number

const whole = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Whole seconds, 0 to 31 days. */
export const Seconds = whole(0, 2_678_400)
export const Ordinal = whole(1, Number.MAX_SAFE_INTEGER)
export const Count = whole(0, Number.MAX_SAFE_INTEGER)
/** 1 best … 9999. */
export const Priority = whole(1, 9_999)
/** 0 preferred … 100. */
export const Penalty = whole(0, 100)
export const wholeNumber = whole

/** Most skills of one agent, and most that one interaction requires. */
export const SKILLS_MAX = 100
export const REQUIRED_SKILLS_MAX = 10
export const SkillName = ConfigName
/** 1 least … 100 best. */
export const SkillLevel = whole(1, 100)
/** A skill with a proficiency, or with the least proficiency that is required. */
export const Skill = Schema.Struct({ skill: SkillName, level: SkillLevel })
export type Skill = typeof Skill.Type
/** Each skill once, by name ascending, once it is in an event. */
export const Skills = Schema.Array(Skill).check(Schema.isMaxLength(SKILLS_MAX))
/** Load is counted in the costs of channels: what one piece of work takes, and what an agent can bear. */
export const Cost = whole(0, 1_000)
export const Capacity = whole(0, 1_000_000)
export const RequiredSkills = Schema.Array(Skill).check(Schema.isMaxLength(REQUIRED_SKILLS_MAX))

/** What a user signs in as. */
export const Role = Schema.Literals(["agent", "supervisor"])
export type Role = typeof Role.Type

/** `live`: the client is there and waits (voice, webchat). `asynchronous`: the client wrote and went (e-mail). */
export const ChannelKind = Schema.Literals(["live", "asynchronous"])
export type ChannelKind = typeof ChannelKind.Type

export const Media = Schema.Literals(["voice", "text"])
export type Media = typeof Media.Type

/** A needed field of a channel: `to`, `subject`, `number`. */
export const FieldName = text("code", /^[a-z][a-zA-Z0-9-]*$/, NAME_MAX, "the name of a field")

/** The place of a foreign message in its source: for IMAP the UIDVALIDITY and the UID. */
export const SourcePlace = Schema.Struct({ source: SourceId, epoch: Count, sequence: Count })
export type SourcePlace = typeof SourcePlace.Type
