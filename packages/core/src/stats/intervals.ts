/**
 * The figures of campaigns and agents, folded into UTC quarter-hours. `intervals-read.ts` reads them in any window.
 *
 * A quarter keeps its sums and the samples they are made of, so that a window that begins or ends inside one is exact.
 * A figure whose definition is chosen (T, say) is recomputed by folding the log under that definition: there is one
 * projection for each.
 */
import type { AgentId, CampaignName, Instant } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import { emptyVector, vectorGet, vectorLength, vectorPush, vectorSet, type Vector } from "../kernel/vector.ts"
import { outcomesOf } from "./counts.ts"
import { addFigures, longer, noFigures, type Figures } from "./figures.ts"
import { QUARTER_MS } from "./local-times.ts"
import type { Projection } from "./projection.ts"
import { asConfigured, sampleOf, type Definition, type Sample } from "./samples.ts"
import { noneWatched, watch, type Watched } from "./watched.ts"

/** Whose figures: a campaign's, an agent's in all campaigns, or an agent's in one. */
export interface Scope {
  readonly campaign?: string
  readonly agentId?: string
}

/** One addition to a series. */
export interface Addition {
  readonly position: number
  readonly at: Instant
  readonly adds: Partial<Figures>
  readonly waitMs: number | null
}

export interface Quarter {
  /** A multiple of 15 minutes. */
  readonly startsAt: Instant
  readonly sums: Figures
  /** The longest of the waits that ended in it; null when none did. */
  readonly longestWaitEndedMs: number | null
  /** Entries without an outcome when it began. */
  readonly openAtStart: number
  readonly additions: Vector<Addition>
}

/** Only the quarter-hours in which something was counted, in order. */
export type Series = Vector<Quarter>

export interface IntervalsView {
  readonly watched: Watched
  readonly series: Hamt<Series>
  /** Of the last event folded. */
  readonly position: number
  readonly at: Instant
}

const noIntervals: IntervalsView = { watched: noneWatched, series: emptyHamt(), position: 0, at: 0 }

/** The name of a scope's series. Neither a campaign's name nor an agent's id holds a `/`. */
const keyOf = ({ campaign = "", agentId = "" }: Scope): string => `${campaign}/${agentId}`

/** The intervals under a definition of one's own. O(log n) per event. */
export const intervalsBy = (definition: Definition): Projection<IntervalsView> => ({
  name: "intervals",
  version: 1,
  initial: noIntervals,
  evolve: (view, recorded) => {
    const sample = sampleOf(view.watched, recorded, definition)
    const { position, at } = recorded
    const watched = watch(view.watched, recorded)
    return { watched, series: sample === null ? view.series : sampled(view.series, sample), position, at }
  }
})

/** The intervals as the campaigns were configured at each instant. */
export const intervals: Projection<IntervalsView> = intervalsBy(asConfigured)

function sampled(series: Hamt<Series>, { position, at, campaign, adds, waitMs, agentId, agentAdds }: Sample) {
  const ofCampaign = added(series, keyOf({ campaign }), { position, at, adds, waitMs })
  return agentId === null
    ? ofCampaign
    : sampledAgent(ofCampaign, agentId, campaign, { position, at, adds: agentAdds, waitMs })
}

const sampledAgent = (series: Hamt<Series>, agentId: AgentId, campaign: CampaignName, addition: Addition) =>
  added(added(series, keyOf({ agentId }), addition), keyOf({ campaign, agentId }), addition)

function added(all: Hamt<Series>, key: string, addition: Addition): Hamt<Series> {
  const series = hamtGet(all, key) ?? emptyVector<Quarter>()
  const startsAt = Math.floor(addition.at / QUARTER_MS) * QUARTER_MS
  const length = vectorLength(series)
  const last = length === 0 ? undefined : vectorGet(series, length - 1)
  const grown =
    last?.startsAt === startsAt
      ? vectorSet(series, length - 1, withAddition(last, addition), undefined)
      : vectorPush(series, withAddition(newQuarter(startsAt, last), addition), undefined)
  return hamtSet(all, key, grown, undefined)
}

export const openAfter = ({ openAtStart, sums }: Quarter): number => openAtStart + sums.entered - outcomesOf(sums)

const newQuarter = (startsAt: Instant, before: Quarter | undefined): Quarter => ({
  startsAt,
  sums: noFigures,
  longestWaitEndedMs: null,
  openAtStart: before === undefined ? 0 : openAfter(before),
  additions: emptyVector()
})

const withAddition = (quarter: Quarter, addition: Addition): Quarter => ({
  ...quarter,
  sums: addFigures(quarter.sums, addition.adds),
  longestWaitEndedMs: longer(quarter.longestWaitEndedMs, addition.waitMs),
  additions: vectorPush(quarter.additions, addition, undefined)
})

export const seriesOf = (view: IntervalsView, scope: Scope): Series =>
  hamtGet(view.series, keyOf(scope)) ?? emptyVector<Quarter>()
