/** The documents of the intervals: quarter-hours of each series, and what must be remembered of the past. */
import * as Schema from "effect/Schema"
import { ChannelName, Count, Instant, Ordinal } from "../kernel/fields.ts"
import { figureNames, type Figures } from "./figures.ts"
import { QUARTER_MS } from "./local-times.ts"
import type { Place } from "./read-model.ts"

/** Additions that stand in a quarter's own document; when there are so many they become a part of their own. */
export const ADDITIONS_PER_PART = 50

/** Whose figures: a campaign's, an agent's in all campaigns, or an agent's in one. */
export interface Scope {
  readonly campaign?: string
  readonly agentId?: string
}

/** The name of a scope's series. Neither a campaign's name nor an agent's id holds a `/`. */
export const seriesNameOf = ({ campaign = "", agentId = "" }: Scope): string => `${campaign}/${agentId}`

const isPartialFigures = (value: unknown): value is Partial<Figures> =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).every(([name, figure]) => KNOWN.has(name) && typeof figure === "number")
const KNOWN: ReadonlySet<string> = new Set(figureNames)

/** Only the figures that are not 0. */
const Sums = Schema.declare(isPartialFigures)

const Addition = Schema.Struct({
  position: Ordinal,
  at: Instant,
  adds: Sums,
  waitMs: Schema.NullOr(Schema.Finite)
})
/** One addition to a series. */
export type Addition = typeof Addition.Type

const Quarter = Schema.TaggedStruct("Quarter", {
  series: Schema.String,
  /** A multiple of 15 minutes. */
  startsAt: Instant,
  sums: Sums,
  /** The longest of the waits that ended in it; null when none did. */
  longestWaitEndedMs: Schema.NullOr(Schema.Finite),
  /** Entries without an outcome when it began. */
  openAtStart: Schema.Int,
  /** Of its last addition. */
  position: Ordinal,
  at: Instant,
  /** How many full parts stand in documents of their own; the later additions are here. */
  parts: Count,
  additions: Schema.Array(Addition)
})
export type QuarterDocument = typeof Quarter.Type

/** `ADDITIONS_PER_PART` additions of a quarter, in their order. */
const Part = Schema.TaggedStruct("Part", { additions: Schema.Array(Addition) })

/** Entries of a series without an outcome. */
const Open = Schema.TaggedStruct("Open", { open: Schema.Int })

const Limits = Schema.TaggedStruct("Limits", {
  limits: Schema.Struct({ serviceLevelSeconds: Schema.Finite, shortAbandonSeconds: Schema.Finite })
})
const Watching = Schema.TaggedStruct("Watch", {
  watch: Schema.Struct({
    channel: ChannelName,
    kind: Schema.Literals(["live", "asynchronous"]),
    media: Schema.Literals(["voice", "text"]),
    outbound: Schema.Boolean,
    createdAt: Instant,
    enteredAt: Schema.NullOr(Instant),
    responded: Schema.Boolean,
    legClockMs: Schema.Finite,
    holdClockMs: Schema.NullOr(Schema.Finite),
    heldMs: Schema.Finite
  })
})
const Clock = Schema.TaggedStruct("Clock", {
  clock: Schema.Struct({ loggedMs: Schema.Finite, since: Schema.NullOr(Instant) })
})
const WrapUp = Schema.TaggedStruct("WrapUp", {
  wrapUp: Schema.Struct({ outbound: Schema.Boolean, clockMs: Schema.Finite })
})

export const IntervalDocument = Schema.Union([Quarter, Part, Open, Limits, Watching, Clock, WrapUp])
export type IntervalDocument = typeof IntervalDocument.Type

export const quarterOf = (at: Instant): Instant => Math.floor(at / QUARTER_MS) * QUARTER_MS

export const quarterKey = (series: string, startsAt: Instant): string => `quarter/${series}/${startsAt}`
export const partKey = (quarter: Pick<QuarterDocument, "series" | "startsAt">, part: number): string =>
  `part/${quarter.series}/${quarter.startsAt}/${part}`
export const openKey = (series: string): string => `open/${series}`

/** A series' quarters by their beginnings: only those in which something was counted. */
export const placesOfInterval = (document: IntervalDocument): ReadonlyArray<Place> =>
  document._tag === "Quarter" ? [{ list: document.series, sort: document.startsAt }] : []
