/** What is due when: the deadlines that states contribute, in the order in which they fire. */
import type { Agent } from "../agent/index.ts"
import type { Interaction } from "../interaction/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { compareIds } from "./campaign-index.ts"

/** Kinds in the order in which they fire at one instant; day and schedule before all others, and of the two the day. */
export const DAY = -1
export const SCHEDULE = 0
export const WRAP_UP = 1
export const OFFER = 2
export const RETRY = 3
export const PREFERRED_WINDOW = 4
export const STEP = 5
export const DROPOUT = 6
export const CHAT_LIMIT = 7
export const NOBODY = 8
export const ABSENCE = 9
export const TRANSFER = 10
export const BREAK_OVERDUE = 11

export interface Deadline {
  readonly due: Instant
  readonly kind: number
  /** The zone, agent, interaction or campaign it is about. */
  readonly id: string
}

export const compareDeadlines = (a: Deadline, b: Deadline): number =>
  a.due - b.due || a.kind - b.kind || compareIds(a.id, b.id)

/** The earliest end of a running wrap-up. */
export const wrapUpDue = (agent: Agent): Instant | null =>
  agent.wrapUps.length === 0 ? null : agent.wrapUps.reduce((first, { until }) => Math.min(first, until), Infinity)

/** The offers of a ring share one deadline. */
export const offerDue = ({ stage, offers }: Interaction): Instant | null =>
  stage === "offered" ? (offers[0]?.expiresAt ?? null) : null

export const retryDue = ({ stage, entry }: Interaction): Instant | null => (stage === "waiting" ? entry.retryAt : null)

/** In a queue, offered, or in the backlog. */
export const isUnowned = ({ stage }: Interaction): boolean =>
  stage === "waiting" || stage === "offered" || stage === "backlog"

export const windowDue = (interaction: Interaction): Instant | null =>
  isUnowned(interaction) ? (interaction.entry.preferred?.until ?? null) : null

export const stepDue = (interaction: Interaction): Instant | null =>
  isUnowned(interaction) ? (interaction.entry.steps[0]?.dueAt ?? null) : null

/** An entry that has its outcome has none; the rest drop out wherever they wait. */
export const dropoutDue = (interaction: Interaction): Instant | null =>
  isUnowned(interaction) ? interaction.entry.dropoutAt : null

export const chatLimitDue = ({ stage, chatLimitAt }: Interaction): Instant | null =>
  stage === "active" ? chatLimitAt : null

export const transferDue = ({ transfer }: Interaction): Instant | null => transfer?.expiresAt ?? null
