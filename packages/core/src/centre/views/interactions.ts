/** Open interactions, their messages, and what is on its way out. */
import type { Interaction, Stage, Transfer } from "../../interaction/index.ts"
import type {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  ContactId,
  Instant,
  InteractionId,
  MessageId,
  OfferId,
  TransferId
} from "../../kernel/fields.ts"
import { hamtGet, hamtValues } from "../../kernel/hamt.ts"
import type { MessageRef, Outgoing, SendState } from "../../message/index.ts"
import { agentById, at as numbered } from "../../routing/index.ts"
import type { State } from "../state.ts"
import { limitOf, pageOf, type Page, type PageRequest } from "./page.ts"

export interface InteractionRecord {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly channel: ChannelName
  readonly kind: ChannelKind
  readonly stage: Stage
  readonly contactId: ContactId | null
  readonly leg: number
  readonly entry: number
  readonly priority: number
  readonly enteredAt: Instant
  readonly waitingSince: Instant
  readonly dropoutAt: Instant | null
  /** The offer that is out; of several, in an agent's inbox, that agent's own. */
  readonly offer: { readonly offerId: OfferId; readonly agentId: AgentId; readonly expiresAt: Instant | null } | null
  readonly ownerId: AgentId | null
  readonly acceptedAt: Instant | null
  readonly overChatLimit: boolean
  /** Outbound: an agent started it. */
  readonly direction: "inbound" | "outbound"
  /** A call on hold, and since when. */
  readonly heldSince: Instant | null
  /** The transfer that is not answered yet; `agentId` is null when it goes out of the centre. */
  readonly transfer: {
    readonly transferId: TransferId
    readonly fromAgentId: AgentId
    readonly agentId: AgentId | null
    readonly expiresAt: Instant | null
  } | null
  /** Ended, and its outcome still to be filed. */
  readonly awaitsDisposition: boolean
  readonly endedAt: Instant | null
  /** When its wrap-up ends, while it is in wrap-up. */
  readonly wrapUpUntil: Instant | null
  readonly messages: number
  /** Messages of the client's since an owner last opened or answered it. */
  readonly unread: number
}

export interface MessageRecord {
  readonly messageId: MessageId
  readonly author: MessageRef["author"]
  readonly agentId: AgentId | null
  readonly at: Instant
  readonly contents: MessageRef["contents"]
  readonly state: MessageRef["state"]
}

export interface OutgoingRecord {
  readonly messageId: MessageId
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly channel: ChannelName
  readonly author: Outgoing["author"]
  readonly agentId: AgentId | null
  readonly state: SendState
  readonly attempts: number
  readonly notBefore: Instant
}

/** As `agentId` sees it, if one is given. */
export function interactionOf(state: State, interactionId: string, agentId?: AgentId): InteractionRecord | undefined {
  const interaction = hamtGet(state.facts.interactions, interactionId)
  return interaction === undefined ? undefined : record(state, interaction, agentId)
}

function record({ facts }: State, interaction: Interaction, agentId: AgentId | undefined): InteractionRecord {
  const campaign = numbered(facts.campaigns, interaction.campaign)
  const { id, entry, offers, owner, transfer } = interaction
  const offer = offers.find((one) => one.agentId === agentId) ?? offers[0] ?? null
  const conversation = hamtGet(facts.conversations, id)
  const wrapUps = owner === null ? [] : (agentById(facts, owner)?.wrapUps ?? [])
  return {
    interactionId: id,
    campaign: campaign.name,
    channel: campaign.channel,
    kind: campaign.kind,
    stage: interaction.stage,
    contactId: interaction.contactId,
    leg: interaction.leg,
    entry: entry.ordinal,
    priority: entry.priority,
    enteredAt: entry.enteredAt,
    waitingSince: entry.waitingSince,
    dropoutAt: entry.dropoutAt,
    offer: offer === null ? null : { offerId: offer.id, agentId: offer.agentId, expiresAt: offer.expiresAt },
    ownerId: owner,
    acceptedAt: interaction.acceptedAt,
    overChatLimit: interaction.overChatLimit,
    direction: interaction.direction,
    heldSince: interaction.heldSince,
    transfer: transfer === null ? null : transferRecord(transfer),
    awaitsDisposition: interaction.awaitsDisposition,
    endedAt: interaction.endedAt,
    wrapUpUntil: wrapUps.find((wrapUp) => wrapUp.interactionId === id)?.until ?? null,
    messages: conversation?.count ?? 0,
    unread: conversation?.unread ?? 0
  }
}

const transferRecord = ({ id: transferId, from: fromAgentId, to: agentId, expiresAt }: Transfer) => ({
  transferId,
  fromAgentId,
  agentId,
  expiresAt
})

/** Those in memory; undefined for an interaction that is not open. */
export function messagesOf({ facts }: State, interactionId: string): ReadonlyArray<MessageRecord> | undefined {
  if (hamtGet(facts.interactions, interactionId) === undefined) return undefined
  const latest = hamtGet(facts.conversations, interactionId)?.latest ?? []
  return latest.map(({ id, author, agentId, at, contents, state }) => ({
    messageId: id,
    author,
    agentId,
    at,
    contents,
    state
  }))
}

const compareOutgoing = (a: Outgoing, b: Outgoing): number => (a.id < b.id ? -1 : 1)

/** The cursor is the last id. O(messages on their way × log of them). */
export function outgoingIn({ facts }: State, request: PageRequest = {}): Page<OutgoingRecord> | undefined {
  const { cursor } = request
  const left = [...hamtValues(facts.outgoing)].filter(({ id }) => cursor === undefined || id > cursor)
  return pageOf(left.sort(compareOutgoing), {
    limit: limitOf(request),
    itemOf: ({ id, interactionId, campaign, channel, author, agentId, state, attempts, notBefore }) => ({
      messageId: id,
      interactionId,
      campaign,
      channel,
      author,
      agentId,
      state,
      attempts,
      notBefore
    }),
    cursorOf: ({ id }) => id
  })
}
