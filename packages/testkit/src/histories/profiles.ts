/** The campaigns that histories play in: one for each way of distributing work, with settings small enough to bite. */
import type { Campaign, Centre, Routing } from "@parley/core"
import { routedProfiles } from "./profiles-routed.ts"
import { fixedZones } from "../zones.ts"

/** A campaign of a history; `settings` varies with a small number. */
export interface Profile {
  readonly name: string
  /** One of the usual channels (`email`, `webchat`, `phone`), or one of one's own. */
  readonly channel: string
  readonly settings: (variant: number) => typeof Campaign.SettingsChange.Encoded
}

/** Levels that are crossed within seconds. */
const alarms = (variant: number): Campaign.Settings["alarms"] => ({
  waiting: { warning: 1 + (variant % 2), danger: 3 },
  longestWaitSeconds: { warning: 1, danger: 1 + (variant % 3) },
  serviceLevel: { warning: 1, danger: 0.5 },
  abandonRatio: { warning: 0.3, danger: null },
  chatSeconds: { warning: null, danger: 2 }
})

const firstProfiles: ReadonlyArray<Profile> = [
  {
    name: "mail",
    channel: "email",
    settings: (variant) => ({
      serviceLevelSeconds: 2,
      offerTimeoutSeconds: 2,
      retryPauseSeconds: variant % 3,
      wrapUpSeconds: variant % 2,
      dispositionRequired: variant % 2 === 0,
      qualification: variant % 2 === 1 ? { motive: "How was it?", thanks: "Thank you" } : null,
      perAgentMax: 1 + (variant % 2),
      maxTransferSeconds: 1 + (variant % 2),
      dropoutSeconds: variant % 5 === 0 ? 2 : 0,
      alarms: alarms(variant)
    })
  },
  {
    name: "solo",
    channel: "email",
    settings: (variant) => ({
      eligibility: "interaction",
      delivery: "leastrecent",
      offerTimeoutSeconds: variant % 4 === 0 ? 0 : 1,
      retryPauseSeconds: 1,
      wrapUpSeconds: variant % 3,
      dispositionRequired: variant % 3 === 1,
      queueMax: variant % 3
    })
  },
  {
    name: "draw",
    channel: "email",
    settings: (variant) => ({
      delivery: "wrandom",
      offerTimeoutSeconds: 3,
      retryPauseSeconds: 2,
      autopauseAfter: variant % 3,
      autopauseScope: variant % 2 === 0 ? "campaign" : "all",
      perAgentMax: 2,
      queueMax: variant % 4
    })
  },
  {
    name: "chat",
    channel: "webchat",
    settings: (variant) => ({
      dropoutSeconds: 2 + (variant % 2),
      dropoutLeavesQueue: variant % 3 !== 0,
      leaveWhenEmptySeconds: 1 + (variant % 3),
      queueMax: 1 + (variant % 3),
      offerTimeoutSeconds: 1 + (variant % 2),
      retryPauseSeconds: 1,
      chatLimitSeconds: 2,
      serviceLevelSeconds: 1,
      shortAbandonSeconds: variant % 2,
      wrapUpSeconds: 1,
      maxTransferSeconds: variant % 3,
      weight: variant % 2,
      alarms: alarms(variant + 1)
    })
  },
  {
    name: "pull",
    channel: "email",
    settings: (variant) => ({
      eligibility: "ringallmultiple",
      wrapUpSeconds: variant % 2,
      queueMax: variant % 4,
      weight: variant % 3
    })
  }
]

export const profiles: ReadonlyArray<Profile> = [...firstProfiles, ...routedProfiles]

/** An order beside the built-in one, so that changing it re-orders queues. */
export const fifo: Routing.Order = { name: "fifo", rank: () => 0 }

/** What the centre of a history is made with; a strategy under test comes in beside it. */
export const historyDefinition = (
  own: Partial<Routing.Strategies> = {},
  channels: ReadonlyArray<Centre.ChannelDefinition> = []
): Centre.CentreDefinition => ({
  channels: [
    { name: "email", kind: "asynchronous", media: "text" },
    { name: "webchat", kind: "live", media: "text" },
    { name: "phone", kind: "live", media: "voice", needs: [["number"]] },
    ...channels
  ],
  zones: fixedZones({ UTC: 0, East: 330 }),
  strategies: { ...own, order: [fifo, ...(own.order ?? [])] }
})
