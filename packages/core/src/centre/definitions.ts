/** What a centre is made with: strategies, channels and zones. Functions live here; the log holds their names. */
import type { ChannelKind, Instant, Media } from "../kernel/fields.ts"
import type { Offset } from "../kernel/schedule.ts"
import type { Strategies } from "../routing/index.ts"

/** A channel is data: a name, whether the client waits, and how they speak. What it does in the world is an adapter. */
export interface ChannelDefinition {
  readonly name: string
  readonly kind: ChannelKind
  readonly media: Media
  /** What one interaction takes of an agent's capacity, until the centre sets it; default 1. */
  readonly cost?: number
  /** What an agent must give to start one, as groups: of each group one field. Left out: nothing. */
  readonly needs?: ReadonlyArray<ReadonlyArray<string>>
}

/** A local day: its date and the first instant of the next. */
export interface LocalDay {
  readonly date: string
  readonly endsAt: Instant
}

/** The zone table, consulted by decisions only; events carry the instants. */
export interface Zones {
  /** The local day that contains an instant; null for an unknown zone. A day begins at its first instant. */
  readonly dayOf: (zone: string, at: Instant) => LocalDay | null
  /** How far its clock is ahead of UTC at an instant, and until when; null for an unknown zone. */
  readonly offsetAt: (zone: string, at: Instant) => Offset | null
}

export interface CentreDefinition {
  readonly strategies?: Partial<Strategies>
  readonly channels: ReadonlyArray<ChannelDefinition>
  readonly zones: Zones
}
