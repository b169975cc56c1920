/** Where a message belongs: its conversation, by the first rule that finds one in which its sender takes part. */
import type { AgentId, CampaignName, ContactId, InteractionId, KeyedHashes } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { sameHash, type ThreadRule } from "../message/index.ts"
import { campaignByName, prefers } from "../routing/index.ts"
import type { CommandOf } from "./commands.ts"
import {
  closedKey,
  copyKey,
  nextKey,
  printKey,
  repliedKey,
  servedKey,
  subjectKey,
  threadKey,
  type Row,
  type RowKey,
  type Rows
} from "./rows.ts"
import { blockedKey, contactKey, personKey } from "./rows-clients.ts"
import { answeredKey, type RecordThreadRow } from "./rows-dialer.ts"
import type { Facts } from "./state.ts"

type Receive = CommandOf<"ReceiveMessage">
type Open = Pick<Facts, "interactions" | "conversations">

/** `open`: joins it. `closed`: a new interaction goes on from it. Both null: a new conversation. */
export interface Thread {
  readonly rule: ThreadRule
  readonly open: InteractionId | null
  readonly closed: InteractionId | null
}

interface Candidate {
  readonly rule: ThreadRule
  readonly interactionId: InteractionId
}

const NEW: Thread = { rule: "new", open: null, closed: null }

/** Conversations the message names, best rule first; of several references the latest first; last the one its subject recalls. */
function candidates(rows: Rows, command: Receive): ReadonlyArray<Candidate> {
  const { campaign, conversation, replyToken, inReplyTo = [], references = [], subject = [] } = command
  const found: Array<Candidate> = []
  if (conversation !== undefined) found.push({ rule: "conversation", interactionId: conversation })
  if (replyToken !== undefined) found.push({ rule: "reply-token", interactionId: replyToken })
  const lookUp = (rule: ThreadRule, key: RowKey): void => {
    const row = rows.get(key)
    if (row?._tag === "Thread") found.push({ rule, interactionId: row.interactionId })
  }
  for (const hashes of inReplyTo) for (const hash of hashes) lookUp("in-reply-to", threadKey(campaign, hash))
  for (let n = references.length - 1; n >= 0; n--)
    for (const hash of references[n] ?? []) lookUp("references", threadKey(campaign, hash))
  // Who answers a dialer's mail begins a conversation of its own, whatever else goes by that subject.
  if (findRecord(rows, command) === null) for (const hash of subject) lookUp("subject", subjectKey(campaign, hash))
  return found
}

/** An interaction's id is given once: none that is open, and none that has ended. */
export const isTaken = ({ interactions }: Open, rows: Rows, interactionId: InteractionId): boolean =>
  hamtGet(interactions, interactionId) !== undefined || rows.get(closedKey(interactionId))?._tag === "Closed"

/** Steps from one that ended to what goes on from it that are taken, at most. */
const FOLLOWED_MAX = 8

const goesOn = ({ interactions }: Open, id: InteractionId): boolean => {
  const interaction = hamtGet(interactions, id)
  return interaction !== undefined && interaction.stage !== "wrapUp"
}

/** What goes on from the interaction, and from that again, as far as it is open or the rows say: itself first. */
function* onwards(facts: Open, rows: Rows, interactionId: InteractionId): IterableIterator<InteractionId> {
  let id = interactionId
  for (let step = 0; step <= FOLLOWED_MAX; step++) {
    yield id
    const next = goesOn(facts, id) ? null : rows.get(nextKey(id))
    if (next?._tag !== "Thread") return
    id = next.interactionId
  }
}

function takesPart(facts: Open, rows: Rows, id: InteractionId, from: KeyedHashes): boolean {
  const row = hamtGet(facts.interactions, id) === undefined ? rows.get(closedKey(id)) : null
  const ended = row?._tag === "Closed" ? row.participants : []
  const participants = row === null ? (hamtGet(facts.conversations, id)?.participants ?? []) : ended
  return participants.some((hashes) => sameHash(hashes, from))
}

/**
 * The first candidate in which the sender takes part, or what goes on from it already; the sender of none begins anew.
 * O(references × participants).
 */
export function findThread(facts: Open, rows: Rows, command: Receive): Thread {
  const { from } = command
  if (from === undefined) return NEW
  for (const { rule, interactionId } of candidates(rows, command)) {
    if (!takesPart(facts, rows, interactionId, from)) continue
    for (const id of onwards(facts, rows, interactionId))
      if (goesOn(facts, id) && takesPart(facts, rows, id, from)) return { rule, open: id, closed: null }
    return { rule, open: null, closed: interactionId }
  }
  return NEW
}

