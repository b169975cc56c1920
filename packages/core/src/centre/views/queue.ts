/** A campaign's queue as a list: in the order in which it is served, the backlog behind it. */
import type { Campaign } from "../../campaign/index.ts"
import { InteractionId, type AgentId, type CampaignName, type Instant } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import {
  backlogInOrder,
  campaignByName,
  queueInOrder,
  type QueueKey,
  type Reading,
  type Rules
} from "../../routing/index.ts"
import type { State } from "../state.ts"
import { limitOf, numberIn, pageOf, type Page, type PageRequest } from "./page.ts"

export interface QueueRecord {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly place: "queue" | "backlog"
  /** 1 = first of its place. On a later page counted on from the page before. */
  readonly position: number
  readonly stage: "waiting" | "offered" | "backlog"
  readonly priority: number
  readonly enteredAt: Instant
  readonly waitingSince: Instant
  readonly waitMs: number
  readonly offeredTo: AgentId | null
  readonly offerExpiresAt: Instant | null
  /** Whether the entry has its outcome already (a dropout that stays). */
  readonly outcome: boolean
  /** How many refused or missed it in this round, and when all are asked again. */
  readonly passedOver: number
  readonly retryAt: Instant | null
}

/** Where a page begins: behind this key, whose position that was. */
interface Cursor {
  readonly place: "queue" | "backlog"
  readonly position: number
  readonly key: QueueKey | undefined
}

const START: Cursor = { place: "queue", position: 0, key: undefined }

/** `place:position:rank:enteredAt:id`; undefined for anything else. */
function cursorIn(text: string): Cursor | undefined {
  const match = /^(queue|backlog):(\d+):([^:]+):(-?\d+):([A-Za-z0-9][A-Za-z0-9._:@-]*)$/.exec(text)
  if (match === null) return undefined
  const [, place = "", position = "", rank = "", enteredAt = "", id = ""] = match
  const count = numberIn(position)
  if (count === undefined || Number.isNaN(Number(rank))) return undefined
  return {
    place: place === "backlog" ? "backlog" : "queue",
    position: count,
    key: { rank: Number(rank), enteredAt: Number(enteredAt), id: InteractionId.make(id) }
  }
}

interface Placed {
  readonly place: "queue" | "backlog"
  readonly position: number
  readonly key: QueueKey
}

function* walk(reading: Reading, campaign: Campaign, begin: Cursor): IterableIterator<Placed> {
  const { place } = begin
  let { position } = begin
  const keys = place === "queue" ? queueInOrder : backlogInOrder
  for (const key of keys(reading, campaign, begin.key)) {
    position += 1
    yield { place, position, key }
  }
  if (place === "queue") yield* walk(reading, campaign, { place: "backlog", position: 0, key: undefined })
}

/** O(members + page). */
export function queueIn(
  rules: Rules,
  { facts, indexes }: State,
  asked: { readonly campaign: string; readonly at: Instant },
  request: PageRequest = {}
): Page<QueueRecord> | undefined {
  const campaign = campaignByName(facts, asked.campaign)
  const from = request.cursor === undefined ? START : cursorIn(request.cursor)
  if (campaign === undefined || from === undefined) return undefined
  return pageOf(walk({ rules, facts, indexes }, campaign, from), {
    limit: limitOf(request),
    itemOf: (placed) => record(facts, { ...placed, campaign: campaign.name, at: asked.at }),
    cursorOf: ({ place, position, key }) => `${place}:${position}:${key.rank}:${key.enteredAt}:${key.id}`
  })
}

function record(
  facts: State["facts"],
  { place, position, key, campaign, at }: Placed & { readonly campaign: CampaignName; readonly at: Instant }
): QueueRecord {
  const interaction = hamtGet(facts.interactions, key.id)
  if (interaction === undefined) throw new Error(`${key.id} is queued but not open`)
  const { entry, offers } = interaction
  const offer = offers[0] ?? null
  return {
    interactionId: key.id,
    campaign,
    place,
    position,
    stage: place === "backlog" ? "backlog" : offer === null ? "waiting" : "offered",
    priority: entry.priority,
    enteredAt: entry.enteredAt,
    waitingSince: entry.waitingSince,
    waitMs: Math.max(0, at - entry.waitingSince),
    offeredTo: offer?.agentId ?? null,
    offerExpiresAt: offer?.expiresAt ?? null,
    outcome: entry.outcome,
    passedOver: entry.passedOver.length,
    retryAt: entry.retryAt
  }
}
