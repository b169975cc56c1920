/**
 * The figures of campaigns and agents, folded into UTC quarter-hours. `intervals-read.ts` reads them in any window.
 *
 * A quarter keeps its sums and the samples they are made of, so that a window that begins or ends inside one is exact.
 * A figure whose definition is chosen (T, say) is recomputed by folding the log under that definition: there is one
 * model for each.
 */
import type { Recorded } from "../kernel/envelope.ts"
import { outcomesOf } from "./counts.ts"
import { figureNames, longer, type Figure, type Figures } from "./figures.ts"
import {
  ADDITIONS_PER_PART,
  IntervalDocument,
  openKey,
  partKey,
  placesOfInterval,
  quarterKey,
  quarterOf,
  seriesNameOf,
  type Addition,
  type QuarterDocument,
  type Scope
} from "./interval-documents.ts"
import type { StoredEvent } from "./projection.ts"
import { decoding, type Change, type Documents, type ReadModel } from "./read-model.ts"
import { asConfigured, sampledBy, sampleOf, type Definition } from "./samples.ts"
import { watchedBefore, watchedChanges, watchedKeys } from "./watched-documents.ts"

type Known = Documents<IntervalDocument>
type Changes = ReadonlyArray<Change<IntervalDocument>>

const decode = decoding(IntervalDocument)

/** The intervals under a definition of one's own: a model of its own for each definition. O(1) per event. */
export const intervalsBy = (definition: Definition): ReadModel<IntervalDocument> => ({
  name: nameOf(definition),
  version: 2,
  decode,
  needs: ({ event, at }) => [
    ...watchedKeys(event),
    ...scopesOf(sampledBy(event)).flatMap((scope) => {
      const series = seriesNameOf(scope)
      return [openKey(series), quarterKey(series, quarterOf(at))]
    })
  ],
  evolve: (documents, recorded) => {
    const watched = watchedBefore(documents, recorded.event)
    return [...sampled(documents, recorded, definition, watched), ...watchedChanges(watched, recorded)]
  },
  places: placesOfInterval
})

/** The intervals as the campaigns were configured at each instant. */
export const intervals: ReadModel<IntervalDocument> = intervalsBy(asConfigured)

function nameOf({ serviceLevelSeconds, shortAbandonSeconds }: Definition): string {
  const level = serviceLevelSeconds === null ? "" : `-level${serviceLevelSeconds}`
  return `intervals${level}${shortAbandonSeconds === null ? "" : `-short${shortAbandonSeconds}`}`
}

/** Whose series an event may add to. */
const scopesOf = (sampled: ReturnType<typeof sampledBy>): ReadonlyArray<Scope> => {
  if (sampled === null) return []
  const { campaign, agentId } = sampled
  return agentId === null ? [{ campaign }] : [{ campaign }, { agentId }, { campaign, agentId }]
}

function sampled(
  documents: Known,
  recorded: Recorded<StoredEvent>,
  definition: Definition,
  watched: Parameters<typeof sampleOf>[0]
): Changes {
  const sample = sampleOf(watched, recorded, definition)
  if (sample === null) return []
  const { position, at, waitMs, adds, agentAdds } = sample
  return scopesOf(sample).flatMap((scope) =>
    added(documents, seriesNameOf(scope), {
      position,
      at,
      adds: scope.agentId === undefined ? adds : agentAdds,
      waitMs
    })
  )
}

function added(documents: Known, series: string, addition: Addition): Changes {
  const startsAt = quarterOf(addition.at)
  const known = documents(quarterKey(series, startsAt))
  const open = documents(openKey(series))
  const before: QuarterDocument =
    known?._tag === "Quarter"
      ? known
      : {
          _tag: "Quarter",
          series,
          startsAt,
          sums: {},
          longestWaitEndedMs: null,
          openAtStart: open?._tag === "Open" ? open.open : 0,
          position: addition.position,
          at: addition.at,
          parts: 0,
          additions: []
        }
  const additions = [...before.additions, addition]
  const isFull = additions.length === ADDITIONS_PER_PART
  const quarter: QuarterDocument = {
    ...before,
    sums: plus(before.sums, addition.adds),
    longestWaitEndedMs: longer(before.longestWaitEndedMs, addition.waitMs),
    position: addition.position,
    at: addition.at,
    parts: isFull ? before.parts + 1 : before.parts,
    additions: isFull ? [] : additions
  }
  return [
    [quarterKey(series, startsAt), quarter],
    [openKey(series), { _tag: "Open", open: openAfter(quarter) }],
    ...(isFull ? [[partKey(before, before.parts), { _tag: "Part", additions }] as const] : [])
  ]
}

/** The sums with an addition; zeros are left out. */
function plus(sums: Partial<Figures>, adds: Partial<Figures>): Partial<Figures> {
  const next: { [Name in Figure]?: number } = { ...sums }
  for (const name of figureNames) {
    const more = adds[name]
    if (more !== undefined && more !== 0) next[name] = (next[name] ?? 0) + more
  }
  return next
}

/** Entries without an outcome at the end of a quarter. */
export const openAfter = ({ openAtStart, sums }: Pick<QuarterDocument, "openAtStart" | "sums">): number => {
  const { entered = 0, answered = 0, abandoned = 0, overflowed = 0, withdrawn = 0 } = sums
  return openAtStart + entered - outcomesOf({ answered, abandoned, overflowed, withdrawn })
}