/** The record of a dialer whose message this one answers, sent to the address that this one comes from. */
export function findRecord(
  rows: Rows,
  { campaign, from, inReplyTo = [], references = [] }: Receive
): RecordThreadRow | null {
  if (from === undefined) return null
  for (const hash of [...inReplyTo, ...[...references].reverse()].flat()) {
    const row = rows.get(threadKey(campaign, hash))
    if (row?._tag === "RecordThread" && sameHash(row.address, from)) return row
  }
  return null
}

/** Whether this very message was read from this mailbox before. */
export const findDuplicate = (rows: Rows, command: Receive): boolean =>
  printKeys(command).some((key) => rows.get(key)?._tag === "Thread")

/** Whether the conversation has this very message already, read elsewhere. A Message-ID alone proves nothing. */
export const isCopy = (rows: Rows, { fingerprint }: Receive, id: InteractionId): boolean =>
  (fingerprint ?? []).some((hash) => rows.get(copyKey(id, hash))?._tag === "Thread")

export function findContact(rows: Rows, from: KeyedHashes): ContactId | null {
  for (const hash of from) {
    const row = rows.get(contactKey(hash))
    if (row?._tag === "Contact") return row.contactId
  }
  return null
}

/** The contact, and those that were merged into it: what is known of them is known of it. */
function namesOf(rows: Rows, contactId: ContactId): ReadonlyArray<ContactId> {
  const row = rows.get(personKey(contactId))
  return row?._tag === "Person" ? [contactId, ...row.merged] : [contactId]
}

/** Who last served the contact in the campaign, under whichever of its names. O(contacts merged into it). */
export function lastServed(rows: Rows, campaign: string, contactId: ContactId | null): AgentId | null {
  let last: Extract<Row, { _tag: "Served" }> | null = null
  for (const name of contactId === null ? [] : namesOf(rows, contactId)) {
    const row = rows.get(servedKey(campaign, name))
    if (row?._tag === "Served" && (last === null || row.at > last.at)) last = row
  }
  return last?.agentId ?? null
}

const printKeys = ({ campaign, fingerprint, place }: Receive): ReadonlyArray<RowKey> =>
  (fingerprint ?? []).map((hash) => printKey(place?.source ?? campaign, hash))

/** The rows that say whether the campaign may write to an address. */
export const blockedKeys = (campaign: CampaignName, address: KeyedHashes): ReadonlyArray<RowKey> =>
  address.flatMap((hash) => [blockedKey(campaign, hash), blockedKey(null, hash)])

/** On the blacklist of the campaign, or on the centre's. */
export const isBlocked = (rows: Rows, campaign: CampaignName, address: KeyedHashes): boolean =>
  blockedKeys(campaign, address).some((key) => rows.get(key)?._tag === "Blocked")

/** The rows that deciding on a start needs: whether the id was used, whose the address is, whether it is blocked. */
export const rowsForStart = ({
  interactionId,
  campaign,
  to = [],
  participants = []
}: CommandOf<"StartInteraction">): ReadonlyArray<RowKey> => [
  closedKey(interactionId),
  ...to.map(contactKey),
  ...receiversOf({ to, participants }).flatMap((address) => blockedKeys(campaign, address))
]

/** Everybody a started interaction writes to. */
export const receiversOf = ({
  to,
  participants = []
}: Pick<CommandOf<"StartInteraction">, "to" | "participants">): ReadonlyArray<KeyedHashes> =>
  to === undefined ? participants : [to, ...participants]

/** The rows that deciding on this message needs, given those at hand; what one answers may lead to others. */
export function rowsFor(facts: Facts, rows: Rows, command: Receive): ReadonlyArray<RowKey> {
  const {
    interactionId: proposed,
    campaign,
    from,
    inReplyTo = [],
    references = [],
    subject = [],
    fingerprint
  } = command
  const keys = [
    closedKey(proposed),
    ...printKeys(command),
    ...(from ?? []).map(contactKey),
    ...[...inReplyTo, ...references].flat().map((hash) => threadKey(campaign, hash)),
    ...subject.map((hash) => subjectKey(campaign, hash))
  ]
  const contactId = from === undefined ? null : findContact(rows, from)
  const settings = campaignByName(facts, campaign)?.settings
  if (contactId !== null && settings !== undefined && prefers(settings.delivery))
    keys.push(personKey(contactId), ...namesOf(rows, contactId).map((name) => servedKey(campaign, name)))
  if (from !== undefined && settings !== undefined && settings.autoReply !== null)
    keys.push(...from.map((hash) => repliedKey(campaign, hash)))
  for (const { interactionId } of candidates(rows, command))
    for (const id of onwards(facts, rows, interactionId)) {
      keys.push(...(goesOn(facts, id) ? [] : [closedKey(id), nextKey(id), answeredKey(id)]))
      if (hamtGet(facts.interactions, id) !== undefined)
        keys.push(...(fingerprint ?? []).map((hash) => copyKey(id, hash)))
    }
  return keys
}
