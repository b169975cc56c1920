/** The port of a channel: what an adapter gives, so that a centre can hear and speak through it. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ChannelDefinition } from "../centre/index.ts"
import type { CampaignName } from "../kernel/fields.ts"
import type { ChannelSettings } from "../campaign/settings.ts"
import type { ContentUnreadable, LogUnreadable, SendFailure, StoreFailure } from "./failures.ts"
import type { CentreHandle } from "./handle.ts"

/** One field that keeps a channel from working, and why: nothing secret stands in it. */
export const ChannelFault = Schema.Struct({
  /** The leg it is about, such as `imap` or `smtp`; null when it is about the settings as a whole. */
  leg: Schema.NullOr(Schema.String),
  field: Schema.String,
  code: Schema.String,
  message: Schema.String
})
export type ChannelFault = typeof ChannelFault.Type

/** The settings or the secret do not work: nothing was stored. */
export class ChannelRefused extends Schema.TaggedError<ChannelRefused>()("ChannelRefused", {
  channel: Schema.String,
  faults: Schema.Array(ChannelFault)
}) {}

export interface Preparation {
  readonly centre: string
  readonly campaign: string
  readonly settings: ChannelSettings
  /** As typed in by a person; kept nowhere but in the secret store, and only if all is well. */
  readonly secret: string | null
}

export interface Channel {
  readonly definition: ChannelDefinition
  /** Checks settings and secret against the world, before any command. Returns the settings in full. */
  readonly prepare: (preparation: Preparation) => Effect.Effect<ChannelSettings, ChannelRefused>
  /** Tries a campaign's settings and stored secret again, as they are now. Empty: all is well. */
  readonly check: (
    handle: CentreHandle,
    campaign: CampaignName
  ) => Effect.Effect<ReadonlyArray<ChannelFault>, StoreFailure | ContentUnreadable>
  /** Receives and sends for one centre until interrupted. The world's failures are waited for; the writer's end it. */
  readonly run: (handle: CentreHandle) => Effect.Effect<void, SendFailure | LogUnreadable>
}

/** The channels of this process, by name. */
export class Channels extends Context.Service<Channels, ReadonlyMap<string, Channel>>()("@parley/core/Channels") {}
